"""The PIN of the screen: who works here, wrong ones that wait, and the way back for whoever forgot it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from app.models import home
from app.models.refusal import Refusal
from app.services import screen_lock

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock(datetime):
    """A clock that a test sets."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(tz) + cls.ahead


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen_lock, "_hasher", lambda: QUICK)
    monkeypatch.setattr(screen_lock, "datetime", Clock)
    monkeypatch.setattr(Clock, "ahead", timedelta())
    monkeypatch.setattr(Clock, "fromisoformat", datetime.fromisoformat, raising=False)


def test_a_pin_is_kept_as_argon2id_and_nothing_else_of_it() -> None:
    code = screen_lock.set_up("王芳", "7391", 10)
    kept = (home.folder() / "锁屏.json").read_text("utf-8")
    assert "$argon2id$v=19$m=65536,t=3,p=1$" in kept
    assert code not in kept
    assert code.replace("-", "") not in kept
    screen_lock.unlock("7391")


@pytest.mark.parametrize(
    ("operator", "pin", "minutes", "said"),
    [(" ", "7391", 10, "姓名"), ("王芳", "739", 10, "太短"), ("王芳", "7391", 999, "分钟")],
)
def test_what_is_no_lock_is_refused(quick: None, operator: str, pin: str, minutes: int, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        screen_lock.set_up(operator, pin, minutes)
    assert screen_lock.lock() is None


def test_each_wrong_pin_waits_twice_as_long_and_the_right_one_begins_anew(quick: None) -> None:
    screen_lock.set_up("王芳", "7391", 0)
    for wait in (1, 2, 4):
        with pytest.raises(Refusal, match=f"请过 {wait} 秒"):
            screen_lock.unlock("0000")
        with pytest.raises(Refusal, match="刚才输错了"):
            screen_lock.unlock("7391")
        Clock.ahead += timedelta(seconds=wait + 1)
    screen_lock.unlock("7391")
    held = screen_lock.lock()
    assert held
    assert held.failures == 0


def test_a_clock_that_was_set_back_keeps_nobody_out(quick: None) -> None:
    screen_lock.set_up("王芳", "7391", 0)
    with pytest.raises(Refusal):
        screen_lock.unlock("0000")
    Clock.ahead = timedelta(days=-3650)
    screen_lock.unlock("7391")


def test_whoever_forgot_it_uses_the_recovery_code(quick: None) -> None:
    code = screen_lock.set_up("王芳", "7391", 0)
    with pytest.raises(Refusal, match="恢复码不对"):
        screen_lock.forget("AAAA-BBBB-CCCC-DDDD")
    screen_lock.forget(f" {code.lower()} ")
    assert screen_lock.lock() is None
    with pytest.raises(Refusal, match="没有设口令"):
        screen_lock.unlock("7391")


def test_it_is_taken_off_by_whoever_knows_it(quick: None) -> None:
    screen_lock.set_up("王芳", "7391", 0)
    with pytest.raises(Refusal, match="口令不对"):
        screen_lock.take_off("0000")
    Clock.ahead += timedelta(seconds=2)
    screen_lock.take_off("7391")
    assert screen_lock.lock() is None


def test_a_lock_that_cannot_be_read_locks_nobody_out(quick: None) -> None:
    screen_lock.set_up("王芳", "7391", 0)
    (home.folder() / "锁屏.json").write_text("{", "utf-8")
    assert screen_lock.lock() is None


def test_a_lock_that_cannot_be_kept_is_said(quick: None) -> None:
    (home.folder() / "锁屏.json.part").mkdir(parents=True)
    with pytest.raises(Refusal, match="没能存下"):
        screen_lock.set_up("王芳", "7391", 0)
