"""The printed totals of a table against the rows they sum, exactly (``domain.md`` D31, D47, D48)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.models.field import FieldType
from app.models.quantity import decimal, places_of, plain
from app.services.importing import lexicon
from app.services.importing.clean.number import clean_number
from app.services.importing.mapping.map import Mapped
from app.services.importing.tables.table import Skip, Table
from app.services.importing.text import compact, figure
from app.services.workbook.book import Cell

_ADDITIVE = {FieldType.QUANTITY, FieldType.MONEY, FieldType.INTEGER}
_NOT_ADDED = {"年", "°", "等", "", "%"}
_MOST_PLACES = 9


@dataclass(frozen=True, slots=True)
class Total:
    """One printed total in the header's unit, and what the rows it stands for come to."""

    row: int
    column: str
    printed: str
    computed: str
    agrees: bool


def check_totals(table: Table, columns: Sequence[Mapped]) -> list[Total]:
    """Every printed total of the columns that can be added up."""
    added = [
        one for one in columns if one.field.type in _ADDITIVE and one.unit not in _NOT_ADDED and "/" not in one.unit
    ]
    rows = sorted(number for number in table.skipped if names_sum(table, number))
    return [total for number in rows for one in added if (total := _checked(table, number, rows, one))]


def _checked(table: Table, number: int, totals: list[int], one: Mapped) -> Total | None:
    printed = _figure(table.cell(number, one.column.index))
    if printed is None:
        return None
    sums = [_sum(table, rows, one) for rows in _spans(table, number, totals)]
    places = max((places_of(value) for value in sums), default=0)
    printed = _without_dust(printed, places)
    computed = printed if printed in sums else sums[0]
    shown, summed = plain(printed.normalize()), plain(computed.normalize())
    return Total(number, one.column.letter, shown, summed, printed in sums)


def sum_of(table: Table, one: Mapped) -> Decimal:
    """What the data rows of a column come to, in the header's unit."""
    return _sum(table, list(table.records), one)


def names_sum(table: Table, number: int) -> bool:
    """Whether a row is a sum of others; a part of one record (``其中：水田``) is none."""
    if table.skipped[number] is Skip.TOTAL:
        return True
    written = (compact(cell) for cell in table.row(number) if isinstance(cell, str))
    return table.skipped[number] is Skip.SUBTOTAL and any(lexicon.has("sum_ending", text) for text in written)


def _spans(table: Table, number: int, totals: list[int]) -> list[list[int]]:
    """The rows a total may stand for: all of them, or for a subtotal its group above it, else below it.

    A filtered row counts in a workbook's own sum, so the rows that were left out as hidden may count too.
    """
    hidden = [row for row, why in table.skipped.items() if why in (Skip.HIDDEN, Skip.STRUCK)]
    all_rows = [list(table.records), sorted([*table.records, *hidden])]
    if table.skipped[number] is Skip.TOTAL:
        return all_rows + _groups(table, number, totals)
    return _groups(table, number, totals) + all_rows


def _groups(table: Table, number: int, totals: list[int]) -> list[list[int]]:
    before = max((row for row in totals if row < number), default=table.bottom)
    after = min((row for row in totals if row > number), default=len(table.sheet.rows) + 1)
    above = [row for row in table.records if before < row < number]
    below = [row for row in table.records if number < row < after]
    return [rows for rows in (above, below) if rows]


def _sum(table: Table, rows: list[int], one: Mapped) -> Decimal:
    figures = (_summand(table.cell(row, one.column.index), one) for row in rows)
    return sum((value for value in figures if value is not None), Decimal(0))


def _summand(cell: Cell, one: Mapped) -> Decimal | None:
    """A cell as its row counts it: a figure with its unit is one, unless it is to be converted."""
    found = _figure(cell)
    if found is not None or not isinstance(cell, str) or not cell or one.factor != 1:
        return found
    value = clean_number(cell, one.field, one.unit, one.factor).value
    return None if value is None else decimal(int(value), one.field.scale)


def _figure(cell: Cell) -> Decimal | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(repr(cell))
    if isinstance(cell, str):
        text = figure(cell).replace(",", "")
        if text and set(text) <= set("0123456789.") and text.count(".") <= 1 and text != ".":
            return Decimal(text)
    return None


def _without_dust(printed: Decimal, places: int) -> Decimal:
    """The printed figure without what binary addition leaves far behind the places of the rows."""
    if places_of(printed) <= _MOST_PLACES:
        return printed
    return printed.quantize(Decimal(1).scaleb(-max(places, 0)))
