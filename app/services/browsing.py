"""What the grid of one ledger shows: the records that pass its filters and the words typed, in the order asked."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.models import region
from app.models.field import Field, FieldType, Stored
from app.models.ledger import fields_of
from app.models.queries import grid
from app.models.queries.grid import By, Filter, GridRow, Ids
from app.models.stage import stages_of
from app.models.store import Store
from app.services.pinyin import initials, sort_key

_SPOKEN = frozenset({FieldType.TEXT, FieldType.LONGTEXT, FieldType.CHOICE, FieldType.MULTICHOICE, FieldType.REGION})
_PLACED = ("location",)
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
        self._initials: list[tuple[int, str]] | None = None
        self._lying: list[tuple[str, str]] | None = None

    def find(self, wanted: Wanted) -> Listed:
        """The ids that answer; a search of Latin letters also finds the initials of names and places."""
        ids = self._order(Wanted(wanted.filters, "", wanted.order))
        text = wanted.text.strip()
        if text:
            found = self._matching(text)
            ids = array("q", (one for one in ids if one in found))
        return Listed(ids, *self.counts())

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

    def _matching(self, text: str) -> set[int]:
        towns = [code for code, name in self._towns() if text in name]
        with self._store.read() as session:
            found = grid.matching(session, self._kind, self._searched(), text, towns)
        if text.isascii() and text.isalpha():
            typed = text.lower()
            found.update(one for one, letters in self._spelled() if typed in letters)
        return found

    def _searched(self) -> list[str]:
        """The texts a record is looked for by: those it begins with, and where it lies."""
        begins = [f.name for f in self._fields.values() if f.type is FieldType.TEXT and f.required_at == "create"]
        return [*begins, *_PLACED]

    def _towns(self) -> list[tuple[str, str]]:
        """The towns that records lie in: (code, name); they are asked for with every letter typed."""
        if self._lying is None:
            with self._store.read() as session:
                codes = grid.distinct(session, self._kind, "town_code", _MOST_CHOICES)
            self._lying = [(str(code), region.name_of(str(code))) for code, _ in codes if code is not None]
        return self._lying

    def _spelled(self) -> list[tuple[int, str]]:
        """Each record's initials: those of its texts and of its town, one line each."""
        known = self._initials
        if known is None:
            towns = {code: initials(name) for code, name in self._towns()}
            names = [name for name in self._searched() if name != "code"]
            with self._store.read() as session:
                held = grid.columns(session, self._kind, ["town_code", *names])
            self._initials = known = [
                (row[0], "\n".join([towns.get(row[1], ""), initials("\n".join(filter(None, row[2:])))])) for row in held
            ]
        return known
