"""A ledger file on its way to rest, and away from what others left beside it: one file, its log folded in."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from app.models import backup, leftovers, rest
from app.models.lock import WriterLock
from app.models.refusal import Refusal


def settle(path: Path) -> None:
    """Fold the write-ahead log in; where that fails (disk full, pulled out) the log stays and loses nothing."""
    with suppress(sqlite3.Error):
        if backup.fold_log(path) == "delete":
            rest.note(path)


def fold_left(path: Path) -> None:
    """A log that a writer had to leave because the ledger was still being read: the last who reads folds it in.

    A writer that was killed leaves its lock's file too; such a ledger is only read.
    """
    if path.with_name(path.name + "-wal").exists() and not path.with_name(path.name + ".lock").exists():
        with suppress(Refusal, sqlite3.Error):
            lock = WriterLock(path)
            try:
                backup.fold_log(path)
            finally:
                lock.release()


def roll_back(path: Path) -> None:
    """Before a ledger is read: undo what a killed program left half written, unless somebody is writing it now."""
    if path.with_name(path.name + "-journal").exists():
        with suppress(Refusal):
            lock = WriterLock(path)
            try:
                leftovers.roll_back(path)
            finally:
                lock.release()
