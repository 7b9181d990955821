"""A clerk's hands on the grid: blocks copied, pasted, filled and cleared, each one step over the right rows."""

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.models.queries import records
from app.models.store import Store
from app.ui.grid import hands
from app.ui.grid.sheet import Sheet
from app.ui.window import Window
from tests.ui.conftest import settle

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


FIRST_PAGE = "ledger"


@pytest.fixture
def sheet(demolition: Sheet, window: Window, qtbot: QtBot) -> Sheet:
    """The demolition ledger's sheet, sorted by area, the largest first."""
    sheet = demolition
    for _ in range(2):
        sheet.sort_by(sheet.model.column_of("illegal_area"))
        settle(qtbot, window)
    return sheet


def texts(sheet: Sheet, name: str, rows: int) -> list[str]:
    return [sheet.model.index(row, sheet.model.column_of(name)).data() for row in range(rows)]


def select(sheet: Sheet, top: int, left: str, bottom: int, right: str) -> None:
    model, flags = sheet.model, QItemSelectionModel.SelectionFlag
    first, last = model.index(top, model.column_of(left)), model.index(bottom, model.column_of(right))
    sheet.view.setCurrentIndex(first)
    sheet.view.selectionModel().select(QItemSelection(first, last), flags.ClearAndSelect)


def press(qtbot: QtBot, window: Window, sheet: Sheet, key: Qt.Key, modifier: Qt.KeyboardModifier = CONTROL) -> None:
    qtbot.keyClick(sheet.view, key, modifier)
    settle(qtbot, window)


