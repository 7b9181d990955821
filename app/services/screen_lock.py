"""A PIN that says who is at the keyboard and locks the screen; it does not protect the file, Windows accounts do.

It belongs to this computer's user and is kept in the program's folder, hashed (argon2id, 64 MiB); it is never in a
ledger. Whoever forgets it uses the recovery code that was given when it was set, which is kept only as a hash, too.
"""

import json
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.models import home
from app.models.refusal import Refusal

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, MOST_MINUTES = 4, 240
_LONGEST_WAIT = 300  # seconds
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are taken for another
_TRUTH = "口令只用来记明是谁在操作、离开时锁住画面；它不加密台账文件，文件靠 Windows 账户和开机口令保护。"


@dataclass(frozen=True, slots=True)
class ScreenLock:
    """A lock as it is kept: whose name changes bear, the two hashes, after how many idle minutes it locks (0: never).

    ``failures`` counts wrong PINs one after the other; before ``wait_until`` none is looked at.
    """

    operator: str
    pin: str
    recovery: str
    minutes: int
    failures: int = 0
    wait_until: str = ""


def truth() -> str:
    """What a PIN is good for and what not, as it is said wherever one is set."""
    return _TRUTH


def lock() -> ScreenLock | None:
    """The lock of this computer's user, where one is set."""
    try:
        return ScreenLock(**json.loads(_place().read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # what cannot be read locks nobody out: the PIN is no protection of the file


def set_up(operator: str, pin: str, minutes: int) -> str:
    """Set the PIN; the recovery code, which is told this once. Raises ``Refusal`` for a PIN that is none."""
    if not operator.strip():
        raise Refusal("没有写姓名", "请写操作人的姓名，修改历史里会记这个名字")
    if len(pin) < SHORTEST:
        raise Refusal("口令太短", f"请至少用 {SHORTEST} 位")
    if not 0 <= minutes <= MOST_MINUTES:
        raise Refusal("闲置分钟数不对", f"请填 0（不自动锁）到 {MOST_MINUTES}")
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    _keep(ScreenLock(operator.strip(), _hasher().hash(pin), _hasher().hash(_bare(code)), minutes))
    return code


def unlock(pin: str) -> None:
    """Raise ``Refusal`` where a PIN is not the one that was set; each wrong one makes the next wait twice as long."""
    held = _required()
    now = datetime.now().astimezone()
    until = datetime.fromisoformat(held.wait_until) if held.wait_until else now
    if timedelta() < until - now <= timedelta(seconds=_LONGEST_WAIT):  # a clock that was set back keeps nobody out
        raise Refusal("刚才输错了", f"请过 {(until - now).seconds + 1} 秒再输")
    if _is(held.pin, pin):
        if held.failures:
            _keep(replace(held, failures=0, wait_until=""))
        return
    wait = min(2**held.failures, _LONGEST_WAIT)
    _keep(replace(held, failures=held.failures + 1, wait_until=(now + timedelta(seconds=wait)).isoformat()))
    raise Refusal("口令不对", f"请过 {wait} 秒再输；忘了口令的，用设口令时给的恢复码")


def forget(code: str) -> None:
    """Take the lock off by its recovery code."""
    if not _is(_required().recovery, _bare(code)):
        raise Refusal("恢复码不对", f"请照打印的恢复码输入；恢复码也没有的，删掉“{_place()}”即可，台账不受影响")
    _place().unlink(missing_ok=True)


def take_off(pin: str) -> None:
    """Take the lock off by its PIN."""
    unlock(pin)
    _place().unlink(missing_ok=True)


def _required() -> ScreenLock:
    held = lock()
    if held is None:
        raise Refusal("没有设口令", "请在设置页设一个")
    return held


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # most people set no PIN, and none is asked for before the first painting

    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)


def _is(kept: str, said: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerifyMismatchError

    try:
        return _hasher().verify(kept, said)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _bare(code: str) -> str:
    return "".join(code.upper().split()).replace("-", "")


def _keep(held: ScreenLock) -> None:
    try:
        home.put_down(_place(), json.dumps(asdict(held), ensure_ascii=False))
    except OSError as error:
        raise Refusal("口令没能存下", "请检查磁盘空间后再试") from error


def _place() -> Path:
    return home.folder() / "锁屏.json"
