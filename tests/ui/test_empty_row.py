"""The empty row below the last one: what is typed or pasted there becomes a record, and nothing of it is lost."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.models.queries.grid import Contains
from app.services import ledger
from app.ui.grid.model import WRONG
from app.ui.grid.sheet import Sheet
from app.ui.window import Window
from tests.ui.conftest import OpenWindow, settle, sheet_of

CONTROL = Qt.KeyboardModifier.ControlModifier


FIRST_PAGE = "ledger"


@pytest.fixture
def sheet(demolition: Sheet, window: Window, qtbot: QtBot) -> Sheet:
    """The demolition ledger's sheet with a filter, the empty row being the current one."""
    sheet = demolition
    sheet.filter_by("code", Contains("code", "0001"))
    settle(qtbot, window)
    to_end(sheet, "party_name")
    return sheet


def to_end(sheet: Sheet, name: str) -> None:
    sheet.view.stand(sheet.model.index(sheet.model.records, sheet.model.column_of(name)))


def type_here(qtbot: QtBot, sheet: Sheet, text: str, key: Qt.Key) -> None:
    """Type into the current cell; where Tab ended the last one its editor is open already."""
    now = sheet.view.currentIndex()
    if sheet.view.state() != sheet.view.State.EditingState:
        sheet.view.edit(now)
    editor = sheet.view.indexWidget(now)
    assert isinstance(editor, QLineEdit)
    editor.setText(text)
    qtbot.keyClick(editor, key)
    qtbot.waitUntil(lambda: sheet.view.indexWidget(now) is None)


def shown(sheet: Sheet, row: int, *names: str) -> list[str]:
    return [sheet.model.index(row, sheet.model.column_of(name)).data() for name in names]


def test_typing_on_makes_one_record_of_all_that_is_typed(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    row, total = sheet.model.records, sheet.model.total
    type_here(qtbot, sheet, "某辛", Qt.Key.Key_Tab)
    type_here(qtbot, sheet, "约三百", Qt.Key.Key_Return)  # before the first text is written
    settle(qtbot, window)
    settle(qtbot, window)
    assert (sheet.model.records, sheet.model.total) == (row + 1, total + 1)
    assert shown(sheet, row, "party_name", "illegal_area") == ["某辛", "约三百"]
    assert sheet.model.index(row, sheet.model.column_of("illegal_area")).data(WRONG)
    assert sheet.view.currentIndex().row() == row + 1, "Enter goes on below"
    to_end(sheet, "party_name")
    for name in ("某丑", "某寅"):  # two rows one after the other, faster than they are written
        type_here(qtbot, sheet, name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.model.records == row + 3)
    settle(qtbot, window)
    assert [shown(sheet, row + down, "party_name") for down in (1, 2, 3)] == [["某丑"], ["某寅"], [""]]
    assert sheet.shown.text() == f"显示 {row + 3} / {total + 3}"
    assert sheet.wrong.isVisible()
    assert sheet.model.headerData(row + 3, Qt.Orientation.Vertical) == "＋"
    for _ in range(4):
        window.desk.undo()
        settle(qtbot, window)
    assert sheet.model.total == total


def test_what_could_not_be_saved_waits_in_the_empty_row(
    sheet: Sheet, window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("disk")

    row, told = sheet.model.records, []
    monkeypatch.setattr(sheet, "_failed", told.append)
    with monkeypatch.context() as broken:
        broken.setattr("app.services.blocks.enter", refuse)
        type_here(qtbot, sheet, "某壬", Qt.Key.Key_Return)
        settle(qtbot, window)
        to_end(sheet, "illegal_area")
        QGuiApplication.clipboard().setText("300")
        qtbot.keyClick(sheet.view, Qt.Key.Key_V, CONTROL)
        settle(qtbot, window)
    assert len(told) == 2
    assert shown(sheet, row, "party_name", "illegal_area") == ["某壬", "300"]
    assert sheet.model.index(row, sheet.model.column_of("party_name")).data(WRONG)
    to_end(sheet, "village")
    type_here(qtbot, sheet, "某村", Qt.Key.Key_Return)
    settle(qtbot, window)
    assert shown(sheet, row, "party_name", "illegal_area", "village") == ["某壬", "300.00", "某村"]
    sheet.model.begin_again("没有保存", {"village": "不要了"})
    to_end(sheet, "village")
    qtbot.keyClick(sheet.view, Qt.Key.Key_Delete)
    assert sheet.model.beginnings == [{}]


def test_a_block_pasted_below_the_last_row_is_added(sheet: Sheet, window: Window, qtbot: QtBot) -> None:
    row = sheet.model.records
    QGuiApplication.clipboard().setText("某癸\t12.5\n某子\t13")
    qtbot.keyClick(sheet.view, Qt.Key.Key_V, CONTROL)
    settle(qtbot, window)
    assert sheet.model.records == row + 2
    assert [shown(sheet, row + down, "party_name", "illegal_area") for down in range(2)] == [
        ["某癸", "12.50"],
        ["某子", "13.00"],
    ]
    assert sheet.view.currentIndex().row() == row
    to_end(sheet, "party_name")
    qtbot.keyClick(sheet.view, Qt.Key.Key_D, CONTROL)
    settle(qtbot, window)
    assert shown(sheet, row + 2, "party_name") == ["某子"], "filled down into a new row"


def test_the_keys_lead_to_the_empty_row_and_nothing_takes_it_along(sheet: Sheet, qtbot: QtBot, window: Window) -> None:
    last = sheet.model.records - 1
    sheet.view.stand(sheet.model.index(0, 0))
    for row in (last, last + 1):
        qtbot.keyClick(sheet.view, Qt.Key.Key_Down, CONTROL)
        assert sheet.view.currentIndex().row() == row
    sheet.view.selectAll()
    assert len(sheet.view.hands.records()) == last + 1
    assert sheet.view.summary().cells == (last + 1) * sheet.model.columnCount()
    qtbot.keyClick(sheet.view, Qt.Key.Key_C, CONTROL)
    assert len(QGuiApplication.clipboard().text().split("\n")) == last + 1
    sheet.refresh()
    settle(qtbot, window)


def test_removed_rows_are_gone_at_once(sheet: Sheet, qtbot: QtBot, window: Window) -> None:
    gone, following, total = sheet.model.record(1), sheet.model.record(2), sheet.model.total
    sheet.view.stand(sheet.model.index(1, 0))
    sheet.remove_rows()
    settle(qtbot, window)
    assert (sheet.model.record(1), sheet.model.row_of(gone), sheet.model.total) == (following, -1, total - 1)
    assert sheet.view.currentIndex().row() == 1


def test_an_empty_ledger_takes_what_is_pasted(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> None:
    ledger.create(str(tmp_path / "空.db"), "330421", 2022).close()
    window = open_window(tmp_path / "空.db", "ledger")
    sheet = sheet_of(qtbot, window, "reclamation")
    assert sheet.empty.isVisible()
    assert sheet.view.isVisible()
    assert sheet.view.height() < 200
    to_end(sheet, "code")
    QGuiApplication.clipboard().setText("FK-1\t一号\nFK-2\t二号")
    qtbot.keyClick(sheet.view, Qt.Key.Key_V, CONTROL)
    settle(qtbot, window)
    assert [shown(sheet, row, "code", "name") for row in (0, 1)] == [["FK-1", "一号"], ["FK-2", "二号"]]
    assert not sheet.empty.isVisible()
    sheet.toggle_form()
    window.close()
    again = open_window(tmp_path / "空.db", "ledger")
    assert sheet_of(qtbot, again, "reclamation").form.isVisible(), "as it was left"
