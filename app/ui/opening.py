"""Opening a ledger for the window: which one, for writing, whose it is, and noting it for the next start."""

from collections.abc import Callable, Generator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.ui.jobs import Progress
from app.ui.pages import ENTRIES

if TYPE_CHECKING:
    from datetime import date

    from app.models.store import Store
    from app.services.glance import Glance
    from app.ui.desk import Desk

_AHEAD = 400  # milliseconds the first page has for itself
_TURN = 60  # milliseconds from one page to the next, for what else the window has to do
FIRST = ("app.services.funnel", "app.services.overview")
"""What the first page has others do; it needs no window."""
BELOW = (
    "app.services.arrangement",
    "app.services.blocks",
    "app.services.browsing",
    "app.services.dossier",
    "app.services.entering",
    "app.services.finding",
    "app.services.history",
    "app.services.importing.errors_back",
    "app.services.importing.deciding.kept_rules",
    "app.services.importing.deciding.picture",
    "app.services.importing.deciding.piles",
    "app.services.importing.deciding.prepared",
    "app.services.importing.proposal.plan",
    "app.services.importing.proposal.revise",
    "app.services.importing.report",
    "app.services.importing.deciding.tally",
    "app.services.keeping.second",
    "app.services.links",
    "app.services.manual",
    "app.services.monthly_entry",
    "app.services.remembered",
    "app.services.reporting.sent.difference",
    "app.services.reporting.forms.own",
    "app.services.reporting.preview",
    "app.services.reporting.sent.proof",
    "app.services.reporting.sent.submit",
    "app.services.stage_moves",
    "app.services.step_detail",
    "app.services.targeting",
    "app.services.views",
    "app.services.year_end",
    "app.services.zones",
)
"""What the pages after the first have others do; it needs none either."""
OPENED = ("app.ui.grid.form", "app.ui.inbox.painter", "app.ui.finding", "app.ui.stage_moving", "app.ui.manual")
"""What a page opens when it is asked to."""


def looked_up(asked: str | None) -> "tuple[str | None, Glance | None]":
    """The ledger to open (the one ``asked`` for, else this computer's own, where there is one), and what was kept
    of what it shows.
    """
    from app.services import glance

    location = asked if asked is not None else own_ledger()
    return location, None if location is None else glance.recall(location)


def own_ledger() -> str | None:
    """The ledger of this computer's user, where there is one."""
    from app.models import home

    path = home.default_ledger()
    return str(path) if path.exists() else None


def coming(store: "Store") -> "dict[date, Glance]":
    """What the ledger will show on the next days; nothing where it cannot be told, or does not lie in a file here."""
    from app.models.refusal import Refusal
    from app.services import overview

    if store.path is None:
        return {}
    try:
        return overview.coming(store)
    except Refusal:
        return {}


def keep(store: "Store", coming: "dict[date, Glance]") -> None:
    """Keep that for the next start, once the ledger is closed."""
    from app.services import glance

    if store.path is not None:
        glance.keep(store.path, coming)


def opened(location: str) -> "tuple[Store, str, int]":
    """A ledger open for writing, the name of its unit, its year; raises what stands against it."""
    from app.models.store import Store
    from app.services import starting

    store = Store.open(location, writing=True)
    try:
        store.wake()
        _know_places(store)
        return store, *starting.about(store)
    except BaseException:
        store.close()
        raise


def _know_places(store: "Store") -> None:
    """Read the large table of divisions, from which the first page has the names of its places."""
    from app.models.queries import scope, settings

    with store.read() as session:
        scope.scope(session, settings.settings(session))


def load_ahead(desk: "Desk", make: Callable[[int], object]) -> None:
    """Once the first page stands, load what the others need: by the worker what is no window's, then page by page.

    Each page is loaded in one turn and made (``make``, by its number) in the next, so that it stands at once when it
    is first looked at.

    What touches Qt is loaded by the window's own thread: Qt's classes are made when they are first named, and two
    threads that do so at once end the program.
    """
    loads: list[Callable[[], object]] = []
    for number, entry in enumerate(ENTRIES):
        loads += [entry.load, partial(make, number)]
    loads += [partial(import_module, name) for name in OPENED]
    coming, jobs = iter(loads), desk.jobs
    wait = QTimer(desk, singleShot=True, interval=_AHEAD)
    turn = QTimer(jobs, interval=_TURN)  # the ledger may have been left for another when the worker is done

    def load() -> None:
        page = next(coming, None)
        turn.stop() if page is None else page()

    def below() -> None:
        jobs.run("准备各页", what_pages_do, lambda _: turn.start(), patient=True)

    wait.timeout.connect(below)
    turn.timeout.connect(load)
    wait.start()


def what_pages_do() -> Generator[Progress, None, None]:
    """Load what the pages have others do, none of which knows of Qt."""
    for name in BELOW:
        import_module(name)
        yield Progress("准备各页")


def what_the_first_page_does() -> None:
    """Load what the first page has others do, while its ledger is being opened."""
    for name in FIRST:
        import_module(name)


def load_first(number: int) -> Generator[None, None, None]:
    """Load what an open ledger and the page it begins with need of the window, piece by piece, by its own thread."""
    for name in ("app.ui.desk", "app.ui.safekeeping", "app.ui.locking", "app.ui.pages.board"):
        import_module(name)
        yield
    ENTRIES[number].load()


def was_ledger(path: Path) -> bool:
    """Whether a damaged file was ever a ledger of ours: its own head says so, or what lies beside it."""
    from app.models import backup, copies, ledgerfile
    from app.models.refusal import Refusal

    try:
        ledgerfile.header(path)
    except Refusal:
        return backup.beside(path, "原件").is_dir() or bool(copies.copies(path))
    return True


def is_parcel(path: Path) -> bool:
    """Whether what was to be opened as a ledger is a package."""
    from app.services.keeping import parcel

    return parcel.is_one(path)


def about(store: "Store") -> tuple[str, int]:
    """Whose ledger it is, and the year it works on."""
    from app.services import starting

    return starting.about(store)


def remember(store: "Store", title: str) -> None:
    """Offer a ledger on the start page from now on; a copy of one on a U盘 goes back and is none to come back to."""
    from app.services import recent
    from app.services.keeping import portable

    if store.path is None or not portable.is_lent(store.path):
        recent.note(store.location, title)
