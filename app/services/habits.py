"""How this computer's user likes to see a ledger: columns, order, the form; or all of them: the colours.

Kept in the program's own folder. It is no part of the ledger: another user of the same file has habits of their own,
and nothing here is undone.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.models import home

if TYPE_CHECKING:
    from app.models.store import Store

_ROOM, _ALL = "界面", "全部.json"


def recall(store: "Store | None", name: str) -> dict[str, Any]:
    """What is noted under a name for one ledger (None: for all); nothing where nothing was noted or can be read."""
    found = _noted(store).get(name)
    return found if isinstance(found, dict) else {}


def keep(store: "Store | None", name: str, value: dict[str, Any]) -> None:
    """Note something under a name. Where that cannot be written, the next start looks as the first did."""
    with suppress(OSError):
        home.put_down(_place(store), json.dumps(_noted(store) | {name: value}, ensure_ascii=False))


def _noted(store: "Store | None") -> dict[str, Any]:
    try:
        noted = json.loads(_place(store).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _place(store: "Store | None") -> Path:
    return home.folder() / _ROOM / _ALL if store is None else home.note_of(store.location, _ROOM)
