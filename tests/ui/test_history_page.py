"""历史: what the chosen step changed stands below it, and leads to the record."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import cells
from app.ui.listing import Line
from app.ui.pages.history import HistoryPage
from app.ui.window import Window
from tests.ui.conftest import page, settle, sheet_of

FIRST_PAGE = "ledger"


def test_a_step_shows_what_it_changed_and_leads_there(window: Window, qtbot: QtBot) -> None:
    sheet = sheet_of(qtbot, window, "demolition")
    record = sheet.model.record(2)
    assert window.desk is not None
    assert record is not None
    cells.type_in(window.desk.store, "demolition", record, "party_name", "某丁")
    history = page(qtbot, window, "history")
    assert isinstance(history, HistoryPage)
    settle(qtbot, window)
    (line,) = history.detail.rows.lines
    assert line.texts[0] == "拆违台账"
    assert line.texts[2] == "户主(单位)"
    assert line.texts[4] == "某丁"
    assert history.steps.hasFocus(), "arrows walk through the steps at once"
    qtbot.keyClick(history.steps, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: history.detail.rows.lines[0].texts[2] == "新增记录")
    qtbot.keyClick(history.steps, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: history.detail.rows.lines[0].texts[4] == "某丁")
    view = history.detail
    view.show_lines(
        [Line(("土地复垦台账", "很长的名称" * 20, "立项复垦面积(亩)", "原来的" * 20, "现在的" * 20, "某表.xlsx" * 9))]
    )
    widths = [view.columnWidth(column) for column in range(6)]
    assert min(widths[3:5]) >= max(widths[0], 150), "old and new have room whatever stands beside them"
    assert not view.horizontalScrollBar().maximum()
    history.refresh()
    settle(qtbot, window)
    history.detail.selectRow(0)
    history.detail.activated.emit(history.detail.model().index(0, 0))
    settle(qtbot, window)
    assert window.page is window.pages["ledger"]
    assert sheet.model.record(sheet.view.currentIndex().row()) == record
