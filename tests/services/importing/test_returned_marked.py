"""Our own lists and ledgers come back with the reviewers' columns at the right and a list of problems behind."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.models.store import Store
from app.services import history, reading, reviewing
from app.services.reporting import export
from tests.services.importing.returned import PERIOD, answer, copied, filled_ledger

THEIRS = ("市局审核结果", "市局审核意见", "扣减面积(亩)", "退回原因")
LISTED = ("序号", "项目编号", "存在的问题", "整改期限", "市级是否同意")
SHEETS = {"R5": (4, 5, 8, "B"), "greening": (3, 4, 5, "A")}
"""Of each workbook: the rows of its header, its first data row and the column of its codes."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_ledger(tmp_path_factory.mktemp("满"))


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(copied(filled, tmp_path)), writing=True) as opened:
        yield opened


def sent(store: Store, name: str, folder: Path) -> Path:
    return export(store, name, PERIOD if name.startswith("R") else None, folder)[0].path


def marked(path: Path, name: str) -> tuple[Path, list[str]]:
    """The workbook with verdicts on its first rows, the code of the fourth taken away, and the codes it had."""
    top, bottom, first, letter = SHEETS[name]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    codes = [str(sheet[f"{letter}{first + at}"].value) for at in range(5)]
    width = sheet.max_column
    for at, heading in enumerate(THEIRS, width + 1):
        sheet.cell(top, at, heading)
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=at, end_column=at)
    for at, said in enumerate((("通过",), ("退回", None, None, "影像不全"), ("核减", "部分未建", 5.5), ("退回",))):
        for offset, text in enumerate(said, width + 1):
            sheet.cell(first + at, offset, text)
    sheet[f"{letter}{first + 3}"] = None
    listed = book.create_sheet("问题清单")
    for row in (
        ("审核问题清单",),
        LISTED,
        (1, codes[4], "缺照片", "2022-07-31", "否"),
        (2, "XX-2022-8888", "无", None, "否"),
    ):
        listed.append(row)
    into = path.with_name(f"退回-{path.name}")
    book.save(into)
    return into, codes


@pytest.mark.parametrize("name", SHEETS)
def test_every_verdict_reaches_its_record(store: Store, name: str, tmp_path: Path) -> None:
    path, codes = marked(sent(store, name, tmp_path), name)
    kind = "demolition" if name == "R5" else name
    before = {one["code"]: one for one in reading.rows(store, kind)}
    said = answer(store, path)
    assert said["file"]["as"] == "return"
    assert [one["values"]["code"] for one in said["rows"] if one["action"] == "reject"] == ["XX-2022-8888"]
    after = {one["code"]: one for one in reading.rows(store, kind)}
    assert [after[code]["review_verdict"] for code in codes] == ["通过", "退回", "核减", "退回", "退回"]
    assert [after[code]["review_comment"] for code in codes[1:3]] == ["影像不全", "部分未建；扣减面积：5.5亩"]
    assert after[codes[4]]["review_comment"] == "缺照片"
    open_remarks = {one.code: (one.verdict, one.deadline) for one in reviewing.remarks(store) if one.verdict}
    assert open_remarks == {
        codes[1]: ("退回", None),
        codes[2]: ("核减", None),
        codes[3]: ("退回", None),
        codes[4]: ("退回", "2022-07-31"),
    }
    history.undo(store, said["batch"])
    assert {one["code"]: one for one in reading.rows(store, kind)} == before


def test_a_ledger_without_a_column_of_theirs_stays_a_ledger(store: Store, tmp_path: Path) -> None:
    said = answer(store, sent(store, "greening", tmp_path), dry_run=True)
    assert (said["file"]["as"], said["counts"]["same"]) == ("ledger", len(said["rows"]))
