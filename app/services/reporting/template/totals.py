"""The totals that a bureau's form works out itself, beside the report's own: where they differ, the clerk must know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.models.quantity import number
from app.services.reporting.template.cells import Pen
from app.services.reporting.template.content import Content
from app.services.reporting.template.match import Matched, Matching
from app.services.workbook.book import address
from app.services.workbook.layout import CellValue, ColumnKind, ColumnLayout

_SUMS = (ColumnKind.INTEGER, ColumnKind.QUANTITY)


@dataclass(frozen=True, slots=True)
class _Apart:
    """A total of the form and the report's, in the form's unit, and how many last places lie between them."""

    cell: str
    came: Decimal
    ours: Fraction
    steps: Fraction

    def __str__(self) -> str:
        return f"{self.cell} {self.came:f}（台账 {float(self.ours):.15g}）"


def differing(
    pen: Pen, matching: Matching, content: Content, totals: Sequence[tuple[int, Sequence[CellValue]]]
) -> Iterator[str]:
    """What to say of the form's rows of totals, once worked out; ``totals`` are their numbers and the report's values.

    Rows rounded one by one can be half a last place off each; what is more is another range of rows, or other rows.
    """
    columns, most = content.fill.layout.columns, Fraction(len(content.rows), 2)
    found = [
        apart
        for row, values in totals
        for one in matching.matched
        if (apart := _apart(pen, row, one, columns[one.index], values[one.index]))
    ]
    tails = [one for one in found if one.steps <= most]
    wrong = [one for one in found if one.steps > most]
    if tails:
        yield f"合计由表样的公式按各行相加，与台账的合计有尾差：{'、'.join(map(str, tails))}"
    if wrong:
        yield f"表样的公式得出的合计与台账的不一致，请核对公式包括哪些行：{'、'.join(map(str, wrong))}"


def _apart(pen: Pen, row: int, one: Matched, column: ColumnLayout, value: CellValue) -> _Apart | None:
    cell = pen.cells.seek(row, one.column.index)
    if cell is None or cell.formula is None or cell.kind != "n" or column.kind not in _SUMS:
        return None
    came = number(cell.raw or "")
    if came is None or not isinstance(value, Decimal | int):
        return None
    shown = pen.styles.number_format(cell.style).places
    step = Fraction(1, 10**shown) if shown is not None else one.factor / 10 ** (column.shown_places or 0)
    ours = Fraction(value) * one.factor
    steps = abs(Fraction(came) - ours) / step
    return (
        _Apart(address(*pen.cells.place(row, one.column.index)), came, ours, steps) if steps > Fraction(1, 2) else None
    )
