"""Figures under a heading without a unit, in a table where another heading names one: 建设规模（公顷） beside 新增耕地.

They are taken in the field's own unit; where they are about as large as the figures beside them, they may well stand
in the unit that is named there, and that is said.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from statistics import median_low

from app.models.field import FieldType
from app.services.importing.clean.number import as_figure
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.map import Mapped
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.planning.rows import ReadRows
from app.services.importing.tables.table import Table
from app.services.importing.text import figure
from app.services.workbook.book import address

_SAMPLE = 60


def doubt(mapping: TableMapping, rows: ReadRows) -> None:
    """Name every such figure that may stand in the unit of the nearest column that names one."""
    measured = [one for one in mapping.mapped if one.field.type is FieldType.QUANTITY and not one.composite]
    told = [one for one in measured if one.column.units and one.unit != one.field.unit]
    if not told or mapping.unit_line:
        return
    for one in measured:
        near = None if one.column.units else _beside(one, told)
        if near and _is_alike(mapping.table, one, near):
            for place, value in enumerate(rows.column(one.field.name)):
                if value:
                    rows[place].issues.append(_issue(one, near, rows.numbers[place]))


def _beside(one: Mapped, told: Sequence[Mapped]) -> Mapped | None:
    """The nearest column that measures the same in a unit it names; one before the column rather than one behind."""
    place = one.column.index
    same = [other for other in told if other.field.unit == one.field.unit]
    return min(same, key=lambda other: (other.column.index > place, abs(other.column.index - place)), default=None)


def _is_alike(table: Table, one: Mapped, near: Mapped) -> bool:
    """Whether the figures are rather as large as those beside them than as many times larger as the units are apart."""
    ratios = list(islice(_ratios(table, one, near), _SAMPLE))
    return bool(ratios) and _times(median_low(ratios), Fraction(1)) < _times(median_low(ratios), near.factor)


def _times(one: Fraction, other: Fraction) -> Fraction:
    return max(one / other, other / one)


def _ratios(table: Table, one: Mapped, other: Mapped) -> Iterator[Fraction]:
    """The figures of a column by those of another as they are written, row by row."""
    for number in table.records:
        own, beside = (_figure(table, number, each.column.index) for each in (one, other))
        if own and beside:
            yield own / beside


def _figure(table: Table, number: int, index: int) -> Fraction | None:
    said = as_figure(figure(str(table.cell(number, index))))
    return None if said is None else abs(Fraction(said))


def _issue(one: Mapped, near: Mapped, number: int) -> Issue:
    text = (
        f"表头“{one.column.text}”没有写单位，按{one.unit}记；旁边的“{near.column.text}”是{near.unit}，"
        f"数也差不多大，这一列若也是{near.unit}，请指定单位"
    )
    cell = address(number, one.column.index)
    return Issue(one.column.letter, cell, Code.AMBIGUOUS, Severity.WARNING, text, one.field.name)
