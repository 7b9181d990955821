"""Which record of the ledger a row is: by its code, its filing number, else by where and what it is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

from app.models.field import Stored
from app.models.queries.importing import Identity
from app.services.importing import lexicon
from app.services.importing.text import code_key, half_width, key

_ALIKE = 90
_UNLIKE = 60
_NUMBERS = re.compile(r"\d+|[一二三四五六七八九十]+|[甲乙丙丁]")
_CODE_IN_TEXT = re.compile(r"[0-9A-Za-z][-0-9A-Za-z]{4,}")
_BETWEEN_CODES = re.compile(r"\n|\s+(?=[A-Za-z])")
_ANYWHERE = "*"  # the block of all of a town
_TELLING_WHO = ("code", "filing_no", "town_code", "village", "name", "party_name", "location")


def codes_in(text: str) -> list[str]:
    """What in a text may be a code or a filing number, as ``code_key`` spells it."""
    pieces = map(half_width, _BETWEEN_CODES.split(text))
    return [code_key(word) for said in pieces for word in _CODE_IN_TEXT.findall(said) if any(map(str.isdigit, word))]


def is_codes(text: str) -> bool:
    """Whether nothing but codes and what joins them (``、`` 和) stands in a text."""
    codes = codes_in(text)
    signs = sum(map(str.isalnum, half_width(text))) - sum(sum(map(str.isalnum, code)) for code in codes)
    return bool(codes) and signs < len(codes)


@dataclass(frozen=True, slots=True)
class Match:
    """The records a row may be, and what it was known by; one is the record, several are a conflict.

    ``twins`` are records that look like a row whose code is new to the ledger. ``score`` says how alike the names
    are (100: the same, or known by a number). ``doubt`` is what is to be said although there is but one record.
    """

    ids: tuple[int, ...] = ()
    by: str = ""
    twins: tuple[int, ...] = ()
    score: int = 100
    doubt: str = ""


@dataclass(slots=True)
class _Block:
    """The records of one village (or of a town, where no village is given), names as they are compared."""

    names: list[str] = field(default_factory=list)
    records: list[Identity] = field(default_factory=list)


@dataclass(slots=True)
class _Named:
    """The records by what they are called: by town and name, by village in their town, by household."""

    names: dict[tuple[str, str], list[Identity]] = field(default_factory=dict)
    towns: dict[tuple[str, str], _Block] = field(default_factory=dict)
    households: dict[tuple[str, str], list[Identity]] = field(default_factory=dict)


NEW = Match((), "code")
"""A row that no record is like."""


@dataclass
class Directory:
    """The ledger's records by everything they are known by."""

    records: Sequence[Identity]
    codes: dict[str, list[Identity]]
    filings: dict[str, list[Identity]]

    @cached_property
    def named(self) -> _Named:
        """The records by what they are called: asked only for rows that their numbers do not tell."""
        found = _Named()
        for one in self.records:
            if one.name:
                _enter(found, one, key(one.name))
            if one.household and one.household != one.name:
                found.households.setdefault((one.town_code, key(one.household)), []).append(one)
        return found

    def match(self, values: Mapping[str, Stored | None]) -> Match:
        """The record a row of values is, as far as it can be told."""
        code, filing = values.get("code"), values.get("filing_no")
        code = code_key(str(code)) if code else ""
        filed = self.filings.get(code_key(str(filing)), []) if filing and self.filings else []
        if code:
            found = self.codes.get(code)
            if not found:
                twins = (*filed, *self._twins(values))
                return Match((), "code", tuple(dict.fromkeys(one.id for one in twins))) if twins else NEW
            # A code of one record with the filing number of another may be either.
            both = tuple(dict.fromkeys(one.id for one in (*found, *filed)))
            return Match(both, "code", doubt=_doubt(found, values) if len(both) == 1 else "")
        if filed:
            return Match(tuple(one.id for one in filed), "filing_no")
        return self._alike(values)

    def matches(self, columns: Mapping[str, Sequence[Stored | None]], count: int) -> dict[int, Match]:
        """The records that so many rows, given by their columns, may be, by the rows' places; where none is like any
        the row is left out.
        """
        if not self.records:
            return {}
        told = zip(*(columns.get(name) or [None] * count for name in _TELLING_WHO), strict=True)
        found = enumerate(self.match(dict(zip(_TELLING_WHO, said, strict=True))) for said in told)
        return {place: match for place, match in found if match.ids or match.twins}

    def named_in(self, text: str) -> list[int]:
        """The records whose codes or filing numbers stand in a text, in their order there."""
        found = [self.codes.get(word) or self.filings.get(word) or [] for word in codes_in(text)]
        return list(dict.fromkeys(one[0].id for one in found if len(one) == 1))

    def _twins(self, values: Mapping[str, Stored | None]) -> list[Identity]:
        if not self.records:
            return []
        same = self.named.names.get(_place(values), [])
        return same or [one for one, _ in self._near(values)]

    def _alike(self, values: Mapping[str, Stored | None]) -> Match:
        """Records of the same town whose name and village are the row's, exactly or nearly."""
        exact = [one for one in self.named.names.get(_place(values), ()) if _may_be(one, values)] or self._at_home(
            values
        )
        if exact:
            doubt = "" if values.get("town_code") else f"没有写镇（街道），按名称认作“{exact[0].name}”"
            return Match(tuple(one.id for one in exact), "name", doubt=doubt)
        near = [(one, score) for one, score in self._near(values) if _may_be(one, values)]
        if not near:
            return Match()
        record, score = near[0]
        doubt = f"没有编号，按名称认作台账里的“{record.name}”（相似度 {score}%），请核对"
        return Match(tuple(one.id for one, _ in near), "name", score=score, doubt=doubt)

    def _at_home(self, values: Mapping[str, Stored | None]) -> list[Identity]:
        """The named points of a household at the very place that a row without a name gives."""
        location = key(str(values.get("location") or ""))
        if values.get("name") or not location:
            return []
        there = self.named.households.get(_place(values), ())
        return [one for one in there if key(one.location) == location and _may_be(one, values)]

    def _near(self, values: Mapping[str, Stored | None]) -> list[tuple[Identity, int]]:
        """The records nearby whose names differ in a few signs, no number among them; the most alike first."""
        name, village = key(_called(values)), key(str(values.get("village") or ""))
        town = str(values.get("town_code") or "")
        blocks = [self.named.towns.get((town, where)) for where in ((village, "") if village else (_ANYWHERE,))]
        numbers = _telling(name)
        found = [
            (block.records[index], round(score))
            for block in blocks
            if block and name
            for like, score, index in process.extract(
                name, block.names, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None
            )
            if _telling(like) == numbers
        ]
        return sorted(found, key=lambda pair: -pair[1])


