"""The words and forms a document is read by. Data under ``resources/proposal``."""

import re
from dataclasses import dataclass
from functools import cache

from app.models import quantity, resources


@dataclass(frozen=True, slots=True)
class Bound:
    """A word that says on which side of a number the aim lies; ``direction`` is empty where it says neither."""

    word: str
    direction: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """How firmly a word promises; of several statements of one aim the highest ``rank`` counts."""

    name: str
    rank: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit as it is written, what it is kept in, and with how many places."""

    unit: str
    scale: int


@cache
def words(sort: str) -> tuple[str, ...]:
    """The words of one sort, longest first."""
    found = {row["sort"]: resources.listed(row["words"]) for row in resources.rows("proposal/words.csv")}
    return tuple(sorted(found[sort], key=len, reverse=True))


def word(sort: str) -> str:
    """The only word of a sort."""
    return words(sort)[0]


@cache
def pattern(sort: str) -> re.Pattern[str]:
    """Any word of one sort, the longest that fits."""
    return re.compile("|".join(map(re.escape, words(sort))))


@cache
def bounds(place: str) -> tuple[Bound, ...]:
    """The bounding words before or after a number, longest first."""
    rows = [row for row in resources.rows("proposal/bounds.csv") if row["place"] == place]
    return tuple(sorted((Bound(row["word"], row["direction"]) for row in rows), key=lambda one: -len(one.word)))


@cache
def bound_pattern(place: str) -> re.Pattern[str]:
    """Any bounding word of one place."""
    return re.compile("|".join(re.escape(one.word) for one in bounds(place)))


@cache
def direction_of(word: str) -> str:
    """The direction a bounding word says."""
    return next(one.direction for place in ("before", "after") for one in bounds(place) if one.word == word)


@cache
def commitments() -> tuple[Commitment, ...]:
    """The degrees of promise."""
    return tuple(
        Commitment(row["commitment"], int(row["rank"]), resources.listed(row["words"]))
        for row in resources.rows("proposal/commitments.csv")
    )


@cache
def commitment_pattern() -> re.Pattern[str]:
    """Any word of promise, the longest that fits."""
    every = sorted((text for one in commitments() for text in one.words), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, every)))


@cache
def commitment_of(word: str) -> Commitment:
    """The degree a word of promise stands for."""
    return next(one for one in commitments() if word in one.words)


def firmest() -> Commitment:
    """The degree of what is simply ordered."""
    return max(commitments(), key=lambda one: one.rank)


def loosest() -> Commitment:
    """The degree of what others award."""
    return min(commitments(), key=lambda one: one.rank)


@cache
def measures() -> dict[str, Measure]:
    """Every way a unit is written -> what it means."""
    scales = {row["dimension"]: int(row["scale"]) for row in resources.rows("proposal/scales.csv")}
    counted = {
        spelling: Measure(row["unit"], int(row["scale"]))
        for row in resources.rows("proposal/units.csv")
        for spelling in (row["unit"], *resources.listed(row["aliases"]))
    }
    sized = {
        spelling: Measure(unit.name, scales[unit.dimension])
        for unit in quantity.units().values()
        for spelling in (unit.name, *unit.aliases)
    }
    return {**counted, **sized}


@cache
def exclusions() -> re.Pattern[str]:
    """Figures that are no quantity: document numbers, scales, durations, labels in quotation marks."""
    return re.compile("|".join(f"(?:{row['pattern']})" for row in resources.rows("proposal/exclusions.csv")))


@cache
def asides(place: str) -> re.Pattern[str]:
    """What is no part of what a document says: whole lines (page numbers) or pieces of text (points to be scored)."""
    rows = (row for row in resources.rows("proposal/asides.csv") if row["place"] == place)
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows))
