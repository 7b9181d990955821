"""What a program that was killed left half done beside a ledger: never taken for a copy, and cleared away in time."""

import shutil
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from app.models import backup, home
from app.models.driver import connect

PART = ".part"
ROOM = "~正在核对-"
"""How the name of a folder begins in which something is unpacked or packed for a moment."""
_UNFINISHED = (".migrating", ".restoring")
_HOUR = 60 * 60


def sweep(ledger: Path) -> None:
    """Remove what nobody is working on any more; the caller holds the ledger's lock.

    Only the holder of the lock migrates and restores, so what is left of those is left for good. A copy may be being
    made by another program that reads; so its part stays until nothing has been written to it for an hour.
    """
    for suffix in _UNFINISHED:
        for tail in ("", "-journal", "-wal", "-shm"):
            _remove(ledger.with_name(ledger.name + suffix + tail))
    for path in _parts(ledger):
        if _is_abandoned(path):
            _remove(path)


def roll_back(ledger: Path) -> None:
    """Undo what a program that was killed had begun to write straight into a ledger, and leave no journal beside it.

    Such a journal is rare (the switch to and from the log writes one), but a reader cannot undo it, and beside a file
    that is put in the ledger's place it would corrupt it. Nothing is done while another program writes.
    """
    journal = ledger.with_name(ledger.name + "-journal")
    if not journal.exists():
        return
    with closing(connect(ledger, "rw")) as connection:
        connection.execute("BEGIN IMMEDIATE")  # this has SQLite undo it; what is left then means nothing
        journal.unlink(missing_ok=True)
        connection.execute("ROLLBACK")


def _parts(ledger: Path) -> Iterator[Path]:
    yield from backup.folder(ledger).glob(f"*{PART}*")
    for kind in backup.BESIDE:
        yield from backup.beside(ledger, kind).glob(f"*{PART}")
    for where in {ledger.parent, home.folder()}:
        yield from where.glob(f"{ROOM}*")


def _is_abandoned(path: Path) -> bool:
    """Whether a part is older than an hour, or comes from a time that the clock says is still to come."""
    try:
        age = time.time() - path.stat().st_mtime
    except OSError:
        return False
    return not -_HOUR < age < _HOUR


def _remove(path: Path) -> None:
    with suppress(OSError):  # somebody is looking into it
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
