"""What 总览 showed, kept on this computer so that the next start shows it while the ledger is still being opened.

What has to be loaded before a ledger can be asked anything takes many times as long as what it answers. What is kept is
shown again only where it must be what the ledger would answer now: its digest is over the file's state (``state``), the
program, the forms in use and the kept figures themselves, so that whatever was changed since (the ledger by any other
program, a figure in what was kept) makes it nothing. It holds no more than the page shows: no record and no person.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from app import __version__
from app.models import home, resources, state
from app.services import screen_lock
from app.services.figure import Figure
from app.services.keeping import last_copy
from app.services.needs import Group, Point

_ROOM = "速览"
_EXACT = ("target", "actual", "rate", "pace", "difference", "needed")


@dataclass(frozen=True, slots=True)
class Read:
    """What 总览 shows of one day: the chosen place's figures, its towns', and what needs attention."""

    now: Sequence[Figure]
    towns: Sequence[Figure]
    needs: Sequence[Point]
    copied: tuple[str, bool]
    """When the ledger was last copied to a second place, in words, and whether it is time for another copy."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What a start shows first: whose ledger it is, the year it works on, the day, how the year is cut, the towns."""

    unit: str
    year: int
    day: date
    cutoff_day: int
    towns: int
    read: Read


def keep(ledger: Path, coming: Mapping[date, Glance]) -> None:
    """Keep what is to be shown where the program is started on one of some days, for a ledger that was closed.

    Nothing is kept where the screen has a lock, nor of a file that is not at rest; what was kept before goes.
    """
    place = home.note_of(ledger, _ROOM)
    with suppress(OSError):
        key = _key(ledger)
        if not coming or key is None:
            place.unlink(missing_ok=True)
            return
        body = json.dumps({str(day): _plain(glance) for day, glance in coming.items()}, ensure_ascii=False)
        home.put_down(place, f"{_digest(key, body)}\n{body}")


def recall(location: str) -> Glance | None:
    """What the ledger shows today, where it was kept and is still that; None where it has to be asked.

    Of a ledger on a server nothing is kept: it cannot be told without asking that nobody changed it.
    """
    if "://" in location:
        return None
    ledger = Path(location)
    try:
        digest, _, body = home.note_of(ledger, _ROOM).read_bytes().decode("utf-8").partition("\n")
        key = _key(ledger)
    except (OSError, ValueError):
        return None
    if key is None or digest != _digest(key, body):
        return None
    found = json.loads(body).get(str(date.today()))
    return None if found is None else _glance(found, last_copy.age(location))


def _key(ledger: Path) -> str | None:
    """All that what is kept depends on, as a text; None where the ledger may not be shown, or not be known, before it
    is open.
    """
    now = state.at_rest(ledger) if screen_lock.lock() is None else None
    if now is None:
        return None
    return "\n".join([__version__, now, *_files(resources.root()), *_files(home.forms_folder())])


def _files(folder: Path) -> list[str]:
    """Every file in a folder with its size and when it was written."""
    found = ((path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file())
    return [f"{path} {about.st_size} {about.st_mtime_ns}" for path, about in found]


def _digest(key: str, body: str) -> str:
    return hashlib.sha256(f"{key}\n{body}".encode()).hexdigest()


def _plain(glance: Glance) -> dict[str, Any]:
    """A glance as JSON has it. Of a second copy nothing is kept: how old it is depends on when one looks."""
    needs = [one for one in glance.read.needs if one.group is not Group.COPY]
    return {
        "unit": glance.unit,
        "year": glance.year,
        "day": str(glance.day),
        "cutoff_day": glance.cutoff_day,
        "towns": glance.towns,
        "figures": [[_written(one) for one in figures] for figures in (glance.read.now, glance.read.towns)],
        "needs": [[one.group, one.grave, one.text, one.detail, one.number, one.page] for one in needs],
    }


def _glance(kept: Mapping[str, Any], copied: int | None) -> Glance:
    """What was kept; ``copied`` is how many days ago the last copy in a second place was made."""
    now, towns = ([_figure(row) for row in rows] for rows in kept["figures"])
    needs = [Point(Group(group), *said) for group, *said in kept["needs"]]
    read = Read(now, towns, [*needs, *last_copy.need(copied)], (last_copy.said(copied), last_copy.is_old(copied)))
    day = date.fromisoformat(kept["day"])
    return Glance(kept["unit"], kept["year"], day, kept["cutoff_day"], kept["towns"], read)


def _written(figure: Figure) -> list[Any]:
    """A figure's values, fractions as texts."""
    return [str(value) if isinstance(value, Fraction) else value for value in figure]


def _figure(row: Sequence[Any]) -> Figure:
    named = dict(zip(Figure._fields, row, strict=True))
    return Figure(**named | {name: Fraction(named[name]) for name in _EXACT if named[name] is not None})
