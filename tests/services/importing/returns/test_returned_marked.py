"""Our own lists and ledgers come back with the reviewers' columns at the right and a list of problems behind."""

from pathlib import Path

import openpyxl
import pytest

from app.models.store import Store
from app.services import history, reading, records, reviewing
from app.services.records import Edit
from app.services.reporting.export import export
from tests.services.importing.returned import PERIOD, answer, changes

THEIRS = ("市局审核结果", "市局审核意见", "扣减面积(亩)", "退回原因")
LISTED = ("序号", "项目编号", "存在的问题", "整改期限", "市级是否同意")
SHEETS = {"R5": (4, 5, 8, "B"), "greening": (3, 4, 5, "A")}
"""Of each workbook: the rows of its header, its first data row and the column of its codes."""


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


@pytest.mark.parametrize(("title", "kind"), [("嘉善县2022年6月拆违月报表", "return"), ("各镇工作进度", "refused")])
def test_a_report_laid_out_in_the_bureau_s_own_way_is_its_return(
    store: Store, tmp_path: Path, title: str, kind: str
) -> None:
    ours = openpyxl.load_workbook(sent(store, "R4", tmp_path), data_only=True).worksheets[0]
    heading: list[object] = [
        "序号",
        "镇(街道)",
        "全年任务(万平方米)",
        "累计拆除面积(平方米)",
        "累计处置面积(平方米)",
        "立案(起)",
        "完成率(%)",
    ]
    rows: list[list[object]] = [[title], ["报告期：截至2022年6月25日"], heading]
    for number, row in enumerate(ours.iter_rows(min_row=9, max_row=17, values_only=True), 1):
        rows.append(
            [number, row[0], row[1], *(round(float(str(row[at] or 0)) * 10_000, 2) for at in (6, 14)), row[20], row[23]]
        )
    rows[3][3] = 3000
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in rows:
        sheet.append(cells)
    book.save(tmp_path / "市局.xlsx")
    said = answer(store, tmp_path / "市局.xlsx", dry_run=True)
    assert said["file"]["as"] == kind
    if kind == "return":
        ((_, changed),) = changes(said).items()
        assert changed["6"]["returned"] == "0.3"


def test_a_returned_ledger_is_compared_with_what_it_said_when_it_went_out(store: Store, tmp_path: Path) -> None:
    """One record we changed since, one the city changed, one both did; the journal knows what was sent."""
    path, codes = marked(sent(store, "greening", tmp_path), "greening")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    village = next(cell.column for cell in sheet[4] if cell.value == "村(社区)")
    ids = {str(one["code"]): int(str(one["id"])) for one in reading.rows(store, "greening")}
    held = {str(one["code"]): one["village"] for one in reading.rows(store, "greening")}
    for row in (6, 7):
        sheet.cell(row, village, "市局改的村")
    book.save(path)
    with store.write("后来改的") as work:
        edits = [Edit(ids[codes[at]], {"village": "我们改的村"}, dated="2022-07-01") for at in (0, 2)]
        records.change(work, "greening", edits)
    tables = answer(store, path, dry_run=True)["file"]["tables"]
    rows = max((one["rows"] for one in tables), key=len)
    found = {row["row"]: (row["action"], row["changes"].get("village")) for row in rows}
    assert found[5][1] is None  # it came back as it went out, whatever we did since
    assert found[6][1] is not None
    assert found[6][1]["returned"] == "市局改的村"
    assert found[6][1]["sent"] == found[6][1]["ledger"] == held[codes[1]]
    assert found[7][0] == "conflict"
    assert found[7][1] is not None
    assert (found[7][1]["sent"], found[7][1]["ledger"]) == (held[codes[2]], "我们改的村")
    assert [row for row in rows if row["row"] > 9 and row["changes"]] == []
