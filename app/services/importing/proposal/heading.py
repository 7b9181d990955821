"""The numbers that headings and list items begin with."""

import re
from dataclasses import dataclass
from functools import cache

from app.models import resources

ITEM = 9


@dataclass(frozen=True, slots=True)
class Marker:
    """A heading's number: its level (``ITEM`` for 一是), how it is cited, and where the words begin."""

    level: int
    number: str
    end: int


@cache
def _forms() -> tuple[tuple[int, re.Pattern[str], str], ...]:
    return tuple(
        (int(row["level"]), re.compile(row["pattern"]), row["shown"]) for row in resources.rows("proposal/headings.csv")
    )


@cache
def item() -> re.Pattern[str]:
    """The words that number an item within a sentence."""
    return next(form for level, form, _ in _forms() if level == ITEM)


def marker(text: str, *, low: int = 1, high: int = ITEM) -> Marker | None:
    """The number that plain ``text`` begins with, of the levels asked for; None where it begins with none."""
    for level, form, shown in _forms():
        if low <= level <= high and (found := form.match(text)):
            return Marker(level, shown.format(*(found.groups() or (found[0],))), found.end())
    return None