def directory(identities: Iterable[Identity]) -> Directory:
    """The directory of a ledger."""
    book = Directory(list(identities), {}, {})
    for one in book.records:
        if one.code:
            book.codes.setdefault(code_key(one.code), []).append(one)
        if one.filing_no and code_key(one.filing_no):
            book.filings.setdefault(code_key(one.filing_no), []).append(one)
    return book


def _enter(book: _Named, one: Identity, name: str) -> None:
    """A record among the names of its town, of its village there, and of the ledger."""
    for place in ((one.town_code, name), (_ANYWHERE, name)):
        book.names.setdefault(place, []).append(one)
    for where in (key(one.village), _ANYWHERE):
        block = book.towns.setdefault((one.town_code, where), _Block())
        block.names.append(name)
        block.records.append(one)


def _place(values: Mapping[str, Stored | None]) -> tuple[str, str]:
    """Where a row's name is looked up; without a town it is looked up everywhere."""
    return str(values.get("town_code") or _ANYWHERE), key(_called(values))


def _called(values: Mapping[str, Stored | None]) -> str:
    """What a row calls its subject: a demolition point without a name goes by its household."""
    return str(values.get("name") or values.get("party_name") or "")


def _may_be(one: Identity, values: Mapping[str, Stored | None]) -> bool:
    """Whether nothing that both a record and a row without a code say of themselves speaks against their being one."""
    location = None if values.get("name") else values.get("location")
    pairs = ((one.village, values.get("village")), (one.location, location), (one.filing_no, values.get("filing_no")))
    return all(not held or not said or key(held) == key(str(said)) for held, said in pairs)


def _telling(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """What tells one name from another that is nearly the same: its numbers, and 东 from 西."""
    return tuple(_NUMBERS.findall(name)), frozenset(name) & lexicon.words("telling")


def _doubt(found: Sequence[Identity], values: Mapping[str, Stored | None]) -> str:
    """What to say of a row that has a record's code, and neither its name nor its place."""
    one, town = found[0], str(values.get("town_code") or "")
    elsewhere = bool(town and one.town_code and town != one.town_code)
    name = key(_called(values)) if elsewhere else ""
    if not (name and one.name) or not (_unlike(key(one.name), name) or _villages_differ(one, values)):
        return ""
    return f"编号与台账里的“{one.name}”相同，名称和镇（街道）都不同，请核对编号是否写错"


def _unlike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) < _UNLIKE


def _villages_differ(one: Identity, values: Mapping[str, Stored | None]) -> bool:
    """Whether a record and a row stand in two villages: names made to one pattern are alike although they tell two."""
    village, name = key(str(values.get("village") or "")), key(_called(values))
    return bool(village and one.village and village != key(one.village) and name != key(one.name))
