"""The invented words a demo year is written with: names, patterns, mixes and sizes, all from ``resources/demo``."""

from collections.abc import Mapping
from functools import cache

from app.models import resources
from app.models.quantity import number, scaled


@cache
def words(use: str) -> tuple[str, ...]:
    """The words there are for one use."""
    return _all_words()[use]


@cache
def _all_words() -> Mapping[str, tuple[str, ...]]:
    return {row["use"]: tuple(row["words"].split()) for row in resources.rows("demo/words.csv")}


@cache
def patterns() -> Mapping[str, str]:
    """The patterns of names and numbers by use, written as ``str.format`` takes them."""
    return {row["use"]: row["pattern"] for row in resources.rows("demo/patterns.csv")}


@cache
def mixes() -> Mapping[tuple[str, str], tuple[tuple[str, int], ...]]:
    """In which proportions the choices of a field occur: (kind, field) -> (choice, weight)."""
    found: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in resources.rows("demo/mixes.csv"):
        found.setdefault((row["kind"], row["field"]), []).append((row["choice"], int(row["weight"])))
    return {key: tuple(mix) for key, mix in found.items()}


@cache
def sizes() -> Mapping[tuple[str, str], tuple[int, int]]:
    """The usual least and greatest size of a thing, in whole units of its ledger's area: (kind, what) -> both."""
    return {
        (row["kind"], row["what"]): (int(row["least"]), int(row["most"])) for row in resources.rows("demo/sizes.csv")
    }


@cache
def unreadable() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """Texts that are no values, as clerks write them: kind -> (field, text, why)."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in resources.rows("demo/pending.csv"):
        found.setdefault(row["kind"], []).append((row["field"], row["raw"], row["reason"]))
    return {kind: tuple(texts) for kind, texts in found.items()}


@cache
def centres() -> Mapping[str, tuple[int, int]]:
    """About where divisions lie: code -> (longitude, latitude) in millionths of a degree."""
    return {
        row["code"]: (_millionths(row["lon"]), _millionths(row["lat"])) for row in resources.rows("demo/centres.csv")
    }


def _millionths(text: str) -> int:
    degrees = number(text)
    assert degrees is not None, text
    value = scaled(degrees, 6)
    assert value is not None, text
    return value


def centre_of(code: str) -> tuple[int, int]:
    """Where a division lies, by the nearest division above it that is known."""
    known = centres()
    return next(known[code[:length]] for length in (6, 4, 2) if code[:length] in known)
