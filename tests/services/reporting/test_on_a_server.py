"""The same ledger on PostgreSQL gives the same reports."""

from pathlib import Path
from typing import Any

import openpyxl

from app.models.store import Store
from app.services.reporting.checking.check import CheckResult
from app.services.reporting.export import check, export
from tests.services.reporting import county
from tests.services.reporting.county import LUOXING, WEITANG, Written, add, aim, point, waiting


def fill(store: Store) -> None:
    blank = point(2, LUOXING, demolish_date="2022-05-30", demolished_area="200.00", case_closed_date="2022-06")
    add(
        store,
        point(1, WEITANG, demolish_date="2022-06-01", demolished_area="123.45", close_date="2022-06-02"),
        type(blank)({name: value for name, value in blank.values.items() if name != "zone_type"}),
        waiting(point(3, WEITANG, demolish_date="2022-06"), "demolished_area", "三百左右"),
        point(4, None, demolish_date="2022-06-03", demolished_area="10.00"),
    )
    aim(store, "T18", 4, unit="1", t330421001="0.4")


def said(store: Store, folder: Path) -> tuple[list[Any], list[CheckResult]]:
    """Every cell of the reports and the ledger, and what R4 breaks."""
    cells: list[Any] = [
        Written(export(store, report, "2022-06", folder / f"{report}.xlsx")[0].path).rows for report in ("R4", "R8")
    ]
    book = openpyxl.load_workbook(export(store, "demolition", None, folder / "台账.xlsx")[0].path)
    return [*cells, *book.worksheets[0].iter_rows(values_only=True)], check(store, "R4", "2022-06")


def test_reports_do_not_depend_on_the_store(store: Store, postgresql_url: str, tmp_path: Path) -> None:
    fill(store)
    with county.new(postgresql_url) as server:
        fill(server)
        there = said(server, tmp_path / "甲")
    here = said(store, tmp_path / "乙")
    assert there == here
    assert len(here[1]) == 4
