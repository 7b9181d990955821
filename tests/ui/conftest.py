"""Real windows over a real ledger file; each test has a copy of its own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import ledger
from app.services.demo.fill import fill
from app.ui import theme
from app.ui.grid.sheet import Sheet
from app.ui.jobs import Jobs
from app.ui.pages import ENTRIES
from app.ui.pages.page import Page
from app.ui.window import Window
from tests.reading import books_are_read_here

__all__ = ["books_are_read_here"]

COUNTY, YEAR = "330421", 2022
PATIENCE = 120_000  # milliseconds after which something hangs; how soon it comes is no matter of a test


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a year of invented records, made once."""
    path = tmp_path_factory.mktemp("demo") / "演示.db"
    with ledger.create(str(path), COUNTY, YEAR) as store:
        fill(store, 120)
    return path


@pytest.fixture(scope="session", autouse=True)
def nothing_copied_outlives_the_tests(qapp: QApplication) -> Iterator[None]:
    """Let go of what was copied: off screen it would outlive Python, and end the process badly."""
    yield
    QApplication.clipboard().clear()


@pytest.fixture
def ledger_path(demo_file: Path, tmp_path: Path) -> Path:
    """A copy of the demo ledger."""
    return Path(shutil.copy(demo_file, tmp_path / "台账.db"))


@pytest.fixture
def failures() -> list[Exception]:
    """What went wrong in the ``jobs``."""
    return []


@pytest.fixture
def jobs(qapp: object, failures: list[Exception]) -> Iterator[Jobs]:
    """A worker without a window."""
    worker = Jobs(failures.append)
    yield worker
    worker.stop()


OpenWindow = Callable[..., Window]


@pytest.fixture
def open_window(qtbot: QtBot, qapp: object) -> Iterator[OpenWindow]:
    """Open windows that have come to rest; they are closed and gone at the end."""
    theme.apply(qapp)
    opened: list[Window] = []

    def make(path: Path | None, first: str = "overview") -> Window:
        window = Window(None if path is None else str(path), first)
        opened.append(window)
        window.resize(1366, 768)
        window.show()
        release_all_keys(window)
        qtbot.waitUntil(lambda: bool(window.desk or window.start or window.recovery), timeout=PATIENCE)
        settle(qtbot, window)
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()


@pytest.fixture
def window(open_window: OpenWindow, ledger_path: Path, request: pytest.FixtureRequest) -> Window:
    """A window over a ledger of its own, at rest, on the page that the test's module calls its FIRST_PAGE."""
    return open_window(ledger_path, getattr(request.module, "FIRST_PAGE", "overview"))


@pytest.fixture
def demolition(window: Window, qtbot: QtBot) -> Sheet:
    """The demolition ledger's sheet, in front."""
    return sheet_of(qtbot, window, "demolition")


def sheet_of(qtbot: QtBot, window: Window, kind: str) -> Sheet:
    """A ledger's sheet, brought to the front of its page with its rows in it."""
    ledgers = window.pages["ledger"]
    ledgers.show_view(kind)
    settle(qtbot, window)
    sheet: Sheet = ledgers.sheet
    return sheet


def release_all_keys(window: Window) -> None:
    """Let go of what the test before held: after a click with Ctrl, Qt goes on believing that Ctrl is down."""
    QTest.keyRelease(window.windowHandle(), Qt.Key.Key_Shift)


class PatientBot(QtBot):
    """Waits as long as it takes: a loaded machine is slow, not wrong."""

    def waitUntil(  # noqa: N802 - as the library has it
        self, callback: Callable[[], object], *, timeout: int = PATIENCE
    ) -> None:
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


def settle(qtbot: QtBot, window: Window) -> None:
    """Wait until every job that was asked for is done, and what it made is seen: a layout shows its widgets later."""
    qtbot.waitUntil(lambda: not window.jobs.busy, timeout=PATIENCE)
    QApplication.sendPostedEvents()
    qtbot.waitUntil(lambda: not window.jobs.busy, timeout=PATIENCE)


def page(qtbot: QtBot, window: Window, name: str) -> Page:
    """Bring a page to the front and wait for its data."""
    window.show_page(next(number for number, entry in enumerate(ENTRIES) if entry.name == name))
    settle(qtbot, window)
    return window.pages[name]


@pytest.fixture
def samples() -> Path:
    """Workbooks as clerks send them."""
    return Path(__file__).parent.parent / "data" / "samples"
