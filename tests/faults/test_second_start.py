"""The program started a second time: one window, brought to the front, with what the second start was given."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.doorbell import Asked, Doorbell, ring
from app.ui.window import Window
from tests.faults.table import FULL, TENTH, Counted, Record
from tests.ui.conftest import PATIENCE, OpenWindow, demo_file, ledger_path, open_window, settle

__all__ = ["demo_file", "ledger_path", "open_window"]
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "data" / "samples" / "01-复垦台账-合并表头.xlsx"
HOLDS = """
import sys
from PySide6.QtCore import QCoreApplication
from app.ui.doorbell import Doorbell
program = QCoreApplication([])
bell = Doorbell.hang()
print(bell is not None, flush=True)
program.exec()
"""


@pytest.fixture
def bell(qapp: object) -> Doorbell:
    """The first program's."""
    made = Doorbell.hang()
    assert made
    yield made
    made.take_down()
    made.deleteLater()


def started(*arguments: str) -> subprocess.Popen[bytes]:
    """The whole program, started again."""
    return subprocess.Popen([sys.executable, "main.py", *arguments], cwd=ROOT)


def test_a_second_start_raises_the_first_window_and_hands_it_the_file(
    open_window: OpenWindow, qtbot: QtBot, ledger_path: Path, bell: Doorbell
) -> None:
    window: Window = open_window(ledger_path)
    bell.rung.connect(window.answer)
    window.showMinimized()
    with started(str(SAMPLE)) as second:
        qtbot.waitUntil(lambda: window.page is window.pages.get("inbox"), timeout=PATIENCE)
        assert second.wait(20) == 0
    assert not window.isMinimized()
    settle(qtbot, window)


def test_a_second_start_opens_the_ledger_it_names(
    open_window: OpenWindow, qtbot: QtBot, ledger_path: Path, bell: Doorbell
) -> None:
    window = open_window(None)
    bell.rung.connect(window.answer)
    bell.rung.emit(Asked.of([str(ledger_path)]))
    qtbot.waitUntil(lambda: window.desk is not None, timeout=PATIENCE)
    settle(qtbot, window)
    desk = window.desk
    bell.rung.emit(Asked(str(ledger_path.parent / ".." / ledger_path.parent.name / ledger_path.name)))
    settle(qtbot, window)
    assert window.desk is desk, "it is open already, however it is spelt"


def test_what_a_start_is_given(tmp_path: Path) -> None:
    assert Asked.of([]) == Asked()
    assert Asked.of(["--ledger", "甲.db"]) == Asked(str(Path("甲.db").absolute()))
    assert Asked.of(["--ledger", "postgresql://甲/乙"]) == Asked("postgresql://甲/乙")
    assert Asked.of([str(tmp_path / "甲.db"), str(tmp_path / "乙.xlsx")]) == Asked(
        str(tmp_path / "甲.db"), (str(tmp_path / "乙.xlsx"),)
    )


@pytest.mark.skipif(sys.platform == "win32", reason="需要 SIGKILL")
@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_whoever_comes_after_a_killed_program_is_the_first(qapp: object, divisor: int, record_property: Record) -> None:
    counted = Counted(13, "同时打开两次")
    for _ in range(25 // divisor):
        with subprocess.Popen([sys.executable, "-c", HOLDS], cwd=ROOT, stdout=subprocess.PIPE, text=True) as first:
            assert first.stdout
            assert first.stdout.readline() == "True\n"
            counted.note("第二个让给第一个", bad=Doorbell.hang() is not None)
            os.kill(first.pid, signal.SIGKILL)
        bell = Doorbell.hang()
        counted.note("前一个被杀死后可以打开", bad=bell is None)
        if bell:
            bell.take_down()
            bell.deleteLater()
    counted.keep(record_property)


def test_a_program_that_does_not_answer_is_told(
    qapp: object, bell: Doorbell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.ui.doorbell._PATIENCE", 0.1)
    assert not ring(Asked()), "nobody runs the loop that would take the note"
    bell.answer()
    monkeypatch.setattr("app.ui.doorbell._folder", lambda: tmp_path / "没有")
    assert not ring(Asked())
