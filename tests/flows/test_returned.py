"""The month to its end, on the command line: sent, answered by the city, decided, corrected, explained."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.ui.headless import console

PERIOD = "2022-06"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "嘉善.db"
    begin(path)
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Path | str:
    """The same ledger, once on each kind of store."""
    if request.param == "sqlite":
        file: Path = request.getfixturevalue("ledger")
        return file
    address: str = request.getfixturevalue("postgresql_url")
    begin(address)
    return address


def begin(path: Path | str) -> None:
    """A demo year."""
    assert run(path, "new", "--unit", "330421", "--year", "2022") == 0
    assert run(path, "demo", "--projects", "40", "--year", "2022") == 0


def run(ledger: Path | str, *words: str) -> int:
    return console.main(["--ledger", str(ledger), *words])


def told(ledger: Path | str, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert run(ledger, *words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_from_the_report_to_its_correction(
    either: Path | str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(either, "check", "R5", "--period", PERIOD) == 0
    assert run(either, "export", "ALL", "--period", PERIOD, "--out", str(tmp_path / "上报")) == 0
    assert run(either, "submit", "R5", "--period", PERIOD) == 0
    (report,) = (tmp_path / "上报").glob("*拆违点位明细*")
    code, area, officer = edit(report, tmp_path / "退回.xlsx")

    back = told(either, capsys, "import", str(tmp_path / "退回.xlsx"))
    assert back["files"][0]["as"] == "return"
    assert back["counts"] == {**back["counts"], "create": 0, "update": 2, "conflict": 0, "reject": 0}
    assert point(either, capsys, code)["illegal_area"] == f"{area:.2f}"
    assert point(either, capsys, code)["review_verdict"] == "退回"

    (tmp_path / "规则.txt").write_text("违建面积 = 返回\n责任人 = 台账\n", "utf-8")
    again = ("import", str(tmp_path / "退回.xlsx"), "--rules", str(tmp_path / "规则.txt"))
    assert told(either, capsys, *again)["batch"] is not None
    assert point(either, capsys, code)["illegal_area"] == f"{area + 1:.2f}"
    assert officer in {one["officer"] for one in told(either, capsys, "records", "demolition")}

    (first, second) = told(either, capsys, "returns")
    assert (first["code"], first["verdict"], first["comment"], first["deadline"]) == (
        code, "退回", "面积与图斑不符", "2022-08-31",
    )  # fmt: skip
    assert (second["field"], second["sent"], second["returned"]) == ("officer", officer, "市里改的人")
    done = told(either, capsys, "returns", "--settle", str(first["id"]), "--how", "已按图斑更正")
    assert done["settled"] == "已按图斑更正"
    assert [one["id"] for one in told(either, capsys, "returns")] == [second["id"]]
    assert len(told(either, capsys, "returns", "--all")) == 3

    reply = told(either, capsys, "reply", "--out", str(tmp_path / "回执.xlsx"))["path"]
    written = {cell for row in openpyxl.load_workbook(reply).worksheets[0].iter_rows(values_only=True) for cell in row}
    assert {"已按图斑更正", "采用返回值", "未办理"} <= written
    assert run(either, "export", "R5", "--period", PERIOD, "--out", str(tmp_path / "更正.xlsx")) == 0
    assert run(either, "submit", "R5", "--period", PERIOD, "--replaces", "1") == 0
    explained = json.dumps(told(either, capsys, "submissions", "diff", "1", "2"), ensure_ascii=False)
    assert code in explained
    assert "退回.xlsx" in explained


def edit(report: Path, into: Path) -> tuple[str, float, str]:
    """What the city does to the list: a verdict with a comment and a deadline, an area, a name."""
    book = openpyxl.load_workbook(report)
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell.column for row in sheet.iter_rows(1, 6) for cell in row if cell.value}
    first = next(row for row in range(7, 12) if str(sheet.cell(row, 2).value).startswith("CW-"))
    area = float(str(sheet.cell(first, heads["12"]).value))
    sheet.cell(first, heads["12"]).value = area + 1
    sheet.cell(first, heads["27"]).value = "退回"
    sheet.cell(first, heads["28"]).value = "面积与图斑不符"
    sheet.cell(4, sheet.max_column + 1).value = "整改期限"
    sheet.cell(first, sheet.max_column).value = "2022-08-31"
    officer = str(sheet.cell(first + 1, heads["24"]).value)
    sheet.cell(first + 1, heads["24"]).value = "市里改的人"
    book.save(into)
    return str(sheet.cell(first, 2).value), area, officer


def point(ledger: Path | str, capsys: pytest.CaptureFixture[str], code: str) -> dict[str, Any]:
    (found,) = told(ledger, capsys, "records", "demolition", "--where", f"code={code}")
    return dict(found)


def test_what_is_wrong_with_a_command_is_said_in_a_sentence(
    ledger: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "规则.txt").write_text("违建面积 = 返回\n随便\n", "utf-8")
    assert run(ledger, "import", "x.xlsx", "--rules", str(tmp_path / "规则.txt")) == 1
    assert "第 2 行看不懂" in capsys.readouterr().err
    assert run(ledger, "returns", "--settle", "1") == 1
    assert "要一起写" in capsys.readouterr().err
    assert run(ledger, "returns") == 0
    assert "没有待办的退回意见" in capsys.readouterr().out
    assert run(ledger, "reply", "--out", str(tmp_path / "回执.xlsx")) == 1
    assert "不用写回执" in capsys.readouterr().err
