"""目标任务: a target is typed into its cell, the sum of the towns is seen at once, and hand-kept figures reported."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.services.indicators import figures
from app.ui.pages.targets import TargetsPage
from app.ui.window import Window
from tests.ui.conftest import COUNTY, page, settle


@pytest.fixture
def targets(window: Window, qtbot: QtBot) -> TargetsPage:
    found = page(qtbot, window, "targets")
    assert isinstance(found, TargetsPage)
    return found


def row_of(targets: TargetsPage, code: str) -> int:
    return next(row for row, one in enumerate(targets.matrix.lines) if one.indicator.code == code)


def text(targets: TargetsPage, code: str, column: int) -> str:
    return str(targets.matrix.index(row_of(targets, code), column).data())


def type_into(qtbot: QtBot, window: Window, targets: TargetsPage, code: str, column: int, typed: str) -> None:
    index = targets.matrix.index(row_of(targets, code), column)
    targets.view.setCurrentIndex(index)
    targets.view.edit(index)
    editor = targets.view.findChild(QLineEdit)
    editor.setText(typed)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: targets.view.state() != targets.view.State.EditingState)
    settle(qtbot, window)


def test_the_matrix_shows_unit_sum_and_towns(targets: TargetsPage) -> None:
    heads = [targets.matrix.headerData(n, Qt.Orientation.Horizontal) for n in range(targets.matrix.columnCount())]
    assert heads[:6] == ["指标", "单位", "本单位", "镇街合计", "相差", "魏塘街道"]
    line = targets.matrix.lines[row_of(targets, "T18")]
    assert line.total == sum(one.value or 0 for one in line.below)
    assert text(targets, "T18", 3)


def test_the_indicator_stays_in_sight_beside_many_towns(window: Window, targets: TargetsPage, qtbot: QtBot) -> None:
    view, frozen = targets.view, targets.view.frozen
    for town in range(5, targets.matrix.columnCount()):
        view.setColumnWidth(town, 250)
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() > view.columnWidth(0) + view.columnWidth(1))
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    view.verticalScrollBar().setValue(3)
    assert view.visualRect(targets.matrix.index(4, 1)).right() < 0, "the view itself has scrolled it away"
    assert frozen.isVisible()
    assert frozen.mapTo(view, frozen.rect().topLeft()) == view.viewport().pos() - QPoint(0, view.viewport().y())
    assert frozen.width() == view.columnWidth(0) + view.columnWidth(1)
    assert frozen.verticalScrollBar().value() == 3
    assert frozen.visualRect(targets.matrix.index(4, 0)).top() == view.visualRect(targets.matrix.index(4, 2)).top()
    own = targets.matrix.index(4, 2)
    view.setCurrentIndex(own)
    assert view.visualRect(own).left() >= frozen.width(), "a cell gone to does not lie under the indicators"
    type_into(qtbot, window, targets, "T18", targets.matrix.columnCount() - 1, "88.5")
    assert text(targets, "T18", targets.matrix.columnCount() - 1) == "88.5"
    assert frozen.width() == view.columnWidth(0) + view.columnWidth(1), "nor do other figures take it away"


def test_a_typed_target_changes_the_sum_and_is_taken_back(window: Window, targets: TargetsPage, qtbot: QtBot) -> None:
    before = text(targets, "T18", 3), text(targets, "T18", 5)
    targets.paper.setText("某文〔2022〕9号")
    type_into(qtbot, window, targets, "T18", 5, "99.5")
    assert text(targets, "T18", 5) == "99.5"
    assert text(targets, "T18", 3) != before[0]
    index = targets.matrix.index(row_of(targets, "T18"), 5)
    assert "某文〔2022〕9号" in index.data(Qt.ItemDataRole.ToolTipRole)
    window.desk.undo()
    settle(qtbot, window)
    assert (text(targets, "T18", 3), text(targets, "T18", 5)) == before


def test_what_is_no_target_is_said_and_changes_nothing(window: Window, targets: TargetsPage, qtbot: QtBot) -> None:
    before = text(targets, "T18", 2)
    type_into(qtbot, window, targets, "T18", 2, "很多")
    assert "不是数字" in targets.bar.text
    assert text(targets, "T18", 2) == before
    assert not targets.matrix.flags(targets.matrix.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert not targets.matrix.setData(targets.matrix.index(0, 0), "x")


@pytest.mark.parametrize(("code", "value", "shown"), [("T07", "12.5", "12.5"), ("T27", "进行中", None)])
def test_a_hand_kept_figure_is_reported(
    window: Window, targets: TargetsPage, qtbot: QtBot, code: str, value: str, shown: str | None
) -> None:
    targets.what.setCurrentIndex(targets.what.findText(code, Qt.MatchFlag.MatchStartsWith))
    assert (targets.value.count() > 0) == (shown is None)
    targets.value.setCurrentText(value)
    qtbot.mouseClick(targets.report, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert f"：{value}" in targets.bar.text
    found = next(one for one in figures(window.desk.store) if one.indicator == code and one.region == COUNTY)
    assert found.state == value if shown is None else float(found.actual or 0) == float(shown)


def test_a_figure_that_is_none_is_refused(window: Window, targets: TargetsPage, qtbot: QtBot) -> None:
    targets.what.setCurrentIndex(targets.what.findText("T07", Qt.MatchFlag.MatchStartsWith))
    targets.value.setCurrentText("不知道")
    targets.enter()
    settle(qtbot, window)
    assert "不是数字" in targets.bar.text
