"""The words of workbooks that are no field: totals, notes, signatures, periods. Data under ``resources/importing``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from app.models import resources
from app.services.importing.text import compact, key


@dataclass(frozen=True, slots=True)
class Kind:
    """How a ledger gives itself away: words of its title, and the letters its codes begin with."""

    name: str
    words: tuple[str, ...]
    codes: tuple[str, ...]


@cache
def words(sort: str) -> frozenset[str]:
    """The words of one sort, as ``words.csv`` lists them."""
    return _sorts()[sort]


@cache
def keys(sort: str) -> frozenset[str]:
    """The same words as ``key`` spells them."""
    return frozenset(map(key, words(sort)))


@cache
def _sorts() -> Mapping[str, frozenset[str]]:
    # ``|`` itself is a sign for "nothing": an empty part between two separators stands for it.
    return {row["sort"]: frozenset(resources.listed(row["words"])) for row in resources.rows("importing/words.csv")}


@cache
def phases() -> tuple[tuple[str, str], ...]:
    """The (word, phase) pairs that tell one field from its sisters, longest word first."""
    pairs = [
        (word, row["phase"])
        for row in resources.rows("importing/phases.csv")
        for word in resources.listed(row["words"])
    ]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=100_000)
def phases_in(text: str) -> frozenset[str]:
    """The phases that ``text`` names; a word inside a longer one that was found does not count again."""
    found = set()
    for word, phase in phases():
        if word in text:
            found.add(phase)
            text = text.replace(word, " ")
    return frozenset(found)


@cache
def kinds() -> tuple[Kind, ...]:
    """The three ledgers' tell-tale words."""
    return tuple(
        Kind(row["kind"], resources.listed(row["words"]), resources.listed(row["codes"]))
        for row in resources.rows("importing/kinds.csv")
    )


@cache
def _phases_of(sort: str) -> frozenset[str]:
    return frozenset(row["phase"] for row in resources.rows("importing/phases.csv") if row["sort"] == sort)


def steps_in(text: str) -> frozenset[str]:
    """The phases of ``text`` that are steps of a project's life."""
    return phases_in(text) & _phases_of("step")


def parts_in(text: str) -> frozenset[str]:
    """The phases of ``text`` that name a part of a whole: 水田, 城镇, 存量."""
    return phases_in(text) & _phases_of("part")


@cache
def aliases(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Headings seen in workbooks beside the declared ones, by field, for one ledger."""
    found: dict[str, tuple[str, ...]] = {}
    for row in resources.rows("importing/aliases.csv"):
        if row["kind"] in ("", kind):
            found[row["field"]] = found.get(row["field"], ()) + resources.listed(row["aliases"])
    return found


@cache
def choice_synonyms(kind: str, field: str) -> Mapping[str, str]:
    """Spellings of a field's choices that workbooks use: spelling -> choice."""
    return {
        compact(spelling): row["choice"]
        for row in _choices()
        if row["field"] == field and row["kind"] in ("", kind)
        for spelling in resources.listed(row["spelling"])
    }


@cache
def _choices() -> tuple[Mapping[str, str], ...]:
    return tuple(resources.rows("importing/choices.csv"))


@cache
def _patterns(sort: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words(sort)), key=len, reverse=True)))


def has(sort: str, text: str) -> bool:
    """Whether ``text`` holds a word of the sort."""
    return bool(_patterns(sort).search(text))


@lru_cache(maxsize=100_000)
def within(sort: str, text: str) -> frozenset[str]:
    """The words of the sort that ``text`` holds, one inside another counted as well."""
    return frozenset(word for word in words(sort) if word in text)


def is_only(sort: str, text: str) -> bool:
    """Whether ``text`` is a word of the sort and nothing else but brackets, figures and a colon around it."""
    said = re.sub(r"[\s()（）【】\[\]:：\d]", "", text)
    return said in words(sort)


def begins(sort: str, text: str) -> bool:
    """Whether ``text`` begins with a word of the sort."""
    return bool(_patterns(sort).match(text))


@cache
def _endings(sort: str) -> tuple[str, ...]:
    return tuple(words(sort))


def ends(sort: str, text: str) -> bool:
    """Whether ``text`` ends with a word of the sort."""
    return text.endswith(_endings(sort))


def without(sort: str, text: str) -> str:
    """``text`` with every word of the sort taken out."""
    return _patterns(sort).sub("", text)


@cache
def nothing() -> frozenset[str]:
    """The signs clerks write for "none"; they are blank, never zero (``domain.md`` D41)."""
    return words("none") | {"|", "、"}


@cache
def header_words() -> frozenset[str]:
    """Headings that are no field but are seen in headers, as ``key`` spells them."""
    return keys("header") | keys("ordinal_header")
