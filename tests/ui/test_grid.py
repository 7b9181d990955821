"""The grid over a real ledger: order, filters, search, editing, and the way back."""

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.models.queries.grid import Between, By, Contains, OneOf, Waiting
from app.services.pinyin import sort_key
from app.ui.grid.filters import FilterPopup
from app.ui.grid.model import WRONG
from app.ui.grid.sheet import Sheet
from app.ui.window import Window
from tests.ui.conftest import settle, sheet_of

FIRST_PAGE = "ledger"


@pytest.fixture
def sheet(demolition: Sheet) -> Sheet:
    return demolition


def texts(sheet: Sheet, name: str) -> list[str]:
    column = sheet.model.column_of(name)
    return [sheet.model.index(row, column).data() for row in range(sheet.model.records)]


def stored(sheet: Sheet, name: str) -> list[object]:
    column = sheet.model.column_of(name)
    return [sheet.model.value(sheet.model.index(row, column)) for row in range(sheet.model.records)]


def type_into(qtbot: QtBot, sheet: Sheet, row: int, name: str, text: str) -> None:
    """Type as a clerk does: the letters replace the cell, Enter ends it."""
    sheet.view.setCurrentIndex(sheet.model.index(row, sheet.model.column_of(name)))
    sheet.view.edit(sheet.view.currentIndex())
    editor = sheet.view.findChild(QLineEdit)
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.view.state() != sheet.view.State.EditingState)


