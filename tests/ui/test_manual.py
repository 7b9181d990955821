"""F1 打开手册，翻到正在用的一页；查词、链接、图片、返回。"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.services import manual
from app.ui.application import application
from app.ui.manual import ManualWindow
from app.ui.pages import ENTRIES
from app.ui.window import Window
from tests.ui.conftest import OpenWindow, page

FIRST_PAGE = "history"


@pytest.fixture
def shown(window: Window) -> ManualWindow:
    """The manual, opened on the page of the history."""
    next(one for one in window.findChildren(QShortcut) if one.key().toString() == "F1").activated.emit()
    assert window.manual is not None
    return window.manual


def first_line(one: ManualWindow) -> str:
    return one.text.toPlainText().splitlines()[0]


def test_it_opens_at_the_page_in_front_and_again_at_the_next(window: Window, qtbot: QtBot, shown: ManualWindow) -> None:
    assert first_line(shown) == "历史"
    page(qtbot, window, "settings")
    next(one for one in window.rail.findChildren(QToolButton) if "手册" in one.text()).click()
    assert window.manual is shown
    assert first_line(shown) == "设置"
    assert shown.list.currentItem().text() == "设置"
    qtbot.keyClick(shown, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    shown.go_back()
    assert first_line(shown) == "历史"
    shown.reject()
    assert not shown.isVisible()


def test_before_there_is_a_ledger_it_opens_at_the_first_day(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(tmp_path / "没有.db")
    assert window.start is not None
    next(one for one in window.start.findChildren(QPushButton) if "手册" in one.text()).click()
    assert window.manual is not None
    assert first_line(window.manual) == "第一天"


def test_words_are_looked_for_and_the_line_is_marked(shown: ManualWindow) -> None:
    shown.words.setText("冲减 累计")
    assert shown.list.count() > 1
    shown.list.setCurrentRow(0)
    marked = shown.text.extraSelections()
    assert "冲减" in marked[0].cursor.selectedText()
    shown.words.setText("台账不存在的词")
    assert "请换一个词" in shown.list.item(0).text()
    shown.words.clear()
    assert [shown.list.item(row).text() for row in range(shown.list.count())] == [
        chapter.title for chapter in manual.chapters()
    ]


def test_links_turn_to_headings_and_pictures_open_in_full(shown: ManualWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    shown.text.anchorClicked.emit(QUrl("#备份与恢复"))
    assert first_line(shown) == "备份与恢复"
    shown.text.anchorClicked.emit(QUrl("#导入"))
    assert first_line(shown) == "程序说的话"
    assert shown.text.verticalScrollBar().value() > 0
    shown.turn("总览")
    picture = shown.text.loadResource(2, QUrl("screens/1366x768/overview.png"))
    assert picture.deviceIndependentSize().width() <= shown.text.viewport().width()
    shown.text.anchorClicked.emit(QUrl("screens/1366x768/overview.png"))
    assert Path(opened[0].toLocalFile()).is_file()


def test_the_windows_own_keys_are_all_told(window: Window) -> None:
    keys = next(chapter.text for chapter in manual.chapters() if chapter.title == "键盘")
    own = {shortcut.key().toString() for shortcut in window.findChildren(QShortcut) if shortcut.parent() is window}
    assert own - {f"Ctrl+{number}" for number in range(1, len(ENTRIES) + 1)} <= set(keys.split())


def test_qts_own_words_are_chinese(qapp: QApplication) -> None:
    application([])
    line = QLineEdit()
    menu = line.createStandardContextMenu()
    assert any("粘贴" in action.text() for action in menu.actions())
