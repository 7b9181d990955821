"""What was sent, on the command line: export, submit, correct, explain, prove."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.models import home
from app.models.server import is_server
from app.models.store import Store
from app.services import reading, records
from app.ui.headless import console
from tests.postgresql import Server


@dataclass(frozen=True, slots=True)
class Year:
    """A ledger, in a file or on a server, and the folder in which what was exported of it lies."""

    ledger: str
    folder: Path

    def __str__(self) -> str:
        return self.ledger


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """A ledger with a demo year whose report of June was sent, corrected by an import and sent again."""
    folder = tmp_path_factory.mktemp("报送")
    ledger = str(folder / "台账.db")
    if request.param == "postgresql":
        ledger = request.getfixturevalue("postgresql_server").new_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(home, "folder", lambda: folder / "家")
        _send_twice(ledger, folder)
    yield Year(ledger, folder)
    if request.param == "postgresql":
        request.getfixturevalue("postgresql_server").drop(ledger)


def _send_twice(ledger: str, folder: Path) -> None:
    _run(ledger, "new", "--unit", "330421", "--year", "2022")
    _run(ledger, "demo", "--projects", "60")
    _run(ledger, "export", "R4", "--period", "2022-06", "--out", str(folder / "一"))
    assert _run(ledger, "submit", "R4", "--period", "2022-06", "--number", "甲1") == 0
    _run(ledger, "export", "demolition", "--out", str(folder / "台账.xlsx"))
    _raise_an_area(folder / "台账.xlsx")
    assert _run(ledger, "import", str(folder / "台账.xlsx")) == 0
    _run(ledger, "export", "R4", "--period", "2022-06", "--out", str(folder / "二"))
    assert _run(ledger, "submit", "R4", "--period", "2022-06", "--replaces", "甲1") == 0


def _raise_an_area(path: Path) -> None:
    """Add 600 ㎡ to the first point that was demolished by June."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "拆除日期" for cell in row))
    columns = {str(cell.value).split("\n")[0]: cell.column for cell in head}
    row = next(
        row
        for row in range(head[0].row + 1, sheet.max_row + 1)
        if str(sheet.cell(row, columns["拆除日期"]).value or "9")[:10] < "2022-06-20"
        and sheet.cell(row, columns["拆除面积"]).value
    )
    sheet.cell(row, columns["拆除面积"]).value += 600
    book.save(path)


def _run(ledger: Year | Path | str, *words: str) -> int:
    return console.main(["--ledger", str(ledger), *words])


