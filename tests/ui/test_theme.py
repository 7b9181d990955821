"""颜色出自一张表：高对比的字都看得清，换颜色后处处跟着换，下次打开还是它。"""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.application import application
from app.ui.grid.columns import columns_of
from app.ui.grid.filters import FilterPopup
from app.ui.inbox.picture import BAND_GROUNDS, TONE_GROUNDS
from app.ui.pages.settings import SettingsPage
from app.ui.window import Window
from tests.ui.conftest import page, settle

USUAL, CONTRAST = theme.THEMES
TEXTS = ("ink", "ink2", "ink3", "accent", "good", "warn", "bad")


@pytest.fixture(autouse=True)
def usual_colours(qapp: QApplication) -> Iterator[None]:
    """Whatever a test puts on, the next one finds the usual colours."""
    yield
    theme.use(USUAL)
    theme.apply(qapp)


def light(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(theme.colour(one)), light(theme.colour(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("title", "least"), [(USUAL, 4.5), (CONTRAST, 7.0)])
def test_texts_stand_out_from_what_they_stand_on(title: str, least: float) -> None:
    theme.use(title)
    for text in TEXTS:
        for ground in ("white", "sub", *(tint for tint in (f"{text}_tint",) if text in ("good", "warn", "bad"))):
            assert contrast(text, ground) >= least, (text, ground)
    for ground in {*BAND_GROUNDS.values(), *TONE_GROUNDS.values()}:
        assert contrast("ink", ground) >= least, ground
    if title == CONTRAST:
        assert contrast("off", "white") >= 7
        assert contrast("line", "white") >= 3
    assert not re.search(r"@[a-z]", theme.style_sheet())


def test_colours_are_changed_in_the_settings_and_kept(window: Window, qtbot: QtBot, qapp: QApplication) -> None:
    settings = page(qtbot, window, "settings")
    assert isinstance(settings, SettingsPage)
    window.show_manual()
    before = theme.colour("accent").name()
    settings.look.setCurrentText(CONTRAST)
    settings.look.textActivated.emit(CONTRAST)
    qtbot.waitUntil(lambda: window.pages.get("settings") not in (None, settings))
    settle(qtbot, window)
    again = window.page
    assert isinstance(again, SettingsPage)
    assert again.look.currentText() == CONTRAST
    assert theme.colour("accent").name() != before
    assert before not in qapp.styleSheet()
    window.show_manual()
    theme.use(USUAL)
    application([])
    assert theme.in_use() == CONTRAST
    for name in ("overview", "ledger"):
        assert page(qtbot, window, name).grab().width() > 0


def test_colours_there_are_none_of_are_the_usual_ones() -> None:
    theme.use("从前的名称")
    assert theme.in_use() == USUAL


def test_ticked_lines_do_not_touch_each_other(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp)
    column = next(one for one in columns_of("demolition") if one.name == "stage")
    parent = QWidget()
    qtbot.addWidget(parent)
    popup = FilterPopup(column, None, [("认定", 3), ("拆除", 2)], lambda _, text: text, parent)
    popup.open_at(QPoint(10, 10))
    listed = popup.values
    first, second = (listed.visualRect(listed.model().index(row, 0)) for row in (0, 1))
    assert second.top() - first.top() == 28
