"""From a county's workbook to the month's report, and the report through another spreadsheet program."""

import re
import subprocess
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest

from app.models.store import Store
from app.services.demo.fill import fill
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.reporting.export import export
from tests.services.reporting.county import Written
from tests.services.workbook.office import convert_all, needs_office
from tests.stores import new_ledger

SAMPLES = Path(__file__).parent.parent / "data" / "samples"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A county's believable year, of which no test changes a record."""
    with new_ledger(str(tmp_path_factory.mktemp("year") / "台账.db"), "330481", 2022) as store:
        fill(store, 200)
        yield store


def test_a_clerks_workbook_becomes_the_months_report(tmp_path: Path) -> None:
    with new_ledger(str(tmp_path / "台账.db"), "330481", 2022) as store:
        imported(store, [SAMPLES / "02-拆违点位-镇列合并-小计.xlsx"], Options(as_of="2022-06-25"))
        (done,) = export(store, "R4", "2022-06", tmp_path / "上报")
    assert Written(done.path).cell("合计", 6) == Decimal("2.0839")


RECALCULATED = [("R1", "2022-06"), ("R4", "2022-06"), ("R6", "2022-Q2"), ("R8", "2022-06")]
PRINTED = [("R3", 1190, 3), ("R4", 1190, 2), ("R8", 841, 2)]


def exported(year: Store, report: str, period: str, folder: Path) -> Path:
    return export(year, report, period, folder / f"{report}.xlsx")[0].path


@pytest.fixture(scope="module")
def calculated(year: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Each report, and the same as LibreOffice calculates it: openpyxl saves it without stored results first."""
    folder, blank = tmp_path_factory.mktemp("reports"), tmp_path_factory.mktemp("blank")
    made = {report: exported(year, report, period, folder) for report, period in RECALCULATED}
    for path in made.values():
        openpyxl.load_workbook(path).save(blank / path.name)
    fresh = convert_all([blank / path.name for path in made.values()], "xlsx", tmp_path_factory.mktemp("fresh"))
    return {report: (written, again) for (report, written), again in zip(made.items(), fresh, strict=True)}


@pytest.fixture(scope="module")
def printed(year: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The reports as LibreOffice prints them."""
    folder = tmp_path_factory.mktemp("reports")
    made = {report: exported(year, report, "2022-06", folder) for report, *_ in PRINTED}
    return dict(zip(made, convert_all(list(made.values()), "pdf", tmp_path_factory.mktemp("pdf")), strict=True))


@needs_office
@pytest.mark.parametrize("report", [report for report, _ in RECALCULATED])
def test_recalculation_gives_what_is_stored(calculated: dict[str, tuple[Path, Path]], report: str) -> None:
    written, again = calculated[report]
    stored = openpyxl.load_workbook(written, data_only=True).worksheets[0]
    live = openpyxl.load_workbook(written).worksheets[0]
    fresh = openpyxl.load_workbook(again, data_only=True).worksheets[0]
    formulas = [cell for row in live.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 20
    for cell in formulas:
        places = Decimal(1).scaleb(-len(cell.number_format.partition(".")[2]))
        told = Decimal(str(fresh[cell.coordinate].value)).quantize(places, ROUND_HALF_UP)
        assert told == Decimal(str(stored[cell.coordinate].value)), cell.coordinate


@needs_office
@pytest.mark.parametrize(("report", "width", "pages"), PRINTED)
def test_a_report_prints_one_page_wide(printed: dict[str, Path], report: str, width: int, pages: int) -> None:
    told = subprocess.run(["pdfinfo", str(printed[report])], check=True, capture_output=True, text=True).stdout
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
