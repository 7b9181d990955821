"""What the grid of one ledger shows: the records that pass its filters and the words typed, in the order asked."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.models import region
from app.models.field import Field, FieldType, Stored
from app.models.ledger import fields_of
from app.models.queries import Session, grid
from app.models.queries.grid import By, Filter, GridRow, Ids
from app.models.stage import stages_of
from app.models.store import Store
from app.services.pinyin import sort_key
from app.services.texts import texts, words_of

_SPOKEN = frozenset({FieldType.TEXT, FieldType.LONGTEXT, FieldType.CHOICE, FieldType.MULTICHOICE, FieldType.REGION})
_MOST_CHOICES = 500
Row = tuple[Any, ...]
_OFFSET = 10**19  # makes the text of a negative figure sort before that of a positive one


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a ledger: filters, the words of the quick search, and what to sort by, first key first."""

    filters: tuple[Filter, ...] = ()
    text: str = ""
    order: tuple[By, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """The ids that answer, in order, of how many records there are, and how many texts wait to be put right."""

    ids: Ids
    total: int
    waiting: int


def turned(order: Sequence[By], name: str, *, further: bool = False) -> tuple[By, ...]:
    """The order after a field's heading is clicked: upwards, then downwards, then not by it.

    A ``further`` key comes behind those there are, or turns in its place; else the field is the only key.
    """
    kept = tuple(order) if further else tuple(by for by in order if by.field == name)
    known = next((by for by in kept if by.field == name), None)
    if known is None or (not further and len(order) > 1):
        return (*(kept if further else ()), By(name))
    following = (By(name, descending=True),) if not known.descending else ()
    place = kept.index(known)
    return (*kept[:place], *following, *kept[place + 1 :])


class Browser:
    """One ledger's answers, with what is dear to work out kept until the ledger changes."""

    def __init__(self, store: Store, kind: str) -> None:
        self._store = store
        self._kind = kind
        self._fields = fields_of(kind)
        self.seat = store.seat
        self.forget()

    def forget(self) -> None:
        """Drop what was kept: the ledger has changed."""
        self._ordered: tuple[Wanted, Ids] | None = None

    def find(self, wanted: Wanted) -> Listed:
        """The ids that answer; a search of Latin letters also finds the initials of names and places."""
        words = words_of(wanted.text)
        bare = not wanted.filters and not wanted.order
        ids = array("q") if words and bare else self._order(Wanted(wanted.filters, "", wanted.order))
        with self._store.read() as session:
            if words:
                found = self._with(session, words)
                ids = found if bare else array("q", filter(set(found).__contains__, ids))
            return Listed(ids, *grid.counts(session, self._kind))

    def prepare(self) -> None:
        """Read what is looked through, before it is asked for."""
        with self._store.read() as session:
            texts(session, self._store, self._kind)

    def _with(self, session: Session, words: Sequence[str]) -> Ids:
        """The records with all words, as they were added."""
        known = texts(session, self._store, self._kind)
        return array("q", map(known.ids.__getitem__, known.with_words(words)))

    def counts(self) -> tuple[int, int]:
        """How many records the ledger has, and how many texts wait to be put right."""
        with self._store.read() as session:
            return grid.counts(session, self._kind)

    def rows(self, ids: Sequence[int]) -> list[GridRow]:
        """One window of rows."""
        with self._store.read() as session:
            return grid.rows(session, self._kind, ids)

    def choices(self, name: str) -> list[tuple[Stored | None, int]]:
        """The values a field has with their counts, in the order they sort in, blank last."""
        with self._store.read() as session:
            found = grid.distinct(session, self._kind, name, _MOST_CHOICES)
        rank = self._rank(self._fields[name])
        return sorted(found, key=lambda pair: (pair[0] is None, "" if pair[0] is None else rank(pair[0])))

    def _order(self, wanted: Wanted) -> Ids:
        known = self._ordered
        if known is None or known[0] != wanted:
            self._ordered = known = wanted, self._sorted(wanted)
        return known[1]

    def _sorted(self, wanted: Wanted) -> Ids:
        """The ledger's store sorts figures and days; as soon as a text takes part, its sound decides."""
        names = [by.field for by in wanted.order]
        with self._store.read() as session:
            if all(self._fields[name].type not in _SPOKEN for name in names):
                return grid.ids(session, self._kind, wanted.filters, wanted.order)
            held = grid.columns(session, self._kind, names, wanted.filters)
        for place in range(len(names), 0, -1):
            held = self._by(held, place, wanted.order[place - 1])
        return array("q", [row[0] for row in held])

    def _by(self, held: list[Row], place: int, by: By) -> list[Row]:
        """Rows by one of their values; those of one rank stay as they were, so that an order is made key by key."""
        rank = self._rank(self._fields[by.field])
        blank: list[Row] = []
        ranked: dict[str, list[Row]] = {}
        of_value: dict[Stored | None, list[Row]] = {None: blank}
        for value in {row[place] for row in held} - {None}:
            of_value[value] = ranked.setdefault(rank(value), [])
        for row in held:
            of_value[row[place]].append(row)
        return [*chain.from_iterable(ranked[one] for one in sorted(ranked, reverse=by.descending)), *blank]

    def _rank(self, field: Field) -> Callable[[Stored], str]:
        """What a value sorts by: stages by their place in a record's life, divisions by name, texts by sound."""
        if field.name == "stage":
            places = {name: f"{place:03}" for place, name in enumerate(stages_of(self._kind))}
            return lambda value: places.get(str(value), str(value))
        if field.type is FieldType.REGION:
            return lambda value: sort_key(region.name_of(str(value)))
        if field.numeric:
            return lambda value: f"{int(value) + _OFFSET:020}"
        return lambda value: sort_key(str(value))
