"""Whole and parts: a column's 合计 against its rows, an indicator against those that stand under it."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from app.models.quantity import decimal, factor, plain, rounded
from app.models.queries import targets
from app.models.target import Indicator
from app.services.reporting.checking.beside import Beside
from app.services.reporting.checking.finding import CheckResult, printed
from app.services.reporting.forms.form import Check
from app.services.reporting.table import Line, Table
from app.services.reporting.total import TOTAL, parts_sum


def total_failures(table: Table, check: Check) -> Iterator[CheckResult]:
    """Whether a column's 合计 is the sum of its rows; without any figure in the rows it is not asked."""
    index = table.form.index(check.total)
    parts = parts_sum(table.lines, index)
    total = table.total.cells[index] if table.total else None
    if parts is None or parts == total or (isinstance(total, Decimal) and abs(total - parts) <= check.within):
        return
    label = table.form.columns[index].label
    differs = f"，相差 {abs(total - parts):f}" if isinstance(total, Decimal) else ""
    left, right = f"{label} {printed(total)}", f"各行之和 {printed(parts)}"
    sentence = f"{TOTAL}：{left} 应等于 {right}{differs}"
    yield CheckResult(
        check.level,
        TOTAL,
        check.text,
        sentence,
        check=check.id,
        sheet=table.form.sheet,
        columns=(label,),
        left=left,
        right=right,
    )


def children_failures(beside: Beside, check: Check) -> Iterator[CheckResult]:
    """Whether any indicator is less than the indicators under it together, each in the whole's unit."""
    known = {one.code: one for one in targets.indicators(beside.session, beside.table.span.asked.year)}
    lines = {line.key: line for line in beside.table.lines}
    for code, parent in known.items():
        parts = [one for one in known.values() if one.parent == code and one.code in lines]
        if parts and code in lines:
            yield from _child_failure(
                beside.table, check, (parent, lines[code]), [(one, lines[one.code]) for one in parts]
            )


def _child_failure(
    table: Table, check: Check, whole: tuple[Indicator, Line], parts: list[tuple[Indicator, Line]]
) -> Iterator[CheckResult]:
    index = table.form.index(check.children)
    total = whole[1].number(index)
    amounts = [_converted(part, index, whole[0].unit) for part in parts]
    known = [amount for amount in amounts if amount is not None]
    if total is None or not known or total >= sum(known):
        return
    label = table.form.columns[index].label
    summed_parts = sum(known, Fraction(0))
    summed, apart = (
        plain(decimal(rounded(one, whole[0].scale), whole[0].scale)) for one in (summed_parts, summed_parts - total)
    )
    named = "、".join(f"{one.name} {printed(line.cells[index])} {one.unit}" for one, line in parts)
    left = f"{label} {printed(whole[1].cells[index])} {whole[0].unit}"
    right = f"其中各项之和 {summed} {whole[0].unit}（{named}）"
    yield CheckResult(
        check.level,
        whole[0].name,
        check.text,
        f"{whole[0].name}：{left} 应不小于 {right}，相差 {apart} {whole[0].unit}",
        check=check.id,
        sheet=table.form.sheet,
        columns=(label,),
        left=left,
        right=right,
    )


def _converted(part: tuple[Indicator, Line], index: int, unit: str) -> Fraction | None:
    indicator, line = part
    value = line.number(index)
    try:
        return None if value is None else value * factor(indicator.unit, unit)
    except ValueError:
        return None
