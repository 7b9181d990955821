"""The year's aims listed in a workbook, one a row in words: proposed as a document's are."""

from pathlib import Path

import openpyxl

from app.models.store import Store
from tests.services.importing.documents import answer, table_of

TITLE = "自然资源和规划局2022年度重点工作任务清单"
HEADINGS = ("科室", "工作事项", "年度目标", "完成时限", "责任人")
ROWS = (
    ("耕保科", "垦造耕地", "完成300亩，其中市统筹30亩", "12月底", "王某"),
    ("", "建设用地复垦", "600亩以上", "11月底", "王某"),
    ("执法队", "拆违", "25万平方米", "12月底", "李某"),
)


def workbook(path: Path, headings: tuple[str, ...] = HEADINGS, *rows: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in ((TITLE,), headings, *(rows or ROWS)):
        book.active.append(row)
    book.active.merge_cells("A3:A4")
    book.save(path)
    return path


def test_each_row_is_what_it_says_by_its_day(store: Store, tmp_path: Path) -> None:
    rows = table_of(store, workbook(tmp_path / "清单.xlsx"))["rows"]
    said = [(one["row"], one["indicator"], *(one["proposal"][name] for name in ("value", "unit"))) for one in rows]
    assert said == [(3, "T10", "300", "亩"), (3, "T11", "30", "亩"), (4, "T09", "600", "亩"), (5, "T18", "25", "万㎡")]
    assert rows[2]["proposal"]["deadlines"] == ["2022-11-30"]


def test_what_is_aimed_at_town_by_town_is_not_the_unit_s(store: Store, tmp_path: Path) -> None:
    headings, row = ("乡镇", "工作事项", "年度目标", "完成时限"), ("西塘镇", "拆违", "完成2万平方米", "12月底")
    (taken,) = answer(store, workbook(tmp_path / "各镇.xlsx", headings, row))["files"]
    assert taken["as"] == "refused"
