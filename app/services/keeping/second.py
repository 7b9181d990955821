"""Making the copy in a second place."""

from datetime import datetime
from pathlib import Path

from app.models.store import Store
from app.services.keeping import last_copy, parcel

SUFFIX = ".zip"


def make(store: Store, place: Path, passphrase: str = "", *, plain: bool = False) -> Path:
    """A parcel of the ledger in a folder elsewhere (a U盘, another disk), read back and noted as the newest."""
    target = place / f"{_stem(store)}-{datetime.now():%Y%m%d-%H%M%S}{SUFFIX}"
    contents = parcel.write(store, target, passphrase, plain=plain)
    last_copy.note(store, target, contents.head)
    return target


def _stem(store: Store) -> str:
    return store.path.stem if store.path else "台账"
