"""The cells of a column that count themselves: a formula of the layout beside its stored result."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from app.services.workbook.cells import formula_cell
from app.services.workbook.formulas import Formulas
from app.services.workbook.known_cells import KnownCells, Made
from app.services.workbook.layout import CellValue, ColumnLayout
from app.services.workbook.meta import plain_value


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """A column with the template of its cells' formulas."""

    column: ColumnLayout
    template: str
    formulas: Formulas

    @classmethod
    def of(cls, column: ColumnLayout, template: str, formulas: Formulas) -> Self | None:
        """The column where it has a template, else None."""
        return cls(column, template, formulas) if template else None

    def made(self, first: int, values: Sequence[CellValue], otherwise: KnownCells) -> Made:
        """The cells from row ``first`` on; what is no number is written as any column's value."""
        contents = [self._cell(number, value, otherwise) for number, value in enumerate(values, first)]
        return contents, [plain_value(self.column, value) for value in values]

    def _cell(self, number: int, value: CellValue, otherwise: KnownCells) -> bytes:
        if not isinstance(value, (Decimal, int)):
            return otherwise.made([value])[0][0]
        expression = self.formulas.expression(self.template, self.column, number)
        return otherwise.styles.on(formula_cell(expression, value))
