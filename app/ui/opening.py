"""Opening a ledger for the window: which one, for writing, whose it is, and noting it for the next start."""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.ui.jobs import Progress
from app.ui.pages import ENTRIES

if TYPE_CHECKING:
    from app.models.store import Store
    from app.ui.desk import Desk

_AHEAD = 400  # milliseconds the first page has for itself


def own_ledger() -> str | None:
    """The ledger of this computer's user, where there is one."""
    from app.models import home

    path = home.default_ledger()
    return str(path) if path.exists() else None


def opened(location: str) -> "tuple[Store, str, int]":
    """A ledger open for writing, the name of its unit, its year; raises what stands against it."""
    from app.models.store import Store
    from app.services import starting

    store = Store.open(location, writing=True)
    try:
        store.wake()
        return store, *starting.about(store)
    except BaseException:
        store.close()
        raise


def load_ahead(desk: "Desk") -> None:
    """Once the first page stands, have the worker load what the others need."""
    wait = QTimer(desk, singleShot=True, interval=_AHEAD)
    wait.timeout.connect(lambda: desk.jobs.run("准备各页", every_page, lambda _: None, patient=True))
    wait.start()


def every_page() -> Generator[Progress, None, None]:
    """Load what the pages need before they are wanted, page by page."""
    for entry in ENTRIES:
        entry.load()
        yield Progress("准备各页")


def was_ledger(path: Path) -> bool:
    """Whether a damaged file was ever a ledger of ours: its own head says so, or what lies beside it."""
    from app.models import backup, copies, ledgerfile
    from app.models.refusal import Refusal

    try:
        ledgerfile.header(path)
    except Refusal:
        return backup.beside(path, "原件").is_dir() or bool(copies.copies(path))
    return True


def about(store: "Store") -> tuple[str, int]:
    """Whose ledger it is, and the year it works on."""
    from app.services import starting

    return starting.about(store)


def remember(store: "Store", title: str) -> None:
    """Offer a ledger on the start page from now on; a copy of one on a U盘 goes back and is none to come back to."""
    from app.services import recent
    from app.services.keeping import portable

    if store.path is not None and not portable.is_lent(store.path):
        recent.note(store.path, title)
