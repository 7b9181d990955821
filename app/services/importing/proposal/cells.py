"""A clause with several quantities -> each quantity with the words before and after it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from app.services.importing.proposal.amount import Amount, amounts
from app.services.importing.proposal.clause import masked
from app.services.importing.proposal.deadline import phrase
from app.services.importing.proposal.lexicon import words
from app.services.importing.proposal.naming import core

_SHORT_SHARE = 4
_RESPECTIVELY = "分别"


@dataclass(frozen=True, slots=True)
class Cell:
    """A quantity and the words that may name it."""

    left: str
    amount: Amount
    right: str


@cache
def joiner() -> re.Pattern[str]:
    """Any word that puts things side by side."""
    return re.compile("|".join(map(re.escape, words("joiner"))))


def cells(text: str, year: int) -> list[Cell]:
    """The quantities of a clause with their surroundings."""
    found = amounts(text)
    if not found:
        return []
    paired = _respectively(text, found)
    return paired or _shared(list(_in_turn(text, found, year)), year)


def _respectively(text: str, found: Sequence[Amount]) -> list[Cell]:
    """甲、乙分别达到 90%、80%: the names and the quantities in their order; empty where they do not pair."""
    subject, said, _ = text.partition(_RESPECTIVELY)
    names = joiner().split(subject)
    if not said or len(found) < 2 or len(names) != len(found):
        return []
    first = found[0]
    return [
        Cell(name, replace(one, direction=one.direction or first.direction), "")
        for name, one in zip(names, found, strict=True)
    ]


def _in_turn(text: str, found: Sequence[Amount], year: int) -> Iterator[Cell]:
    begin, left = 0, ""
    for one, after in zip(found, [*found[1:], None], strict=True):
        left = text[begin : one.start] or left  # 25户96人 counts one thing twice
        gap = text[one.end : after.start] if after else text[one.end :]
        if after is None:
            yield Cell(left, one, _before_next_day(gap))
            return
        named = bool(core(left, year))
        cut = _cut(gap, first=named)
        if cut is None and not named and core(gap, year):  # the quantity belongs to the name of the next one
            continue
        yield Cell(left, one, gap[: cut[0]] if cut else "")
        begin = one.end + (cut[1] if cut else 0)


def _before_next_day(rest: str) -> str:
    """What stands behind the last quantity, up to a day that is said beside it: 二季度30宗、三季度全部完成."""
    found = re.match(rf"(?:{joiner().pattern})(?={phrase().pattern})", rest)
    return "" if found else rest


def _cut(gap: str, *, first: bool) -> tuple[int, int] | None:
    """Where the words between two quantities part: at the first joining word, or at the last."""
    places = [found.span() for found in joiner().finditer(masked(gap))]
    return None if not places else places[0] if first else places[-1]


def _shared(found: list[Cell], year: int) -> list[Cell]:
    """1个市级、60个县级项目; 12宗、860亩用地: what is said once behind the last counts for those before it."""
    shared = list(found)
    for place in range(len(found) - 2, -1, -1):
        short, long = found[place].right, shared[place + 1].right
        if not (short or core(found[place].left, year) or core(found[place + 1].left, year)):
            shared[place] = replace(found[place], right=long)
        if 0 < len(short) <= _SHORT_SHARE and len(long) > len(short) and long[len(short) - 1] == short[-1]:
            shared[place] = replace(found[place], right=short + long[len(short) :])
    return shared
