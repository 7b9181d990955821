"""The clerk's month from a county's real workbook to the report that goes up, on the command line."""

import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from app.ui.headless import console

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "02-拆违点位-镇列合并-小计.xlsx"
DAY = "2022-06-25"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "海宁.db"
    assert _run(path, "new", "--unit", "330481", "--year", "2022") == 0
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Path | str:
    """The same empty ledger, once on each kind of store."""
    if request.param == "sqlite":
        file: Path = request.getfixturevalue("ledger")
        return file
    address: str = request.getfixturevalue("postgresql_url")
    assert _run(address, "new", "--unit", "330481", "--year", "2022") == 0
    return address


def _run(ledger: Path | str, *words: str) -> int:
    return console.main(["--ledger", str(ledger), *words])


def _answer(ledger: Path | str, capsys: pytest.CaptureFixture[str], *words: str) -> object:
    capsys.readouterr()
    assert _run(ledger, *words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def _demolished(ledger: Path | str, capsys: pytest.CaptureFixture[str]) -> str:
    rows = _answer(ledger, capsys, "figures", "--as-of", DAY)
    assert isinstance(rows, list)
    return next(row["actual"] for row in rows if row["indicator"] == "T18")


def test_from_the_county_s_workbook_to_the_report(
    either: Path | str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert _run(either, "import", str(SAMPLE), "--as-of", DAY) == 0
    assert _demolished(either, capsys) == "2.0839"
    assert _run(either, "export", "R4", "--period", "2022-06", "--out", str(tmp_path / "报表")) == 0
    (report,) = (tmp_path / "报表").iterdir()
    sheet = openpyxl.load_workbook(report, data_only=True).worksheets[0]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True) if row[0]}
    assert rows["合计"][6] == pytest.approx(2.0839, abs=0)  # 栏6 拆除面积
    assert rows["硖石街道"][6] == pytest.approx(0.1372, abs=0)


def test_the_report_recalculates_to_what_it_stores(ledger: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("要装 libreoffice-calc 才能核对重算结果")
    _run(ledger, "import", str(SAMPLE), "--as-of", DAY)
    report = tmp_path / "月报.xlsx"
    _run(ledger, "export", "R4", "--period", "2022-06", "--out", str(report))
    bare = tmp_path / "bare.xlsx"
    openpyxl.load_workbook(report).save(bare)  # this library stores no results, so every formula must be worked out
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "out"), str(bare)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    stored = openpyxl.load_workbook(report, data_only=True).worksheets[0]
    again = openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True).worksheets[0]
    formulas = openpyxl.load_workbook(report).worksheets[0]
    cells = [cell.coordinate for row in formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert cells
    for cell in cells:
        assert round(float(again[cell].value or 0), 4) == float(stored[cell].value or 0), cell


def test_an_import_is_taken_back_and_brought_again_after_a_restart(
    either: Path | str, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(either, "import", str(SAMPLE), "--as-of", DAY)
    steps = _answer(either, capsys, "history")
    assert isinstance(steps, list)
    batch = str(steps[0]["batch"])
    before = _answer(either, capsys, "records", "demolition")
    assert _run(either, "undo", batch) == 0
    assert _answer(either, capsys, "records", "demolition") == []
    assert _demolished(either, capsys) == "0.0000"
    assert _run(either, "redo", batch) == 0
    assert _answer(either, capsys, "records", "demolition") == before
    assert _demolished(either, capsys) == "2.0839"


def test_the_same_workbook_again_changes_nothing(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(ledger, "import", str(SAMPLE), "--as-of", DAY)
    steps = _answer(ledger, capsys, "history")
    answer = _answer(ledger, capsys, "import", str(SAMPLE), "--as-of", DAY)
    assert isinstance(answer, dict)
    assert answer["counts"] == {"create": 0, "update": 0, "same": 18, "conflict": 0, "reject": 0}
    assert answer["batch"] is None
    assert _answer(ledger, capsys, "history") == steps


def test_one_edited_cell_is_one_update(either: Path | str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _run(either, "import", str(SAMPLE), "--as-of", DAY)
    mine = tmp_path / "台账.xlsx"
    _run(either, "export", "demolition", "--out", str(mine), "--unmasked")
    unchanged = _answer(either, capsys, "import", str(mine), "--dry-run")
    assert isinstance(unchanged, dict)
    assert unchanged["counts"] == {"create": 0, "update": 0, "same": 18, "conflict": 0, "reject": 0}
    book = openpyxl.load_workbook(mine)
    sheet = book.worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "钱辛一")
    cell.value = "钱辛二"
    book.save(mine)
    changed = _answer(either, capsys, "import", str(mine))
    assert isinstance(changed, dict)
    assert changed["counts"] == {"create": 0, "update": 1, "same": 17, "conflict": 0, "reject": 0}
    (row,) = [row for table in changed["files"][0]["tables"] for row in table["rows"] if row["action"] == "update"]
    assert row["changes"]["party_name"]["ledger"] == "钱辛一"
    assert row["changes"]["party_name"]["returned"] == "钱辛二"
    records = _answer(either, capsys, "records", "demolition", "--where", "party_name=钱辛二")
    assert isinstance(records, list)
    assert [one["code"] for one in records] == ["CW-330481-2022-0013"]


def test_another_county_s_rows_are_refused_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = tmp_path / "嘉善.db"
    _run(elsewhere, "new", "--unit", "330421", "--year", "2022")
    capsys.readouterr()
    assert _run(elsewhere, "import", str(SAMPLE), "--as-of", DAY) == 1
    said = capsys.readouterr().err
    assert "不属于本单位" in said
    assert _answer(elsewhere, capsys, "records", "demolition") == []
    assert len(_answer(elsewhere, capsys, "history")) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"%PDF-1.7 scan", "一段文字，不是表格".encode()])
def test_what_is_no_workbook_changes_nothing(
    ledger: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "附件.xlsx"
    file.write_bytes(content)
    before = ledger.read_bytes()
    capsys.readouterr()
    assert _run(ledger, "import", str(file)) == 1
    out, err = capsys.readouterr()
    assert "附件.xlsx" in err
    assert "Error" not in out + err
    assert ledger.read_bytes() == before
    assert sorted(path.name for path in ledger.parent.iterdir()) == ["海宁.db", "附件.xlsx"]
