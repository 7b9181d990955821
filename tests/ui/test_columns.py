"""The grid's columns under a clerk's hands: ordered by several, hidden, moved, frozen, and so again the next day."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.queries.grid import By, Contains
from app.services.pinyin import sort_key
from app.ui.grid.heading_menu import HeadingMenu
from app.ui.grid.sheet import Sheet
from app.ui.window import Window
from tests.ui.conftest import OpenWindow, settle, sheet_of

SHIFT = Qt.KeyboardModifier.ShiftModifier


FIRST_PAGE = "ledger"


@pytest.fixture
def sheet(demolition: Sheet) -> Sheet:
    return demolition


def heading(sheet: Sheet, name: str) -> QPoint:
    header = sheet.view.header
    return QPoint(header.sectionViewportPosition(sheet.model.column_of(name)) + 20, header.height() // 2)


def menu(sheet: Sheet, name: str) -> dict[str, QAction]:
    """The lines of a column's menu, opened as the menu key opens it."""
    sheet.view.setCurrentIndex(sheet.model.index(0, sheet.model.column_of(name)))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(sheet.view.viewport(), event)
    opened = sheet.findChildren(HeadingMenu)[-1]
    lines = {line.text(): line for line in opened.actions()}
    lines |= {line.text(): line for line in next(a for a in opened.actions() if a.menu()).menu().actions()}
    opened.hide()
    return lines


def shown(sheet: Sheet) -> list[str]:
    return [column.name for column in sheet.model.columns]


def test_shift_adds_a_key_to_the_order(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    viewport = sheet.view.header.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=heading(sheet, "town_code"))
    for _ in range(2):
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, SHIFT, heading(sheet, "illegal_area"))
    settle(qtbot, window)
    assert sheet.wanted.order == (By("town_code"), By("illegal_area", descending=True))
    rows = [sheet.model.held(row).values for row in range(sheet.model.records)]
    towns = [sheet.model.every["town_code"].text(row["town_code"]) for row in rows]
    keys = [(sort_key(town), -row["illegal_area"]) for town, row in zip(towns, rows, strict=True)]
    assert keys == sorted(keys)
    assert len(set(towns)) > 1
    sheet.view.grab()  # the numbers of the keys are painted
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, SHIFT, heading(sheet, "illegal_area"))
    assert sheet.wanted.order == (By("town_code"),)
    menu(sheet, "village")["再按此列降序"].trigger()
    assert sheet.wanted.order == (By("town_code"), By("village", descending=True))
    menu(sheet, "village")["升序"].trigger()
    assert sheet.wanted.order == (By("village"),)
    menu(sheet, "village")["取消排序"].trigger()
    assert not sheet.wanted.order
    settle(qtbot, window)


def test_columns_stand_as_they_were_left(
    sheet: Sheet, window: Window, qtbot: QtBot, open_window: OpenWindow, ledger_path: Path
) -> None:
    usual = shown(sheet)
    menu(sheet, "name")["隐藏"].trigger()
    menu(sheet, "village")["冻结到此"].trigger()
    menu(sheet, "party_name")["左移"].trigger()
    header = sheet.view.header
    header.moveSection(sheet.model.column_of("illegal_area"), 1)  # as the mouse does when it lets go
    qtbot.waitUntil(lambda: shown(sheet)[1] == "illegal_area")
    assert shown(sheet)[:6] == ["code", "illegal_area", "town_code", "village", "party_name", "stage"]
    assert (sheet.view.frozen.count, sheet.model.column_of("name")) == (3, -1)
    sheet.view.setColumnWidth(0, 301)
    qtbot.waitUntil(lambda: sheet.view.arrangement.widths == {"code": 301})
    window.close()
    again = sheet_of(qtbot, open_window(ledger_path, "ledger"), "demolition")
    assert (shown(again), again.view.columnWidth(0), again.view.frozen.count) == (shown(sheet), 301, 3)
    again.view.fit(0)
    assert again.view.columnWidth(0) < 301
    menu(again, "code")[again.model.every["name"].title].trigger()
    assert sorted(shown(again)) == sorted(usual)
    menu(again, "code")["取消冻结"].trigger()
    assert not again.view.frozen.isVisible()
    menu(again, "code")["恢复默认列"].trigger()
    assert (shown(again), again.view.frozen.count) == (usual, 1)


def test_a_hidden_column_takes_no_part_in_what_hands_do(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    first = sheet.model.record(0)
    village = sheet.model.typed(0, "village")[0]
    sheet.filter_by("village", Contains("village", village))
    settle(qtbot, window)
    for name in ("village", "name"):
        menu(sheet, name)["隐藏"].trigger()
    assert any(village in chip.text() for chip in sheet.findChildren(type(sheet.wrong)))
    assert "全部显示" in menu(sheet, "code")
    QGuiApplication.clipboard().setText("CW-新\t干窑镇")
    sheet.view.go_to(first, "code")
    qtbot.keyClick(sheet.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    row = sheet.model.row_of(first)
    held = sheet.model.held(row).values
    assert (held["code"], sheet.model.every["town_code"].text(held["town_code"])) == ("CW-新", "干窑镇")
    assert held["village"] == village
    sheet.view.go_to(first, "village")
    assert sheet.view.currentIndex().column() == 0, "a hidden field is gone to by its row"
    menu(sheet, "code")["全部显示"].trigger()
    menu(sheet, "village")["清除本列筛选"].trigger()
    settle(qtbot, window)
    assert not sheet.wanted.filters
