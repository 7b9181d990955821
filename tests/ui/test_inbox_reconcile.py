"""收件页逐格核对：报出、返回、台账三个值，按格、按行、按列、按规则取舍，先试算再提交，一步撤销。"""

import shutil
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.models.store import Store
from app.models.work import Change
from app.services import blocks, ledger, reading, records, reviewing
from app.services.importing.deciding.kept_rules import kept
from app.services.importing.deciding.piles import CellLine, IssueLine, Pile, RowLine
from app.services.records import Addition, Edit, Values
from app.services.reporting.export import export
from app.ui.inbox import cells as columns
from app.ui.inbox.column import ColumnDialog
from app.ui.inbox.words import name_of, recognised, remarks, said_of, three
from app.ui.pages.inbox import InboxPage
from app.ui.window import Window
from tests.bench.clerk import Clerk
from tests.services.importing.books import planned, written
from tests.services.importing.pictured import Drawn, pictured, png
from tests.services.importing.returned import PERIOD, filled_ledger
from tests.ui.conftest import OpenWindow, page, settle

KIND = "demolition"
HEADER = ("点位编号", "镇街", "户主", "违建面积", "责任人", "备注")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A ledger, and the list that went out of it."""
    folder = tmp_path_factory.mktemp("报出")
    path = filled_ledger(folder)
    with Store.open(str(path), writing=True) as store:
        (made,) = export(store, "R5", PERIOD, folder / "出")
    return path, made.path


@pytest.fixture
def answer(sent: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path, list[str]]:
    """A copy of the ledger, the list as the city sent it back, and the codes of the points it changed.

    The city gave the first point another officer and area, of which we changed the area since; the second another
    officer; of the third it emptied the officer and wrote an area that is no number.
    """
    path = Path(shutil.copy(sent[0], tmp_path / "台账.db"))
    book = openpyxl.load_workbook(sent[1])
    sheet = book.worksheets[0]
    heads = {str(cell.value).split("\n")[0]: cell.column for row in sheet.iter_rows(4, 5) for cell in row if cell.value}
    rows = [row for row in range(8, 30) if sheet.cell(row, heads["责任人"]).value and sheet.cell(row, 13).value][:3]
    codes = [str(sheet.cell(row, heads["点位编号"]).value) for row in rows]
    sheet.cell(rows[0], heads["责任人"], "王建国")
    sheet.cell(rows[0], heads["违建面积"], 150)
    sheet.cell(rows[1], heads["责任人"], "李四")
    sheet.cell(rows[2], heads["责任人"]).value = None
    sheet.cell(rows[2], heads["违建面积"], "约300")
    back = tmp_path / "市局返回.xlsx"
    book.save(back)
    with Store.open(str(path), writing=True) as store:
        first = next(one for one in reading.rows(store, KIND) if one["code"] == codes[0])
        with store.write("改面积") as work:
            records.change(work, KIND, [Edit(int(str(first["id"])), {"illegal_area": 12345})])
    return path, back, codes


def taken_in(open_window: OpenWindow, qtbot: QtBot, ledger: Path, *files: Path) -> tuple[Window, InboxPage]:
    """A window with workbooks on its inbox."""
    window = open_window(ledger, "inbox")
    window.import_files([str(file) for file in files])
    settle(qtbot, window)
    inbox = window.pages["inbox"]
    assert isinstance(inbox, InboxPage)
    return window, inbox


def counts(inbox: InboxPage) -> dict[str, int]:
    """The tabs and how many rows each is about."""
    texts = [inbox.tabs.tabText(place).rsplit("  ", 1) for place in range(inbox.tabs.count())]
    return {name: int(number.replace(",", "")) for name, number in texts}


def show(inbox: InboxPage, pile: Pile) -> None:
    """Bring a pile to the front."""
    inbox.tabs.setCurrentIndex(list(Pile).index(pile))


def place_of(inbox: InboxPage, code: str, label: str = "") -> int:
    """The place of a row's line, or of one of its cells, in the list of cells."""
    lines, inside = inbox.cells.cells.lines, False
    for place, line in enumerate(lines):
        if isinstance(line, RowLine):
            inside = line.row.values.get("code") == code
            if inside and not label:
                return place
        elif inside and isinstance(line, CellLine) and three(line).label == label:
            return place
    raise AssertionError((code, label))


def officers(window: Window) -> dict[str, str]:
    """Who answers for each point."""
    return {str(one["code"]): str(one["officer"]) for one in reading.rows(window.desk.store, KIND)}


