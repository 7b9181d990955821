"""报送页上的报表文字：逐格写，写一格是一步，上期的可以沿用，写过头的留在框里。"""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import wording
from app.services.needs import Sending
from app.ui.pages.report import ReportPage
from app.ui.report.texts import TextsDialog
from app.ui.window import Window
from tests.ui.conftest import page, settle

REPORT, PERIOD, BEFORE = "R6", "2022-Q2", "2022-Q1"


def told(window: Window) -> dict[tuple[str, str], str]:
    found = wording.written(window.desk.store, REPORT, PERIOD)
    return {(one.row, one.heading): one.text for one in found if one.text}


def opened(qtbot: QtBot, window: Window) -> TextsDialog:
    """The dialog for the report of the quarter."""
    found = page(qtbot, window, "report")
    assert isinstance(found, ReportPage)
    found.go_to(Sending(REPORT, PERIOD))
    settle(qtbot, window)
    qtbot.mouseClick(found.words, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert found.texts is not None
    return found.texts


def test_the_words_of_a_report_are_written_cell_by_cell(window: Window, qtbot: QtBot) -> None:
    first, second = wording.written(window.desk.store, REPORT, BEFORE)[:2]
    wording.write(window.desk.store, REPORT, BEFORE, second.heading, "春季造林提前完成", second.row)
    dialog = opened(qtbot, window)
    dialog.text.setPlainText("整治进展顺利")
    dialog.lines.selectRow(1)  # going on keeps what was typed
    settle(qtbot, window)
    assert told(window) == {(first.row, first.heading): "整治进展顺利"}
    assert "春季造林提前完成" in dialog.lines.rows.lines[1].texts[2]
    qtbot.mouseClick(dialog.carry, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert told(window)[second.row, second.heading] == "春季造林提前完成"

    dialog.lines.selectRow(0)
    dialog.text.setPlainText("长" * (wording.LONGEST + 1))
    dialog.accept()
    settle(qtbot, window)
    assert dialog.isVisible()
    assert "放不下" in dialog.bar.text
    assert len(dialog.text.toPlainText()) == wording.LONGEST + 1
    dialog.text.setPlainText("")
    dialog.accept()
    settle(qtbot, window)
    assert (first.row, first.heading) not in told(window)
    window.desk.undo()
    settle(qtbot, window)
    assert told(window)[first.row, first.heading] == "整治进展顺利"
