"""From a county's workbook to the month's report, and the report through another spreadsheet program."""

import re
import subprocess
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest

from app.models.store import Store
from app.services import ledger
from app.services.demo.fill import fill
from app.services.importing.flow import imported
from app.services.importing.plan import Options
from app.services.reporting.export import export
from tests.services.reporting.county import Written
from tests.services.workbook.office import convert, needs_office

SAMPLES = Path(__file__).parent.parent / "data" / "samples"


@pytest.fixture
def year(tmp_path: Path) -> Iterator[Store]:
    """A county's believable year."""
    with ledger.create(str(tmp_path / "台账.db"), "330481", 2022) as store:
        fill(store, 200)
        yield store


def test_a_clerks_workbook_becomes_the_months_report(tmp_path: Path) -> None:
    with ledger.create(str(tmp_path / "台账.db"), "330481", 2022) as store:
        imported(store, [SAMPLES / "02-拆违点位-镇列合并-小计.xlsx"], Options(as_of="2022-06-25"))
        (done,) = export(store, "R4", "2022-06", tmp_path / "上报")
    assert Written(done.path).cell("合计", 6) == Decimal("2.0839")


def recalculated(path: Path, folder: Path) -> openpyxl.Workbook:
    """The workbook as LibreOffice calculates it: openpyxl saves it without stored results first."""
    folder.mkdir()
    blank = folder / "blank.xlsx"
    openpyxl.load_workbook(path).save(blank)
    return openpyxl.load_workbook(convert(blank, "xlsx", folder / "out"), data_only=True)


@needs_office
@pytest.mark.parametrize(
    ("report", "period"), [("R1", "2022-06"), ("R4", "2022-06"), ("R6", "2022-Q2"), ("R8", "2022-06")]
)
def test_recalculation_gives_what_is_stored(year: Store, tmp_path: Path, report: str, period: str) -> None:
    (done,) = export(year, report, period, tmp_path / f"{report}.xlsx")
    stored = openpyxl.load_workbook(done.path, data_only=True).worksheets[0]
    live = openpyxl.load_workbook(done.path).worksheets[0]
    fresh = recalculated(done.path, tmp_path / "又算").worksheets[0]
    formulas = [cell for row in live.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 20
    for cell in formulas:
        places = Decimal(1).scaleb(-len(cell.number_format.partition(".")[2]))
        calculated = Decimal(str(fresh[cell.coordinate].value)).quantize(places, ROUND_HALF_UP)
        assert calculated == Decimal(str(stored[cell.coordinate].value)), cell.coordinate


@needs_office
@pytest.mark.parametrize(("report", "width", "pages"), [("R3", 1190, 3), ("R4", 1190, 2), ("R8", 841, 2)])
def test_a_report_prints_one_page_wide(year: Store, tmp_path: Path, report: str, width: int, pages: int) -> None:
    (done,) = export(year, report, "2022-06", tmp_path / f"{report}.xlsx")
    printed = convert(done.path, "pdf", tmp_path / "pdf")
    told = subprocess.run(["pdfinfo", str(printed)], check=True, capture_output=True, text=True).stdout
    assert re.search(rf"Page size:\s+{width}\.", told)
    assert re.search(rf"Pages:\s+{pages}\n", told)


@pytest.mark.parametrize("kind", ["reclamation", "demolition", "greening"])
@pytest.mark.parametrize("unmasked", [False, True])
def test_a_ledger_comes_back_as_it_went(year: Store, tmp_path: Path, kind: str, *, unmasked: bool) -> None:
    (done,) = export(year, kind, None, tmp_path, unmasked=unmasked)
    (back,) = imported(year, [done.path], Options(), dry_run=True).files
    (table,) = back.tables
    assert table.mapping.kind == kind
    assert {row.action for row in table.rows} == {"same"}
    assert not back.absent
