"""The window as a whole: what it opens, what it refuses, and how one gets about in it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.models import home
from app.ui.pages import ENTRIES
from app.ui.pages.start import StartPage
from app.ui.window import Window
from tests.ui.conftest import COUNTY, PATIENCE, YEAR, OpenWindow, page, settle


def test_every_page_is_reached_by_its_key(window: Window, qtbot: QtBot) -> None:
    for number, entry in enumerate(ENTRIES):
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.ControlModifier)
        settle(qtbot, window)
        assert window.page is window.pages[entry.name]
        assert window.page.accessibleName() == entry.title


def test_pages_come_alive_only_when_they_are_looked_at(window: Window) -> None:
    assert list(window.pages) == ["overview"]


def test_the_window_says_whose_ledger_it_is(window: Window) -> None:
    assert "嘉善县" in window.windowTitle()
    assert str(YEAR) in window.windowTitle()


def test_a_closed_window_leaves_one_file(window: Window, ledger_path: Path) -> None:
    window.close()
    assert [path.name for path in ledger_path.parent.iterdir() if path.name.startswith(ledger_path.name)] == ["台账.db"]


@pytest.mark.parametrize("content", [b"", b"not a ledger at all", None])
def test_what_is_no_ledger_is_refused_in_a_sentence(
    open_window: OpenWindow, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "别的文件.db"
    if content is not None:
        path.write_bytes(content)
    window = open_window(path)
    assert window.desk is None
    assert "别的文件.db" in window.bar.text
    assert path.exists() == (content is not None)


def test_the_first_start_finds_a_unit_by_initials_and_makes_its_ledger(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(None)
    start = window.start
    assert isinstance(start, StartPage)
    qtbot.keyClicks(start.search_box, "jsx")
    settle(qtbot, window)
    names = [line.texts[0] for line in start.found.rows.lines]
    start.found.selectRow(names.index("嘉善县"))
    assert "魏塘街道" in [line.texts[1] for line in start.towns.rows.lines]
    start.place.setText(str(tmp_path / "新" / "我的台账.db"))
    qtbot.mouseClick(start.make, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=PATIENCE)
    settle(qtbot, window)
    assert (tmp_path / "新" / "我的台账.db").exists()
    assert "嘉善县" in window.windowTitle()


@pytest.mark.parametrize("typed", ["嘉善", COUNTY])
def test_a_unit_is_found_by_name_and_by_code(open_window: OpenWindow, qtbot: QtBot, typed: str) -> None:
    window = open_window(None)
    assert window.start is not None
    window.start.search_box.setText(typed)
    settle(qtbot, window)
    assert window.start.unit is not None
    assert window.start.unit.code == COUNTY


def test_a_place_that_is_taken_is_refused_and_left_alone(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    taken = tmp_path / "有了.db"
    taken.write_text("别人的")
    window = open_window(None)
    assert window.start is not None
    window.start.search_box.setText(COUNTY)
    settle(qtbot, window)
    window.start.place.setText(str(taken))
    window.start.begin_ledger()
    settle(qtbot, window)
    assert "已经存在" in window.start.bar.text
    assert window.start.isEnabled()
    assert taken.read_text() == "别人的"


def test_the_demo_ledger_opens_with_records(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(None)
    assert window.start is not None
    window.start.begin_demo(home.folder() / "演示.db")
    qtbot.waitUntil(lambda: window.desk is not None, timeout=PATIENCE)
    settle(qtbot, window)
    ledgers = page(qtbot, window, "ledger")
    assert all(sheet.model.records > 0 for sheet in ledgers.sheets.values())


def test_another_ledger_can_be_opened_and_the_first_one_returned_to(
    window: Window, qtbot: QtBot, demo_file: Path, tmp_path: Path
) -> None:
    window.rail.switch_asked.emit()
    assert window.front.currentWidget() is window.start
    window.start.left.emit()
    assert window.page is window.pages["overview"]
    other = tmp_path / "另一本.db"
    other.write_bytes(demo_file.read_bytes())
    window.open_ledger(str(other))
    settle(qtbot, window)
    assert window.desk.store.location == str(other)


def test_a_workbook_dropped_anywhere_goes_to_the_inbox(window: Window, qtbot: QtBot, samples: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(next(samples.glob("01-*.xlsx"))))])
    drop = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(drop)
    settle(qtbot, window)
    assert window.page is window.pages["inbox"]
    tabs = window.pages["inbox"].tabs
    assert sum(int(tabs.tabText(place).split()[-1]) for place in range(tabs.count() - 1)) >= 20, (
        "every row has its place"
    )
