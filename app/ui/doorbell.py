"""One window a person: a program started a second time hands over what it was given and raises the first window.

The first holds a lock file in the program's own folder (gone with its process, however that ends) and watches a
folder beside it. The second lays a note there and goes once the note was taken. No socket is needed for it, so the
program stays one that cannot reach any network.
"""

import json
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

from app.models import home

_PATIENCE = 5.0  # seconds in which a program that is alive takes a note
_LOOK = 0.05


@dataclass(frozen=True, slots=True)
class Asked:
    """What a start was given: a ledger to open (None: one's own), and workbooks to import."""

    ledger: str | None = None
    files: tuple[str, ...] = ()

    @classmethod
    def of(cls, argv: Sequence[str]) -> Self:
        """What the arguments of a start mean: ``--ledger FILE``, or files as a double click or a drop names them."""
        if argv[:1] == ["--ledger"]:
            return cls(_from_anywhere(argv[1]))
        ledgers = [one for one in argv if one.lower().endswith(".db")]
        files = tuple(_from_anywhere(one) for one in argv if one not in ledgers)
        return cls(_from_anywhere(ledgers[0]) if ledgers else None, files)


def _from_anywhere(location: str) -> str:
    """A place as the other program finds it, too, which was started in another folder; a server's address is one."""
    return location if "://" in location else str(Path(location).absolute())


class Doorbell(QObject):
    """Held by the first program; ``rung`` says what a second one was given."""

    rung = Signal(object)

    def __init__(self, lock: QLockFile) -> None:
        super().__init__()
        self._lock = lock
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.json"):
            old.unlink(missing_ok=True)
        self._watcher = QFileSystemWatcher([str(folder)], self)
        self._watcher.directoryChanged.connect(self.answer)

    @classmethod
    def hang(cls) -> Self | None:
        """The bell of a program that is the first; None where there is another."""
        home.folder().mkdir(parents=True, exist_ok=True)
        lock = QLockFile(str(home.folder() / "窗口.lock"))
        lock.setStaleLockTime(0)  # however long it is open; what died is told by its process
        return cls(lock) if lock.tryLock(0) else None

    def answer(self) -> None:
        """Take every note that lies there."""
        for path in sorted(_folder().glob("*.json")):
            with suppress(OSError, ValueError, TypeError):
                said = json.loads(path.read_text("utf-8"))
                path.unlink()
                self.rung.emit(Asked(said["ledger"], tuple(said["files"])))

    def take_down(self) -> None:
        """Let the next program be the first."""
        self._watcher.deleteLater()
        self._lock.unlock()


def ring(asked: Asked) -> bool:
    """Hand what this start was given to the program that is open; whether it was taken."""
    import uuid  # the program that is the first rings nobody

    _let_it_come_to_the_front()
    note = _folder() / f"{uuid.uuid4().hex}.json"
    part = note.with_suffix(".part")
    try:
        part.write_text(json.dumps(asdict(_without_password(asked))), encoding="utf-8")
        part.replace(note)
        until = time.monotonic() + _PATIENCE
        while note.exists():
            if time.monotonic() > until:
                note.unlink(missing_ok=True)
                return False
            time.sleep(_LOOK)
    except OSError:
        return False
    return True


def _without_password(asked: Asked) -> Asked:
    """A password is written down nowhere; the program that is open asks for it."""
    from app.models.server import without_password  # with a database library, which the first start does not wait for

    return asked if asked.ledger is None else replace(asked, ledger=without_password(asked.ledger))


def _folder() -> Path:
    return home.folder() / "唤起"


def _let_it_come_to_the_front() -> None:
    """Windows lets only the program in front give its place away."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
