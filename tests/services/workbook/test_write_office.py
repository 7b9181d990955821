"""What another spreadsheet program makes of a written workbook."""

import re
import subprocess
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest

from app.services.workbook.layout import FillRow, SheetFill
from app.services.workbook.meta import body_checksum
from app.services.workbook.meta_names import META_SHEET
from app.services.workbook.write import write_workbook
from tests.services.workbook.office import convert, needs_office
from tests.services.workbook.sheets import MARK, R4, ledger_fill, r4_fill, r8_fill

pytestmark = needs_office


def recalculated(path: Path, folder: Path) -> openpyxl.Workbook:
    """The workbook as LibreOffice calculates it: openpyxl saves it without stored results first."""
    blank = folder / "blank.xlsx"
    openpyxl.load_workbook(path).save(blank)
    (folder / "out").mkdir()
    return openpyxl.load_workbook(convert(blank, "xlsx", folder / "out"), data_only=True)


@pytest.mark.parametrize("fill", [r4_fill(), r8_fill()], ids=["R4", "R8"])
def test_recalculation_gives_the_stored_results(tmp_path: Path, fill: SheetFill) -> None:
    path = write_workbook(tmp_path / "表.xlsx", [fill], MARK)
    stored = openpyxl.load_workbook(path, data_only=True)[fill.layout.name]
    live = openpyxl.load_workbook(path)[fill.layout.name]
    fresh = recalculated(path, tmp_path)[fill.layout.name]
    formulas = [cell.coordinate for row in live.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 30
    for place in formulas:
        places = Decimal(1).scaleb(-len(live[place].number_format.partition(".")[2]))
        calculated = Decimal(str(fresh[place].value)).quantize(places, ROUND_HALF_UP)
        assert calculated == Decimal(str(stored[place].value)), place


def test_a_re_save_keeps_the_checksum(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "表.xlsx", [r4_fill()], MARK)
    book = openpyxl.load_workbook(convert(path, "xlsx", _folder(tmp_path)), data_only=True)
    rows = book[R4.name].iter_rows(min_row=9, max_row=18, values_only=True)
    keys = [row.key for row in r4_fill().rows]
    read = [FillRow([_exact(value) for value in row], key) for key, row in zip(keys, rows, strict=True)]
    said = dict(row[:2] for row in book[META_SHEET].iter_rows(values_only=True))
    assert body_checksum(R4, read) == said[f"checksum:{R4.name}"]


@pytest.mark.parametrize(
    ("fill", "size", "pages"),
    [(r4_fill(), "1190", 1), (r8_fill(), "841", 2)],
    ids=["R4 on A3", "R8 on A4"],
)
def test_a_report_is_one_page_wide(tmp_path: Path, fill: SheetFill, size: str, pages: int) -> None:
    path = write_workbook(tmp_path / "表.xlsx", [fill], MARK)
    printed = _printed(convert(path, "pdf", _folder(tmp_path)))
    assert int(printed["Pages"]) == pages
    assert printed["Page size"].startswith(size)


def test_a_list_prints_its_header_and_first_columns_on_every_page(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "台账.xlsx", [ledger_fill(100, 30)], MARK)
    pdf = convert(path, "pdf", _folder(tmp_path))
    for page in range(1, int(_printed(pdf)["Pages"]) + 1):
        text = subprocess.run(
            ["pdftotext", "-f", str(page), "-l", str(page), str(pdf), "-"], check=True, capture_output=True, text=True
        ).stdout
        assert "本局编号" in text
        assert re.search("CW-330421-2022-00", text)
        assert f"第{page}页" in text.replace(" ", "")
        assert "###" not in text


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    folder.mkdir()
    return folder


def _exact(value: object) -> Decimal | str | date | None:
    if isinstance(value, float | int):
        return Decimal(str(value))
    if isinstance(value, datetime):
        return value.date()
    return None if value is None else str(value)


def _printed(pdf: Path) -> dict[str, str]:
    lines = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
