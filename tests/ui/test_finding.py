"""The box over all ledgers: what is typed is found as it is typed, Enter goes to its row."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.queries.grid import Contains
from app.ui.finding import FindPopup
from app.ui.window import Window
from tests.ui.conftest import OpenWindow, settle, sheet_of


@pytest.fixture
def window(open_window: OpenWindow, ledger_path: Path) -> Window:
    """A window that opens on the overview."""
    return open_window(ledger_path)


def look(qtbot: QtBot, window: Window, text: str) -> FindPopup:
    """Open the box by its keys and type."""
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    popup = window.findChildren(FindPopup)[-1]
    qtbot.keyClicks(popup.line, text)
    qtbot.waitUntil(lambda: not popup._wait.isActive())
    settle(qtbot, window)
    return popup


def test_what_is_typed_is_found_and_gone_to(window: Window, qtbot: QtBot) -> None:
    popup = look(qtbot, window, "xtz")
    lines = [popup.found.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(popup.found.count())]
    assert [line[:2] for line in lines if "　" in line] == ["土地", "拆违", "绿化"]
    assert sum("西塘镇" in line for line in lines) >= 3
    popup.grab()
    for key, row in ((Qt.Key.Key_Up, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)):
        qtbot.keyClick(popup.line, key)
        assert popup.found.currentRow() == row, "heads of ledgers are passed over"
    popup.line.setText("没有这样的东西")
    popup.look()
    settle(qtbot, window)
    assert popup.found.isHidden()
    assert "没有这样的东西" in popup.hint.text()
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert popup.isVisible()
    hit = window.desk.finder.find("xtz", ["greening"])[0].hits[-1]
    popup.line.setText(hit.said[0].text)
    popup.look()
    settle(qtbot, window)
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    settle(qtbot, window)
    ledgers = window.pages["ledger"]
    assert window.page is ledgers
    sheet = ledgers.sheets["greening"]
    assert ledgers.sheet is sheet
    assert sheet.model.record(sheet.view.currentIndex().row()) == hit.record


def test_a_row_behind_filters_is_brought_out(window: Window, qtbot: QtBot) -> None:
    window.go_to("ledger", None)
    settle(qtbot, window)
    sheet = sheet_of(qtbot, window, "demolition")
    sought = sheet.model.record(3)
    code = sheet.model.typed(3, "code")[0]
    sheet.filter_by("code", Contains("code", "没有"))
    settle(qtbot, window)
    popup = look(qtbot, window, code)
    popup.found.itemClicked.emit(popup.found.item(1))
    settle(qtbot, window)
    assert sheet.model.record(sheet.view.currentIndex().row()) == sought
    assert not sheet.wanted.filters
    sheet.model.setData(sheet.model.index(3, sheet.model.column_of("code")), "CW-改过")
    settle(qtbot, window)
    assert [hit.record for hit in window.desk.finder.find("CW-改过")[0].hits] == [sought], "it knows what changed"
