"""The copy in a second place: making it, and knowing how old the last one is that was read back and found right."""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.models import home
from app.models.store import Store, moment
from app.services.keeping import parcel
from app.services.keeping.parcel import Contents

SUFFIX = ".zip"
OLD = 7  # days after which a second copy is too old


def make(store: Store, place: Path, passphrase: str = "", *, plain: bool = False) -> Path:
    """A parcel of the ledger in a folder elsewhere (a U盘, another disk), read back and noted as the newest."""
    target = place / f"{_stem(store)}-{datetime.now():%Y%m%d-%H%M%S}{SUFFIX}"
    contents = parcel.write(store, target, passphrase, plain=plain)
    _note(store, target, contents)
    return target


def _stem(store: Store) -> str:
    return store.path.stem if store.path else "台账"


def _note(store: Store, target: Path, contents: Contents) -> None:
    with suppress(OSError):  # the copy is there; that it is not remembered costs a reminder
        place = _place(store)
        place.parent.mkdir(parents=True, exist_ok=True)
        said = {"at": moment(), "file": str(target), "head": contents.head}
        place.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def age(store: Store) -> int | None:
    """How many days ago the last second copy was made and found right; None where there never was one."""
    try:
        at = datetime.fromisoformat(json.loads(_place(store).read_text("utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return max(0, (datetime.now().astimezone() - at).days)


def _place(store: Store) -> Path:
    return home.note_of(store.location, "副本")
