"""Names of indicators as workbooks write them -> the year's indicators (``domain.md`` B, S7)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from rapidfuzz import fuzz

from app.models import quantity, resources
from app.models.target import Indicator
from app.services.importing import lexicon
from app.services.importing.tables.header import heading
from app.services.importing.text import compact, half_width, key

_NUMBERING = re.compile(
    r"^(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．]|[一二三四五六七八九十]{1,3}是|[①-⑳]|[-—–·•●○*]+)+"
)
_YEAR = re.compile(r"(?:19|20)\d{2}年度?")
_BRACKETED = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_ALIKE = 84
_AHEAD = 6
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """An indicator that a text names, and how sure that is; below 0.9 it was named loosely."""

    indicator: Indicator
    confidence: float


@dataclass(frozen=True, slots=True)
class IndicatorNames:
    """The year's indicators by everything they are called: as it is written, and bare of what says nothing."""

    exact: Mapping[str, Indicator]
    bare: Mapping[str, Indicator]

    def known(self, text: str) -> Hit | None:
        """The indicator called exactly so, the words around a name left aside."""
        label = _unnumbered(text)
        hit = self._named(heading(label).key) or self._named(key(label))
        return hit or self._bare(bare(heading(label).text)) or self._bare(bare(label))

    def find(self, text: str) -> Hit | None:
        """The indicator a label or heading names, exactly or nearly."""
        said = bare(heading(_unnumbered(text)).text)
        return self.known(text) or self._contained(said) or self._alike(said)

    def in_title(self, title: str) -> Hit | None:
        """The one indicator a title speaks of: the longest name in it, where no other is as long."""
        said = key(_YEAR.sub("", half_width(title)))
        longest = max((len(name) for name in self.bare if name in said), default=0)
        found = {one.code: one for name, one in self.bare.items() if len(name) == longest and name in said}
        return Hit(next(iter(found.values())), 0.9) if longest > 1 and len(found) == 1 else None

    def _named(self, said: str) -> Hit | None:
        return Hit(self.exact[said], 1.0) if said in self.exact else None

    def _bare(self, said: str) -> Hit | None:
        return Hit(self.bare[said], 0.95) if said in self.bare else None

    def _contained(self, said: str) -> Hit | None:
        """The longest known name within a longer text, where what is left over says nothing of another thing."""
        within = [name for name in self.bare if len(name) >= _SHORTEST and name in said]
        if not within:
            return None
        name = max(within, key=len)
        rest = said.replace(name, "", 1)
        others = {self.bare[other].code for other in within if other not in name}
        return None if others or _tells_apart(rest) else Hit(self.bare[name], 0.85)

    def _alike(self, said: str) -> Hit | None:
        if len(said) < _SHORTEST:
            return None
        best: dict[str, tuple[float, Indicator]] = {}
        for name, one in self.bare.items():
            score = 0.0 if _contrasts(name, said) else fuzz.ratio(name, said)
            best[one.code] = max(best.get(one.code, (0.0, one)), (score, one), key=lambda pair: pair[0])
        ordered = sorted(best.values(), key=lambda pair: -pair[0])
        if not ordered or ordered[0][0] < _ALIKE:
            return None
        second = ordered[1][0] if len(ordered) > 1 else 0.0
        return Hit(ordered[0][1], 0.8) if ordered[0][0] - second >= _AHEAD else None


def names_of(indicators: Sequence[Indicator]) -> IndicatorNames:
    """The names of a year's indicators; a bare name of several, or of a whole field of work, is nobody's."""
    exact: dict[str, Indicator] = {}
    shared: dict[str, dict[str, Indicator]] = {}
    for spell in (_name, _aliases, _seen, _code):
        for one in indicators:
            for text in spell(one):
                exact.setdefault(key(text), one)
                shared.setdefault(bare(text), {})[one.code] = one
    nobodys = lexicon.words("field_of_work") - exact.keys()
    single = {said: next(iter(found.values())) for said, found in shared.items() if len(found) == 1}
    return IndicatorNames(exact, {said: one for said, one in single.items() if said not in nobodys})


def _name(one: Indicator) -> Iterable[str]:
    return (one.name,)


def _aliases(one: Indicator) -> Iterable[str]:
    return resources.listed(one.aliases or "")


def _seen(one: Indicator) -> Iterable[str]:
    return _more().get(one.name, ())


def _code(one: Indicator) -> Iterable[str]:
    return (one.code,)


@cache
def _more() -> Mapping[str, tuple[str, ...]]:
    """Spellings seen in workbooks beside those of the document, by the indicator's name."""
    return {row["name"]: resources.listed(row["aliases"]) for row in resources.rows("importing/indicators.csv")}


def is_part(label: str) -> bool:
    """Whether a row's label marks it as a part of the row above: ``其中：``, a dash before it (``domain.md`` D32)."""
    return bool(re.match(r"[\s\u3000]*(?:其中|[-—–])", label))


def _unnumbered(text: str) -> str:
    return _NUMBERING.sub("", half_width(text))


@lru_cache(maxsize=10_000)
def bare(text: str) -> str:
    """What a name is without its year, its brackets and the words around it: 2022年度垦造耕地任务数 is 垦造耕地."""
    whole = _YEAR.sub("", _unnumbered(compact(text)))
    said = key(_BRACKETED.sub("", whole)) or key(whole)
    for sort, cut in (("indicator_prefix", str.removeprefix), ("indicator_suffix", str.removesuffix)):
        changed = True
        while changed:
            changed = False
            for word in sorted(lexicon.words(sort), key=len, reverse=True):
                shorter = cut(said, word)
                if len(shorter) > 1 and shorter != said:
                    said, changed = shorter, True
    return said


def _tells_apart(rest: str) -> bool:
    """Whether what stands beside a name makes another thing of it: a part, a ratio, another period."""
    sorts = ("negative", "other_period", "derived", "contrast")
    return any(lexicon.has(sort, rest) for sort in sorts) or bool(lexicon.phases_in(rest))


def _contrasts(one: str, other: str) -> bool:
    """Whether one of two names has a word that tells sisters apart, and the other has not: 市级, 县级."""
    return any((word in one) != (word in other) for word in lexicon.words("contrast"))


def measures(indicator: Indicator, unit: str) -> bool:
    """Whether figures in ``unit`` can be the indicator's; things that are counted may be counted in any word."""
    try:
        factor(indicator, unit)
    except ValueError:
        return False
    return True


def factor(indicator: Indicator, unit: str) -> Fraction:
    """What a figure in ``unit`` is multiplied by to be in the indicator's; ``ValueError`` for another measure."""
    if {unit, indicator.unit} <= lexicon.words("counting"):
        return Fraction(1)
    return quantity.factor(unit, indicator.unit)
