"""The program goes to a cell: that one alone is selected, whatever keys are held down."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QTableView
from pytestqt.qtbot import QtBot

from app.ui.standing import stand

_BEHAVIOURS = QAbstractItemView.SelectionBehavior


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[QTableView]:
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(QStandardItemModel(5, 3, view))
    view.show()
    yield view
    for key in (Qt.Key.Key_Control, Qt.Key.Key_Shift):
        QTest.keyRelease(view.windowHandle(), key)


def test_shift_begins_where_the_program_stands(view: QTableView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Down)
    stand(view, view.model().index(3, 1))
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert {(index.row(), index.column()) for index in view.selectedIndexes()} == {(3, 1), (4, 1)}


@pytest.mark.parametrize(("behaviour", "cells"), [(_BEHAVIOURS.SelectItems, 1), (_BEHAVIOURS.SelectRows, 3)])
@pytest.mark.parametrize(
    ("key", "held"),
    [
        (Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier),
    ],
)
def test_one_place_is_selected_while_a_key_is_held(
    view: QTableView, behaviour: _BEHAVIOURS, cells: int, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    view.setSelectionBehavior(behaviour)
    QTest.keyPress(view.windowHandle(), key, held)
    for row in (1, 3, 1):
        stand(view, view.model().index(row, 1))
        assert view.currentIndex().row() == row
        assert len(view.selectedIndexes()) == cells
        assert {index.row() for index in view.selectedIndexes()} == {row}
