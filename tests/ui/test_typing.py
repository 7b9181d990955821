"""在表里打字：真按键、真输入法，像电子表格一样。"""

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from app.ui.grid.clipboard import from_clipboard, from_html
from app.ui.grid.editors import begin_with
from app.ui.grid.sheet import Sheet
from app.ui.window import Window
from tests.bench.clerk import Clerk

FIRST_PAGE = "ledger"
Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def clerk(window: Window, demolition: Sheet) -> Clerk:
    """Hands on the window, the demolition ledger in front."""
    return Clerk(window)


def stand(sheet: Sheet, row: int, name: str) -> None:
    index = sheet.model.index(row, sheet.model.column_of(name))
    sheet.view.stand(index)
    sheet.view.scrollTo(index)


def shown(sheet: Sheet, row: int, name: str) -> str:
    return str(sheet.model.index(row, sheet.model.column_of(name)).data())


def where(sheet: Sheet) -> tuple[int, str]:
    index = sheet.view.currentIndex()
    return index.row(), sheet.model.columns[index.column()].name


def compose(*steps: tuple[str, str]) -> None:
    """What an input method sends: (what is being composed, what is committed) step by step."""
    for preedit, commit in steps:
        event = QInputMethodEvent(preedit, [])
        event.setCommitString(commit)
        QApplication.sendEvent(QGuiApplication.focusObject(), event)


def test_a_letter_replaces_and_keys_leave_the_cell(clerk: Clerk, demolition: Sheet) -> None:
    sheet = demolition
    stand(sheet, 0, "party_name")
    clerk.write("ab")
    clerk.press(Key.Key_Tab)
    clerk.write("77")  # while the cell before is being written, nothing typed here may be lost
    clerk.press(Key.Key_Return)
    assert (shown(sheet, 0, "party_name"), shown(sheet, 0, "illegal_area")) == ("ab", "77.00")
    assert where(sheet) == (1, "party_name"), "back to where the run of Tabs began"
    clerk.write("xy")
    clerk.press(Key.Key_Down)
    assert (shown(sheet, 1, "party_name"), where(sheet)) == ("xy", (2, "party_name"))
    stand(sheet, 1, "party_name")
    clerk.press(Key.Key_F2)
    clerk.press(Key.Key_Left)
    clerk.write("0")
    clerk.press(Key.Key_Return, Held.ShiftModifier)
    assert (shown(sheet, 1, "party_name"), where(sheet)) == ("x0y", (0, "party_name"))
    stand(sheet, 1, "stage")
    before = shown(sheet, 1, "stage")
    clerk.write("q")
    editor = sheet.view.editor(sheet.view.currentIndex())
    assert editor is not None
    assert editor.currentText() == "q", "a letter replaces a listed choice as well"
    clerk.press(Key.Key_Escape)
    assert shown(sheet, 1, "stage") == before


def test_a_save_that_comes_late_leaves_what_is_being_typed(clerk: Clerk, demolition: Sheet) -> None:
    sheet = demolition
    stand(sheet, 0, "party_name")
    clerk.write("1")
    sheet.model.reload()
    clerk.write("2")
    clerk.press(Key.Key_Return)
    assert shown(sheet, 0, "party_name") == "12"


def test_a_frozen_column_is_typed_into_where_it_is_seen(clerk: Clerk, demolition: Sheet) -> None:
    sheet = demolition
    stand(sheet, 0, "code")
    assert sheet.view.frozen.count == 1
    clerk.write("a")
    assert sheet.view.frozen.indexWidget(sheet.view.currentIndex()) is not None
    clerk.write("1")
    clerk.press(Key.Key_Return)
    assert (shown(sheet, 0, "code"), where(sheet)) == ("A1", (1, "code"))
    compose(("bian", ""), ("", "编2"))
    clerk.press(Key.Key_Tab)
    assert (shown(sheet, 1, "code"), where(sheet)) == ("编2", (1, "name"))
    assert sheet.view.hasFocus()


@pytest.mark.parametrize("name", ["party_name", "town_code", "remark"])
def test_an_input_method_replaces_the_cell(clerk: Clerk, demolition: Sheet, name: str) -> None:
    sheet = demolition
    stand(sheet, 0, name)
    clerk.press(Key.Key_F2)
    clerk.press(Key.Key_Escape)
    compose(("wei", ""), ("weitang", ""), ("", "魏塘街道"))
    clerk.press(Key.Key_Return)
    assert shown(sheet, 0, name) == "魏塘街道"
    stand(sheet, 1, name)
    clerk.write("陶庄镇")  # at once, without composing
    clerk.press(Key.Key_Return)
    assert shown(sheet, 1, name) == "陶庄镇"
    stand(sheet, 1, name)
    compose(("wei", ""), ("", ""))
    clerk.press(Key.Key_Return)
    assert shown(sheet, 1, name) == "陶庄镇", "what was being composed was given up"


def test_full_width_figures_days_and_ticks_are_understood(clerk: Clerk, demolition: Sheet) -> None:
    sheet = demolition
    for name, typed, value in (
        ("found_date", "２０２２．３．５", "2022-03-05"),
        ("found_date", "20220306", "2022-03-06"),
        ("illegal_area", "１，２３４．５", "1,234.50"),
        ("is_precise", "√", "是"),
    ):
        stand(sheet, 0, name)
        clerk.write(typed)
        clerk.press(Key.Key_Return)
        assert shown(sheet, 0, name) == value


