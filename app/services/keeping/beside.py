"""Whether the files beside a ledger are still there and still what they were: attachments, originals, sent files."""

from collections.abc import Generator

from app.models import backup, rest
from app.models.queries import kept
from app.models.store import Store


def astray(store: Store) -> Generator[None, None, list[str]]:
    """What is missing or was changed, in words; the ledger itself is whole without it. It yields between files."""
    if store.path is None:
        return []
    with store.read() as session:
        files = kept.files(session)
    found = []
    for one in files:
        yield
        places = list(backup.beside(store.path, one.kind).rglob(f"{one.sha256}*"))
        if not places and not one.needed:
            continue
        if not places:
            found.append(f"{one.kind}“{one.name}”不见了，可放回“{backup.beside(store.path, one.kind).name}”文件夹")
        elif all(rest.digest(place) != one.sha256 for place in places):
            found.append(f"{one.kind}“{one.name}”与存入时不同，请用原来的文件换回")
    return found
