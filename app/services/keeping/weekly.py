"""The look through everything once a week: every page and every row of the ledger, every file beside it."""

import json
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from app.models import home
from app.models.moment import moment
from app.models.queries import journal
from app.models.store import Store
from app.services import attachments
from app.services.keeping import beside

EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong with a ledger, what is with the files beside it, and what the clock is."""

    faults: list[str]
    astray: list[str]
    clock: str = ""


def look(store: Store) -> Generator[None, None, Found]:
    """Prove the ledger; where a week has gone by since the last time, thoroughly, with the files beside it.

    Then the attachments that no record has had for long go, too.
    """
    thorough = is_due(store)
    faults = yield from store.faults(thorough=thorough)
    astray: list[str] = []
    if thorough and not faults:
        astray = yield from beside.astray(store)
        attachments.sweep(store, date.today())
        _note(store)
    return Found(faults, astray, "" if faults else _clock(store))


def last_time(store: Store) -> datetime | None:
    """When everything was looked through last and found right, on this computer."""
    try:
        return datetime.fromisoformat(json.loads(_place(store).read_text("utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_due(store: Store) -> bool:
    """Whether a week has gone by, or the clock was set back before the last time."""
    last = last_time(store)
    return last is None or not timedelta() <= datetime.now().astimezone() - last < EVERY


def _clock(store: Store) -> str:
    """A sentence where this computer's day is earlier than that of the last step, which cannot be."""
    with store.read() as session:
        newest = journal.newest(session)
    if newest is None or datetime.fromisoformat(newest) <= datetime.now().astimezone() + timedelta(days=1):
        return ""
    return f"这台电脑的日期比台账最后一步（{newest[:10]}）还早，请核对系统日期；台账按先后次序记，没有受影响"


def _note(store: Store) -> None:
    with suppress(OSError):  # it will be looked through once more
        place = _place(store)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps({"at": moment()}), encoding="utf-8")


def _place(store: Store) -> Path:
    return home.note_of(store.location, "核对")
