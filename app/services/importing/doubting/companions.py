"""Columns that are not taken but say something of those that are: a month beside the total, a rate beside its figures.

``domain.md`` D45, D50: they are only compared, and what does not fit is named in its cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import repeat

from app.models import quantity, resources
from app.models.field import Field, Stored
from app.models.ledger import dated_quantities, fields_of
from app.services.importing import lexicon
from app.services.importing.clean.number import as_figure, clean_number
from app.services.importing.doubting.ratio import stale
from app.services.importing.issue import Code, Issue, Problem, Severity
from app.services.importing.mapping.map import Mapped, Unmapped
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.match import SURE, scores
from app.services.importing.planning.rows import ReadRow, ReadRows
from app.services.importing.tables.table import Column
from app.services.importing.text import figure, half_width, key
from app.services.importing.vocabulary import Ledger, vocabulary
from app.services.workbook.book import Cell, address

_MOSTLY = 0.5
_ROUGHLY = Fraction(1, 500)  # whoever converts with 667 in place of 666.67 is off by less


def compare(mapping: TableMapping, rows: ReadRows) -> None:
    """Say at each row which of its figures the columns beside them contradict."""
    kind = str(mapping.kind)
    ledger = next(one for one in vocabulary().ledgers if one.kind == kind)
    taken = {one.field.name: one for one in mapping.mapped}
    for left in mapping.unmapped:
        if left.twin:
            _compare_units(mapping, rows, left, left.twin)
        elif total := _total_of(left.column, ledger, taken):
            _compare_month(mapping, rows, left.column, total)
        elif pair := _ratio_of(left.column, kind, taken):
            _compare_ratio(mapping, rows, left.column, pair)


def _total_of(column: Column, ledger: Ledger, taken: Mapping[str, Mapped]) -> Mapped | None:
    """The running total whose share of one month a column holds."""
    if not any(lexicon.has("this_month", text) for text in column.path):
        return None
    path = tuple(text for one in column.path if (text := _without_month(half_width(one))))
    found = scores(path or ("累计",), ledger)
    named = [name for name in dated_quantities(ledger.kind) if found.get(name, 0) >= SURE and name in taken]
    return taken[max(named, key=lambda name: found[name])] if named else None


def _without_month(text: str) -> str:
    for word in sorted(lexicon.words("this_month"), key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _compare_month(mapping: TableMapping, rows: ReadRows, column: Column, total: Mapped) -> None:
    unit = column.units[0] if column.units else total.unit
    for place, whole in enumerate(rows.column(total.field.name)):
        part = _figure(mapping.table.cell(rows.numbers[place], column.index), total.field, unit)
        if isinstance(whole, int) and part is not None and part > whole:
            text = f"“{column.text}”是 {total.field.show(part)}，大于“{total.column.text}”的 {total.field.show(whole)}"
            _say(rows[place], column, Problem(Code.RULE, Severity.WARNING, text), total.field.name)


def _figure(cell: Cell, field: Field, unit: str) -> int | None:
    try:
        found = clean_number(cell, field, unit, quantity.factor(unit, field.unit))
    except ValueError:
        return None
    return found.value if isinstance(found.value, int) else None


def _compare_units(mapping: TableMapping, rows: ReadRows, left: Unmapped, taken: Mapped) -> None:
    """A figure that is not what the same one in another unit comes to, as nearly as both are written."""
    table, other = mapping.table, quantity.factor(left.unit, taken.field.unit)
    figures = [_plain_figure(table.cell(number, left.column.index)) for number in rows.numbers]
    last = _last_place([one for one in figures if one is not None])
    own = _last_place([_plain_figure(table.cell(one, taken.column.index)) or Decimal(0) for one in rows.numbers])
    for place, (number, value) in enumerate(zip(figures, rows.column(taken.field.name), strict=True)):
        if number is None or not isinstance(value, int):
            continue
        size, here = Fraction(number) * other, Fraction(value, 10**taken.field.scale)
        if abs(size - here) > (last * other + own * taken.factor) / 2 + max(size, here) * _ROUGHLY:
            shown = f"{quantity.plain(number)}{left.unit}"
            text = f"“{left.column.text}”的 {shown} 与这一格的 {taken.field.show(value)}{taken.field.unit}不是同一个数"
            cell = address(rows.numbers[place], taken.column.index)
            issue = Issue(taken.column.letter, cell, Code.AMBIGUOUS, Severity.WARNING, text, taken.field.name)
            rows[place].issues.append(issue)


def _plain_figure(cell: Cell) -> Decimal | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(repr(cell))
    return as_figure(figure(cell)) if isinstance(cell, str) else None


def _last_place(figures: Sequence[Decimal]) -> Fraction:
    """The smallest place that any of the figures is written to."""
    return Fraction(1, 10 ** max(map(quantity.places_of, figures), default=0))


@cache
def _ratios(kind: str) -> Mapping[str, tuple[str, str]]:
    return {
        key(heading): (row["part"], row["whole"])
        for row in resources.rows("importing/ratios.csv")
        if row["kind"] == kind
        for heading in resources.listed(row["heading"])
    }


def _ratio_of(column: Column, kind: str, taken: Mapping[str, Mapped]) -> tuple[str, str] | None:
    pair = _ratios(kind).get(key(half_width(column.path[-1])))
    return pair if pair and set(pair) <= taken.keys() else None


def _compare_ratio(mapping: TableMapping, rows: ReadRows, column: Column, pair: tuple[str, str]) -> None:
    """A rate that is not what its row's figures give, where most rows show that it is made of just these."""
    compared = list(_compared(mapping, rows, column, pair))
    outdated = [(place, problem) for place, problem in compared if problem is not None]
    if len(outdated) <= _MOSTLY * len(compared):
        for place, problem in outdated:
            _say(rows[place], column, problem, None)


def _compared(
    mapping: TableMapping, rows: ReadRows, column: Column, pair: tuple[str, str]
) -> Iterator[tuple[int, Problem | None]]:
    """The places of the rows that have all three figures, each with what is wrong with its rate."""
    fields = fields_of(str(mapping.kind))
    parts, wholes = (map(_decimal, rows.column(name), repeat(fields[name])) for name in pair)
    for place, (number, part, whole) in enumerate(zip(rows.numbers, parts, wholes, strict=True)):
        cell = mapping.table.cell(number, column.index)
        if cell != "" and part is not None and whole:
            yield place, stale(cell, part, whole, half_width(column.path[-1]))


def _decimal(value: Stored | None, field: Field) -> Decimal | None:
    return quantity.decimal(value, field.scale) if isinstance(value, int) else None


def _say(row: ReadRow, column: Column, problem: Problem, field: str | None) -> None:
    cell = address(row.number, column.index)
    row.issues.append(Issue(column.letter, cell, problem.code, problem.severity, problem.text, field))
