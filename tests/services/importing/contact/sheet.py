"""A workbook and its truth, written down together: a cell is what stands there, or what stands there and what it means."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Means:
    """A cell whose meaning is another text than what stands in it; ``None`` means nothing may be taken."""

    cell: object
    truth: str | None
    flag: bool = False
    may: bool = False


def doubted(cell: object) -> Means:
    """A cell that must carry an issue and give no value."""
    return Means(cell, None, flag=True)


def noted(cell: object, truth: str) -> Means:
    """A cell that gives a value, and may as well give an issue only."""
    return Means(cell, truth, may=True)


@dataclass(slots=True)
class Table:
    """What one table of a sheet must come out as."""

    sheet: str
    kind: str
    columns: dict[str, str | None]
    rows: dict[str, Json] = field(default_factory=dict)
    totals_wrong: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """A sheet in the making."""

    sheet: Worksheet
    tables: list[Table] = field(default_factory=list)

    def line(self, *cells: object) -> int:
        """A row that is no record; its number."""
        number = self.next
        for place, cell in enumerate(cells, 1):
            if cell is not None:
                self.sheet.cell(number, place, cell)  # type: ignore[arg-type]
        self._last = number
        return number

    _last: int = 0

    @property
    def next(self) -> int:
        """The number of the next row."""
        return self._last + 1

    def blank(self, count: int = 1) -> None:
        """Empty rows."""
        self._last += count

    def merge(self, *areas: str) -> None:
        """Areas merged."""
        for area in areas:
            self.sheet.merge_cells(area)

    def table(self, kind: str, *fields: str | None) -> None:
        """A new table begins; what its columns mean, from A on."""
        letters = [openpyxl.utils.get_column_letter(place) for place in range(1, len(fields) + 1)]
        self.tables.append(Table(self.sheet.title, kind, dict(zip(letters, fields, strict=True))))

    def record(self, *cells: object, struck: bool = False, **beside: str) -> int:
        """A row that is a record; ``beside`` is what its values have from elsewhere."""
        table = self.tables[-1]
        values: dict[str, str] = dict(beside)
        flags, mays = [], []
        for (letter, meant), cell in zip(table.columns.items(), cells, strict=False):
            truth, flag, may = _meaning(cell)
            if meant is None or truth == "":
                continue
            if truth is not None:
                values[meant] = truth
            if flag:
                flags.append(letter)
            if may:
                mays.append(letter)
        number = self.line(*(cell.cell if isinstance(cell, Means) else cell for cell in cells))
        table.rows[str(number)] = {"values": values} | ({"flag": flags} if flags else {}) | ({"may_flag": mays} if mays else {})
        if struck:
            for place in range(1, len(cells) + 1):
                self.sheet.cell(number, place).font = Font(strike=True)
            table.rows[str(number)] |= {"row_issue": ["struck"], "may_skip": True}
        return number

    def targets(self, label: object, region: str, *amounts: tuple[str, object, str, str] | None) -> int:
        """A row of a target table: indicator, cell, value, unit for every column after the first."""
        table = self.tables[-1]
        cells = [label, *(amount[1] if amount else None for amount in amounts)]
        number = self.line(*cells)
        letters = [openpyxl.utils.get_column_letter(place) for place in range(2, len(amounts) + 2)]
        found = [
            {"column": letter, "indicator": one[0], "region": region, "value": one[2], "unit": one[3]}
            for letter, one in zip(letters, amounts, strict=True)
            if one
        ]
        table.rows[str(number)] = {"values": {}, "targets": found}
        return number


def _meaning(cell: object) -> tuple[str | None, bool, bool]:
    if isinstance(cell, Means):
        return cell.truth, cell.flag, cell.may
    if cell is None:
        return "", False, False
    if isinstance(cell, date):
        return cell.isoformat()[:10], False, False
    return str(cell), False, False


@dataclass(slots=True)
class Case:
    """A workbook: its county, what it is taken as, its pages."""

    name: str
    county: str = "330421"
    taken_as: str = "ledger"
    book: openpyxl.Workbook = field(default_factory=openpyxl.Workbook)
    pages: list[Page] = field(default_factory=list)

    def page(self, title: str = "Sheet1") -> Page:
        """One more sheet."""
        sheet = self.book.active if not self.pages else self.book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = title
        self.pages.append(Page(sheet))
        return self.pages[-1]

    def truth(self, file: str) -> Json:
        """What must come out, as the samples write it."""
        tables = [
            {"sheet": one.sheet, "kind": one.kind, "columns": one.columns, "rows": one.rows, "totals_wrong": one.totals_wrong}
            for page in self.pages
            for one in page.tables
        ]
        return {"file": file, "unit": self.county, "as": self.taken_as, "tables": tables}

    def save(self, folder: Path) -> Path:
        """The workbook and its truth beside it."""
        path = folder / f"{self.name}.xlsx"
        self.book.save(path)
        path.with_suffix(".expected.json").write_text(
            json.dumps(self.truth(path.name), ensure_ascii=False, indent=1), encoding="utf-8"
        )
        return path


