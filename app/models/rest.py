"""How a ledger file was left: the SHA-256 of all its bytes when a program last closed it.

It is kept in the program's own folder, not beside the ledger: a ledger at rest is one file. Where the bytes are still
the same nothing has happened to them, which takes a moment to see; where they are not, or nobody knows, what is inside
has to be looked at (``integrity``).
"""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from app.models import home


def note(ledger: Path) -> None:
    """Remember a ledger's bytes as they are now. Where that cannot be written nothing is lost but time."""
    with suppress(OSError):
        place = _place(ledger)
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(place.name + ".part")
        part.write_text(json.dumps({"file": str(ledger.absolute()), "sha256": digest(ledger)}), encoding="utf-8")
        part.replace(place)


def forget(ledger: Path) -> None:
    """The ledger is about to change."""
    with suppress(OSError):
        _place(ledger).unlink(missing_ok=True)


def unchanged(ledger: Path) -> bool | None:
    """Whether the ledger's bytes are those it was left with; None where that is not known."""
    try:
        noted = json.loads(_place(ledger).read_text("utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return bool(noted == digest(ledger))


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(ledger: Path) -> Path:
    return home.note_of(ledger, "校验")
