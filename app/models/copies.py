"""The copies of a ledger that lie in its backup folder: what is in each, which may go, and putting one back."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from app.models import backup, ledgerfile, leftovers, migration, rest
from app.models.driver import connect
from app.models.engine import file_engine
from app.models.fault import explained
from app.models.ledger import LEDGERS
from app.models.lock import WriterLock
from app.models.refusal import Refusal
from app.models.soundness import altered, last

_NAMED = re.compile(r"-(?P<made>\d{8}-\d{6})-(?P<reason>.+?)(-\d+)?$")
_RECENT = 20
_SHRUNK = 0.8
_CHAINED = 3
"""The first version whose batches are chained."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What a ledger file holds: its version, how many records of each kind, and the last step done in it."""

    version: int
    records: dict[str, int]
    batch: int
    label: str
    at: str

    @property
    def total(self) -> int:
        """How many records of all kinds."""
        return sum(self.records.values())


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy: its file, when and why it was made, how large it is, and what it holds."""

    path: Path
    made: datetime
    reason: str
    size: int
    inside: Inside

    @property
    def weight(self) -> int:
        """By what a copy that holds far more than the newest is told."""
        return self.inside.total


class Made(Protocol):
    """A copy of a ledger, in a file or of one on a server."""

    @property
    def path(self) -> Path:
        """Its file."""

    @property
    def made(self) -> datetime:
        """When it was made."""

    @property
    def weight(self) -> int:
        """How much it holds, in whatever all are measured by."""


Kept = TypeVar("Kept", bound=Made)


def inside(path: Path) -> Inside:
    """What a ledger file of any version holds; nothing is changed. Raises ``Refusal`` for what is no ledger."""
    version = ledgerfile.header(path).version
    with explained(), closing(connect(path, "ro")) as connection:
        counts = {
            kind: int(connection.execute(f'SELECT count(*) FROM "{kind}"').fetchone()[0])  # noqa: S608 - our own names
            for kind in LEDGERS
        }
        step = connection.execute("SELECT id, label, at FROM batch ORDER BY id DESC LIMIT 1").fetchone()
    batch, label, at = step or (0, "", "")
    return Inside(version, counts, batch, label, at)


def link(path: Path) -> str:
    """The newest link of the journal's chain in a ledger file, empty where it had no step yet.

    Raises ``Refusal`` for what is no ledger, and for one of a version that kept no chain.
    """
    if ledgerfile.header(path).version < _CHAINED:
        raise Refusal(f"“{path.name}”是旧版本的台账，没有记下修改历史的校验", "请换一份较新的备份")
    with explained(), closing(connect(path, "ro")) as connection:
        newest = "SELECT chain FROM batch WHERE chain IS NOT NULL ORDER BY id DESC LIMIT 1"
        found = connection.execute(newest).fetchone()
    return str(found[0]) if found else ""


def copies(ledger: Path) -> list[Copy]:
    """The copies of a ledger, newest first; what cannot be read is passed over.

    They are ordered by the steps they hold, not by the clock: a clock that was set back makes no copy older.
    """
    found = [one for path in backup.folder(ledger).glob(f"*{ledger.suffix}") if (one := _copy(path))]
    return sorted(found, key=lambda one: (one.inside.batch, one.made, one.path.name), reverse=True)


def _copy(path: Path) -> Copy | None:
    told = named(path)
    if told is None:
        return None
    try:
        return Copy(path, *told, path.stat().st_size, inside(path))
    except (OSError, Refusal):
        return None


def named(path: Path) -> tuple[datetime, str] | None:
    """When and why a copy was made, as its name tells; None for what is not named like one."""
    found = _NAMED.search(path.stem)
    try:
        return (datetime.strptime(found["made"], "%Y%m%d-%H%M%S").astimezone(), found["reason"]) if found else None
    except ValueError:
        return None


_SPANS: Sequence[tuple[int, Callable[[datetime], Hashable]]] = (
    (30, lambda made: made.date()),
    (12, lambda made: made.isocalendar()[:2]),
    (24, lambda made: (made.year, made.month)),
)


def superfluous(newest_first: Sequence[Kept]) -> list[Kept]:
    """The copies that may go: beyond the 20 newest, and the newest of 30 days, 12 weeks and 24 months.

    One that holds far more records than the newest never goes: a ledger that shrank may have lost something.
    """
    kept = {one.path for one in newest_first[:_RECENT]}
    for count, span in _SPANS:
        kept |= {one.path for one in list(_newest_of_each(newest_first, span))[:count]}
    return [one for one in newest_first if one.path not in kept and not _is_larger(one, newest_first[0])]


def _newest_of_each(newest_first: Sequence[Kept], span: Callable[[datetime], Hashable]) -> Iterator[Kept]:
    seen = set()
    for one in newest_first:
        key = span(one.made)
        if key not in seen:
            seen.add(key)
            yield one


def _is_larger(one: Made, newest: Made) -> bool:
    return newest.weight < one.weight * _SHRUNK


def thin(ledger: Path) -> None:
    """Remove the copies that may go."""
    remove(superfluous(copies(ledger)))


def remove(those: Iterable[Made]) -> None:
    """Take some copies away."""
    for one in those:
        with suppress(OSError):  # somebody is looking into it
            one.path.unlink()


def examined(copy: Path) -> Inside:
    """What a copy holds, after a thorough look at it. Raises ``Refusal`` where it is no ledger, newer, or damaged."""
    held = inside(copy)
    if held.version > migration.newest():
        raise Refusal("这份备份是更新版本的程序做的", "请升级本程序后再恢复")
    found = backup.damage(copy) or _altered(copy, held.version)
    if found:
        raise Refusal(f"这份备份有损坏：{found[0]}", "请换一份较早的备份")
    return held


def _altered(copy: Path, version: int) -> list[str]:
    if version < migration.newest():  # its tables are not those of today; it is proved once it has been brought up
        return []
    engine = file_engine(copy, writing=False, mode="ro")
    try:
        with engine.connect() as connection:
            return last(altered(connection))
    finally:
        engine.dispose()


def restore(ledger: Path, copy: Path) -> Path | None:
    """Put a copy in a ledger's place; where what was there is kept, None where nothing was.

    The copy is proved before and what is put in place after; a kill at any moment leaves the one or the other.
    """
    examined(copy)
    with suppress(OSError):  # where it cannot be made the lock says so
        ledger.parent.mkdir(parents=True, exist_ok=True)
    lock = WriterLock(ledger)
    part = ledger.with_name(ledger.name + ".restoring")
    try:
        kept = _keep(ledger) if ledger.exists() else None
        backup.copy(copy, part)
        examined(part)
        rest.forget(ledger)
        with suppress(sqlite3.Error):  # damaged: its log lies with what was kept
            leftovers.roll_back(ledger)
            backup.fold_log(ledger)
        _drop_log(ledger)
        part.replace(ledger)
        rest.note(ledger)
    except (OSError, sqlite3.Error) as error:
        raise Refusal("没能恢复台账，原来的台账没有动", "请检查磁盘空间和文件夹权限后再试") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        lock.release()
    return kept


def _keep(ledger: Path) -> Path:
    """What is about to be replaced, with its log, byte for byte: it may be damaged, and still hold something."""
    target = backup.free(backup.folder(ledger) / f"{ledger.stem}-{datetime.now():%Y%m%d-%H%M%S}-恢复前{ledger.suffix}")
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("-journal", "-wal", ""):
        source = ledger.with_name(ledger.name + suffix)
        if source.exists():
            shutil.copyfile(source, target.with_name(target.name + suffix))
            backup.flush(target.with_name(target.name + suffix))
    return target


def _drop_log(ledger: Path) -> None:
    """A log of the old file beside the new one would corrupt it; it lies with what was kept."""
    for suffix in ("-journal", "-wal", "-shm"):
        ledger.with_name(ledger.name + suffix).unlink(missing_ok=True)
