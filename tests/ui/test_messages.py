"""How faults are told: a report without anybody's data, and a window that goes on."""

import gc
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qCritical, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.models import home
from app.models.refusal import Refusal
from app.services import crash
from app.ui.catching import catch_faults
from app.ui.faults import FaultDialog, tell_fault
from app.ui.messages import Bar
from app.ui.window import Window
from tests.ui.conftest import settle

ROOT = Path(__file__).parents[2]


def fault() -> ValueError:
    try:
        raise ValueError("身份证 330421199001010000")
    except ValueError as error:
        return error


def test_a_fault_is_one_dialog_with_a_report_to_copy(qtbot: QtBot) -> None:
    dialog = tell_fault(fault())
    qtbot.addWidget(dialog)
    report = dialog.report.toPlainText()
    assert "ValueError" in report
    assert "330421199001010000" not in report
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "复制报告").click()
    assert QGuiApplication.clipboard().text() == report
    assert list(home.log_folder().glob("*.txt"))
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "继续使用").click()
    qtbot.waitUntil(lambda: FaultDialog.__name__ not in {type(w).__name__ for w in QGuiApplication.topLevelWindows()})


def test_a_bug_in_a_job_is_told_and_the_window_goes_on(window: Window, qtbot: QtBot) -> None:
    def work() -> None:
        raise ZeroDivisionError

    window.jobs.run("坏活", work, lambda _: None)
    settle(qtbot, window)
    (dialog,) = window.findChildren(FaultDialog)
    dialog.close()
    results: list[int] = []
    window.jobs.run("好活", lambda: 1, results.append)
    settle(qtbot, window)
    assert results == [1]


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The hooks as they were, put back at the end."""
    for owner, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    before = qInstallMessageHandler(None)
    yield
    qInstallMessageHandler(before)


class Dying:
    """Something whose end is a fault."""

    def __del__(self) -> None:
        raise ZeroDivisionError


def reports() -> list[str]:
    return [path.read_text("utf-8") for path in sorted(home.log_folder().glob("故障-*.txt"))]


def test_what_fails_in_another_thread_is_told_on_the_windows_own(
    qtbot: QtBot, hooks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[BaseException] = []
    monkeypatch.setattr("app.ui.faults.tell_fault", lambda error, _: told.append(error))
    bar = Bar()
    qtbot.addWidget(bar)
    catch_faults(bar)
    thread = threading.Thread(target=fault_of_a_thread)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(told) == 1)
    assert isinstance(told[0], ZeroDivisionError)


def fault_of_a_thread() -> None:
    raise ZeroDivisionError


def test_what_stops_nothing_is_written_down_without_its_words(qtbot: QtBot, hooks: None) -> None:
    bar = Bar()
    qtbot.addWidget(bar)
    catch_faults(bar)
    dying = Dying()
    del dying
    gc.collect()
    qCritical("身份证 330421199001010000")
    written = reports()
    assert ["ZeroDivisionError" in one for one in written] == [True, False]
    assert "QtCriticalMsg" in written[1]
    assert "330421199001010000" not in written[1]


def test_a_fault_that_comes_again_and_again_opens_one_dialog(qtbot: QtBot, window: Window) -> None:
    first = tell_fault(fault(), window)
    assert tell_fault(fault(), window) is first
    assert len(reports()) == 2
    first.close()


@pytest.mark.skipif(sys.platform == "win32", reason="需要 SIGSEGV")
def test_where_the_process_was_struck_down_is_a_report_the_next_time() -> None:
    program = "import ctypes\nfrom app.services import crash\ncrash.watch()\nctypes.string_at(0)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode < 0
    assert reports() == []
    subprocess.run([sys.executable, "-c", "from app.services import crash; crash.watch()"], cwd=ROOT, check=True)
    (report,) = reports()
    assert "string_at" in report


def test_only_the_newest_reports_are_kept() -> None:
    for _ in range(25):
        crash.report(fault())
    assert len(reports()) == 20


def test_whatever_nobody_caught_is_told_too(qtbot: QtBot, hooks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[BaseException] = []
    monkeypatch.setattr("app.ui.faults.tell_fault", lambda error, _: told.append(error))
    bar = Bar()
    qtbot.addWidget(bar)
    catch_faults(bar)
    error = fault()
    sys.excepthook(ValueError, error, None)
    assert told == [error]


def test_a_refusal_is_a_sentence_with_its_next_step(qtbot: QtBot) -> None:
    bar = Bar()
    qtbot.addWidget(bar)
    acted: list[bool] = []
    bar.refuse(Refusal("磁盘已满", "请清出空间"))
    assert bar.text == "磁盘已满。请清出空间。"
    bar.say("已导入", "good", "撤销", lambda: acted.append(True))
    next(one for one in bar.findChildren(QPushButton) if one.text() == "撤销").click()
    assert acted == [True]
    assert bar.text == ""
