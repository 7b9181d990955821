"""Finding a record in all ledgers at once, by any part of a code, a name, a place, or by the initials of their sounds.

Each ledger's texts stand in one long text in memory, a line a record: looking through a hundred thousand lines takes
a few milliseconds, which no store does (``LIKE`` and ``instr`` take forty). What is searched is in
``resources/searched.csv``.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

from app.models import region, resources
from app.models.field import Field, FieldType
from app.models.ledger import LEDGERS, fields_of
from app.models.queries import Session, grid, journal, records
from app.models.queries.records import Values
from app.models.store import Store
from app.services.masking import masked
from app.services.pinyin import initials

COUNTED = 1000
"""Records of a ledger that are counted before a search stops counting."""
SHOWN = 8
"""Records of a ledger that are shown."""
_MANY = 2000  # changed records from which on the whole ledger is read again
_ALWAYS = ("code", "name", "party_name", "town_code", "village")


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a record that was found, and where in it what was looked for stands.

    ``label`` names its field, empty for those that tell every record.
    """

    label: str
    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, with the texts that tell it and those that were found."""

    kind: str
    record: int
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What was found in one ledger: the best few, and how many there are (``COUNTED``: or more)."""

    kind: str
    hits: tuple[Hit, ...]
    count: int


@cache
def searched(kind: str) -> tuple[str, ...]:
    """The fields of a ledger that are looked through, what tells a record first."""
    return tuple(row["field"] for row in resources.rows("searched.csv") if row["kind"] == kind)


class Finder:
    """Looks through all ledgers of a store; what it has read stays until it is told to forget."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shelves: dict[str, _Shelf] = {}
        self._stale: set[str] = set()

    def forget(self, tables: Iterable[str]) -> None:
        """Some ledgers have changed: before they are looked through again, what changed in them is read."""
        self._stale.update(tables)

    def prepare(self) -> None:
        """Read what is to be looked through, before it is asked for."""
        for kind in LEDGERS:
            self._shelf(kind)

    def find(self, text: str, kinds: Sequence[str] = tuple(LEDGERS)) -> list[Group]:
        """The records that have every word of ``text``, ledger by ledger; ledgers without any are left out."""
        words = text.casefold().split()
        if not words:
            return []
        found = [(kind, self._shelf(kind).find(words)) for kind in kinds]
        return [Group(kind, self._hits(kind, ids[:SHOWN], words), len(ids)) for kind, ids in found if ids]

    def _shelf(self, kind: str) -> "_Shelf":
        known = self._shelves.setdefault(kind, _Shelf(kind))
        if known.seen is None or kind in self._stale:
            self._stale.discard(kind)  # before it is read: what changes meanwhile is read the next time
            with self._store.read() as session:
                known.bring_up_to_date(session)
        return known

    def _hits(self, kind: str, ids: Sequence[int], words: Sequence[str]) -> tuple[Hit, ...]:
        with self._store.read() as session:
            held = records.many(session, kind, ids)
        return tuple(Hit(kind, one, tuple(_said(kind, held[one].values, words))) for one in ids if one in held)


class _Shelf:
    """One ledger's texts and their initials, a line a record."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._known: dict[int, tuple[str, str]] = {}
        self.seen: int | None = None

    def bring_up_to_date(self, session: Session) -> None:
        """Read the whole ledger the first time, later what the journal says was touched since."""
        seen, newest = self.seen, journal.last_change(session)
        touched = [] if seen is None else journal.touched(session, self._kind, seen)
        if seen is None or len(touched) > _MANY:
            self._known.clear()
            rows = grid.columns(session, self._kind, searched(self._kind))
        else:
            held = records.many(session, self._kind, touched)
            rows = [(one, *(held[one].values[name] for name in searched(self._kind))) for one in held]
            for gone in set(touched) - set(held):
                self._known.pop(gone, None)
        for one, line in _lines(self._kind, rows):
            spoken = "\t".join(text for text in line if not text.isascii())
            self._known[one] = "\t".join(line).casefold(), initials(spoken)
        self._ids = array("q", self._known)
        self._texts = _Lines(text for text, _ in self._known.values())
        self._letters = _Lines(letters for _, letters in self._known.values())
        self.seen = newest

    def find(self, words: Sequence[str]) -> list[int]:
        """The records with all words, the likeliest first: those that begin with one, in the order of the fields."""
        lead = min(words, key=lambda word: (word.isascii(), -len(word)))
        places = dict.fromkeys(self._texts.with_word(lead, COUNTED))
        if lead.isascii():
            places |= dict.fromkeys(self._letters.with_word(lead, COUNTED))
        found = [place for place in places if all(self._has(place, word) for word in words)][:COUNTED]
        found.sort(key=lambda place: self._distance(place, lead))
        return [self._ids[place] for place in found]

    def _has(self, place: int, word: str) -> bool:
        return word in self._texts[place] or (word.isascii() and word in self._letters[place])

    def _distance(self, place: int, word: str) -> tuple[bool, bool]:
        """Whole texts before beginnings, beginnings before what stands somewhere."""
        line = f"\t{self._texts[place]}\t"
        return f"\t{word}\t" not in line, f"\t{word}" not in line


class _Lines:
    """Lines of text as one text, and where each begins."""

    def __init__(self, lines: Iterable[str]) -> None:
        kept = [line.replace("\n", " ") for line in lines]
        self._text = "\n".join([*kept, ""])
        self._starts = array("q", accumulate((len(line) + 1 for line in kept), initial=0))

    def __getitem__(self, place: int) -> str:
        return self._text[self._starts[place] : self._starts[place + 1] - 1]

    def with_word(self, word: str, most: int) -> Iterator[int]:
        """The numbers of the first lines that have a word in them."""
        at = self._text.find(word)
        while at >= 0 and most > 0:
            place = bisect_right(self._starts, at) - 1
            yield place
            most -= 1
            at = self._text.find(word, self._starts[place + 1])


def _lines(kind: str, rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, list[str]]]:
    """Rows of an id and stored texts with the texts that are looked through; a division by its name."""
    fields = fields_of(kind)
    places = [place for place, name in enumerate(searched(kind)) if fields[name].type is FieldType.REGION]
    known = cache(region.name_of)
    for row in rows:
        line = ["" if value is None else value for value in row[1:]]
        for place in places:
            line[place] = known(line[place]) if line[place] else ""
        yield row[0], line


def _plain(field: Field, value: object) -> str:
    """A value as it is looked for: a division by its name."""
    if value is None:
        return ""
    return region.name_of(str(value)) if field.type is FieldType.REGION else str(value)


def _said(kind: str, values: Values, words: Sequence[str]) -> Iterator[Said]:
    """What tells the record, and every other text that has one of the words."""
    for name in searched(kind):
        field = fields_of(kind)[name]
        text = _plain(field, values[name])
        spans = tuple(sorted({span for word in words if (span := _span(text, word))}))
        if text and (name in _ALWAYS or spans):
            hidden = masked(text) if field.personal else text
            yield Said("" if name in _ALWAYS else field.label, hidden, spans if len(hidden) == len(text) else ())


def _span(text: str, word: str) -> tuple[int, int] | None:
    """Where a word, or the sounds it spells, stands in a text."""
    at = text.casefold().find(word)
    if at < 0 and word.isascii():
        at = initials(text).find(word)
    return (at, at + len(word)) if at >= 0 else None