def test_cells_are_decided_one_by_one_tried_out_and_taken_in_one_step(
    open_window: OpenWindow, qtbot: QtBot, answer: tuple[Path, Path, list[str]]
) -> None:
    ledger, back, codes = answer
    window, inbox = taken_in(open_window, qtbot, ledger, back)
    assert counts(inbox)["有变化"] == 2
    assert counts(inbox)["冲突"] == 1
    assert counts(inbox)["错误"] == 1
    before = officers(window)
    decide_everything_but_one(qtbot, inbox, codes, before)
    inbox.rehearse()
    settle(qtbot, window)
    assert officers(window) == before
    assert inbox.board.effects.told.text().startswith("按现在的选择") or "都不变" in inbox.board.effects.told.text()
    inbox.import_all()
    settle(qtbot, window)
    assert officers(window) == {**before, codes[1]: "李四"}
    areas = {str(one["code"]): one["illegal_area"] for one in reading.rows(window.desk.store, KIND)}
    assert areas[codes[0]] == "150.00"
    qtbot.mouseClick(inbox.bar.findChildren(type(inbox.apply))[0], Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert officers(window) == before


def decide_everything_but_one(qtbot: QtBot, inbox: InboxPage, codes: list[str], before: dict[str, str]) -> None:
    """Take the area of the first point and the row of the second, keep our officer of the first."""
    cell = inbox.cells.cells.lines[place_of(inbox, codes[1], "责任人")]
    assert isinstance(cell, CellLine)
    told = three(cell)
    assert (told.sent, told.returned, told.ledger, told.situation) == (before[codes[1]], "李四", told.sent, "仅市局改")
    show(inbox, Pile.CONFLICT)
    contested = inbox.cells.cells.lines[place_of(inbox, codes[0], "违建面积")]
    assert isinstance(contested, CellLine)
    assert three(contested).situation == "双方都改"
    assert three(contested).difference == "+26.55"
    assert not inbox.try_out.isEnabled()
    view = inbox.cells
    rect = view.visualRect(view.cells.index(place_of(inbox, codes[0], "违建面积"), columns.CHOICE))
    left = QPoint(rect.left() + rect.width() // 4, rect.center().y())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=left)
    view.setCurrentIndex(view.cells.index(place_of(inbox, codes[0], "责任人"), columns.NAME))
    qtbot.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    show(inbox, Pile.CHANGED)
    view.decide(place_of(inbox, codes[1]), taken=True)
    qtbot.keyClick(view, Qt.Key.Key_F8)
    waiting = view.line
    assert isinstance(waiting, CellLine)
    assert three(waiting).situation == "市局清空"
    assert view.grab().width() > 0
    qtbot.waitUntil(lambda: "采用返回的数 2 处，1 格未定" in inbox.decided.text())


def test_a_field_is_decided_at_once_and_the_rule_is_kept(
    open_window: OpenWindow, qtbot: QtBot, answer: tuple[Path, Path, list[str]]
) -> None:
    ledger, back, codes = answer
    window, inbox = taken_in(open_window, qtbot, ledger, back)
    strip = inbox.board.strip
    strip.fields.setCurrentIndex(
        next(at for at in range(strip.fields.count()) if "责任人" in strip.fields.itemText(at))
    )
    strip.keep.setChecked(True)
    strip.take.click()
    settle(qtbot, window)
    assert kept(window.desk.store) == {(KIND, "officer"): True}
    inbox.drop()
    window.import_files([str(back)])
    settle(qtbot, window)
    show(inbox, Pile.CHANGED)
    cells = [line for line in inbox.cells.cells.lines if isinstance(line, CellLine)]
    stands = {three(line).situation: inbox.cells.cells.decided(line) for line in cells}
    assert stands == {"仅市局改": True, "市局清空": None}
    strip.rule_dropped.emit(KIND, "officer")
    settle(qtbot, window)
    assert kept(window.desk.store) == {}
    assert all(inbox.cells.cells.decided(line) is None for line in cells)
    inbox.import_all()  # the rule that was dropped since is no reason to look at the file again
    settle(qtbot, window)
    assert "已记下市级意见" in inbox.bar.text
    assert codes[1] in officers(window)


def points(window: Window, count: int) -> list[dict[str, object]]:
    """Some points of the ledger that say all that the workbooks of these tests hold."""
    whole = [one for one in reading.rows(window.desk.store, KIND) if one["party_name"] and one["officer"]]
    return [dict(one) for one in whole[:count]]


def test_of_an_ordinary_workbook_what_is_left_aside_stays_as_it_was(
    open_window: OpenWindow, qtbot: QtBot, sent: tuple[Path, Path], tmp_path: Path
) -> None:
    ledger = Path(shutil.copy(sent[0], tmp_path / "台账.db"))
    window = open_window(ledger, "inbox")
    first, second = points(window, 2)
    town = first["town_code"]
    rows = [
        ("拆违点位台账",),
        HEADER,
        (first["code"], town, first["party_name"], first["illegal_area"], "新人", "新说明"),
        (second["code"], second["town_code"], second["party_name"], "三百左右", second["officer"], ""),
        ("CW-330421001-2022-9001", town, "甲", 80, "乙", ""),
        ("CW-330421001-2022-9002", town, "丙", 90, "丁", ""),
    ]
    path = written(tmp_path / "点位.xlsx", rows)
    before = len(reading.rows(window.desk.store, KIND))
    window.import_files([str(path)])
    settle(qtbot, window)
    inbox = window.pages["inbox"]
    assert isinstance(inbox, InboxPage)
    assert counts(inbox)["新增"] == 2
    assert counts(inbox)["台账有而文件无"] == before - 2
    show(inbox, Pile.ABSENT)
    assert "台账不动" in inbox.lines.rows.lines[0].texts[-1]
    show(inbox, Pile.CHANGED)
    assert inbox.cells.isColumnHidden(columns.SENT)
    inbox.cells.decide(place_of(inbox, str(first["code"]), "责任人"), taken=False)
    show(inbox, Pile.NEW)
    inbox.lines.selectRow(1)
    inbox.board.skip.click()
    qtbot.waitUntil(lambda: "新增 1 行，更新 2 行" in inbox.decided.text())
    show(inbox, Pile.WRONG)
    inbox.lines.selectRow(1)
    assert isinstance(inbox.board.line, IssueLine)
    inbox.board.go_to_cell()
    assert inbox.board.sheets.view.currentIndex().data() == "三百左右"
    assert inbox.board.sheets.grab().width() > 0
    inbox.export_errors(tmp_path)
    settle(qtbot, window)
    marked = openpyxl.load_workbook(tmp_path / "点位_错误说明.xlsx").worksheets[0]
    assert marked["D4"].fill.fgColor.rgb == "FFFFC7CE"
    inbox.import_all()
    settle(qtbot, window)
    now = {str(one["code"]): one for one in reading.rows(window.desk.store, KIND)}
    assert now[str(first["code"])]["officer"] == first["officer"]
    assert now[str(first["code"])]["remark"] == "新说明"
    assert "CW-330421001-2022-9001" in now
    assert "CW-330421001-2022-9002" not in now


def say_rows(qtbot: QtBot, window: Window, inbox: InboxPage) -> None:
    """Say that the second row is the header and that the data begin in the fourth."""
    sheets = inbox.board.sheets
    offered = [action.text() for action in sheets.view.menu().actions()]
    assert offered == ["设为表头行", "设为数据起始行", "设为数据末行", "这一列是……"]
    sheets.view.selectRow(1)
    sheets.view.say_header()
    settle(qtbot, window)
    sheets.view.selectRow(3)
    sheets.view.say_data()
    settle(qtbot, window)
    picture = sheets.picture
    assert picture is not None
    assert picture.bands[2] == "表头"
    assert picture.tables[0].records == (4, 5)


def say_column(inbox: InboxPage, column: int, field: str, unit: str) -> None:
    """Say what a column is, in the dialog that its heading opens."""
    inbox.board.sheets.ask(column)
    dialog = inbox.board.sheets.dialog
    assert dialog is not None
    dialog.search.setText(field)
    dialog.unit.setCurrentIndex(dialog.unit.findText(unit) if unit else 0)
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)


def test_a_column_and_a_header_are_put_right_on_the_sheet_and_remembered(
    open_window: OpenWindow, qtbot: QtBot, sent: tuple[Path, Path], tmp_path: Path
) -> None:
    ledger = Path(shutil.copy(sent[0], tmp_path / "台账.db"))
    window = open_window(ledger, "inbox")
    (first,) = points(window, 1)
    town = first["town_code"]
    rows = [
        ("甲组自用",),
        ("代号", "所在", "谁家", "多少", "经手"),
        ("（从下一行填起）", "", "", "", ""),
        ("CW-330421001-2022-9001", town, "甲某", 0.008, "乙"),
        ("CW-330421001-2022-9002", town, "丙某", 0.009, "丁"),
    ]
    path = written(tmp_path / "自用.xlsx", rows)
    window.import_files([str(path)])
    settle(qtbot, window)
    inbox = window.pages["inbox"]
    assert isinstance(inbox, InboxPage)
    assert inbox.board.to_sheet.isChecked()  # nothing is recognised, so the sheet is what there is to see
    say_rows(qtbot, window, inbox)
    assert inbox.board.sheets.view.columnSpan(0, 0) == len(rows[1])  # the title runs over what is empty beside it
    for column, field in enumerate(("本局编号", "镇(街道)", "户主", "违建面积", "责任人")):
        say_column(inbox, column, field, "万㎡" if field == "违建面积" else "")
        settle(qtbot, window)
    assert counts(inbox)["新增"] == 2
    inbox.import_all()
    settle(qtbot, window)
    now = {str(one["code"]): one for one in reading.rows(window.desk.store, KIND)}
    assert now["CW-330421001-2022-9002"]["illegal_area"] == "90.00"
    again = written(tmp_path / "下月.xlsx", [*rows[:3], ("CW-330421001-2022-9003", town, "戊某", 0.01, "己")])
    window.import_files([str(again)])
    settle(qtbot, window)
    assert counts(inbox)["新增"] == 1
    show(inbox, Pile.NEW)
    head = inbox.lines.rows.lines[0].of
    assert isinstance(head, RowLine)
    assert name_of(head) == "戊某"
    assert head.row.values["illegal_area"] == 10000
    page(qtbot, window, "overview")


def test_another_value_is_written_in_place_of_both(
    open_window: OpenWindow, qtbot: QtBot, answer: tuple[Path, Path, list[str]]
) -> None:
    ledger, back, codes = answer
    window, inbox = taken_in(open_window, qtbot, ledger, back)
    clerk = Clerk(window)
    show(inbox, Pile.CONFLICT)
    view = inbox.cells
    place = place_of(inbox, codes[0], "违建面积")
    index = view.cells.index(place, columns.CHOICE)
    rect = view.visualRect(index)
    for text, said in (("三百左右", "不是数字"), ("160", "")):
        clerk.click(view.viewport(), QPoint(rect.right() - 8, rect.center().y()))
        editor = view.indexWidget(index)
        assert isinstance(editor, QLineEdit)
        editor.selectAll()
        clerk.write(text)
        clerk.press(Qt.Key.Key_Return)
        assert said in inbox.bar.text
    line = view.cells.lines[place]
    assert isinstance(line, CellLine)
    assert (view.cells.written(line), view.cells.decided(line)) == ("160.00", True)
    assert view.grab().width() > 0
    qtbot.waitUntil(lambda: "采用返回的数 1 处" in inbox.decided.text())
    clerk.press(Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert (view.cells.written(line), view.cells.decided(line)) == ("", False)
    clerk.press(Qt.Key.Key_F2)
    clerk.write("160")
    clerk.press(Qt.Key.Key_Return)
    clerk.button("提交")
    found = next(one for one in reading.rows(window.desk.store, KIND) if one["code"] == codes[0])
    assert found["illegal_area"] == "160.00"
    assert "另填了数值" in {one.settled for one in reviewing.remarks(window.desk.store, open_only=False)}


def test_a_row_that_could_be_two_records_is_given_its_own(
    open_window: OpenWindow, qtbot: QtBot, sent: tuple[Path, Path], tmp_path: Path
) -> None:
    ledger = Path(shutil.copy(sent[0], tmp_path / "台账.db"))
    twin: Values = {"name": "东街违建点", "town_code": "330421001", "village": "东街村", "plan_year": 2022}
    with Store.open(str(ledger), writing=True) as store, store.write("两个同名的点") as work:
        codes = ("CW-甲", "CW-乙")
        first, second = records.add(work, KIND, [Addition({**twin, "code": code}) for code in codes])
    header = ("点位名称", "镇街", "村", "违建面积(㎡)", "责任人")
    file = written(tmp_path / "名单.xlsx", [header, ("东街违建点", "魏塘街道", "东街村", 88, "王五")])
    window, inbox = taken_in(open_window, qtbot, ledger, file)
    clerk = Clerk(window)
    assert counts(inbox)["冲突"] == 1
    which = inbox.board.which
    assert (which.isVisible(), which.currentIndex()) == (True, -1)
    assert [which.itemData(place) for place in range(which.count())] == [first, second, 0]
    assert which.itemText(1).startswith("CW-乙　东街违建点")
    clerk.choose(which.accessibleName(), which.itemText(2))
    assert (counts(inbox)["冲突"], counts(inbox)["新增"]) == (0, 1)
    clerk.choose(which.accessibleName(), which.itemText(1))
    assert (counts(inbox)["有变化"], which.currentData()) == (1, second)
    clerk.button("导入")
    held = {int(str(one["id"])): one["officer"] for one in reading.rows(window.desk.store, KIND)}
    assert (held[first], held[second]) == (None, "王五")


def test_the_edges_of_a_header_are_dragged(
    open_window: OpenWindow, qtbot: QtBot, sent: tuple[Path, Path], tmp_path: Path
) -> None:
    """The map is made anew for a header that ends elsewhere, and again when it is put back."""
    ledger = Path(shutil.copy(sent[0], tmp_path / "台账.db"))
    rows = [("CW-1", "魏塘街道", "甲", 10, "王五"), ("CW-2", "魏塘街道", "乙", 20, "王五")]
    file = written(tmp_path / "名单.xlsx", [("点位清单",), ("点位编号", "镇街", "户主", "违建面积", "责任人"), *rows])
    window, inbox = taken_in(open_window, qtbot, ledger, file)
    clerk = Clerk(window)
    clerk.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    sheets = inbox.board.sheets
    bands = sheets.view.bands
    assert sheets.picture is not None
    assert [(one.top, one.bottom) for one in sheets.picture.tables] == [(2, 2)]
    assert bands.grab().width() > 0
    clerk.drag(bands.viewport(), QPoint(20, bands.place(2)), QPoint(20, bands.place(3) + 3))
    assert [(one.top, one.bottom) for one in sheets.picture.tables] == [(2, 3)]
    assert counts(inbox)["新增"] == 0, "a header that holds a row of data is no header"
    clerk.drag(bands.viewport(), QPoint(20, bands.place(3)), QPoint(20, bands.place(2) - 3))
    assert [(one.top, one.bottom) for one in sheets.picture.tables] == [(2, 2)]
    assert counts(inbox)["新增"] == 2
    clerk.drag(bands.viewport(), QPoint(20, bands.place(1)), QPoint(20, bands.place(0)))
    assert [(one.top, one.bottom) for one in sheets.picture.tables] == [(1, 2)]


def test_what_is_written_into_another_ledger_leaves_the_plan_as_it_is(
    open_window: OpenWindow, qtbot: QtBot, sent: tuple[Path, Path], tmp_path: Path
) -> None:
    """It is planned again for its own ledger only, and refused only where that was changed behind its back."""
    ledger = Path(shutil.copy(sent[0], tmp_path / "台账.db"))
    rows = [(f"CW-{one}", "魏塘街道", "甲", 10, "王五") for one in range(1, 5)]
    file = written(tmp_path / "名单.xlsx", [("点位清单",), ("点位编号", "镇街", "户主", "违建面积", "责任人"), *rows])
    window, inbox = taken_in(open_window, qtbot, ledger, file)
    desk, looked = window.desk, inbox._looked

    def write(kind: str, code: str) -> Change:
        block: list[dict[str, str]] = [{"code": code, "name": code}]
        return blocks.enter(desk.store, kind, "登记", [], block).change

    desk.note("登记", write("greening", "LH-1"))
    settle(qtbot, window)
    assert inbox._looked is looked
    desk.note("登记", write(KIND, "CW-9"))
    settle(qtbot, window)
    assert inbox._looked is not looked
    write("greening", "LH-2")
    write(KIND, "CW-10")
    inbox.import_all()
    settle(qtbot, window)
    assert "核对之后台账又有改动" in inbox.bar.text
    write("greening", "LH-3")
    inbox.import_all()
    settle(qtbot, window)
    assert "新增 4 行" in inbox.bar.text


def test_rows_below_the_last_row_of_the_data_are_no_records(
    open_window: OpenWindow, qtbot: QtBot, sent: tuple[Path, Path], tmp_path: Path
) -> None:
    """The line below the data is dragged or told of; where the data begin is told apart from where they end."""
    ledger = Path(shutil.copy(sent[0], tmp_path / "台账.db"))
    rows = [(f"CW-{one}", "魏塘街道", "甲", 10, "王五") for one in range(1, 5)]
    file = written(tmp_path / "名单.xlsx", [("点位清单",), ("点位编号", "镇街", "户主", "违建面积", "责任人"), *rows])
    window, inbox = taken_in(open_window, qtbot, ledger, file)
    clerk = Clerk(window)
    clerk.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    sheets = inbox.board.sheets
    view, bands = sheets.view, sheets.view.bands
    assert counts(inbox)["新增"] == 4
    clerk.drag(bands.viewport(), QPoint(20, bands.place(6)), QPoint(20, bands.place(4) + 3))
    assert counts(inbox)["新增"] == 2
    view.selectRow(3)
    view.say_data()
    settle(qtbot, window)
    assert counts(inbox)["新增"] == 1, "the first row of the data was moved, the last one stayed"
    view.selectRow(5)
    view.say_end()
    settle(qtbot, window)
    assert counts(inbox)["新增"] == 3, "the last row was moved, the first one stayed"
    clerk.drag(bands.viewport(), QPoint(20, bands.place(6)), QPoint(20, bands.place(1) + 3))
    assert counts(inbox)["新增"] == 3, "the data cannot end above their header"


def test_a_row_says_how_many_photos_it_brings(tmp_path: Path) -> None:
    rows = [["点位编号", "点位名称", "镇街", "拆前照片"], ["CW-330421-2022-0001", "一号", "西塘镇", None]]
    path = pictured(tmp_path / "带照片.xlsx", rows, None, [(2, 3, Drawn(png(1))), (2, 3, Drawn(png(2)))])
    with ledger.create(str(tmp_path / "本县.ledger"), "330421", 2022) as store:
        (file,) = planned(store, path).files
    (table,) = file.tables
    assert recognised(file).endswith("；照片 2 张")
    assert said_of(RowLine(table, table.rows[0], returned=False)).startswith("带来照片 2 张")


def test_a_column_that_many_sheets_have_is_left_out_with_one_remark(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, town in enumerate(("西塘镇", "姚庄镇", "陶庄镇")):
        sheet = book.create_sheet(town)
        sheet.append(["序号", "点位编号", "点位名称", "镇街", "违建面积(㎡)"])
        sheet.append([1, f"CW-330421-2022-{number:04}", f"{town}点位", town, 100 + number])
    book.create_sheet("另一张").append(["甲"])
    book.save(tmp_path / "各镇.xlsx")
    with ledger.create(str(tmp_path / "本县.ledger"), "330421", 2022) as store:
        told = list(remarks(planned(store, tmp_path / "各镇.xlsx")))
    assert [one for one in told if "不导入" in one] == ["“西塘镇”等 3 张表都有 1 列不导入：A 列“序号”"]


def test_a_sheet_that_is_called_what_it_is_is_named_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "拆违台账"
    book.worksheets[0].append(["点位编号", "点位名称", "镇街"])
    book.worksheets[0].append(["CW-1", "点一", "西塘镇"])
    book.save(tmp_path / "镇里.xlsx")
    with ledger.create(str(tmp_path / "本县.ledger"), "330421", 2022) as store:
        (file,) = planned(store, tmp_path / "镇里.xlsx").files
    assert recognised(file) == "镇里.xlsx　认出：拆违台账"


def test_a_file_of_another_county_is_known_for_what_it_is(
    open_window: OpenWindow, qtbot: QtBot, ledger_path: Path, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "清单"
    sheet.append(["点位编号", "名称", "县（市、区）", "镇街", "违建面积(㎡)", "责任人", "发现时间"])
    sheet.append(["CW-1", "点一", "海宁市", "许村镇", 100, "张三", "2022-03-01"])
    path = tmp_path / "海宁.xlsx"
    book.save(path)
    _, inbox = taken_in(open_window, qtbot, ledger_path, path)
    assert inbox.about.text() == "海宁.xlsx　认出：拆违台账（清单）"
    assert "不属于本单位" in inbox.bar.text


def test_arrows_choose_what_a_column_is_while_one_types(qtbot: QtBot) -> None:
    dialog = ColumnDialog("D", None, KIND)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.search.setText("面积")
    chosen = [dialog.lines.chosen]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(dialog.search, key)
        chosen.append(dialog.lines.chosen)
    assert chosen[:3] == list(dialog.lines.rows.lines[:3])
    assert chosen[3] == chosen[1]
    with qtbot.waitSignal(dialog.said) as said:
        qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert said.args == [chosen[1].of, ""]
