"""The screen that is locked: by a key, by nobody working, at the start; and opened by the PIN or the recovery code."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.models.queries import journal
from app.services import screen_lock
from app.ui.locking import LockDialog, LockScreen
from app.ui.pages.settings import SettingsPage
from app.ui.window import Window
from tests.models.records import put
from tests.ui.conftest import OpenWindow, page, settle

PIN = "7391"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen_lock, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def screen(window: Window) -> LockScreen:
    assert window.guard
    assert window.guard.screen
    return window.guard.screen


def say(locked: LockScreen, typed: str) -> None:
    locked.pin.setText(typed)
    locked.open_.click()


def test_a_window_is_locked_at_the_start_and_opened_by_the_pin(open_window: OpenWindow, ledger_path: Path) -> None:
    screen_lock.set_up("王芳", PIN, 10)
    window = open_window(ledger_path)
    locked = screen(window)
    assert locked.pin.hasFocus(), "the PIN is typed at once"
    assert not window.centralWidget().isVisible(), "nothing of the ledger is seen"
    locked.close()
    locked.reject()
    assert window.guard
    assert window.guard.screen is locked
    say(locked, "0000")
    assert "口令不对" in locked.bar.text
    locked.use_code()
    say(locked, "AAAA")
    assert "恢复码不对" in locked.bar.text
    assert window.desk
    put(window.desk.store, "greening", {"code": "LH-1"})
    with window.desk.store.read() as session:
        assert journal.steps(session)[0].who == "王芳"
    locked.accept()
    assert window.centralWidget().isVisible()


def test_nobody_working_locks_it_and_work_does_not(window: Window, qtbot: QtBot) -> None:
    guard = window.guard
    assert guard
    guard.lock()
    assert guard.screen is None, "without a PIN nothing is locked"
    screen_lock.set_up("王芳", PIN, 1)
    assert window.desk
    window.desk.identify()
    assert guard.timer.isActive()
    assert guard.timer.interval() == 60_000
    assert not guard.eventFilter(window, QEvent(QEvent.Type.KeyPress))
    guard.timer.timeout.emit()
    say(screen(window), PIN)
    assert guard.screen is None
    assert guard.timer.isActive()


def test_the_recovery_code_opens_and_takes_the_lock_off(window: Window) -> None:
    code = screen_lock.set_up("王芳", PIN, 0)
    assert window.guard
    window.guard.lock()
    locked = screen(window)
    locked.use_code()
    say(locked, code)
    assert window.guard.screen is None
    assert screen_lock.lock() is None


def test_a_pin_is_set_and_taken_off_in_the_settings(window: Window, qtbot: QtBot) -> None:
    settings = page(qtbot, window, "settings")
    assert isinstance(settings, SettingsPage)
    settings.pin.click()
    (dialog,) = settings.findChildren(LockDialog)
    dialog.operator.setText("王芳")
    dialog.pin.setText(PIN)
    dialog.again.setText("7392")
    qtbot.keyClick(dialog.again, Qt.Key.Key_Return)
    assert "不一样" in dialog.bar.text
    dialog.again.setText(PIN)
    dialog.keep.click()
    assert "恢复码只显示这一次" in dialog.bar.text
    dialog.bar._verb.click()
    assert QGuiApplication.clipboard().text() in dialog.bar._text.text()
    dialog.close()
    assert window.desk
    assert window.desk.store.operator == "王芳"
    again = LockDialog(settings)
    again.finished.connect(window.desk.identify)
    again.remove.click()
    assert "口令不对" in again.bar.text
    held = screen_lock.lock()
    assert held
    screen_lock._keep(screen_lock.replace(held, wait_until=""))
    again.old.setText(PIN)
    again.remove.click()
    assert screen_lock.lock() is None
    assert window.desk.store.operator != "王芳"
    settle(qtbot, window)
