"""Which record of the ledger a row is: by its code, its filing number, else by where and what it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from app.models.field import Stored
from app.models.queries.importing import Identity
from app.services.importing.text import code_key, key

_ALIKE = 90


@dataclass(frozen=True, slots=True)
class Match:
    """The records a row may be, and what it was known by; one is the record, several are a conflict.

    ``twins`` are records that look like a row whose code is new to the ledger.
    """

    ids: tuple[int, ...] = ()
    by: str = ""
    twins: tuple[int, ...] = ()


@dataclass(slots=True)
class Directory:
    """The ledger's records by everything they are known by."""

    codes: dict[str, list[int]] = field(default_factory=dict)
    filings: dict[str, list[int]] = field(default_factory=dict)
    names: dict[tuple[str, str], list[Identity]] = field(default_factory=dict)
    towns: dict[str, list[Identity]] = field(default_factory=dict)

    def match(self, values: Mapping[str, Stored]) -> Match:
        """The record a row of values is, as far as it can be told."""
        code = code_key(str(values.get("code") or ""))
        if code:
            found = self.codes.get(code, [])
            return Match(tuple(found), "code", () if found else self._twins(values))
        filing = code_key(str(values.get("filing_no") or ""))
        if filing and filing in self.filings:
            return Match(tuple(self.filings[filing]), "filing_no")
        return Match(self._alike(values), "name")

    def _twins(self, values: Mapping[str, Stored]) -> tuple[int, ...]:
        return tuple(one.id for one in self.names.get(_place(values), ()))

    def _alike(self, values: Mapping[str, Stored]) -> tuple[int, ...]:
        """Records of the same town whose name and village are the row's, exactly or nearly."""
        exact = [one.id for one in self.names.get(_place(values), ()) if _agrees(one.village, values.get("village"))]
        name = key(_called(values))
        if exact or not name:
            return tuple(exact)
        near = [
            one.id
            for one in self.towns.get(str(values.get("town_code") or ""), ())
            if fuzz.ratio(key(one.name), name) >= _ALIKE and _agrees(one.village, values.get("village"))
        ]
        return tuple(near)


def directory(identities: Iterable[Identity]) -> Directory:
    """The directory of a ledger."""
    book = Directory()
    for one in identities:
        if one.code:
            book.codes.setdefault(code_key(one.code), []).append(one.id)
        if one.filing_no:
            book.filings.setdefault(code_key(one.filing_no), []).append(one.id)
        if one.name:
            book.names.setdefault((one.town_code, key(one.name)), []).append(one)
            book.towns.setdefault(one.town_code, []).append(one)
    return book


def _place(values: Mapping[str, Stored]) -> tuple[str, str]:
    return str(values.get("town_code") or ""), key(_called(values))


def _called(values: Mapping[str, Stored]) -> str:
    """What a row calls its subject: a demolition point without a name goes by its household."""
    return str(values.get("name") or values.get("party_name") or "")


def _agrees(held: str, said: Stored | None) -> bool:
    return not held or not said or key(held) == key(str(said))
