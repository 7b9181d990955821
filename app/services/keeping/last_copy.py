"""When the last copy in a second place was made that was read back and found right."""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.models import home
from app.models.store import Store, moment

_OLD = 7  # days after which a second copy is too old


def note(store: Store, copy: Path, head: str) -> None:
    """Remember a copy as the newest; ``head`` is the end of the chain of steps that it holds."""
    with suppress(OSError):  # the copy is there; that it is not remembered costs a reminder
        place = _place(store)
        place.parent.mkdir(parents=True, exist_ok=True)
        said = {"at": moment(), "file": str(copy), "head": head}
        place.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def age(store: Store) -> int | None:
    """How many days ago the last second copy was made and found right; None where there never was one."""
    try:
        at = datetime.fromisoformat(json.loads(_place(store).read_text("utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return max(0, (datetime.now().astimezone() - at).days)


def said(days: int | None) -> str:
    """How long ago the last copy was made, in a few words."""
    if days is None:
        return "还没有在别处备份"
    return "别处备份：今天" if days == 0 else f"别处备份：{days} 天前"


def is_old(days: int | None) -> bool:
    """Whether it is time for another: there never was one, or it is more than a week old."""
    return days is None or days > _OLD


def _place(store: Store) -> Path:
    return home.note_of(store.location, "副本")