def _said(capsys: pytest.CaptureFixture[str], ledger: Year | Path | str, *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = _run(ledger, *words)
    out, err = capsys.readouterr()
    return status, out, err


def _answer(capsys: pytest.CaptureFixture[str], ledger: Year | Path | str, *words: str) -> Any:
    return json.loads(_said(capsys, ledger, *words)[1])


def test_the_register_lists_what_was_sent(capsys: pytest.CaptureFixture[str], year: Year) -> None:
    second, first = _answer(capsys, year, "submissions", "--json")
    assert (first["number"], first["state"], first["replaced_by"]) == ("甲1", "replaced", 2)
    assert (second["number"], second["state"], second["replaces"]) == ("R4-2022-06-2", "stands", 1)
    assert len(second["sha256"]) == 64
    _, out, _ = _said(capsys, year, "submissions")
    assert "有效（更正第 1 次）" in out
    assert "已更正，见第 2 次" in out


def test_the_difference_is_told_to_the_cell_it_came_from(capsys: pytest.CaptureFixture[str], year: Year) -> None:
    found = _answer(capsys, year, "submissions", "diff", "甲1", "2", "--json")
    total = next(one for one in found["cells"] if one["row"] == "合计" and one["column"] == "6")
    (record,) = total["records"]
    assert float(record["after"]) - float(record["before"]) == pytest.approx(0.06)
    change = next(one for one in record["changes"] if one["field"] == "拆除面积")
    assert (change["file"], change["sheet"], change["code"]) == ("台账.xlsx", "拆违台账", "locked-period")
    assert change["cell"]
    assert float(change["new"]) - float(change["old"]) == 600
    _, out, _ = _said(capsys, year, "submissions", "diff", "1", "2")
    assert "“台账.xlsx” 拆违台账!" in out
    assert "，是该报告期报送以后补记的" in out
    assert "locked-period" not in out
    assert "改动见上" in out
    assert "排名" in out or "完成率" in out


def test_nothing_changed_since(capsys: pytest.CaptureFixture[str], year: Year) -> None:
    status, out, err = _said(capsys, year, "submissions", "diff", "2", "now")
    assert (status, err) == (0, "")
    assert out == "第 2 次报送（R4-2022-06-2） → 现在的台账：没有不同。\n"


@pytest.fixture
def copied(request: pytest.FixtureRequest, year: Year, tmp_path: Path) -> Iterator[str]:
    """The same ledger again, to be changed."""
    if not is_server(year.ledger):
        yield str(shutil.copy(year.ledger, tmp_path / "台账.db"))
        return
    server: Server = request.getfixturevalue("postgresql_server")
    ledger = server.new_database(year.ledger)
    yield ledger
    server.drop(ledger)


def test_a_deleted_project_is_told_as_one(capsys: pytest.CaptureFixture[str], copied: str) -> None:
    with Store.open(copied, writing=True) as store:
        points = reading.rows(store, "demolition")
        gone = next(one for one in points if "2022-05-26" <= str(one["demolish_date"]) < "2022-06-26")
        with store.write("删除重复点位") as work:
            records.remove(work, "demolition", [int(str(gone["id"]))])
    _, out, _ = _said(capsys, copied, "submissions", "diff", "2", "now")
    assert "“删除重复点位”：删除记录，记在 " in out
    assert "，是该报告期报送以后删除的" in out
    pairs = re.findall(r"（-?\d+(?:\.(\d+))? → -?\d+(?:\.(\d+))?）", out)
    assert pairs
    assert all(len(before) == len(after) for before, after in pairs)


def test_a_file_is_proved(capsys: pytest.CaptureFixture[str], year: Year, tmp_path: Path) -> None:
    (file,) = (year.folder / "二").glob("*.xlsx")
    status, out, _ = _said(capsys, year, "submissions", "check", str(file))
    assert status == 0
    assert out.startswith("未改动：与导出时逐字节相同。\n它是第 2 次报送（R4-2022-06-2）")
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["G10"] = 99
    book.save(tmp_path / "改.xlsx")
    status, out, _ = _said(capsys, year, "submissions", "check", str(tmp_path / "改.xlsx"))
    assert status == 1
    assert "G10 罗星街道，“累计 拆除面积”(6栏)：" in out
    assert " → 99.0000\n" in out
    answer = _answer(capsys, year, "submissions", "check", str(tmp_path / "改.xlsx"), "--json")
    assert answer["verdict"] == "已改动"
    assert [one["found"] for one in answer["cells"]] == ["99"]
    assert _said(capsys, year, "submissions", "check", str(year.folder / "台账.xlsx"))[0] == 1


def test_the_file_that_was_sent_is_given_out(capsys: pytest.CaptureFixture[str], year: Year, tmp_path: Path) -> None:
    answer = _answer(capsys, year, "submissions", "copy", "甲1", "--out", str(tmp_path), "--json")
    (file,) = (year.folder / "一").glob("*.xlsx")
    assert (answer["exact"], Path(answer["path"]).read_bytes()) == (True, file.read_bytes())
    status, out, _ = _said(capsys, year, "submissions", "copy", "甲1", "--out", str(tmp_path))
    assert status == 0
    assert out.startswith("已取出第 1 次报送（甲1）报出的文件（与报出时逐字节相同）")


def test_an_export_that_was_not_sent_says_so(capsys: pytest.CaptureFixture[str], year: Year, tmp_path: Path) -> None:
    _run(year, "export", "R8", "--period", "2022-06", "--out", str(tmp_path / "年度.xlsx"))
    _, out, _ = _said(capsys, year, "submissions", "check", str(tmp_path / "年度.xlsx"))
    assert "导出的“年度主要指标完成情况表”2022-06，没有登记过报送。" in out


def test_a_submission_is_cancelled(capsys: pytest.CaptureFixture[str], year: Year, tmp_path: Path) -> None:
    _run(year, "export", "R8", "--period", "2022-05", "--out", str(tmp_path / "五月.xlsx"))
    status, out, err = _said(capsys, year, "submit", "R8", "--period", "2022-05", "--number", "作废用")
    assert (status, err) == (0, "")
    assert "编号 作废用：五月.xlsx" in out
    status, out, _ = _said(capsys, year, "submissions", "cancel", "作废用", "--reason", "报早了")
    assert (status, out.strip()) == (0, "第 3 次报送（作废用）已作废：报早了")
    assert "已作废：报早了" in _said(capsys, year, "submissions")[1]


def test_a_touched_file_is_told_when_it_is_registered(
    capsys: pytest.CaptureFixture[str], year: Year, tmp_path: Path
) -> None:
    _run(year, "export", "R4", "--period", "2022-04", "--out", str(tmp_path / "四月.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "四月.xlsx")
    book.save(tmp_path / "四月.xlsx")
    status, _, err = _said(capsys, year, "submit", "R4", "--period", "2022-04")
    assert status == 0
    assert "“四月.xlsx”导出后被改动过" in err


def test_a_whole_ledger_has_no_period(capsys: pytest.CaptureFixture[str], year: Year, tmp_path: Path) -> None:
    status, _, err = _said(capsys, year, "export", "demolition", "--period", "2022-06", "--out", str(tmp_path))
    assert (status, err) == (0, "拆违点位台账是整本台账，不分报告期，没有用到 --period 2022-06。\n")


def test_an_empty_register(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _run(tmp_path / "空.db", "new", "--unit", "330421", "--year", "2022")
    assert _said(capsys, tmp_path / "空.db", "submissions")[1] == "还没有登记过报送。\n"
