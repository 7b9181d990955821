"""Proposals against the indicators that are known: by name or alias, exactly, shortened or nearly."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from rapidfuzz import fuzz

from app.models import quantity
from app.models.resources import listed
from app.models.target import Indicator
from app.services.importing import lexicon
from app.services.importing.figures.indicator_names import factor, measures
from app.services.importing.proposal.mention import MILESTONE
from app.services.importing.proposal.merge import Proposal
from app.services.importing.proposal.naming import is_subsequence
from app.services.importing.text import key

_ENOUGH = 0.78
_SHORTEST = 4
_HELD = 0.88
_SHORTENED = 0.78
_MOSTLY = 0.55
_SAME_VALUE = 0.05
_FIGURE = re.compile(r"\d{3,}")


def matched(proposed: Sequence[Proposal], known: Sequence[Indicator]) -> Mapping[int, Indicator]:
    """Which proposal (by its place) is which known indicator; each is matched once, the surest first."""
    pairs = sorted(_scores(proposed, known), key=lambda one: (-one[0], one[1], one[2]))
    found: dict[int, Indicator] = {}
    taken: set[int] = set()
    for _, place, which in pairs:
        if place not in found and which not in taken:
            found[place] = known[which]
            taken.add(which)
    return found


def _scores(proposed: Sequence[Proposal], known: Sequence[Indicator]) -> Iterator[tuple[float, int, int]]:
    for place, one in enumerate(proposed):
        for which, indicator in enumerate(known):
            if not _comparable(one, indicator) or not _under_its_own(one, indicator, proposed, known):
                continue
            score = _score(one, indicator)
            if score >= _ENOUGH:
                equal = indicator.value is not None and in_its_unit(one, indicator) == indicator.value
                yield score + _SAME_VALUE * equal, place, which


def _score(one: Proposal, indicator: Indicator) -> float:
    return max(_alike(key(name), key(said)) for name in one.names for said in _names(indicator))


def is_sure(one: Proposal, indicator: Indicator) -> bool:
    """Whether a proposal goes by one of an indicator's names, shortened or lengthened at most."""
    return _score(one, indicator) >= _HELD


def _under_its_own(
    one: Proposal, indicator: Indicator, proposed: Sequence[Proposal], known: Sequence[Indicator]
) -> bool:
    """Whether both are parts of one whole, where both are parts: 市统筹 of another whole is another aim."""
    whole = next((other for other in known if other.code == indicator.parent), None)
    return one.parent is None or whole is None or _score(proposed[one.parent], whole) >= _ENOUGH


def _names(indicator: Indicator) -> tuple[str, ...]:
    return (indicator.name, *listed(indicator.aliases or ""))


def _comparable(one: Proposal, indicator: Indicator) -> bool:
    """Whether both are milestones, or both are numbers of one measure."""
    if (one.direction == MILESTONE) != (indicator.direction == MILESTONE):
        return False
    return one.direction == MILESTONE or one.unit is None or measures(indicator, one.unit)


def in_its_unit(one: Proposal, indicator: Indicator) -> int | None:
    """The proposed value as the indicator keeps it, scaled; None where the document leaves it open."""
    if one.value is None or one.unit is None:
        return None
    return quantity.rounded(Fraction(one.value) * factor(indicator, one.unit), indicator.scale)


def _alike(name: str, said: str) -> float:
    """How surely two names mean one thing, 0 to 1; a word that tells sisters apart (市级, 县级) forbids it."""
    if name == said:
        return 1.0
    if any((word in name) != (word in said) for word in lexicon.words("contrast")):
        return 0.0
    short, long = sorted((name, said), key=len)
    score = fuzz.ratio(name, said) / 100
    if len(short) < _SHORTEST:
        return score
    share = len(short) / len(long)
    if short in long:
        return max(score, _HELD + share / 10)
    telling = share >= _MOSTLY or _FIGURE.search(short)  # a figure in a name (1:500) is as good as the name
    shortened = is_subsequence(short, long) or not Counter(short) - Counter(long)
    return max(score, _SHORTENED + share / 10) if telling and shortened else score