def test_a_list_opens_and_a_long_text_breaks_its_line(clerk: Clerk, demolition: Sheet) -> None:
    sheet = demolition
    stand(sheet, 0, "town_code")
    before = shown(sheet, 0, "town_code")
    clerk.press(Key.Key_Down, Held.AltModifier)
    assert QApplication.activePopupWidget() is not None
    clerk.press(Key.Key_Up if before == "天凝镇" else Key.Key_Down)
    clerk.press(Key.Key_Return)
    clerk.until(sheet.view.hasFocus)
    assert shown(sheet, 0, "town_code") != before
    stand(sheet, 0, "remark")
    clerk.write("a")
    clerk.press(Key.Key_Return, Held.AltModifier)
    clerk.write("b")
    clerk.press(Key.Key_Return)
    assert shown(sheet, 0, "remark") == "a\nb"
    stand(sheet, 0, "party_name")
    clerk.write("a")
    clerk.press(Key.Key_Return, Held.AltModifier)
    clerk.write("b")
    clerk.press(Key.Key_Return)
    assert shown(sheet, 0, "party_name") == "ab", "a name has no second line, and the cell stays open"


def test_a_table_of_word_is_pasted_cell_by_cell(clerk: Clerk, demolition: Sheet) -> None:
    sheet = demolition
    data = QMimeData()
    data.setText("甲\r\n乙\t丙\r\n丁\t戊\r\n")
    data.setHtml("<table><tr><td><p>甲</p><p>乙</p></td><td>丙</td></tr><tr><td>丁</td><td>戊</td></tr></table>")
    QGuiApplication.clipboard().setMimeData(data)
    stand(sheet, 0, "village")
    clerk.press(Key.Key_V, Held.ControlModifier)
    assert [shown(sheet, row, "village") for row in range(2)] == ["甲乙", "丁"]
    assert clerk.window.desk.undoable.label == "粘贴 2×2"


def test_the_shape_decides_between_text_and_table() -> None:
    table = "<html><table><tr><td colspan=2>a</td></tr><tr><td>b<br>c</td><td> d\n e</td></tr></table><p>后</p>"
    assert from_html(table) == [["a", ""], ["b\nc", "d e"]]
    assert from_clipboard("1.50\t2", "<table><tr><td>1.5</td><td>2</td></tr></table>") == [["1.50", "2"]]
    assert from_clipboard("一句话", "<p>一句话</p>") == [["一句话"]]
    assert from_clipboard("", table) == from_html(table)
    assert from_clipboard("", "") == []


def test_escape_leaves_the_search(clerk: Clerk, demolition: Sheet) -> None:
    sheet = demolition
    clerk.press(Key.Key_F, Held.ControlModifier)
    clerk.write("99999")
    clerk.until(lambda: sheet.shown.text().startswith("显示 0 "))
    clerk.press(Key.Key_Escape)
    clerk.until(lambda: not sheet.shown.text().startswith("显示 0 "))
    assert sheet.view.hasFocus()


def test_a_list_in_a_narrow_cell_shows_how_its_text_begins(clerk: Clerk, demolition: Sheet) -> None:
    sheet = demolition
    stand(sheet, 0, "town_code")
    sheet.view.setColumnWidth(sheet.model.column_of("town_code"), 40)
    clerk.press(Key.Key_F2)
    editor = QApplication.focusWidget()
    line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
    assert isinstance(line, QLineEdit)
    begin_with(editor, "一个很长很长的名字")
    assert (line.cursorPosition(), line.selectedText()) == (0, "一个很长很长的名字")


def test_a_list_in_a_narrow_cell_opens_as_wide_as_its_lines(clerk: Clerk, demolition: Sheet) -> None:
    demolition.view.setColumnWidth(demolition.model.column_of("stage"), 60)
    stand(demolition, 0, "stage")
    clerk.press(Key.Key_F2)
    editor = demolition.view.editor(demolition.view.currentIndex())
    assert isinstance(editor, QComboBox)
    assert editor.width() >= editor.sizeHint().width()


def test_backspace_empties_the_cell_that_is_typed_into_next(clerk: Clerk, demolition: Sheet) -> None:
    stand(demolition, 0, "party_name")
    before = shown(demolition, 0, "party_name")
    clerk.press(Key.Key_Backspace)
    clerk.press(Key.Key_Escape)
    assert shown(demolition, 0, "party_name") == before
    clerk.press(Key.Key_Backspace)
    clerk.write("ab")
    clerk.press(Key.Key_Right)
    assert (shown(demolition, 0, "party_name"), where(demolition)) == ("ab", (0, "illegal_area"))


def test_today_is_written_by_its_key_in_the_cell_and_while_it_is_typed_into(clerk: Clerk, demolition: Sheet) -> None:
    today = date.today().isoformat()
    for row, opened in enumerate((False, True)):
        stand(demolition, row, "demolish_date")
        if opened:
            clerk.press(Key.Key_F2)
        clerk.press(Key.Key_Semicolon, Held.ControlModifier)
        if opened:
            clerk.press(Key.Key_Return)
        assert shown(demolition, row, "demolish_date") == today


def test_what_is_pasted_is_selected_and_one_stays_where_it_began(clerk: Clerk, demolition: Sheet) -> None:
    sheet, many = demolition, demolition.model.records
    QGuiApplication.clipboard().setText("甲\t1\n乙\t2\n丙\t3")
    stand(sheet, 1, "party_name")
    clerk.press(Key.Key_V, Held.ControlModifier)
    (block,) = sheet.view.selectionModel().selection()
    assert (block.top(), block.bottom(), block.width()) == (1, 3, 2)
    for row in (many - 1, many + 2):  # over the last record, then into the empty row below all
        stand(sheet, row, "party_name")
        clerk.press(Key.Key_V, Held.ControlModifier)
        assert (where(sheet), shown(sheet, row, "party_name")) == ((row, "party_name"), "甲")
    assert sheet.model.records == many + 5
    clerk.press(Key.Key_End, Held.ControlModifier)
    assert where(sheet)[0] == sheet.model.records - 1
