"""A clerk's own workbook with its errors marked: nothing else in it changes, and the corrected one goes on."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.importing.errors_back import HandedBack, hand_back
from app.services.importing.file_report import FileReport
from app.services.importing.flow import imported
from app.services.importing.issue import Code
from app.services.importing.our_marks import HEAD
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from tests.services.reporting.bureau import parts_of
from tests.stores import new_ledger

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
NUMBERS = "05-拆违-数字写法.xlsx"
UNIT = "330424"


@pytest.fixture
def store(tmp_path: Path):
    with new_ledger(str(tmp_path / "台账.db"), UNIT, 2022) as opened:
        yield opened


def taken(store: Store, path: Path, *, dry_run: bool = False) -> FileReport:
    (report,) = imported(store, [path], Options(as_of="2022-06-25"), dry_run=dry_run).files
    assert not report.refused, report.reason
    return report


def handed_back(store: Store, path: Path, target: Path) -> HandedBack:
    done = hand_back(path, taken(store, path), target)
    assert done
    return done


def test_bad_cells_are_red_with_a_remark_and_the_reasons_stand_in_a_column(store: Store, tmp_path: Path) -> None:
    done = handed_back(store, SAMPLES / NUMBERS, tmp_path / "错误.xlsx")
    assert (done.rows, done.cells) == (6, 6)
    sheet = openpyxl.load_workbook(done.path).worksheets[0]
    before = openpyxl.load_workbook(SAMPLES / NUMBERS).worksheets[0]
    assert sheet["I6"].value == before["I6"].value == "约278.08"
    assert sheet["I6"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["I6"].border.left.style == before["I6"].border.left.style
    assert sheet["I6"].number_format == before["I6"].number_format
    assert sheet["I6"].comment.text.startswith("【导入核对】")
    assert sheet["I5"].fill.fgColor.rgb == before["I5"].fill.fgColor.rgb
    assert sheet["I5"].comment is None
    assert sheet["N2"].value == HEAD
    assert sheet["N6"].value.startswith("I6 ")
    assert sheet["N5"].value is None
    assert sheet.auto_filter.ref == "A2:N16"
    assert sheet.column_dimensions["N"].width == 42


def test_nothing_else_in_the_workbook_changes(store: Store, tmp_path: Path) -> None:
    done = handed_back(store, SAMPLES / NUMBERS, tmp_path / "错误.xlsx")
    sent, written = parts_of(SAMPLES / NUMBERS), parts_of(done.path)
    assert list(written)[: len(sent)] == list(sent)
    assert {name for name in written if sent.get(name) != written[name]} == {
        "[Content_Types].xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }


def test_the_marks_say_nothing_when_the_workbook_comes_back(store: Store, tmp_path: Path) -> None:
    first = taken(store, SAMPLES / NUMBERS)
    done = handed_back(store, SAMPLES / NUMBERS, tmp_path / "错误.xlsx")
    again = taken(store, done.path)
    assert [row.action for row in again.rows] == [Action.SAME] * len(list(first.rows))
    codes = {issue.code for row in again.rows for issue in row.issues}
    assert not codes & {Code.COMMENT, Code.MARKED}
    assert HEAD not in {one.column.text for table in again.tables for one in table.mapping.unmapped}


def test_a_corrected_workbook_goes_on_where_it_stopped(store: Store, tmp_path: Path) -> None:
    done = handed_back(store, SAMPLES / NUMBERS, tmp_path / "错误.xlsx")
    book = openpyxl.load_workbook(done.path)
    book.worksheets[0]["I6"] = 278.08
    book.save(done.path)
    again = taken(store, done.path)
    changed = [row for row in again.rows if row.action is not Action.SAME]
    assert [(row.row, row.action, row.changes.keys()) for row in changed] == [(6, Action.UPDATE, {"illegal_area"})]
    second = hand_back(done.path, again, tmp_path / "再错.xlsx")
    assert second is not None
    assert second.rows == 5
    sheet = openpyxl.load_workbook(second.path).worksheets[0]
    assert sheet["I6"].fill.fill_type is None
    assert "已改正" in sheet["I6"].comment.text
    assert sheet["I7"].fill.fgColor.rgb == "FFFFC7CE"
    assert [cell.value for cell in sheet[2]].count(HEAD) == 1
    assert sheet["N6"].value is None
    assert sheet["N7"].value
    assert sheet["I7"].comment.text.count("【导入核对】") == 1


def test_remarks_of_people_stay_and_the_filter_grows(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "自己的.xlsx"
    book = openpyxl.load_workbook(SAMPLES / NUMBERS)
    sheet = book.worksheets[0]
    sheet["I6"].comment = Comment("问过村里", "王工")
    sheet["A6"].comment = Comment("看一下", "王工")
    sheet.auto_filter.ref = "A2:M16"
    sheet.auto_filter.add_filter_column(0, ["1"])
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions.group("K", "P", hidden=False)
    sheet.column_dimensions["K"].width = 9
    book.save(path)
    done = handed_back(store, path, tmp_path / "错误.xlsx")
    assert done.hidden == 1
    sheet = openpyxl.load_workbook(done.path).worksheets[0]
    assert sheet["I6"].comment.text.startswith("问过村里\n【导入核对】")
    assert sheet["A6"].comment.text == "看一下"
    assert sheet["I7"].comment.author == "资规台账"
    assert sheet.auto_filter.ref == "A2:N16"
    again = taken(store, done.path, dry_run=True)
    said = [issue.text for row in again.rows for issue in row.issues if issue.code is Code.COMMENT]
    assert all("导入核对" not in text for text in said)


def test_other_formats_come_back_as_a_copy(tmp_path: Path) -> None:
    with new_ledger(str(tmp_path / "绿化.db"), "330482", 2022) as store:
        done = handed_back(store, SAMPLES / "03-绿化小班-公顷.xls", tmp_path / "错误.xlsx")
        sheet = openpyxl.load_workbook(done.path).worksheets[0]
        assert sheet["J10"].fill.fgColor.rgb == "FFFFC7CE"
        assert sheet["J10"].number_format == "0.0000"
        assert Action.CREATE not in {row.action for row in taken(store, done.path).rows}


def test_a_sound_workbook_is_not_handed_back_and_none_is_written_over(store: Store, tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLES / NUMBERS, tmp_path / "我的.xlsx"))
    report = taken(store, path)
    with pytest.raises(Refusal, match="本身"):
        hand_back(path, report, path)
    assert hand_back(path, FileReport("我的.xlsx", None, "ledger"), tmp_path / "无.xlsx") is None
