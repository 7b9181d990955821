"""只用键盘：F6 走遍每一页的每一块，Tab 不在报送的预览里打转，设置按看的顺序走。"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.pages import ENTRIES
from app.ui.pages.inbox import InboxPage
from app.ui.pages.settings import SettingsPage
from app.ui.window import Window
from tests.ui.conftest import page, settle

MOST = 40


def walked(qtbot: QtBot, window: Window, key: Qt.Key, held: Qt.KeyboardModifier) -> list[QWidget]:
    """Where a key leads until it comes to where it was."""
    found: list[QWidget] = []
    while (here := QApplication.focusWidget()) not in found and len(found) < MOST:
        found.append(here)
        qtbot.keyClick(here, key, held)
    return found


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier])
def test_f6_comes_out_of_every_page_s_table_and_back(window: Window, qtbot: QtBot, held: Qt.KeyboardModifier) -> None:
    for entry in ENTRIES:
        page(qtbot, window, entry.name)
        start = QApplication.focusWidget()
        found = walked(qtbot, window, Qt.Key.Key_F6, held)
        assert len(found) > 1, entry.name
        assert start in found
        assert any(window.rail.isAncestorOf(one) for one in found), entry.name


def test_tab_goes_through_a_report_past_its_preview(window: Window, qtbot: QtBot) -> None:
    page(qtbot, window, "report")
    names = [one.accessibleName() for one in walked(qtbot, window, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)]
    assert names.index("打印预览") < names.index("报送登记")
    assert {"审核结果", "导出到"} <= set(names)


def test_tab_goes_through_the_settings_as_they_are_read(window: Window, qtbot: QtBot) -> None:
    settings = page(qtbot, window, "settings")
    assert isinstance(settings, SettingsPage)
    names = [one.accessibleName() for one in walked(qtbot, window, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)]
    wanted = ["设置的几部分", "本单位", "工作年度", "严重滞后线", "示范村口径", "备份", "口令", "颜色"]
    assert [one for one in names if one in wanted] == wanted


def test_the_keyboard_is_on_the_face_of_a_workbook_that_is_looked_at(
    window: Window, qtbot: QtBot, samples: Path
) -> None:
    window.import_files([str(next(samples.glob("02-*.xlsx")))])
    settle(qtbot, window)
    inbox = window.pages["inbox"]
    assert isinstance(inbox, InboxPage)
    board = inbox.board
    board.to_sheet.setChecked(True)
    assert QApplication.focusWidget() is board.sheets.view
    board.to_sheet.setChecked(False)
    assert QApplication.focusWidget() is board.lists.currentWidget()
