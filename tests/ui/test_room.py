"""小屏幕、大字号也放得下：窗口最小时，每一页的文字、按钮、页签都不被截断；表头分行不留单字。"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.services import ledger, records
from app.services.records import Addition
from app.ui import theme
from app.ui.pages import ENTRIES
from app.ui.painting import balanced
from app.ui.window import SMALLEST, Window
from tests.ui.conftest import OpenWindow, page, settle, sheet_of

_SLACK = 1


@pytest.mark.parametrize("name", [entry.name for entry in ENTRIES if entry.name != "overview"])
def test_nothing_is_cut_in_the_smallest_window(window: Window, qtbot: QtBot, name: str) -> None:
    window.resize(*SMALLEST)
    shown = page(qtbot, window, name)
    for view in [key for key, _ in shown.views()] or [""]:
        if view:
            shown.show_view(view)
        settle(qtbot, window)
        assert list(cut(shown)) == [], view


def test_a_form_has_room_beside_its_scroll_bar_whatever_the_towns_are_called(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "台账.db"
    name = "全域土地综合整治与生态修复建设项目" * 12
    with ledger.create(str(path), "150423", 2022) as store, store.write("一条") as work:
        records.add(work, "demolition", [Addition({"code": "CW-1", "name": name, "town_code": "150423400"})])
    window = open_window(path, "ledger")
    sheet = sheet_of(qtbot, window, "demolition")
    sheet.toggle_form()
    settle(qtbot, window)
    area = sheet.form.tabs.currentWidget()
    assert isinstance(area, QScrollArea)
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()
    assert sheet.form.head.text().endswith("…")
    assert sheet.form.head.toolTip() == name


def cut(front: QWidget) -> Iterator[str]:
    """What has less room than its words need."""
    for one in front.findChildren(QWidget):
        if not one.isVisible():
            continue
        match one:
            case QLabel() if one.wordWrap():
                short = one.heightForWidth(one.width()) > one.height() + _SLACK
            case QAbstractButton() if not one.text():
                continue
            case QLabel() | QAbstractButton() | QTabBar():
                short = one.sizeHint().width() > one.width() + _SLACK
            case QComboBox():
                short = one.fontMetrics().horizontalAdvance(one.currentText()) > words_room(one)
            case _:
                continue
        if short:
            yield f"{type(one).__name__} {one.accessibleName()} {words_of(one)}"


def words_of(one: QWidget) -> str:
    return one.text() if isinstance(one, QLabel | QAbstractButton) else ""


def words_room(box: QComboBox) -> int:
    """The width that the words of a list's box have, beside its arrow."""
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    return box.style().subControlRect(control, option, part, box).width()


@pytest.mark.parametrize(
    ("heading", "signs", "lines"),
    [
        ("年度任务", 4, "年度任务"),
        ("年度任务", 3, "年度\n任务"),
        ("新增耕地面积", 5, "新增耕\n地面积"),
        ("面积\n(亩)", 1, "面\n积\n(亩)"),
        ("其中(亩)", 2, "其中(亩)"),
    ],
)
def test_a_heading_breaks_into_even_lines(qapp: object, heading: str, signs: int, lines: str) -> None:
    metrics = QFontMetrics(theme.font(theme.SMALL, bold=True))
    assert balanced(heading, metrics, metrics.horizontalAdvance("年" * signs)) == lines
