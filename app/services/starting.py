"""Beginning a ledger: finding one's own unit among all of China's, and what an open ledger is about."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.models import region, resources
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.region import Division
from app.models.store import Store
from app.services import ledger, setting
from app.services.pinyin import initials

_MOST = 50
_REPORTING_LEVELS = ("county", "city")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit a ledger can be made for: a county, a city, or a zone; ``above`` is where it lies."""

    code: str
    name: str
    above: str
    letters: str

    def rank(self, typed: str) -> int | None:
        """How well what was typed means this unit, 0 best; None where it does not."""
        tests = (
            typed in (self.name, self.code, self.letters),
            self.name.startswith(typed) or self.code.startswith(typed),
            self.letters.startswith(typed),
            typed in self.name or typed in self.above + self.name,
        )
        return next((place for place, holds in enumerate(tests) if holds), None)


@cache
def units() -> tuple[Unit, ...]:
    """Every unit a ledger can be made for, in code order."""
    divided = [
        _unit(one) for one in region.divisions().values() if one.level in _REPORTING_LEVELS and not _is_formal(one.name)
    ]
    known = {unit.code for unit in divided}
    zones = [
        Unit(row["code"], row["name"], _above(row["host"]), initials(row["name"]))
        for row in resources.rows("reporting_units.csv")
        if row["code"] not in known
    ]
    return tuple(sorted([*divided, *zones], key=lambda unit: unit.code))


def _unit(one: Division) -> Unit:
    return Unit(region.full(one.code), one.name, _above(one.code), initials(one.name))


def _above(code: str) -> str:
    """The names of the divisions above one, the widest first; a level that is only a form is left out."""
    short = region.short(code)
    names = [region.name_of(short[:size]) for size in (2, 4) if size < len(short)]
    return " ".join(name for name in names if not _is_formal(name))


def _is_formal(name: str) -> bool:
    """Whether a division exists in the codes and nowhere else."""
    names, endings = _formal()
    return name in names or name.endswith(endings)


@cache
def _formal() -> tuple[frozenset[str], tuple[str, ...]]:
    listed = list(resources.rows("formal_divisions.csv"))
    names = frozenset(row["text"] for row in listed if row["match"] == "whole")
    return names, tuple(row["text"] for row in listed if row["match"] == "ending")


def example() -> Unit:
    """The unit that is shown where no one has chosen any: the first that reports."""
    first = next(resources.rows("reporting_units.csv"))
    return next(unit for unit in units() if unit.code == first["code"])


def find_units(typed: str) -> Sequence[Unit]:
    """The units meant by a name, a code or initials of its sound, the likeliest first."""
    wanted = typed.strip().lower()
    ranked = [(place, unit.code, unit) for unit in units() if wanted and (place := unit.rank(wanted)) is not None]
    return [unit for *_, unit in sorted(ranked)[:_MOST]]


def towns_of(unit: str) -> list[tuple[str, str]]:
    """The towns a unit's ledger begins with: (code, name)."""
    zoned = [row for row in resources.rows("reporting_units.csv") if row["code"] == unit]
    codes = [code for row in zoned for code in resources.listed(row["towns"])]
    return [(code, region.name_of(code)) for code in codes] or [(one.code, one.name) for one in region.towns(unit)]


def create(location: Path, unit: str, year: int, cutoff_day: int) -> Store:
    """A new ledger, open for writing, whose months close on ``cutoff_day``. Raises ``Refusal`` where it cannot be."""
    store = ledger.create(str(location), unit, year)
    with store.read() as session:
        usual = choices.settings(session).cutoff_day
    if cutoff_day != usual:
        setting.change(store, "cutoff_day", str(cutoff_day))
    return store


def about(store: Store) -> tuple[str, int]:
    """The name of an open ledger's unit, and the year it works on."""
    with store.read() as session:
        chosen = choices.settings(session)
        return scopes.scope(session, chosen).name, chosen.year


def room(folder: Path) -> int:
    """How many bytes are free where a folder is, or would be made."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free
