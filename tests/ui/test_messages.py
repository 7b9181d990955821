"""How faults are told: a report without anybody's data, and a window that goes on."""

import sys

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.models import home
from app.models.refusal import Refusal
from app.ui.faults import FaultDialog, tell_fault
from app.ui.messages import Bar, catch_faults
from app.ui.window import Window
from tests.ui.conftest import settle


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


def test_whatever_nobody_caught_is_told_too(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
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
