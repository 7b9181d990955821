"""进度: a month's totals are typed, pasted and filled; what is no figure stays in its cell; the last months show."""

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.models.work import Change
from app.services import monthly
from app.ui.pages.progress import ProgressPage
from app.ui.pages.progress_table import AMOUNT, BEFORE, CODE, NAME, TOTAL
from app.ui.window import Window
from tests.ui.conftest import page, settle


@pytest.fixture
def progress(window: Window, qtbot: QtBot) -> ProgressPage:
    found = page(qtbot, window, "progress")
    assert isinstance(found, ProgressPage)
    found.month.setCurrentIndex(5)
    settle(qtbot, window)
    return found


def text(progress: ProgressPage, row: int, column: int) -> str:
    return str(progress.model.index(row, column).data(Qt.ItemDataRole.EditRole))


def select(progress: ProgressPage, first: int, last: int, column: int, right: int | None = None) -> None:
    top, bottom = progress.model.index(first, column), progress.model.index(last, right or column)
    flags = QItemSelectionModel.SelectionFlag
    progress.view.selectionModel().setCurrentIndex(top, flags.ClearAndSelect)
    progress.view.selectionModel().select(QItemSelection(top, bottom), flags.ClearAndSelect)


def type_into(qtbot: QtBot, window: Window, progress: ProgressPage, row: int, column: int, typed: str) -> None:
    index = progress.model.index(row, column)
    progress.view.setCurrentIndex(index)
    progress.view.edit(index)
    editor = progress.view.findChild(QLineEdit)
    editor.setText(typed)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: progress.view.state() != progress.view.State.EditingState)
    settle(qtbot, window)


def press(qtbot: QtBot, window: Window, progress: ProgressPage, key: Qt.Key) -> None:
    qtbot.keyClick(progress.view, key, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)


def test_the_month_and_its_days_are_said_in_words(progress: ProgressPage, window: Window, qtbot: QtBot) -> None:
    assert progress.month.currentText() == "2022年6月"
    assert progress.span.text() == "5月26日至6月25日，按 6月25日累计填"
    heads = [progress.model.headerData(column, Qt.Orientation.Horizontal) for column in (CODE, BEFORE, TOTAL)]
    assert heads == ["编号", "上期末累计\n亩", "6月末累计\n亩"]
    for name, title in progress.views():
        progress.show_view(name)
        settle(qtbot, window)
        assert progress.tabs.tabText(progress.tabs.currentIndex()) == title
        assert f"{progress.model.rowCount()} 个" in progress.count.text()


def test_a_typed_total_is_one_step_and_is_taken_back(progress: ProgressPage, window: Window, qtbot: QtBot) -> None:
    before = text(progress, 0, TOTAL), text(progress, 0, AMOUNT)
    sums = progress.status()
    type_into(qtbot, window, progress, 0, AMOUNT, "1.25")
    assert text(progress, 0, AMOUNT) == "1.25"
    type_into(qtbot, window, progress, 0, TOTAL, "+2.5")
    assert text(progress, 0, AMOUNT) == "2.5"
    assert progress.view.currentIndex().row() == 1
    assert progress.status() != sums
    assert window.desk.undoable.label == "填 2022年6月进度"
    window.desk.undo()
    settle(qtbot, window)
    window.desk.undo()
    settle(qtbot, window)
    assert (text(progress, 0, TOTAL), text(progress, 0, AMOUNT)) == before


def test_what_is_no_figure_stays_red_until_it_is_put_right(
    progress: ProgressPage, window: Window, qtbot: QtBot
) -> None:
    type_into(qtbot, window, progress, 1, AMOUNT, "很多")
    index = progress.model.index(1, AMOUNT)
    assert (index.data(), index.data(Qt.ItemDataRole.EditRole)) == ("很多", "很多")
    assert "没有写入" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert progress.bar.text == "1 格没有写入，已标红留着：“已完成复垦面积”不是数字：“很多”"
    progress.month.setCurrentIndex(4)
    settle(qtbot, window)
    progress.month.setCurrentIndex(5)
    settle(qtbot, window)
    row = next(n for n in range(progress.model.rowCount()) if text(progress, n, AMOUNT) == "很多")
    type_into(qtbot, window, progress, row, AMOUNT, "3")
    assert text(progress, row, AMOUNT) == "3"
    assert not progress.model.index(row, AMOUNT).data(Qt.ItemDataRole.ToolTipRole)


