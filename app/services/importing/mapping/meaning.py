"""What a heading means: the notions it is made of, so that a wording nobody has listed is understood.

``已拆除违法建筑面积`` and ``拆除违建面积`` are the same three notions. Words that only fill (已, 具体, 所在) count
nothing, weak ones (项目, 完成) little, a ledger's own topic (违建 in the ledger of demolitions) not much more; every
other notion must be in both. The notions and their words are data: ``resources/importing/concepts.csv``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from app.models import resources

_ALIKE = 0.96
_PER_SIGN = 0.14
_GROUP = 0.03
_SECOND = 1.0
_EXTRA = {
    "weak": 0.03,
    "label": 0.03,
    "tag": 0.03,
    "tail": 0.03,
    "state": 0.05,
    "topic": 0.08,
    "year": 0.04,
    "measure": 0.1,
    "place": 0.2,
}
_MISSING = {"weak": 0.05, "label": 0.12, "tag": 0.25, "tail": 0.1, "state": 0.06, "topic": 0.2, "measure": 0.13}
_TELLING = frozenset({"tail", "measure", "place", "year", "core"})
_STRONG = frozenset({"topic", "place", "year", "core"})
_NAMING = _STRONG | {"tail"}
_FILLER = "filler"
_ANSWERS = frozenset({"日期"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """The notions of a heading, and what of it no notion covers."""

    notions: frozenset[str]
    rest: str

    @property
    def understood(self) -> bool:
        """Whether the heading is made of known notions, at least one of them more than a filler."""
        return bool(self.notions) and not self.rest


@dataclass(frozen=True, slots=True)
class Known:
    """A known heading of a ledger's field: its meaning, the notions of the field's group, whether it is an area.

    Whatever means the same has the notions that are ``indispensable``. ``is_bare`` says that it has but one notion that
    tells it from others (编号, 合格面积): nothing may be missing then.
    """

    kind: str
    meaning: Meaning
    group: frozenset[str]
    is_area: bool
    is_bare: bool
    indispensable: frozenset[str]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(resources.rows("importing/concepts.csv"))


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    """Word -> the notions it stands for; a filler stands for none."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows():
        notions = () if row["sort"] == _FILLER else tuple(row["concept"].split("+"))
        found |= dict.fromkeys(resources.listed(row["words"]), notions)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _words()), key=len, reverse=True)))


@cache
def _sorts(kind: str) -> Mapping[str, str]:
    """How much each notion weighs in one ledger: ``core``, ``weak``, ``topic``, ``measure`` or ``place``."""
    found: dict[str, str] = {}
    for row in _rows():
        ours = not row["kinds"] or kind in resources.listed(row["kinds"])
        for notion in row["concept"].split("+"):
            if ours and row["sort"] != "core":
                found[notion] = row["sort"]
            found.setdefault(notion, "core")
    return found


class _Notions(NamedTuple):
    """The notions of one ledger that tell headings apart, those that name a field, those of weight, those that a
    heading may leave out.
    """

    telling: frozenset[str]
    naming: frozenset[str]
    strong: frozenset[str]
    missable: frozenset[str]


@cache
def _notions(kind: str) -> _Notions:
    """Thousands of listed headings are looked at in each start: what is asked of all of them is worked out once."""
    sorts = _sorts(kind)
    named = (_TELLING, _NAMING, _STRONG, _MISSING)
    telling, naming, *others = (frozenset(notion for notion in sorts if sorts[notion] in wanted) for wanted in named)
    return _Notions(telling, naming - _ANSWERS, *others)


@lru_cache(maxsize=50_000)
def meaning(said: str) -> Meaning:
    """The meaning of a heading's key; of overlapping words the longest counts."""
    notions: list[str] = []
    rest, end = [], 0
    for word in _pattern().finditer(said):
        rest.append(said[end : word.start()])
        notions += _words()[word[0]]
        end = word.end()
    return Meaning(frozenset(notions), "".join(rest) + said[end:])


@lru_cache(maxsize=10_000)
def core_words(said: str) -> tuple[str, ...]:
    """The words of a heading that stand for a notion of weight in every ledger."""
    light = {notion for row in _rows() if row["sort"] != "core" for notion in row["concept"].split("+")}
    return tuple(word for word in _pattern().findall(said) if _words()[word] and not light & set(_words()[word]))


def known_as(kind: str, said: str, group: str, *, is_area: bool) -> Known | None:
    """What a listed heading means; None where it says too little to be recognised in other words."""
    meant, of = meaning(said), _notions(kind)
    notions = meant.notions
    # 完成面积 or 完成时间 is one field's in one list and another's in the next.
    if notions.isdisjoint(of.telling) or notions.isdisjoint(of.naming):
        return None
    is_bare = len(notions & of.strong) <= 1
    indispensable = notions if is_bare else notions - of.missable
    return Known(kind, meant, meaning(group).notions, is_area, is_bare, indispensable)


def likeness(said: str, known: Known) -> float:
    """How nearly a heading means what a known one does (0-1); 0 where a notion that counts is in one alone.

    A notion of the group that the field belongs to (验收 over 成活率) may be said or left out.
    """
    one, other = meaning(said), known.meaning
    sorts = _sorts(known.kind)
    shared = one.notions & other.notions
    # That both are days says nothing: 上报时间 is not 违建时间.
    if one.notions != other.notions and not any(sorts[notion] in _TELLING | _STRONG for notion in shared - _ANSWERS):
        return 0.0
    if not shared:
        return 0.0
    extra, missing = one.notions - shared, other.notions - shared
    if (not known.is_area and "面积" in extra) or missing & known.indispensable:
        return 0.0
    cost = sum(_GROUP if notion in known.group else _EXTRA.get(sorts[notion], _SECOND) for notion in extra)
    cost += sum(_MISSING[sorts[notion]] for notion in missing)
    cost += _PER_SIGN * (2 if known.is_bare else 1) * Levenshtein.distance(one.rest, other.rest)
    return max(0.0, _ALIKE - cost)
