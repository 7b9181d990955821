"""Rows of several workbooks -> one filled table: sums of what adds up, ratios and ranks worked out again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.models.queries.scope import Scope
from app.models.queries.settings import Settings
from app.services.reporting.build import words
from app.services.reporting.forms.form import ByHand, Column, Computed, Fact, Form, OfIndicator, Ranked
from app.services.reporting.printed import computed, ranked
from app.services.reporting.span import covered
from app.services.reporting.table import NOT_APPLICABLE, Line, Printed, Table
from app.services.reporting.total import TOTAL, adds_up, parts_sum
from app.services.rollup.part import Cells

_DUST = Decimal("1e-9")
"""What rows converted from another unit may differ by from their converted 合计."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure whose 合计 is not the sum of its rows: whose it is, the column, both figures."""

    unit: str
    column: Column
    total: Decimal
    parts: Decimal


def blank(form: Form, period: str, scope: Scope, settings: Settings) -> Table:
    """A form without rows, for a unit and period."""
    span = covered(form, period, settings.cutoff_day)
    said = words(scope, span, settings)
    return Table(form=form, scope=scope, span=span, words=said, rounding=settings.rounding, lines=())


def merged(table: Table, rows: Sequence[tuple[str, str, Cells]]) -> Table:
    """The table with rows (key, name, cells) and their total."""
    lines = ranked(table.form, [_worked_out(table, line_of(table, row)) for row in rows])
    total = whole(table, lines)
    summed = frozenset(
        index for index, column in enumerate(table.form.columns) if is_summed(column) and total.cells[index] is not None
    )
    return replace(table, lines=tuple(lines), total=total, summed=summed)


def line_of(table: Table, row: tuple[str, str, Cells]) -> Line:
    """A row (key, name, cells) as a line of the table, its ratios as they were sent."""
    key, name, cells = row
    return Line(key, name, _named(table, name, cells))


def whole(table: Table, lines: Sequence[Line], name: str = TOTAL) -> Line:
    """The sum of some lines as a line of its own."""
    cells = tuple(_total(column, index, lines, name) for index, column in enumerate(table.form.columns))
    return _worked_out(table, Line(table.scope.unit, name, cells))


def is_summed(column: Column) -> bool:
    """Whether a whole's figure is its parts' together; targets are, where they are no percentages."""
    is_target = isinstance(column.source, OfIndicator) and column.source.what == "target" and column.unit != "%"
    return adds_up(column) or is_target or column.summed


def gaps(table: Table, unit: str, lines: Sequence[Line], total: Line) -> list[Gap]:
    """Where a unit's own 合计 is not the sum of its rows (节点检查)."""
    found = []
    for index, column in enumerate(table.form.columns):
        parts, said = parts_sum(lines, index), total.cells[index]
        if is_summed(column) and parts is not None and isinstance(said, Decimal) and abs(parts - said) > _DUST:
            found.append(Gap(unit, column, said, parts))
    return found


def _named(table: Table, name: str, cells: Cells) -> Cells:
    return tuple(
        name if column.source == Fact("name") else cell for column, cell in zip(table.form.columns, cells, strict=True)
    )


def _worked_out(table: Table, line: Line) -> Line:
    """A line with its ratios from its own figures."""
    return computed(table.form, line, lambda _: None, table.rounding)


def _total(column: Column, index: int, lines: Sequence[Line], name: str) -> Printed:
    match column.source:
        case Fact(name="name"):
            return name
        case Ranked():
            return NOT_APPLICABLE
        case Computed() | ByHand():
            return None
    if is_summed(column):
        return parts_sum(lines, index)
    said = {line.cells[index] for line in lines if line.cells[index] is not None}
    return said.pop() if len(said) == 1 else None
