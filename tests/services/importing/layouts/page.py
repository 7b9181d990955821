"""A sheet in the making: cells put anywhere, merged areas, hidden rows and columns; written with openpyxl."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.services.workbook.book import Area, Cell, Sheet

_LINE = Side(style="thin")


@dataclass(slots=True)
class Page:
    """Rows and columns count from 1."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False
    bordered: set[int] = field(default_factory=set)

    @property
    def last(self) -> int:
        """The last row with anything in it."""
        return max((row for row, _ in self.cells), default=0)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """A cell; nothing is put for the empty text."""
        if cell != "":
            self.cells[row, column] = cell

    def line(self, row: int, cells: Iterable[Cell], left: int = 1) -> None:
        """A row of cells from ``left``."""
        for place, cell in enumerate(cells):
            self.put(row, left + place, cell)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """A merged area; one cell alone is none."""
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))

    @property
    def sheet(self) -> Sheet:
        """The page as the readers hand it on."""
        width = max((column for _, column in self.cells), default=0)
        rows = [tuple(self.cells.get((row, column), "") for column in range(1, width + 1)) for row in self._rows]
        merges = tuple(Area(top, left - 1, bottom, right - 1) for top, left, bottom, right in self.merges)
        return Sheet(self.name, rows, merges, self.hidden, hidden_rows=frozenset(self.hidden_rows))

    @property
    def _rows(self) -> range:
        return range(1, self.last + 1)

    def write(self, sheet: Worksheet) -> None:
        """The page into a sheet of a workbook."""
        sheet.title = self.name
        for (row, column), cell in sorted(self.cells.items()):
            made = sheet.cell(row, column, cell)
            if isinstance(cell, dt.date):
                made.number_format = "yyyy/m/d"
        for top, left, bottom, right in self.merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in self.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in self.hidden_columns:
            sheet.column_dimensions[get_column_letter(column)].hidden = True
        for row in self.bordered:
            for column in range(1, 6):
                sheet.cell(row, column).border = Border(_LINE, _LINE, _LINE, _LINE)
        if self.hidden:
            sheet.sheet_state = "hidden"
