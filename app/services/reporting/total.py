"""The 合计 of a table: the sum of its printed parts, or the exact figure rounded, as the ledger is set."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from app.services.reporting.form import Column, Counted, Fact, OfIndicator, Ranked
from app.services.reporting.printed import computed, printed
from app.services.reporting.table import NOT_APPLICABLE, Exact, Line, Printed, Table

TOTAL = "合计"
SUM_OF_PARTS = "分项修约后相加"
"""The choice of the setting ``total_mode`` under which a total is the sum of the printed parts."""


def with_total(table: Table, whole: Exact, mode: str) -> Table:
    """The table with its 合计; a note tells where the parts and the exact figure differ.

    ``summed`` are then the columns whose total is the sum of the lines, so that a live sum shows the same number.
    """
    exact = printed(table.form, whole, table.rounding)
    added = [parts_sum(table.lines, index) for index in range(len(table.form.columns))]
    cells = [
        parts if _adds_up(column) and mode == SUM_OF_PARTS and parts is not None else _own(column, cell)
        for column, parts, cell in zip(table.form.columns, added, exact.cells, strict=True)
    ]
    total = computed(table.form, Line(whole.key, TOTAL, tuple(cells)), whole.value, table.rounding)
    summed = frozenset(
        index
        for index, (column, parts) in enumerate(zip(table.form.columns, added, strict=True))
        if (_adds_up(column) or _target(column)) and parts is not None and parts == total.cells[index]
    )
    return replace(table, total=total, summed=summed, notes=tuple(_differences(table, added, exact)))


def parts_sum(lines: Sequence[Line], index: int) -> Decimal | None:
    """The sum of a column's printed numbers; None where it has none."""
    parts = [cell for line in lines if isinstance(cell := line.cells[index], Decimal)]
    return sum(parts[1:], parts[0]) if parts else None


def _own(column: Column, exact: Printed) -> Printed:
    """The total of a column that is not added up."""
    match column.source:
        case Fact(name="name"):
            return TOTAL
        case Ranked():
            return NOT_APPLICABLE
    return exact


def _adds_up(column: Column) -> bool:
    """Whether the unit's figure is its towns' together."""
    return isinstance(column.source, Counted) or (
        isinstance(column.source, OfIndicator) and column.source.what == "actual"
    )


def _target(column: Column) -> bool:
    return isinstance(column.source, OfIndicator) and column.source.what == "target"


def _differences(table: Table, added: Sequence[Decimal | None], exact: Line) -> list[str]:
    told = [
        f"{column.number}栏 {parts - cell:+f}"
        for column, parts, cell in zip(table.form.columns, added, exact.cells, strict=True)
        if _adds_up(column) and parts is not None and isinstance(cell, Decimal) and parts != cell
    ]
    return [f"因逐行修约，各行之和与原值汇总后修约有尾差：{'；'.join(told)}。"] if told else []
