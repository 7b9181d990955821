"""Copies of a ledger file that are known to be good: made by SQLite itself, opened again, then named."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from app.models.driver import connect
from app.models.refusal import Refusal

BESIDE = ("附件", "原件", "报送件")
"""What lies beside a ledger and belongs to it: files of its records, workbooks that came in and that were sent."""


def beside(ledger: Path, kind: str) -> Path:
    """The folder of one of ``BESIDE``."""
    return ledger.with_name(f"{ledger.stem}-{kind}")


def folder(ledger: Path) -> Path:
    """Where the copies of a ledger are kept."""
    return ledger.with_name(ledger.stem + "-备份")


def back_up(ledger: Path, reason: str, into: Path | None = None) -> Path:
    """A verified copy of ``ledger``, named by the moment and the reason; the path of the copy.

    A copy that does not verify is never named. Raises ``Refusal`` where it cannot be made.
    """
    into = into or folder(ledger)
    target = free(into / f"{ledger.stem}-{datetime.now():%Y%m%d-%H%M%S}-{reason}{ledger.suffix}")
    try:
        with named_when_whole(target) as part:
            copy(ledger, part)
            faults = damage(part)
            if faults:
                raise Refusal(f"台账有损坏，备份没有通过检验：{faults[0]}", "请从较早的备份恢复，当前文件请保留")
    except (OSError, sqlite3.Error) as error:
        raise Refusal(f"没能备份到“{into}”", "请检查磁盘空间和文件夹权限后再试") from error
    return target


@contextmanager
def named_when_whole(target: Path) -> Iterator[Path]:
    """A ``.part`` that gets its name once all is written, proved and flushed; whatever stops that leaves neither."""
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
        flush(part)
        part.replace(target)
    finally:
        with suppress(OSError):  # where there is no folder there is no part either
            part.unlink(missing_ok=True)


def copy(source: Path, target: Path) -> None:
    """One consistent copy of a ledger that may be in use, flushed to the disk, as a single file at rest."""
    target.unlink(missing_ok=True)
    with closing(connect(source, "ro")) as original, closing(sqlite3.connect(target)) as duplicate:
        original.backup(duplicate)
        duplicate.execute("PRAGMA journal_mode=DELETE")
    flush(target)


def flush(path: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fold_log(ledger: Path) -> str:
    """Take a write-ahead log into its ledger and leave one file at rest; the journal mode that came of it.

    A log that lies beside a file it does not belong to would corrupt it, so this is done before a file is replaced.
    """
    with closing(connect(ledger, "rw")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    return str(mode)


def damage(path: Path) -> list[str]:
    """What SQLite finds wrong with a ledger file; empty when it is sound."""
    try:
        with closing(connect(path, "ro")) as connection:
            found = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return found + [f"{table} 第 {row} 行指向不存在的 {parent}" for table, row, parent, _ in orphans]


def free(path: Path) -> Path:
    """``path``, or the first of its numbered siblings that does not exist yet."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_stem(f"{path.stem}-{number}")
    return candidate
