"""When the last copy in a second place was made that was read back and found right."""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.models import home
from app.models.moment import moment
from app.services.needs import Group, Point

if TYPE_CHECKING:
    from app.models.store import Store

_OLD = 7  # days after which a second copy is too old


def note(store: "Store", copy: Path, head: str) -> None:
    """Remember a copy as the newest; ``head`` is the end of the chain of steps that it holds."""
    with suppress(OSError):  # the copy is there; that it is not remembered costs a reminder
        place = _place(store.location)
        place.parent.mkdir(parents=True, exist_ok=True)
        said = {"at": moment(), "file": str(copy), "head": head}
        place.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def age(location: str) -> int | None:
    """How many days ago the last second copy of a ledger was made and found right; None where there never was one."""
    try:
        at = datetime.fromisoformat(json.loads(_place(location).read_text("utf-8"))["at"])
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


def need(days: int | None) -> list[Point]:
    """What there is to see to where it is time for another copy; ``days`` is how old the last one is."""
    if not is_old(days):
        return []
    words = "还没有在别处留过一份" if days is None else f"别处的那份已是 {days} 天前的"
    return [Point(Group.COPY, True, words, "插上U盘，在“设置”里再留一份", 1, "settings")]


def _place(location: str) -> Path:
    return home.note_of(location, "副本")
