"""The texts of a ledger that records are looked for by, in memory: a line a record, kept for all who look.

To look through a hundred thousand lines takes a few milliseconds, which no store does: it has to take every record in
hand (``LIKE`` and ``instr`` take forty and more). Which texts they are says ``resources/searched.csv``.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from app.models import region, resources
from app.models.field import FieldType
from app.models.ledger import fields_of
from app.models.queries import Session, grid, journal, records
from app.models.store import Store
from app.services.pinyin import initials

_MANY = 2000  # changed records from which on the whole ledger is read again
_BETWEEN = "\t"  # the texts of a line; no word has it in it


@cache
def searched(kind: str) -> tuple[str, ...]:
    """The fields of a ledger that are looked through, what tells a record first."""
    return tuple(row["field"] for row in resources.rows("searched.csv") if row["kind"] == kind)


def words_of(text: str) -> list[str]:
    """The words of what was typed, as they are looked for: a record has all of them, capitals or not."""
    return text.casefold().split()


_known: "WeakKeyDictionary[Store, dict[str, Texts]]" = WeakKeyDictionary()


def texts(session: Session, store: Store, kind: str) -> "Texts":
    """One ledger's texts as a reading finds them."""
    known = _known.setdefault(store, {})
    found = known.get(kind) or known.setdefault(kind, Texts(kind))
    found.bring_up_to_date(session)
    return found


class Texts:
    """One ledger's lines; a record is told by its place among them, which is that of its id in ``ids``, ascending."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._seen: int | None = None
        self.ids = array("q")
        self._lines: list[str] = []
        self._letters: list[str] | None = None

    def bring_up_to_date(self, session: Session) -> None:
        """Read the whole ledger the first time, later what the journal says was touched since."""
        newest = journal.last_change(session)
        if newest == self._seen:
            return
        touched = [] if self._seen is None else journal.touched(session, self._kind, self._seen)
        if self._seen is None or len(touched) > _MANY:
            self._read(session)
        elif touched:
            self._renew(session, touched)
        self._seen = newest

    def _read(self, session: Session) -> None:
        self.ids, self._lines, self._letters = array("q"), [], None
        for rows in grid.blocks(session, self._kind, searched(self._kind)):
            for one, line in _lines(self._kind, rows):
                self.ids.append(one)
                self._lines.append(line)

    def _renew(self, session: Session, touched: Sequence[int]) -> None:
        held = records.many(session, self._kind, touched)
        rows = [(one, *(held[one].values[name] for name in searched(self._kind))) for one in held]
        for gone in set(touched) - set(held):
            self._take_out(gone)
        for one, line in _lines(self._kind, rows):
            self._put(one, line)

    def _take_out(self, one: int) -> None:
        place = bisect_left(self.ids, one)
        if self.ids[place : place + 1] == array("q", [one]):
            for column in (self.ids, self._lines, self._letters):
                if column is not None:
                    del column[place]

    def _put(self, one: int, line: str) -> None:
        place = bisect_left(self.ids, one)
        known = self.ids[place : place + 1] == array("q", [one])
        if not known:
            self.ids.insert(place, one)
        self._lines[place : place + known] = [line]
        if self._letters is not None:
            self._letters[place : place + known] = [_spelled(line)]

    def with_words(self, words: Sequence[str]) -> Iterator[int]:
        """The places of the records that have all of some ``words_of``; a Latin word also as the initials of sounds."""
        lead, *others = sorted(words, key=lambda word: (word.isascii(), -len(word)))
        found = self._with(lead)
        return (place for place in found if all(self._has(place, word) for word in others)) if others else found

    def first_with(self, words: Sequence[str], most: int) -> list[int]:
        """The records with all words, ``most`` of them, the likeliest first.

        What is the whole of a text comes before what begins one, that before what stands somewhere.
        """
        lead = min(words, key=lambda word: (word.isascii(), -len(word)))
        found = sorted(islice(self.with_words(words), most), key=lambda place: self._distance(place, lead))
        return [self.ids[place] for place in found]

    def _with(self, word: str) -> Iterator[int]:
        if not word.isascii():
            return (place for place, line in enumerate(self._lines) if word in line)
        pairs = enumerate(zip(self._lines, self._spelled(), strict=True))
        return (place for place, (line, letters) in pairs if word in line or word in letters)

    def _has(self, place: int, word: str) -> bool:
        return word in self._lines[place] or (word.isascii() and word in self._spelled()[place])

    def _spelled(self) -> list[str]:
        """The initials of each line, put together when the first Latin word is looked for."""
        if self._letters is None:
            self._letters = list(map(_spelled, self._lines))
        return self._letters

    def _distance(self, place: int, word: str) -> tuple[bool, bool]:
        line = f"{_BETWEEN}{self._lines[place]}{_BETWEEN}"
        return f"{_BETWEEN}{word}{_BETWEEN}" not in line, f"{_BETWEEN}{word}" not in line


def _spelled(line: str) -> str:
    """The initials of what is Chinese in a line; the rest is looked for as it is."""
    return initials(_BETWEEN.join(text for text in line.split(_BETWEEN) if not text.isascii()))


def _lines(kind: str, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, str]]:
    """Rows of an id and stored texts with their lines; a division is looked for by its name."""
    fields = fields_of(kind)
    places = [place for place, name in enumerate(searched(kind), 1) if fields[name].type is FieldType.REGION]
    for row in rows:
        line = list(row)
        for place in places:
            line[place] = _name_of(line[place]) if line[place] else None
        yield row[0], _BETWEEN.join(filter(None, line[1:])).casefold()


_name_of = cache(region.name_of)
