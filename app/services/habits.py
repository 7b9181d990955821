"""How this computer's user likes to see one ledger: columns, order, the form. Kept in the program's own folder.

It is no part of the ledger: another user of the same file has habits of their own, and nothing here is undone.
"""

import json
from contextlib import suppress
from typing import Any

from app.models import home
from app.models.store import Store


def recall(store: Store, name: str) -> dict[str, Any]:
    """What is noted under a name; nothing where nothing was noted or it cannot be read."""
    found = _noted(store).get(name)
    return found if isinstance(found, dict) else {}


def keep(store: Store, name: str, value: dict[str, Any]) -> None:
    """Note something under a name. Where that cannot be written, the next start looks as the first did."""
    with suppress(OSError):
        place = home.note_of(store.location, "界面")
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(place.name + ".part")
        part.write_text(json.dumps(_noted(store) | {name: value}, ensure_ascii=False), encoding="utf-8")
        part.replace(place)


def _noted(store: Store) -> dict[str, Any]:
    try:
        noted = json.loads(home.note_of(store.location, "界面").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}