def test_figures_sort_by_value_with_blanks_last(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    section = sheet.model.column_of("demolished_area")
    for down in (False, True):
        sheet.view.header.sort_asked.emit(section, False)
        settle(qtbot, window)
        values = stored(sheet, "demolished_area")
        filled = [value for value in values if value is not None]
        assert values == sorted(filled, reverse=down) + [None] * (len(values) - len(filled))
        assert 0 < len(filled) < len(values)
    sheet.view.header.sort_asked.emit(section, False)
    settle(qtbot, window)
    assert not sheet.wanted.order


@pytest.mark.parametrize("name", ["party_name", "town_code"])
def test_chinese_sorts_by_its_sound(sheet: Sheet, window: Window, qtbot: QtBot, name: str) -> None:
    sheet.sort_by(sheet.model.column_of(name))
    settle(qtbot, window)
    shown = [text for text in texts(sheet, name) if text]
    assert shown == sorted(shown, key=sort_key)
    assert len(set(shown)) > 1


def test_filters_join_and_say_how_many_are_left(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    everything = sheet.model.total
    town = stored(sheet, "town_code")[0]
    sheet.filter_by("town_code", OneOf("town_code", frozenset({town})))
    settle(qtbot, window)
    assert set(stored(sheet, "town_code")) == {town}
    sheet.filter_by("illegal_area", Between("illegal_area", 10000, None))
    settle(qtbot, window)
    assert all(value >= 10000 for value in stored(sheet, "illegal_area"))
    assert sheet.shown.text() == f"显示 {sheet.model.records} / {everything}"
    sheet.clear()
    settle(qtbot, window)
    assert sheet.model.records == everything


def test_a_search_finds_texts_and_initials(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    ledgers = window.pages["ledger"]
    village = next(text for text in texts(sheet, "village") if text)
    for typed in (village, "xtz"):
        ledgers.search_box.setText(typed)
        qtbot.waitUntil(lambda typed=typed: sheet.wanted.text == typed)
        settle(qtbot, window)
        assert 0 < sheet.model.records < sheet.model.total
    assert "西塘镇" in texts(sheet, "town_code")
    ledgers.search_box.setText("没有这样的东西")
    qtbot.waitUntil(lambda: sheet.wanted.text == "没有这样的东西")
    settle(qtbot, window)
    assert sheet.model.records == 0


def opened_filter(sheet: Sheet, window: Window, qtbot: QtBot, name: str) -> FilterPopup:
    sheet.view.header.filter_asked.emit(sheet.model.column_of(name), QPoint(0, 0))
    settle(qtbot, window)
    return sheet.findChildren(FilterPopup)[-1]


def test_the_check_list_leaves_what_is_ticked(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    popup = opened_filter(sheet, window, qtbot, "stage")
    assert popup.focusWidget() is popup.values  # there is no text to be typed, so the keys are on the list
    popup.values.tick_all(ticked=False)
    index = popup.values.model().index(0, 0)
    qtbot.mouseClick(popup.values.viewport(), Qt.MouseButton.LeftButton, pos=popup.values.visualRect(index).center())
    qtbot.keyClick(popup.values, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert len(set(stored(sheet, "stage"))) == 1
    popup = opened_filter(sheet, window, qtbot, "stage")
    assert len(popup.values.ticked) == 1
    popup.close()


def test_a_range_takes_what_a_clerk_types(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    popup = opened_filter(sheet, window, qtbot, "illegal_area")
    qtbot.keyClicks(popup.low, "100")
    popup.high.setText("三百左右")
    popup.apply()
    assert popup.isVisible()
    popup.high.setText("３００")
    popup.apply()
    settle(qtbot, window)
    assert all(10000 <= value <= 30000 for value in stored(sheet, "illegal_area"))


def test_a_text_filter_and_blanks(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    popup = opened_filter(sheet, window, qtbot, "name")
    popup.text.setText("住宅")
    popup.apply()
    settle(qtbot, window)
    assert sheet.wanted.filters == (Contains("name", "住宅"),)
    assert all("住宅" in text for text in texts(sheet, "name"))
    sheet.filter_by("name", OneOf("name", frozenset({None})))
    settle(qtbot, window)
    assert set(texts(sheet, "name")) == {""}


def test_a_typed_value_is_one_step_that_ctrl_z_takes_back(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    before = stored(sheet, "illegal_area")[2]
    type_into(qtbot, sheet, 2, "illegal_area", "1,234.5")
    settle(qtbot, window)
    assert texts(sheet, "illegal_area")[2] == "1,234.50"
    assert sheet.view.currentIndex().row() == 3
    assert window.desk.undoable is not None
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert stored(sheet, "illegal_area")[2] == before
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert stored(sheet, "illegal_area")[2] == 123450


def test_a_wrong_text_is_kept_red_until_it_is_put_right(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    type_into(qtbot, sheet, 0, "illegal_area", "约300")
    settle(qtbot, window)
    cell = sheet.model.index(0, sheet.model.column_of("illegal_area"))
    assert cell.data() == "约300"
    assert cell.data(WRONG)
    assert "不是数字" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert sheet.model.value(cell) is None
    sheet.filter_by("", Waiting())
    settle(qtbot, window)
    assert "约300" in texts(sheet, "illegal_area")
    sheet.clear()
    settle(qtbot, window)
    type_into(qtbot, sheet, 0, "illegal_area", "300")
    settle(qtbot, window)
    cell = sheet.model.index(0, sheet.model.column_of("illegal_area"))
    assert (cell.data(), cell.data(WRONG)) == ("300.00", False)


def test_an_edited_row_does_not_jump_away(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    sheet.sort_by(sheet.model.column_of("illegal_area"))
    settle(qtbot, window)
    record = sheet.model.record(0)
    type_into(qtbot, sheet, 0, "illegal_area", "99999")
    settle(qtbot, window)
    assert sheet.model.record(0) == record
    assert texts(sheet, "illegal_area")[0] == "99,999.00"


def test_a_choice_is_edited_from_its_list(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    index = sheet.model.index(0, sheet.model.column_of("zone_type"))
    other = {"城镇违法建筑": "乡村违法建筑"}.get(index.data(), "城镇违法建筑")
    assert sheet.model.setData(index, other)
    settle(qtbot, window)
    assert sheet.model.index(0, index.column()).data() == other


def test_what_could_not_be_saved_stays_on_the_screen(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    gone = sheet.model.record(0)
    sheet.model.edited.emit(gone + 10_000, "name", "写了半天的名字")
    settle(qtbot, window)
    assert "不在台账里" in window.pages["ledger"].bar.text
    sheet.model.keep(gone, "name", "写了半天的名字", "没有保存")
    assert texts(sheet, "name")[0] == "写了半天的名字"


def test_the_selection_adds_up_and_can_be_copied(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    column = sheet.model.column_of("illegal_area")
    sheet.view.clearSelection()
    for row in range(3):
        flag = QItemSelectionModel.SelectionFlag.Select
        sheet.view.selectionModel().select(sheet.model.index(row, column), flag)
    total = sum(value for value in stored(sheet, "illegal_area")[:3] if value is not None)
    assert f"求和 {total // 100:,}.{total % 100:02}" in window.foot.page.text()
    qtbot.keyClick(sheet.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines == [text.replace(",", "") for text in texts(sheet, "illegal_area")[:3]]


def test_the_keys_of_the_hand(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    column = sheet.model.column_of("remark")
    sheet.model.setData(sheet.model.index(1, column), "要删的备注")
    settle(qtbot, window)
    sheet.view.stand(sheet.model.index(1, column))
    qtbot.keyClick(sheet.view, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert texts(sheet, "remark")[1] == ""
    qtbot.keyClick(sheet.view, Qt.Key.Key_Return)
    assert sheet.view.currentIndex().row() == 2
    sheet.view.stand(sheet.model.index(1, sheet.model.column_of("found_date")))
    qtbot.keyClick(sheet.view, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert texts(sheet, "found_date")[1]


def test_enter_and_tab_walk_inside_a_selection(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    """As in a spreadsheet: down and round with Enter, along with Tab, back with Shift, also out of an editor."""
    keys, view, chosen = Qt.Key, sheet.view, sheet.view.selectionModel()
    left = sheet.model.column_of("remark") - 1

    def walked(*pressed: Qt.Key, shift: bool = False) -> list[tuple[int, int]]:
        places = []
        for key in pressed:
            qtbot.keyClick(view, key, Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier)
            places.append((view.currentIndex().row(), view.currentIndex().column() - left))
        return places

    view.stand(sheet.model.index(1, left))
    block = QItemSelection(sheet.model.index(1, left), sheet.model.index(2, left + 1))
    chosen.select(block, QItemSelectionModel.SelectionFlag.Select)
    assert walked(*[keys.Key_Return] * 4) == [(2, 0), (1, 1), (2, 1), (1, 0)]
    assert walked(keys.Key_Return, keys.Key_Return, shift=True) == [(2, 1), (1, 1)]
    assert walked(keys.Key_Tab, keys.Key_Tab, keys.Key_Backtab) == [(2, 0), (2, 1), (2, 0)]
    assert walked(keys.Key_Backtab) == [(1, 1)]
    qtbot.keyClick(view, keys.Key_F2)
    editor = view.editor(view.currentIndex())
    editor.selectAll()
    editor.insertPlainText("两格里的备注")
    qtbot.keyClick(editor, keys.Key_Return)
    settle(qtbot, window)
    assert texts(sheet, "remark")[1] == "两格里的备注"
    assert (view.currentIndex().row(), len(chosen.selectedIndexes())) == (2, 4)
    apart = sheet.model.index(5, left)
    chosen.select(apart, QItemSelectionModel.SelectionFlag.Select)
    assert walked(*[keys.Key_Return] * 2) == [(5, 0), (1, 0)], "to the next block, and round"
    chosen.setCurrentIndex(sheet.model.index(8, left), QItemSelectionModel.SelectionFlag.NoUpdate)
    assert walked(keys.Key_Return) == [(1, 0)], "a cell outside leads into the selection"


def test_a_whole_column_and_a_whole_row_are_taken_by_the_space_bar(sheet: Sheet, qtbot: QtBot) -> None:
    view, model, chosen = sheet.view, sheet.model, sheet.view.selectionModel()
    column = model.column_of("remark")
    view.stand(model.index(2, column))
    qtbot.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert {one.column() for one in chosen.selectedIndexes()} == {column}
    assert (len(chosen.selectedIndexes()), view.currentIndex().row()) == (model.rowCount(), 2)
    view.stand(model.index(2, column))
    qtbot.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert {one.row() for one in chosen.selectedIndexes()} == {2}
    assert (len(chosen.selectedIndexes()), view.currentIndex().column()) == (model.columnCount(), column)


def test_clicking_a_funnel_does_not_sort(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    header = sheet.view.header
    right = header.sectionViewportPosition(0) + header.sectionSize(0)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(right - 10, header.height() // 2))
    settle(qtbot, window)
    assert not sheet.wanted.order
    popup = sheet.findChildren(FilterPopup)[-1]
    popup.close()
    left = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=left)
    assert sheet.wanted.order == (By("code"),)
    settle(qtbot, window)


def test_no_text_of_the_first_rows_is_cut(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    QApplication.processEvents()
    metrics = sheet.view.fontMetrics()
    for number, column in enumerate(sheet.model.columns):
        width = sheet.view.columnWidth(number)
        assert width >= sheet.view.header.width_of(column), column.title
        longest = max((metrics.horizontalAdvance(text) for text in texts(sheet, column.name)), default=0)
        assert width >= min(longest + 16, 520), column.title


def test_a_filter_that_leaves_nothing_says_so(window: Window, qtbot: QtBot) -> None:
    sheet = sheet_of(qtbot, window, "greening")
    sheet.filter_by("code", Contains("code", "没有这个编号"))
    settle(qtbot, window)
    assert sheet.shown.text().startswith("显示 0 / ")


def test_words_that_find_nothing_are_taken_away_by_the_one_button_there_is(window: Window, qtbot: QtBot) -> None:
    sheet, search = sheet_of(qtbot, window, "greening"), window.pages["ledger"].search_box
    qtbot.keyClicks(search, "zzzz")
    qtbot.waitUntil(lambda: sheet.shown.text().startswith("显示 0 / "))
    (back,) = [one for one in sheet.empty.currentWidget().findChildren(QPushButton) if one.text() == "全部显示"]
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert (search.text(), sheet.model.records) == ("", sheet.model.total)


def test_the_code_stays_in_sight(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    view, frozen = sheet.view, sheet.view.frozen
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    view.verticalScrollBar().setValue(5)
    assert frozen.verticalScrollBar().value() == 5
    assert frozen.geometry().left() == view.verticalHeader().width()
    assert frozen.width() == view.columnWidth(0)
    index = sheet.model.index(7, 0)
    qtbot.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=frozen.visualRect(index).center())
    assert view.currentIndex() == index
    left = sheet.model.index(7, 1)
    view.setCurrentIndex(left)
    assert view.visualRect(left).left() >= frozen.width()
    view.setColumnWidth(0, 250)
    assert frozen.width() == 250
    view.headers[1].sort_asked.emit(0, False)
    settle(qtbot, window)
    assert texts(sheet, "code") == sorted(texts(sheet, "code"), key=sort_key)


def test_the_selection_s_sum_follows_a_cell_that_changes_under_it(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    sheet.view.setCurrentIndex(sheet.model.index(0, sheet.model.column_of("illegal_area")))
    sheet.model.setData(sheet.view.currentIndex(), "1,234.5")
    settle(qtbot, window)
    assert "求和 1,234.50" in window.foot.page.text()


def test_the_keyboard_is_in_the_table_from_the_start(window: Window, qtbot: QtBot) -> None:
    """The first cell of the first row is where typing goes; Ctrl+PgDn turns to the next ledger as in Excel."""
    page = window.pages["ledger"]
    assert page.sheet.view.currentIndex() == page.sheet.model.index(0, 0)
    window.activateWindow()
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.currentIndex() == 1
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert (page.tabs.currentIndex(), page.sheet.view.hasFocus()) == (0, True)