def test_a_column_from_a_workbook_goes_onto_the_rows_one_sees(
    progress: ProgressPage, window: Window, qtbot: QtBot
) -> None:
    before = text(progress, 3, AMOUNT)
    QGuiApplication.clipboard().setText("0.5\n待定\n\n0.75\n")
    select(progress, 1, 1, AMOUNT)
    press(qtbot, window, progress, Qt.Key.Key_V)
    assert [text(progress, row, AMOUNT) for row in range(1, 5)] == ["0.5", "待定", before, "0.75"]
    assert "其余 2 格已写入" in progress.bar.text
    assert "1 格空白，没有改" in progress.bar.text
    assert window.desk.undoable.label == "填 2022年6月进度 4 格"


def test_filling_down_and_copying(progress: ProgressPage, window: Window, qtbot: QtBot) -> None:
    type_into(qtbot, window, progress, 0, AMOUNT, "0.5")
    select(progress, 0, 2, AMOUNT)
    press(qtbot, window, progress, Qt.Key.Key_D)
    assert [text(progress, row, AMOUNT) for row in range(3)] == ["0.5"] * 3
    select(progress, 0, 2, AMOUNT)
    assert "求和 1.5000" in progress.status()
    press(qtbot, window, progress, Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == "0.5\n0.5\n0.5"


def test_what_does_not_fit_is_said(progress: ProgressPage, window: Window, qtbot: QtBot) -> None:
    said: list[str] = []
    window.desk.said.connect(said.append)
    QGuiApplication.clipboard().setText("1\t2\n3\t4")
    select(progress, 0, 0, TOTAL)
    press(qtbot, window, progress, Qt.Key.Key_V)
    select(progress, 0, 0, NAME)
    press(qtbot, window, progress, Qt.Key.Key_V)
    press(qtbot, window, progress, Qt.Key.Key_D)
    QGuiApplication.clipboard().setText("0.1\n0.2\n0.3")
    last = progress.model.rowCount() - 1
    select(progress, last, last, AMOUNT)
    press(qtbot, window, progress, Qt.Key.Key_V)
    assert [one[:9] for one in said if not one.startswith("已")] == [
        "剪贴板里有 2 列",
        "只能填在“月末累计",
        "只能填在“月末累计",
        "表里没有那么多行，",
    ]
    assert text(progress, last, AMOUNT) == "0.1"
    assert not progress.model.flags(progress.model.index(0, NAME)) & Qt.ItemFlag.ItemIsEditable


def test_the_last_twelve_months_follow_the_current_row(progress: ProgressPage, window: Window, qtbot: QtBot) -> None:
    type_into(qtbot, window, progress, 0, AMOUNT, "0.5")
    progress.view.setCurrentIndex(progress.model.index(0, TOTAL))
    lines = progress.last.rows.lines
    assert [line.texts[0] for line in lines][::11] == ["6月", "上年7月"]
    assert lines[0].texts[1:] == ("0.5000", progress.model.index(0, TOTAL).data())
    assert progress.who.text().startswith(text(progress, 0, CODE))
    qtbot.keyClick(progress.view, Qt.Key.Key_Return)
    assert progress.who.text().startswith(text(progress, 1, CODE))


def test_a_correction_is_said_and_stands_out(progress: ProgressPage, window: Window, qtbot: QtBot) -> None:
    row = next(n for n in range(progress.model.rowCount()) if text(progress, n, BEFORE) not in ("", "0"))
    type_into(qtbot, window, progress, row, TOTAL, "0")
    assert "已记为冲减" in progress.bar.text
    assert text(progress, row, AMOUNT).startswith("-")
    assert progress.model.index(row, AMOUNT).data().startswith("−")
    assert progress.last.rows.lines[0].tone == "ink"
    progress.view.setCurrentIndex(progress.model.index(row, TOTAL))
    assert progress.last.rows.lines[0].tone == "warn"


def test_others_changes_are_heard_and_a_record_that_is_gone_is_blank(
    progress: ProgressPage, window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not progress.model.setData(progress.model.index(0, TOTAL), text(progress, 0, TOTAL))
    monkeypatch.setattr(monthly, "rows", lambda *_: [])
    window.desk.changed.emit(Change(1, 1, frozenset({"target"})))
    assert text(progress, 0, CODE)
    window.desk.changed.emit(Change(1, 1, frozenset({"progress_entry"})))
    settle(qtbot, window)
    assert text(progress, 0, CODE) == ""
    assert progress.who.text() == ""


def test_in_a_narrow_window_the_table_has_all_the_room(window: Window, progress: ProgressPage, qtbot: QtBot) -> None:
    window.resize(1366, 768)
    settle(qtbot, window)
    assert progress.side.isVisible()
    window.resize(1093, 614)  # a small laptop whose letters are a quarter larger
    settle(qtbot, window)
    assert not progress.side.isVisible()
    assert progress.view.horizontalScrollBar().maximum() == 0
