"""Workbooks and ledgers for the tests of the import: written to disk, read back by the program itself."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl

from app.models.store import Store
from app.services.importing.file_report import ImportReport
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options, TablePlan
from app.services.importing.planning.row_plan import RowPlan

Cells = Sequence[Sequence[object]]


def written(path: Path, rows: Cells, merges: Sequence[str] = (), sheet: str = "台账") -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for area in merges:
        page.merge_cells(area)
    book.save(path)
    return path


def planned(store: Store, path: Path, **options: object) -> ImportReport:
    """What would happen to a file."""
    return imported(store, [path], Options(**options), dry_run=True)  # type: ignore[arg-type]


def applied(store: Store, path: Path, **options: object) -> ImportReport:
    """A file, imported."""
    return imported(store, [path], Options(**options))  # type: ignore[arg-type]


def table(report: ImportReport) -> TablePlan:
    """The only table of the only file."""
    (file,) = report.files
    (found,) = file.tables
    return found


def rows(report: ImportReport) -> list[RowPlan]:
    """The rows of the only table."""
    return list(table(report).rows)


def codes(row: RowPlan) -> set[str]:
    """The issue codes of a row but for what it still lacks."""
    return {issue.code.value for issue in row.issues} - {"required"}
