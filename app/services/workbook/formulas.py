"""The live cells of a sheet: a layout's formula templates with the cells' addresses filled in.

These are the only formulas a written workbook holds; nothing a person typed can become one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.services.workbook.frame import Frame
from app.services.workbook.layout import ColumnLayout, SheetFill, SheetLayout


@dataclass(frozen=True, slots=True)
class _Address:
    """A column's cell in one row, and its data rows."""

    cell: str
    band: str

    def __str__(self) -> str:
        return self.cell


def column_letters(index: int) -> str:
    """The letters of the column at ``index`` from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Formulas:
    """Makes a sheet's expressions."""

    letters: Mapping[str, str]
    first: int
    last: int

    @classmethod
    def of(cls, layout: SheetLayout, frame: Frame) -> "Formulas":
        """The formulas of a layout whose data rows stand where ``frame`` says."""
        letters = {column.key: column_letters(index) for index, column in enumerate(layout.columns)}
        return cls(letters, frame.first, frame.last)

    def expression(self, template: str, column: ColumnLayout, row: int) -> str:
        """``template`` as the cell of ``column`` in ``row`` holds it, without the equals sign."""
        addresses = {
            key: _Address(f"{letters}{row}", f"{letters}{self.first}:{letters}{self.last}")
            for key, letters in self.letters.items()
        }
        return template.format(band=addresses[column.key].band, **addresses)


def declared_formulas(fill: SheetFill, frame: Frame) -> Iterator[str]:
    """Every expression that the sheet may hold."""
    formulas = Formulas.of(fill.layout, frame)
    for column in fill.layout.columns:
        if column.formula:
            yield from (formulas.expression(column.formula, column, row) for row in range(frame.first, frame.last + 1))
        if frame.total and (template := total_template(column)):
            yield formulas.expression(template, column, frame.total)


def total_template(column: ColumnLayout) -> str:
    """The formula of the column's cell in the total row; empty where it is no live cell."""
    return column.total or column.formula
