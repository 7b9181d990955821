"""The 合计 of a table: the sum of its printed parts, or the exact figure rounded, as the ledger is set."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from app.models.measure import is_additive
from app.services.reporting.forms.form import Column, Counted, Fact, OfIndicator, Ranked
from app.services.reporting.printed import computed, printed
from app.services.reporting.table import NOT_APPLICABLE, Exact, Line, Printed, Table

TOTAL = "合计"
SUM_OF_PARTS = "分项修约后相加"
"""The choice of the setting ``total_mode`` under which a total is the sum of the printed parts."""
CLOSED = "平差"
"""The choice under which the parts are closed to the rounded total."""


def with_total(table: Table, whole: Exact, mode: str) -> Table:
    """The table with its 合计; notes tell where the parts and the exact figure differ, and which parts were closed.

    ``summed`` are then the columns whose total is the sum of the lines, so that a live sum shows the same number.
    """
    exact = printed(table.form, whole, table.rounding)
    added = [parts_sum(table.lines, index) for index in range(len(table.form.columns))]
    cells = [
        parts if adds_up(column) and mode == SUM_OF_PARTS and parts is not None else _own(column, cell)
        for column, parts, cell in zip(table.form.columns, added, exact.cells, strict=True)
    ]
    total = computed(table.form, Line(whole.key, TOTAL, tuple(cells)), whole.value, table.rounding)
    summed = frozenset(
        index
        for index, (column, parts) in enumerate(zip(table.form.columns, added, strict=True))
        if (adds_up(column) or is_target(column)) and parts is not None and parts == total.cells[index]
    )
    notes = (*_differences(table, added, exact), *_closings(table))
    return replace(table, total=total, summed=summed, notes=notes)


def with_sums(table: Table) -> Table:
    """A detailed table with the 合计 of the columns that its form adds up; without such columns it has none."""
    columns = table.form.columns
    if not any(column.summed for column in columns):
        return table
    sums = [parts_sum(table.lines, index) if column.summed else None for index, column in enumerate(columns)]
    total = Line("", TOTAL, (TOTAL, *sums[1:]))
    summed = frozenset(index for index, found in enumerate(sums) if found is not None)
    return replace(table, total=total, summed=summed)


def parts_sum(lines: Sequence[Line], index: int) -> Decimal | None:
    """The sum of a column's printed numbers; None where it has none."""
    parts = [cell for line in lines if isinstance(cell := line.cells[index], Decimal)]
    return sum(parts[1:], parts[0]) if parts else None


def adds_up(column: Column) -> bool:
    """Whether the unit's figure is its towns' together."""
    match column.source:
        case Counted(measure=tree):
            return is_additive(tree)
        case OfIndicator(what="actual", unit=unit):
            return unit != "%"
    return False


def _own(column: Column, exact: Printed) -> Printed:
    """The total of a column that is not added up."""
    match column.source:
        case Fact(name="name"):
            return TOTAL
        case Ranked():
            return NOT_APPLICABLE
    return exact


def is_target(column: Column) -> bool:
    """Whether a column holds what is aimed at."""
    return isinstance(column.source, OfIndicator) and column.source.what == "target"


def _differences(table: Table, added: Sequence[Decimal | None], exact: Line) -> Iterator[str]:
    told = [
        f"{column.number}栏 {parts - cell:+f}"
        for column, parts, cell in zip(table.form.columns, added, exact.cells, strict=True)
        if adds_up(column) and parts is not None and isinstance(cell, Decimal) and parts != cell
    ]
    if told:
        yield f"因逐行修约，各行之和与原值汇总后修约有尾差：{'；'.join(told)}。"


def _closings(table: Table) -> Iterator[str]:
    """Which cells were closed to the total, so that nobody takes them for the ledger's own."""
    told = [
        f"{line.name} {table.form.columns[index].number}栏 {line.cells[index]}"
        for line in table.lines
        for index in sorted(line.adjusted)
    ]
    if told:
        yield f"带底色的数字经平差，与修约值相差末位一个单位，台账原值不变：{'；'.join(told)}。"