def put_on_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_a_block_from_excel_lands_on_the_rows_one_sees(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    records = [sheet.model.record(row) for row in range(3)]
    put_on_clipboard("某甲\t1,000\r\n某乙\t三百左右\r\n")
    select(sheet, 0, "party_name", 0, "party_name")
    press(qtbot, window, sheet, Qt.Key.Key_V)
    assert [sheet.model.record(row) for row in range(3)] == records, "an edited row does not jump away"
    assert texts(sheet, "party_name", 2) == ["某甲", "某乙"]
    assert texts(sheet, "illegal_area", 2) == ["1,000.00", "三百左右"]
    assert window.desk.undoable.label == "粘贴 2×2"
    assert window.foot.said.text() == "已粘贴 2×2；1 格不是有效的值，已原样保留并标红"
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle(qtbot, window)
    assert "某甲" not in texts(sheet, "party_name", 5)


def test_what_reaches_below_the_last_row_is_added(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    last, total = sheet.model.records - 1, sheet.model.total
    put_on_clipboard("CW-A\n CW-B \nCW-C")
    select(sheet, last, "code", last, "code")
    press(qtbot, window, sheet, Qt.Key.Key_V)
    assert sheet.model.total == total + 2
    assert "新增 2 行" in window.foot.said.text()
    assert {"CW-A", "CW-B", "CW-C"} <= set(texts(sheet, "code", sheet.model.records))


def test_one_value_fills_the_selection(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    put_on_clipboard("存量")
    select(sheet, 0, "stock_type", 3, "stock_type")
    press(qtbot, window, sheet, Qt.Key.Key_V)
    assert texts(sheet, "stock_type", 4) == ["存量"] * 4


def test_copy_and_cut_speak_to_excel_and_word(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    codes, towns = texts(sheet, "code", 2), texts(sheet, "town_code", 2)
    columns = sorted((sheet.model.column_of("code"), sheet.model.column_of("town_code")))
    between = columns[1] - columns[0]
    select(sheet, 0, "code", 1, "town_code")
    press(qtbot, window, sheet, Qt.Key.Key_C)
    data = QGuiApplication.clipboard().mimeData()
    lines = [line.split("\t") for line in data.text().split("\n")]
    assert [(line[0], line[between]) for line in lines] == list(zip(codes, towns, strict=True))
    assert codes[0] in data.html()
    select(sheet, 0, "code", 1, "code")
    press(qtbot, window, sheet, Qt.Key.Key_X)
    assert texts(sheet, "code", 2) == ["", ""]
    assert QGuiApplication.clipboard().text() == "\n".join(codes)
    assert window.desk.undoable.label == "剪切 2 格"


def test_delete_clears_cells_and_never_rows(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    total = sheet.model.total
    select(sheet, 0, "party_name", 2, "party_name")
    press(qtbot, window, sheet, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert (texts(sheet, "party_name", 3), sheet.model.total) == ([""] * 3, total)
    assert window.desk.undoable.label == "清除 3 格"


def test_filling_down_and_right(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    first, *_ = texts(sheet, "party_name", 3)
    select(sheet, 0, "party_name", 2, "party_name")
    press(qtbot, window, sheet, Qt.Key.Key_D)
    assert texts(sheet, "party_name", 3) == [first] * 3
    above = texts(sheet, "code", 1)[0]
    select(sheet, 1, "code", 1, "code")
    press(qtbot, window, sheet, Qt.Key.Key_D)
    assert texts(sheet, "code", 2) == [above] * 2, "a single cell takes the one above it"
    name = sheet.model.columns[sheet.model.column_of("code") + 1].name
    select(sheet, 0, "code", 1, name)
    press(qtbot, window, sheet, Qt.Key.Key_R)
    assert texts(sheet, name, 2) == [above] * 2


def test_control_enter_puts_what_is_typed_into_all(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    select(sheet, 0, "party_name", 2, "party_name")
    sheet.view.edit(sheet.view.currentIndex())
    editor = sheet.view.findChild(QLineEdit)
    editor.setText("某丙")
    qtbot.keyClick(editor, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, window)
    assert texts(sheet, "party_name", 3) == ["某丙"] * 3
    select(sheet, 2, "party_name", 4, "party_name")
    press(qtbot, window, sheet, Qt.Key.Key_Return)
    assert texts(sheet, "party_name", 5) == ["某丙"] * 5


def test_enter_goes_back_to_where_a_run_of_tabs_began(sheet: Sheet, qtbot: QtBot) -> None:
    select(sheet, 1, "party_name", 1, "party_name")
    column = sheet.view.currentIndex().column()
    for _ in range(2):
        qtbot.keyClick(sheet.view, Qt.Key.Key_Tab)
    assert sheet.view.currentIndex().column() == column + 2
    qtbot.keyClick(sheet.view, Qt.Key.Key_Return)
    assert (sheet.view.currentIndex().row(), sheet.view.currentIndex().column()) == (2, column)
    qtbot.keyClick(sheet.view, Qt.Key.Key_Return, SHIFT)
    assert sheet.view.currentIndex().row() == 1


def test_control_arrows_go_to_the_edges_and_shift_takes_along(sheet: Sheet, qtbot: QtBot) -> None:
    select(sheet, 1, "party_name", 1, "party_name")
    column = sheet.view.currentIndex().column()
    last = sheet.model.records - 1
    qtbot.keyClick(sheet.view, Qt.Key.Key_Down, CONTROL | SHIFT)
    assert {index.row() for index in sheet.view.selectedIndexes()} == set(range(1, last + 1))
    for key, place in (
        (Qt.Key.Key_Up, (0, column)),
        (Qt.Key.Key_Right, (0, sheet.model.columnCount() - 1)),
        (Qt.Key.Key_Left, (0, 0)),
        (Qt.Key.Key_Down, (last, 0)),
    ):
        qtbot.keyClick(sheet.view, key, CONTROL)
        assert (sheet.view.currentIndex().row(), sheet.view.currentIndex().column()) == place


def test_too_large_a_block_is_said_and_not_half_done(
    window: Window, sheet: Sheet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hands, "MOST", 3)
    put_on_clipboard("x")
    select(sheet, 0, "party_name", 3, "party_name")
    press(qtbot, window, sheet, Qt.Key.Key_V)
    assert window.foot.said.text() == "选了 4 格，一次最多 3 格，请少选一些"
    put_on_clipboard("1\n2\n3\n4")
    select(sheet, 0, "party_name", 0, "party_name")
    press(qtbot, window, sheet, Qt.Key.Key_V)
    assert window.foot.said.text() == "剪贴板里有 4 格，请改用导入"
    assert window.desk.undoable is None


def test_columns_that_find_no_place_are_said(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    name = sheet.model.columns[-1].name
    put_on_clipboard("1\t2")
    select(sheet, 0, name, 0, name)
    press(qtbot, window, sheet, Qt.Key.Key_V)
    assert texts(sheet, name, 1) != [""]
    assert "有 1 列没有粘贴" in window.foot.said.text()


def test_what_was_pasted_is_kept_though_the_window_is_closed_at_once(
    window: Window, sheet: Sheet, qtbot: QtBot, ledger_path: Path
) -> None:
    put_on_clipboard("某庚")
    record = sheet.model.record(0)
    select(sheet, 0, "party_name", 0, "party_name")
    sheet.refresh()  # something that is asked before it
    qtbot.keyClick(sheet.view, Qt.Key.Key_V, CONTROL)
    window.close()
    with Store.open(str(ledger_path)) as store, store.read() as session:
        held = records.one(session, "demolition", record)
    assert held is not None
    assert held.values["party_name"] == "某庚"


def test_what_could_not_be_saved_stays_in_sight(
    window: Window, sheet: Sheet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("disk")

    told: list[Exception] = []
    monkeypatch.setattr("app.services.blocks.enter", refuse)
    monkeypatch.setattr(sheet, "_failed", told.append)
    put_on_clipboard("某丁")
    select(sheet, 0, "party_name", 1, "party_name")
    press(qtbot, window, sheet, Qt.Key.Key_V)
    assert texts(sheet, "party_name", 2) == ["某丁"] * 2
    assert len(told) == 1


def test_rows_are_added_copied_and_removed(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    total, first = sheet.model.total, sheet.model.record(0)
    qtbot.keyClick(window, Qt.Key.Key_Equal, CONTROL | SHIFT)
    settle(qtbot, window)
    assert sheet.model.total == total + 1
    added = sheet.model.record(sheet.view.currentIndex().row())
    assert added > first, "the new row is the current one"
    select(sheet, 0, "code", 1, "code")
    qtbot.keyClick(window, Qt.Key.Key_D, CONTROL | SHIFT)
    settle(qtbot, window)
    assert (sheet.model.total, window.foot.said.text()) == (total + 3, "已复制 2 行")
    select(sheet, 0, "code", 0, "town_code")
    gone = sheet.model.record(0)
    qtbot.keyClick(window, Qt.Key.Key_Minus, CONTROL)
    settle(qtbot, window)
    assert window.desk.undoable.label == "删除 1 行"
    window.desk.undo()
    settle(qtbot, window)
    assert sheet.model.row_of(gone) >= 0


def test_words_are_replaced_in_the_selected_cells(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    select(sheet, 0, "party_name", 2, "party_name")
    qtbot.keyClick(window, Qt.Key.Key_H, CONTROL)
    strip = sheet.replacing
    assert strip.isVisible()
    assert strip.found.text() == "在所选 3 格里找"
    put_on_clipboard("某公司")
    press(qtbot, window, sheet, Qt.Key.Key_V)
    strip.sought.setText("公司")
    strip.put.setText("厂")
    assert strip.found.text() == "所选 3 格里有 3 处"
    strip.whole.setChecked(True)
    assert not strip.all.isEnabled()
    strip.whole.setChecked(False)
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert texts(sheet, "party_name", 3) == ["某厂"] * 3
    assert window.desk.undoable.label == "替换 3 格"
    select(sheet, 1, "party_name", 1, "party_name")
    many = sum("公司" in text for text in texts(sheet, "party_name", sheet.model.records))
    assert strip.found.text() == f"“户主(单位)”这一栏 {sheet.model.records} 格里有 {many} 处", (
        "one cell means its column"
    )
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    assert not strip.isVisible()
