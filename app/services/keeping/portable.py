"""Working on a ledger that lies on a U盘: on a copy on this computer, handed back whole when the work ends.

What is taken out is noted here with the SHA-256 of the file it was taken from. So a copy that could not be handed
back (the U盘 was pulled, the program killed) is gone on with, and a file that was changed elsewhere meanwhile is never
written over.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.models import backup, home, ledgerfile, rest
from app.models.fault import explained
from app.models.lock import WriterLock
from app.models.refusal import Refusal
from app.services.keeping.moving import bring

_NOTE = "取出.json"


@dataclass(frozen=True, slots=True)
class Taken:
    """A ledger that was taken out: where it lies, its copy here, and the SHA-256 each had when they were alike."""

    origin: str
    here: str
    origin_sha256: str
    here_sha256: str

    @property
    def waits(self) -> bool:
        """Whether the copy here holds steps that were not handed back."""
        log = Path(self.here + "-wal")  # left by a program that was killed
        return (log.exists() and log.stat().st_size > 0) or rest.digest(Path(self.here)) != self.here_sha256


def take_out(ledger: Path) -> Path:
    """The copy here of a ledger on a U盘: the one that waits to be handed back, else a fresh one.

    Raises ``Refusal`` where both were changed since they were alike, and where the copy cannot be made.
    """
    ledgerfile.header(ledger)
    here = _folder(ledger) / ledger.name
    noted = _noted(ledger)
    if noted is not None and here.exists() and noted.waits:
        if rest.digest(ledger) != noted.origin_sha256:
            raise Refusal(
                f"U盘上的台账和本机未交回的副本都改过，不能合成一份；副本在“{here}”",
                "请先分别打开看清哪一份是对的，再用“移到本机”留用其中一份",
            )
        return here
    _lend(ledger, here)
    return here


def is_lent(here: Path) -> bool:
    """Whether a ledger here is the copy of one on a U盘."""
    return (here.parent / _NOTE).exists()


def _lend(ledger: Path, here: Path) -> None:
    lock = WriterLock(ledger)  # nobody is writing there
    try:
        bring(ledger, here)
        _note(Taken(str(ledger.absolute()), str(here), rest.digest(ledger), rest.digest(here)))
    finally:
        lock.release()


def hand_back(here: Path) -> Path | None:
    """Put the copy that was worked on in its ledger's place; where it went, None where nothing was changed.

    The file it replaces is kept as “…-上一份”. Where the ledger was changed meanwhile the copy goes beside it.
    Raises ``Refusal`` where it cannot be handed back: the copy stays here and is gone on with next time.
    """
    noted = Taken(**json.loads((here.parent / _NOTE).read_text("utf-8")))
    if not noted.waits:
        return None
    origin = Path(noted.origin)
    if not origin.parent.is_dir():
        raise Refusal(f"没有找到“{origin.parent}”，台账没能交回U盘", f"请插好U盘再试；这次做的都在本机副本“{here}”里")
    target = origin
    if origin.exists() and rest.digest(origin) != noted.origin_sha256:
        target = backup.free(origin.with_stem(f"{origin.stem}-本机{datetime.now():%Y%m%d}"))
    elif origin.exists():
        _keep_last(origin)
    bring(here, target)
    if target == origin:
        _note(Taken(noted.origin, noted.here, rest.digest(origin), rest.digest(here)))
    return target


def _keep_last(origin: Path) -> None:
    last = origin.with_stem(origin.stem + "-上一份")
    try:
        with explained():
            backup.copy(origin, last)
    except OSError as error:
        raise Refusal("U盘写不进去，台账没能交回", "请检查U盘是否写保护、空间是否足够，再试一次") from error


def _folder(ledger: Path) -> Path:
    name = hashlib.sha256(str(ledger.absolute()).encode()).hexdigest()[:16]
    return home.folder() / "U盘台账" / name


def _noted(ledger: Path) -> Taken | None:
    try:
        return Taken(**json.loads((_folder(ledger) / _NOTE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _note(taken: Taken) -> None:
    (Path(taken.here).parent / _NOTE).write_text(json.dumps(asdict(taken), ensure_ascii=False), encoding="utf-8")
