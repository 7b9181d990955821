"""The form beside the grid: the current record's fields, its life, the way on, and what became of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from app.services.dossier import Move, Step
from app.ui.grid.form import RecordForm
from app.ui.grid.sheet import Sheet
from app.ui.grid.strip import StageStrip
from app.ui.window import Window
from tests.ui.conftest import settle

FIRST_PAGE = "ledger"


@pytest.fixture
def sheet(demolition: Sheet, window: Window, qtbot: QtBot) -> Sheet:
    """The demolition ledger's sheet with its form open on the first row."""
    demolition.view.setCurrentIndex(demolition.model.index(0, 0))
    qtbot.keyClick(window, Qt.Key.Key_F4)
    read(qtbot, window, demolition.form)
    return demolition


def read(qtbot: QtBot, window: Window, form: RecordForm) -> None:
    """Wait until the record's story has been read."""
    qtbot.waitUntil(lambda: not form._wait.isActive())
    settle(qtbot, window)


def shown(form: RecordForm, name: str) -> str:
    editor = form.editors[name]
    return editor.currentText() if isinstance(editor, QComboBox) else editor.text()


def cell(sheet: Sheet, row: int, name: str) -> str:
    return str(sheet.model.index(row, sheet.model.column_of(name)).data(Qt.ItemDataRole.EditRole))


def type_into(qtbot: QtBot, window: Window, form: RecordForm, name: str, text: str) -> None:
    form.go_to(name)
    editor = form.editors[name]
    line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
    assert isinstance(line, QLineEdit)
    line.setText(text)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    read(qtbot, window, form)


def test_the_form_follows_the_current_row(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    for row in (0, 3):
        sheet.view.setCurrentIndex(sheet.model.index(row, 2))
        read(qtbot, window, sheet.form)
        assert {name: shown(sheet.form, name) for name in sheet.form.editors} == {
            name: cell(sheet, row, name) for name in sheet.form.editors
        }
        assert cell(sheet, row, "code") in sheet.form.where.text()
        assert cell(sheet, row, "stage") in sheet.form.strip.toolTip()
    assert "演示数据" in sheet.form.story.text()
    qtbot.keyClick(window, Qt.Key.Key_F4)
    assert not sheet.form.isVisible()


def test_the_current_cell_is_in_sight_beside_the_form(window: Window, demolition: Sheet, qtbot: QtBot) -> None:
    view = demolition.view
    last = view.columnAt(view.viewport().width() - 1)
    view.stand(demolition.model.index(0, last))
    qtbot.keyClick(window, Qt.Key.Key_F4)
    read(qtbot, window, demolition.form)
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_every_field_has_one_place_in_the_form(sheet: Sheet) -> None:
    form = sheet.form
    names = [column.name for column in sheet.model.columns]
    areas = [area for area in form.findChildren(QScrollArea) if any(area.isAncestorOf(form.editors[n]) for n in names)]
    for name in names:
        assert [area.isAncestorOf(form.editors[name]) for area in areas].count(True) == 1
        assert shown(form, name) == cell(sheet, sheet.model.row_of(form.record), name)
    assert set(form.editors) == set(names)


def test_what_is_typed_in_the_form_stands_in_the_grid(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    type_into(qtbot, window, sheet.form, "party_name", "某戊")
    type_into(qtbot, window, sheet.form, "illegal_area", "三百左右")
    assert (cell(sheet, 0, "party_name"), cell(sheet, 0, "illegal_area")) == ("某戊", "三百左右")
    assert not sheet.form._wrong["illegal_area"].isHidden()
    assert "→ 某戊" in sheet.form.story.text()
    window.desk.undo()
    settle(qtbot, window)
    window.desk.undo()
    read(qtbot, window, sheet.form)
    assert shown(sheet.form, "party_name") == cell(sheet, 0, "party_name") != "某戊"


def test_leaving_a_field_untouched_writes_nothing(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    for name in ("party_name", "zone_type", "illegal_area", "found_date"):
        sheet.form.go_to(name)
    sheet.view.setFocus()
    settle(qtbot, window)
    assert window.desk.undoable is None


def test_the_way_on_names_what_it_lacks_and_goes_once_it_is_there(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    row = next(row for row in range(sheet.model.records) if cell(sheet, row, "stage") == "拆除")
    sheet.view.setCurrentIndex(sheet.model.index(row, 0))
    read(qtbot, window, sheet.form)
    record = sheet.form.record
    buttons = [one for one in sheet.form.findChildren(QPushButton) if one.text() == "转到销号"]
    assert buttons
    for name, text in (("close_date", "2022-12-01"), ("photo_before", "前.jpg"), ("photo_after", "后.jpg")):
        type_into(qtbot, window, sheet.form, name, text)
    if not shown(sheet.form, "disposed_area"):
        type_into(qtbot, window, sheet.form, "disposed_area", shown(sheet.form, "demolished_area"))
    sheet.form.go_on(Move("销号", (), leaves=False))
    read(qtbot, window, sheet.form)
    assert cell(sheet, sheet.model.row_of(record), "stage") == "销号"


def test_a_move_that_lacks_something_goes_to_it(window: Window, sheet: Sheet, qtbot: QtBot) -> None:
    before = cell(sheet, 0, "stage")
    sheet.form.go_on(Move("销号", ("close_date", "disposed_area"), leaves=False))
    assert sheet.form.tabs.currentWidget().isAncestorOf(sheet.form.editors["close_date"])
    settle(qtbot, window)
    assert cell(sheet, 0, "stage") == before


def test_the_days_of_many_stages_do_not_run_into_each_other(qtbot: QtBot) -> None:
    strip = StageStrip()
    qtbot.addWidget(strip)
    strip.resize(340, strip.height())
    strip.show_steps([Step("立项", "2022-02-11", True, False), Step("开工", "2022-04-13", True, True)])
    low = strip.height()
    strip.show_steps([Step(f"环节{number}", f"2022-0{number}-1{number}", True, number == 8) for number in range(1, 9)])
    assert strip.height() > low  # the years stand above the days
    strip.resize(900, strip.height())
    strip.show()
    assert strip.height() == low
