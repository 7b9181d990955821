"""The ledgers this computer's user opened last, newest first; kept in the program's own folder."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.models import home
from app.models.server import is_server, shown, without_password

_MOST = 6
_ROOM = "最近打开.json"


@dataclass(frozen=True, slots=True)
class Recent:
    """A ledger that was opened: where, what it was about then, and whether it is still there.

    A server is not asked whether it is: that is told when its ledger is opened.
    """

    location: str
    title: str
    there: bool

    @property
    def name(self) -> str:
        """What tells it from others of the same unit and year: the name of its file or database."""
        if is_server(self.location):
            return f"服务器 {shown(self.location).partition('?')[0].rpartition('/')[2]}"
        return Path(self.location).stem


def recent() -> list[Recent]:
    """The ledgers that were opened last; none where nothing was noted or it cannot be read."""
    return [Recent(location, title, _is_there(location)) for location, title in _noted().items()]


def note(location: str, title: str) -> None:
    """Note that a ledger was opened, never with a password. Where that cannot be written, it is not offered again."""
    noted = {without_password(location) if is_server(location) else str(Path(location).absolute()): title}
    noted |= {old: said for old, said in _noted().items() if old not in noted}
    with suppress(OSError):
        home.put_down(home.folder() / _ROOM, json.dumps(dict(list(noted.items())[:_MOST]), ensure_ascii=False))


def _noted() -> dict[str, str]:
    try:
        noted = json.loads((home.folder() / _ROOM).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(place): str(title) for place, title in noted.items()} if isinstance(noted, dict) else {}


def _is_there(location: str) -> bool:
    try:
        return is_server(location) or Path(location).is_file()
    except (OSError, ValueError):  # a drive that does not answer, a note that is no path
        return False
