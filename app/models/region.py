"""Divisions of China (counties, towns; villages where known) by code and by the names people write."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from app.models import resources

LEVELS = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}


class Division(NamedTuple):
    """One division: its code without trailing zeros (2, 4, 6, 9 or 12 digits), its name and its parent's code."""

    code: str
    name: str
    parent: str

    @property
    def level(self) -> str:
        """``province``, ``city``, ``county``, ``town`` or ``village``."""
        return LEVELS[len(self.code)]


@cache
def divisions() -> dict[str, Division]:
    """Every division by code, in code order; there are 46,000, so they are read without a dictionary for each."""
    lines = resources.lines("divisions.csv.gz")
    next(lines)
    return {code: Division(code, name, parent) for code, name, _, parent in lines}


@cache
def _children() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for division in divisions().values():
        found.setdefault(division.parent, []).append(division)
    return {parent: tuple(group) for parent, group in found.items()}


def short(code: str) -> str:
    """A code without the zeros that fill a province's or city's to six digits."""
    return code[:2] if code[2:] == "0000" else code[:4] if code[4:] == "00" else code


def full(code: str) -> str:
    """A code filled to six digits, as figures and reports carry it."""
    return code.ljust(6, "0")


def division(code: str) -> Division | None:
    """The division of a code, written short or filled with zeros."""
    return divisions().get(short(code))


def children(code: str) -> tuple[Division, ...]:
    """The divisions directly below one, in code order."""
    return _children().get(short(code), ())


def below(code: str) -> Iterator[Division]:
    """Every division below one, level by level within each branch."""
    return _descendants(short(code))


def _descendants(code: str) -> Iterator[Division]:
    # A county's own code may end in zeros like a filled city's, so it is taken as it is.
    for child in _children().get(code, ()):
        yield child
        yield from _descendants(child.code)


def name_of(code: str) -> str:
    """The name of a code; a code nobody knows stands for itself."""
    found = division(code)
    return found.name if found else code


def towns(code: str) -> tuple[Division, ...]:
    """The towns of a county, or of every county of a city, in code order."""
    return tuple(one for one in below(code) if one.level == "town")


@cache
def town_aliases() -> dict[str, tuple[str, ...]]:
    """Other and former names of divisions by code, as ``resources/division_aliases.csv`` lists them."""
    found: dict[str, list[str]] = {}
    for row in resources.rows("division_aliases.csv"):
        found.setdefault(row["code"], []).append(row["alias"])
    return {code: tuple(names) for code, names in found.items()}
