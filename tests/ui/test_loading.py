"""What the worker loads ahead of the pages: all that they need of what knows no Qt, and nothing that does."""

import subprocess
import sys
import threading
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from app.ui import opening
from app.ui.desk import Desk
from app.ui.front import Front
from app.ui.jobs import Job, Progress
from app.ui.opening import BELOW, FIRST
from app.ui.pages import ENTRIES
from app.ui.pages.overview import OverviewPage
from app.ui.pages.page import Page
from app.ui.window import Window
from tests.ui.conftest import OpenWindow, settle

ROOT = Path(__file__).parents[2]

_ALONE = """
import sys
from importlib import import_module
for name in sys.argv[1:]:
    import_module(name)
print(*sys.modules)
"""
_PAGES = """
import sys
from importlib import import_module
from app.ui.pages import ENTRIES
import app.services.starting
import app.ui.window
first, *others = ENTRIES
first.load()
for name in sys.argv[1:]:
    import_module(name)
known = set(sys.modules)
for entry in others:
    entry.load()
from app.ui.opening import OPENED
for name in OPENED:
    import_module(name)
print(*(name for name in set(sys.modules) - known if name.startswith(("app.services.", "app.models."))))
"""


_FIRST = """
import sys
from importlib import import_module
import app.models.store
import app.services.starting
import app.ui.window
for name in sys.argv[1:]:
    import_module(name)
known = set(sys.modules)
from app.ui.pages import ENTRIES
ENTRIES[0].load()
print(*(name for name in set(sys.modules) - known if name.startswith(("app.services.", "app.models."))))
"""


def run(code: str, names: Sequence[str]) -> list[str]:
    command = [sys.executable, "-c", code, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("names", [FIRST, BELOW], ids=["first", "others"])
def test_the_worker_loads_nothing_of_qt(names: Sequence[str]) -> None:
    """Qt's classes are made when they are first named; two threads that do so at once end the program."""
    assert not [name for name in run(_ALONE, names) if name.startswith(("PySide6", "shiboken6", "pyqtgraph", "app.ui"))]


def test_the_window_loads_nothing_but_the_pages_themselves() -> None:
    assert run(_FIRST, FIRST) == []
    assert run(_PAGES, BELOW) == []


def test_a_ledger_left_while_the_worker_loads_is_no_fault(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on = threading.Event(), threading.Event()

    def loading() -> Generator[Progress, None, None]:
        started.set()
        assert go_on.wait(10)
        yield Progress("准备各页")

    monkeypatch.setattr(opening, "what_pages_do", loading)
    assert window.desk is not None
    desk = Desk(window.desk.store, window.jobs, window)
    opening.load_ahead(desk, lambda _: None)
    qtbot.waitUntil(started.is_set)
    shiboken6.delete(desk)
    go_on.set()
    settle(qtbot, window)


def test_every_page_stands_before_it_is_looked_at_and_reads_nothing_until_then(
    open_window: OpenWindow, ledger_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    read = Desk.read

    def noted(desk: Desk, label: str, *work: Any) -> Job:
        asked.append(label)
        return read(desk, label, *work)

    monkeypatch.setattr(Desk, "read", noted)
    window = open_window(ledger_path)
    qtbot.waitUntil(lambda: len(window.pages) == len(ENTRIES), timeout=30_000)
    settle(qtbot, window)
    assert set(asked) <= {"计算全年进度", "计算指标", "统计环节"}
    assert window.page is window.pages["overview"]
    window.show_page(4)
    settle(qtbot, window)
    assert {"查看应报", "审核"} <= set(asked)
    assert asked.count("审核") == 1


def test_a_page_is_not_made_ahead_for_a_ledger_that_was_left(window: Window, qtbot: QtBot) -> None:
    left = window.desk
    assert left is not None
    settle(qtbot, window)
    window._leave()
    assert not window.pages
    window._make_ahead(left, 1)
    assert not window.pages


def test_what_changed_while_the_first_page_was_read_is_read_again(
    open_window: OpenWindow, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    bring, refresh = Front.bring, OverviewPage.refresh

    def brought(front: Front, number: int, desk: Desk) -> Page:
        page = bring(front, number, desk)
        assert front.page is None, "it comes to the front when it has its figures"
        front.grow_stale()
        return page

    monkeypatch.setattr(Front, "bring", brought)
    monkeypatch.setattr(OverviewPage, "refresh", lambda page: (read.append("again"), refresh(page)))
    window = open_window(ledger_path)
    assert window.page is window.pages["overview"]
    assert len(read) == 2
