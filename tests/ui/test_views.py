"""Saved views in the window: chosen from the button, changed, saved again, shown first."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.models.queries.grid import By, Contains
from app.services import habits
from app.services.tracing import Rows
from app.ui.grid.sheet import Sheet
from app.ui.grid.view_button import NamePopup
from app.ui.window import Window
from tests.ui.conftest import OpenWindow, settle, sheet_of

FIRST_PAGE = "ledger"


@pytest.fixture
def sheet(demolition: Sheet, window: Window, qtbot: QtBot) -> Sheet:
    """The demolition ledger's sheet, filtered, sorted and without a column."""
    sheet = demolition
    sheet.filter_by("code", Contains("code", "0001"))
    sheet.order_by([By("party_name")])
    sheet.view.rearrange(sheet.view.arrangement.hide("name"))
    settle(qtbot, window)
    return sheet


def choose(qtbot: QtBot, window: Window, sheet: Sheet, words: str) -> None:
    menu = sheet.views.menu_now()
    next(line for line in menu.actions() if line.text().startswith(words)).trigger()
    menu.close()
    settle(qtbot, window)


def name_it(qtbot: QtBot, window: Window, sheet: Sheet, words: str, name: str) -> None:
    choose(qtbot, window, sheet, words)
    popup = sheet.findChildren(NamePopup)[-1]
    popup.line.setText(name)
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    settle(qtbot, window)


def test_a_view_is_saved_left_and_looked_through_again(
    sheet: Sheet, window: Window, qtbot: QtBot, open_window: OpenWindow, ledger_path: Path
) -> None:
    few, saved = sheet.model.records, sheet.sight()
    name_it(qtbot, window, sheet, "把现在的样子", "一号")
    assert sheet.views.text().startswith("视图：一号")
    assert window.desk.undoable.label == "保存视图“一号”"
    choose(qtbot, window, sheet, "全部")
    assert (sheet.wanted.filters, sheet.model.records) == ((), sheet.model.total)
    choose(qtbot, window, sheet, "一号")
    assert (sheet.model.records, sheet.sight()) == (few, saved)
    sheet.clear()
    settle(qtbot, window)
    assert "（有改动）" in sheet.views.text()
    choose(qtbot, window, sheet, "把改动存进“一号”")
    assert not sheet.views.changed
    name_it(qtbot, window, sheet, "改名", "二号")
    choose(qtbot, window, sheet, "打开台账时先看它")
    assert sheet.views.text().startswith("视图：二号")
    window.close()
    later = open_window(ledger_path, "ledger")
    settle(qtbot, later)
    again = sheet_of(qtbot, later, "demolition")
    assert again.views.current.name == "二号"
    assert again.wanted.order == (By("party_name"),)
    choose(qtbot, later, again, "删除视图")
    assert (again.views.current, again.views.known) == (None, [])
    later.desk.undo()
    settle(qtbot, later)
    assert [one.name for one in again.views.known] == ["二号"]


def test_the_button_opens_from_the_keyboard_and_a_figure_s_rows_belong_to_no_view(
    sheet: Sheet, window: Window, qtbot: QtBot
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    menu = sheet.views.findChildren(QMenu)[-1]
    assert [line.text() for line in menu.actions() if line.isChecked()] == ["全部"]
    menu.close()
    name_it(qtbot, window, sheet, "把现在的样子", "一号")
    assert sheet.views.text().startswith("视图：一号")
    window.pages["ledger"].go_to(Rows("demolition", (Contains("village", "村"),)))
    settle(qtbot, window)
    assert sheet.views.text().startswith("视图：全部")


def test_filters_and_order_are_as_they_were_left(
    window: Window, sheet: Sheet, open_window: OpenWindow, ledger_path: Path, qtbot: QtBot
) -> None:
    total = sheet.model.total
    sheet.filter_by("village", Contains("village", "村"))
    sheet.order_by([By("illegal_area", descending=True)])
    settle(qtbot, window)
    shown = sheet.model.records
    assert 0 < shown < total
    window.pages["ledger"].go_to(Rows("demolition", (Contains("code", "没有"),)))  # a passing look
    settle(qtbot, window)
    window.close()
    later = open_window(ledger_path, "ledger")
    again = sheet_of(qtbot, later, "demolition")
    assert (again.model.records, again.wanted.order) == (shown, (By("illegal_area", descending=True),))
    again.clear()
    habits.keep(later.desk.store, "demolition.asked", {"filters": 3, "order": [["code"]]})
    later.close()
    last = sheet_of(qtbot, open_window(ledger_path, "ledger"), "demolition")
    assert last.model.records == total, "a note that cannot be read is none"
