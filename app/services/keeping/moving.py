"""Taking a ledger that lies where it must not be worked on to this computer's own disk."""

from contextlib import suppress
from pathlib import Path
from shutil import copytree

from app.models import backup, copies, home
from app.models.fault import explained
from app.models.refusal import Refusal

_MOVED = "-已移到本机"


def move_here(ledger: Path) -> Path:
    """A ledger and what lies beside it in the program's own folder, proved; the old file says by its name that it went.

    Raises ``Refusal`` where that cannot be: nothing is moved then.
    """
    target = backup.free(home.folder() / ledger.name)
    bring(ledger, target)
    with suppress(OSError, Refusal), explained():  # a place that takes no writing keeps the old name
        backup.fold_log(ledger)
        ledger.rename(backup.free(ledger.with_stem(ledger.stem + _MOVED)))
    return target


def bring(ledger: Path, target: Path) -> None:
    """A proved copy of a ledger that nobody is writing, with what lies beside it, at ``target``."""
    try:
        with explained(), backup.named_when_whole(target) as part:
            backup.copy(ledger, part)
            copies.examined(part)
            take_along(ledger, target)
    except OSError as error:
        raise Refusal(f"没能把台账拷到“{target.parent}”", "请检查磁盘空间和U盘是否还在，再试一次") from error


def take_along(ledger: Path, target: Path) -> None:
    """The attachments and originals of one ledger beside another; they are named by what is in them."""
    for kind in backup.BESIDE:
        source = backup.beside(ledger, kind)
        if source.is_dir():
            copytree(source, backup.beside(target, kind), dirs_exist_ok=True)
