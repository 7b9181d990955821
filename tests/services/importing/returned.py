"""Workbooks as the city sends them back: ours with another hand's marks, or lists of its own making."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from app.models.queries import records
from app.models.store import Store
from app.services import reading
from app.services.demo.fill import fill
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.report import as_json
from tests.stores import new_ledger

UNIT, YEAR, PERIOD = "330421", 2022, "2022-06"
REPORTS = {
    "R1": PERIOD, "R2": PERIOD, "R3": PERIOD, "R4": PERIOD, "R5": PERIOD,
    "R6": "2022-Q2", "R7": "2022-Q2", "R8": PERIOD, "R9": "2022",
}  # fmt: skip
FIRST = 8
"""Of R4 its total row, of R5 its first record."""
Json = dict[str, Any]


def filled_ledger(folder: Path) -> Path:
    """A county's ledger with a year of invented work in it."""
    path = folder / "满.db"
    with new_ledger(str(path), UNIT, YEAR) as store:
        fill(store, 40, YEAR)
    return path


def copied(path: Path, folder: Path) -> Path:
    """A copy to work on."""
    return Path(shutil.copy(path, folder / "台账.db"))


@contextmanager
def edited(path: Path, into: Path) -> Iterator[Worksheet]:
    """The first sheet of a workbook, saved as another when it is done."""
    book = openpyxl.load_workbook(path)
    yield book.worksheets[0]
    book.save(into)


def insert_column(sheet: Worksheet, at: int, heading: str, header_row: int) -> None:
    """Insert a column as a spreadsheet does: merged cells move with their cells and grow where it falls inside."""
    merged = [(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_cols(at)
    for top, left, bottom, right in merged:
        sheet.merge_cells(
            start_row=top, start_column=left + (left >= at), end_row=bottom, end_column=right + (right >= at)
        )
    sheet.cell(header_row, at, heading)


def bare_copy(path: Path, into: Path) -> Path:
    """The values of a workbook's first sheet copied into a new one: every mark of ours is lost."""
    source = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    book = openpyxl.Workbook()
    target = book.active
    assert isinstance(target, Worksheet)
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None:
                target[cell.coordinate] = cell.value
    for area in source.merged_cells.ranges:
        target.merge_cells(str(area))
    book.save(into)
    return into


def a_list(into: Path, title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    """A list of the reviewers' own making."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([title])
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    book.save(into)
    return into


def answer(store: Store, path: Path, options: Options | None = None, *, dry_run: bool = False) -> Json:
    """What the import of one file says, as JSON."""
    report = as_json(imported(store, [path], options or Options(), dry_run=dry_run))
    files: Any = report["files"]
    return {**report, "file": files[0], "rows": [row for table in files[0]["tables"] for row in table.get("rows", ())]}


def changes(said: Json) -> dict[int, Json]:
    """The changes by row."""
    return {row["row"]: row["changes"] for row in said["rows"] if row["changes"]}


def rows_with(store: Store, kind: str, wanted: Callable[[reading.Texts], bool]) -> list[reading.Texts]:
    """The records of a ledger that fulfil a condition, as texts."""
    return [row for row in reading.rows(store, kind) if wanted(row)]


def everything(store: Store) -> dict[str, list[object]]:
    """All the records of the three ledgers."""
    with store.read() as session:
        return {
            kind: [held.values for held in records.every(session, kind)]
            for kind in ("reclamation", "demolition", "greening")
        }
