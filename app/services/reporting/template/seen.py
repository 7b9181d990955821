"""How the cells of a bureau's form are seen while it is filled: as they stand, or upright where they lie turned."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from app.services.importing.tables.turned import Upright
from app.services.workbook.book import Position, letter
from app.services.workbook.cells import Cell
from app.services.workbook.fill.parts import BookParts
from app.services.workbook.fill.references import Block
from app.services.workbook.fill.row_text import CellText
from app.services.workbook.fill.sheet_text import SheetText


class FormSheet(Protocol):
    """What filling a form asks of a sheet; rows as Excel numbers them, columns from 0."""

    @property
    def numbers(self) -> Sequence[int]:
        """The rows that are written."""

    @property
    def merges(self) -> Sequence[Block]:
        """The merged areas."""

    def seek(self, number: int, column: int) -> CellText | None:
        """A cell where it is written."""

    def put(self, number: int, column: int, content: Cell) -> CellText:
        """Give a cell a value."""

    def place(self, number: int, column: int) -> Position:
        """Where a cell stands in the workbook."""


class FormParts(Protocol):
    """The sheets of a form by their names."""

    def sheet(self, name: str) -> FormSheet:
        """A sheet."""

    def shown(self, cell: CellText | None) -> str:
        """A cell's stored value as plain text."""


@dataclass(frozen=True)
class UprightSheet:
    """A sheet whose rows and columns have changed places, seen upright."""

    text: SheetText
    upright: Upright

    @cached_property
    def numbers(self) -> list[int]:
        """The rows of the upright sheet."""
        return sorted({row for row, _ in self.upright.places})

    @property
    def merges(self) -> list[Block]:
        """None: what is merged lies across the upright rows."""
        return []

    def seek(self, number: int, column: int) -> CellText | None:
        """A cell of the upright sheet where it is written."""
        own = self.upright.places.get((number, column))
        return self.text.seek(*own) if own else None

    def put(self, number: int, column: int, content: Cell) -> CellText:
        """Give a cell of the upright sheet a value."""
        return self.text.put(*self.place(number, column), content)

    def place(self, number: int, column: int) -> Position:
        """Where a cell of the upright sheet stands in the workbook."""
        return self.upright.place(number, column)


@dataclass(frozen=True)
class UprightParts:
    """A workbook whose form is seen upright."""

    parts: BookParts
    upright: Upright

    def sheet(self, name: str) -> UprightSheet:
        """The form's sheet, upright."""
        return UprightSheet(self.parts.sheet(name), self.upright)

    def shown(self, cell: CellText | None) -> str:
        """A cell's stored value as plain text."""
        return self.parts.shown(cell)


def line_called(sheet: FormSheet, row: int, column: int) -> str:
    """How a clerk finds a row of the form, which ``column`` names: by its number, or by its column's letter."""
    own, beside = sheet.place(row, column), sheet.place(row, column + 1)
    return f"第 {own[0]} 行" if own[0] == beside[0] else f"{letter(own[1])} 列"


def column_called(sheet: FormSheet, column: int, row: int) -> str:
    """How a clerk finds a column of the form, as seen in ``row``: by its letter, or by its row's number."""
    own, below = sheet.place(row, column), sheet.place(row + 1, column)
    return f"第 {own[0]} 行" if own[0] == below[0] else f"{letter(own[1])} 列"
