"""Mentions -> proposals: what is said three times is one aim; parts stand under their whole."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from app.models import quantity
from app.services.importing.proposal.deadline import year_end
from app.services.importing.proposal.lexicon import Commitment, commitments, pattern
from app.services.importing.proposal.mention import MILESTONE, Mention
from app.services.importing.proposal.naming import is_subsequence
from app.services.importing.text import key

_Amount: TypeAlias = tuple[bool, Decimal | Fraction | None, str | None]

_EXACTLY = "="
_SHORTEST = 2
_SHORTEST_DELIVERABLE = 6
_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One aim of the year as the document states it, wherever it does.

    ``value`` is in ``unit`` (kept with ``scale`` places), None where it is open or the aim is a milestone.
    ``names`` are all the names it goes by, the first one first; ``parent`` is the place of its whole among
    the proposals; ``line`` is where it is first said; ``suspect`` says what in the wording is doubtful.
    """

    names: tuple[str, ...]
    value: Decimal | None
    unit: str | None
    scale: int
    direction: str
    commitment: str
    deadlines: tuple[str, ...]
    sections: tuple[str, ...]
    parent: int | None
    sentences: tuple[str, ...]
    line: int
    suspect: str | None

    @property
    def name(self) -> str:
        """The name it is first called."""
        return self.names[0]


def proposals(found: Sequence[Mention], year: int) -> list[Proposal]:
    """The aims of a document in the order they are first stated."""
    groups: list[list[int]] = []
    alike: dict[_Amount, list[list[int]]] = defaultdict(list)  # only groups of one amount are worth comparing
    for place, mention in enumerate(found):
        near = alike[_amount(mention)]
        group = next((one for one in near if any(same(found[other], mention) for other in one)), None)
        if group is None:
            group = []
            groups.append(group)
            near.append(group)
        group.append(place)
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    return [_proposal([found[place] for place in group], group_of, year, number) for number, group in enumerate(groups)]


def same(one: Mention, other: Mention) -> bool:
    """Whether two mentions state one aim: the same amount under the same, a shortened or a fuller name."""
    opposed = one.direction and other.direction and one.direction != other.direction
    if opposed or _amount(one) != _amount(other):
        return False
    if one.sentence == other.sentence and one.deadlines != other.deadlines:
        return False  # as much again in the next quarter
    names = sorted((_key(one.name), _key(other.name)), key=len)
    if names[0] == names[1]:
        return True
    least = _SHORTEST_DELIVERABLE if one.is_milestone else _SHORTEST
    if one.sentence == other.sentence or len(names[0]) < least:
        return False
    if len(names[0]) == _SHORTEST:  # 拆违 for 拆除违法建筑: only where the amount itself tells much
        return is_subsequence(*names) and quantity.unit_named(one.unit or "") is not None
    return not Counter(names[0]) - Counter(names[1])


@lru_cache(maxsize=10_000)
def _key(name: str) -> str:
    """What two spellings of a name share: no brackets, no word for the whole area, signs that say something."""
    return key(pattern("citywide").sub("", _BRACKETS.sub("", name)))


def _amount(one: Mention) -> _Amount:
    """What a mention comes to, in whatever unit it is written."""
    unit = quantity.unit_named(one.unit or "")
    if one.value is None or unit is None:
        return one.is_milestone, one.value, one.unit if one.value is not None else None
    return one.is_milestone, Fraction(one.value) * unit.size, unit.dimension


def _proposal(said: Sequence[Mention], group_of: dict[int, int], year: int, number: int) -> Proposal:
    first = said[0]
    parents = (group_of[one.parent] for one in said if one.parent is not None)
    direction = MILESTONE if first.is_milestone else next((one.direction for one in said if one.direction), _EXACTLY)
    return Proposal(
        names=_once(one.name for one in said),
        value=None if first.value is None else first.value.normalize(),
        unit=first.unit,
        scale=first.scale,
        direction=direction,
        commitment=_firmest(said).name,
        deadlines=tuple(sorted({day for one in said for day in one.deadlines})) or (year_end(year),),
        sections=_once(one.section for one in said if one.section),
        parent=next((parent for parent in parents if parent != number), None),
        sentences=_once(one.sentence for one in said),
        line=first.line,
        suspect="；".join(_once([*(note for one in said for note in one.notes), *_differences(said)])) or None,
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _firmest(said: Sequence[Mention]) -> Commitment:
    promised = {one.commitment for one in said}
    return max((one for one in commitments() if one.name in promised), key=lambda one: one.rank)


def _differences(said: Sequence[Mention]) -> list[str]:
    """How several statements of one aim differ."""
    found = []
    if len(promised := _once(one.commitment for one in said)) > 1:
        found.append(f"各处承诺程度不同（{'、'.join(promised)}），按“{_firmest(said).name}”录入")
    if any(one.direction for one in said) and not all(one.direction for one in said):
        found.append("有的地方写了“以上”“以内”一类的话，有的没有写")
    return found
