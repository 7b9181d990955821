"""The ledgers this computer's user opened last, newest first; kept in the program's own folder."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.models import home

_MOST = 6
_ROOM = "最近打开.json"


@dataclass(frozen=True, slots=True)
class Recent:
    """A ledger file that was opened, what it was about then, and whether it is still there."""

    path: Path
    title: str
    there: bool


def recent() -> list[Recent]:
    """The ledgers that were opened last; none where nothing was noted or it cannot be read."""
    return [Recent(Path(path), title, _is_there(path)) for path, title in _noted().items()]


def note(path: Path, title: str) -> None:
    """Note that a ledger was opened. Where that cannot be written, it is not offered the next time."""
    noted = {str(path.absolute()): title}
    noted |= {old: said for old, said in _noted().items() if old not in noted}
    with suppress(OSError):
        place = home.folder() / _ROOM
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(place.name + ".part")
        part.write_text(json.dumps(dict(list(noted.items())[:_MOST]), ensure_ascii=False), encoding="utf-8")
        part.replace(place)


def _noted() -> dict[str, str]:
    try:
        noted = json.loads((home.folder() / _ROOM).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(path): str(title) for path, title in noted.items()} if isinstance(noted, dict) else {}


def _is_there(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):  # a drive that does not answer, a note that is no path
        return False
