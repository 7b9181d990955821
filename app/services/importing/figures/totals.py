"""The printed totals of a table of targets against what they sum, exactly (``domain.md`` D31, D47)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from app.models.target import Indicator
from app.services.importing.doubting.totals import Total
from app.services.importing.figures.cell import amount, plain
from app.services.importing.figures.plan import FigureRow, of_row
from app.services.importing.figures.table import FigureTable
from app.services.importing.issue import Code, Severity
from app.services.importing.regions import Regions
from app.services.importing.tables.table import Skip, Table
from app.services.importing.targets.columns import IndicatorColumn, RegionColumn
from app.services.importing.targets.sums import adds_up
from app.services.workbook.book import address, column_of

_SUMS = (Skip.TOTAL, Skip.SUBTOTAL)

Figures = Mapping[str, Decimal]
"""What a total may add up: a region's code, or the place it stands where nobody knows it -> its figure."""


def totals_below(found: FigureTable, mapped: Sequence[IndicatorColumn], regions: Regions) -> list[Total]:
    """The sums that stand in rows of their own, column by column."""
    table = found.table
    sums = sorted(number for number, why in table.skipped.items() if why in _SUMS)
    counted = _rows(table, Skip.OTHER_UNIT)
    with_hidden = _rows(table, Skip.OTHER_UNIT, Skip.HIDDEN, Skip.STRUCK)
    checked: list[Total] = []
    for number in sums:
        whole = table.skipped[number] is Skip.TOTAL
        spans = [span for rows in (counted, with_hidden) for span in _spans(number, sums, rows, whole=whole)]
        for one in (column for column in mapped if adds_up(column.indicator)):
            cell = _reader(found, one.indicator, one.unit, one.column.index)
            sets = [_figures(found, rows, cell, regions) for rows in spans]
            checked += _checked(number, one.column.letter, cell(number), sets, regions)
    return checked


def _rows(table: Table, *beside: Skip) -> list[int]:
    """The data rows, with those that were left out for these reasons: a workbook's own sum may count them."""
    return sorted([*table.records, *(number for number, why in table.skipped.items() if why in beside)])


def totals_beside(
    found: FigureTable,
    indicators: Mapping[int, tuple[Indicator, str]],
    columns: Sequence[RegionColumn],
    regions: Regions,
) -> list[Total]:
    """The sums that stand in columns of their own, row by row; ``indicators`` are the rows' with their units."""
    checked: list[Total] = []
    for number, (indicator, unit) in indicators.items():
        if not adds_up(indicator):
            continue
        parts = {}
        for one in columns:
            value = _reader(found, indicator, unit, one.column.index)(number)
            if one.region is not None and value is not None:
                parts[one.region.code] = value
        for one in (column for column in columns if column.region is None):
            printed = _reader(found, indicator, unit, one.column.index)(number)
            checked += _checked(number, one.column.letter, printed, [parts], regions)
    return checked


def say(rows: Sequence[FigureRow], totals: Sequence[Total]) -> None:
    """Name each total that does not agree on the last row up to it, in the total's own cell."""
    for total in (one for one in totals if not one.agrees):
        before = [row for row in rows if row.row <= total.row] or list(rows)
        if before:
            text = f"合计印的是 {total.printed}，各项相加是 {total.computed}"
            cell = address(total.row, column_of(total.column))
            before[-1].issues.append(of_row(Code.TOTAL_MISMATCH, Severity.WARNING, text, cell))


def _reader(found: FigureTable, indicator: Indicator, unit: str, index: int) -> Callable[[int], Decimal | None]:
    marks = found.table.sheet.marks
    return lambda number: (
        amount(found.table.cell(number, index), marks.get((number, index)), indicator.name, unit).number
    )


def _spans(number: int, sums: Sequence[int], counted: Sequence[int], *, whole: bool) -> list[Sequence[int]]:
    """The rows a sum may stand for: all, or those between it and the sum before or after it."""
    before = max((row for row in sums if row < number), default=0)
    after = min((row for row in sums if row > number), default=counted[-1] + 1 if counted else 0)
    groups = [[row for row in counted if before < row < number], [row for row in counted if number < row < after]]
    filled: list[Sequence[int]] = [group for group in groups if group]
    return [counted, *filled] if whole else [*filled, counted]


def _figures(
    found: FigureTable, rows: Sequence[int], cell: Callable[[int], Decimal | None], regions: Regions
) -> Figures:
    parts: dict[str, Decimal] = {}
    for number in rows:
        region, value = regions.find(found.named(number)), cell(number)
        if value is not None:
            who = region.code if region else str(number)
            parts[who] = parts.get(who, Decimal(0)) + value
    return parts


def _checked(
    number: int, column: str, printed: Decimal | None, sets: Sequence[Figures], regions: Regions
) -> Iterator[Total]:
    """A total against each sum it may stand for; the first is the one it is said to differ from."""
    if printed is None:
        return
    sums = [sum(part.values(), Decimal(0)) for parts in sets for part in _readings(parts, regions)]
    agrees = printed in sums
    computed = printed if agrees or not sums else sums[0]
    yield Total(number, column, plain(printed), plain(computed), agrees)


def _readings(parts: Figures, regions: Regions) -> Iterator[Figures]:
    """The parts without the unit itself, where it is their sum; all of them; those that are known alone."""
    own = regions.own.code
    if own in parts and not set(parts).isdisjoint(regions.parts):
        yield {who: value for who, value in parts.items() if who != own}
    yield parts
    known = {who: value for who, value in parts.items() if not who.isdecimal() or len(who) >= 6}
    if 0 < len(known) < len(parts):
        yield known
