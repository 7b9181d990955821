"""Divisions of China (counties, towns; villages where known) by code and by the names people write."""

import re
from collections.abc import Iterator, Mapping
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
def _written() -> str:
    """The divisions as they are kept: a line each, in code order, below the names of the columns."""
    return resources.text("divisions.csv.gz")


@cache
def _within(province: str) -> dict[str, Division]:
    """Those of a province.

    There are 46,000 divisions and a ledger is of one province, so that of the others no line is looked at.
    """
    text = _written()
    start, last = text.find(f"\n{province},"), text.rfind(f"\n{province}")
    return {} if start < 0 else _taken_apart(text[start : text.index("\n", last + 1)])


def _taken_apart(text: str) -> dict[str, Division]:
    lines = (line.split(",") for line in text.splitlines() if line)
    return {code: Division(code, name, parent) for code, name, _, parent in lines}


@cache
def _children(province: str) -> Mapping[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for division in _within(province).values():
        found.setdefault(division.parent, []).append(division)
    return {parent: tuple(group) for parent, group in found.items()}


@cache
def divisions() -> dict[str, Division]:
    """Every division by code, in code order."""
    return _taken_apart(_written().partition("\n")[2])


@cache
def names() -> frozenset[str]:
    """The names of all towns and counties."""
    return frozenset(re.findall(",([^,]+),(?:town|county),", _written()))


def short(code: str) -> str:
    """A code without the zeros that fill a province's or city's to six digits."""
    return code[:2] if code[2:] == "0000" else code[:4] if code[4:] == "00" else code


def full(code: str) -> str:
    """A code filled to six digits, as figures and reports carry it."""
    return code.ljust(6, "0")


def division(code: str) -> Division | None:
    """The division of a code, written short or filled with zeros."""
    known = short(code)
    return _within(known[:2]).get(known)


def children(code: str) -> tuple[Division, ...]:
    """The divisions directly below one, in code order."""
    known = short(code)
    return _children(known[:2]).get(known, ())


def below(code: str) -> Iterator[Division]:
    """Every division below one, level by level within each branch."""
    return _descendants(short(code))


def _descendants(code: str) -> Iterator[Division]:
    # A county's own code may end in zeros like a filled city's, so it is taken as it is.
    for child in _children(code[:2]).get(code, ()):
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
