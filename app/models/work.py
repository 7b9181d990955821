"""One write: the only way rows change. What it changes it also records, row by row, in the journal.

Everything goes through Core in bulk, one path for a single edit and for a hundred thousand rows, so that
no change can go around the journal.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain
from typing import Any, Self

from sqlalchemy import (
    Delete,
    Table,
    Update,
    bindparam,
    delete,
    insert,
    update,
)

from app.models import integrity, jsontext, spelled
from app.models.base import Base, table_of
from app.models.field import Stored
from app.models.journal import Batch, RowChange
from app.models.jsontext import Object, Written
from app.models.keys import CHUNK, Key, chunks
from app.models.latest import Latest
from app.models.ledger import LEDGERS
from app.models.numbering import Numbers
from app.models.overtaken import Watch
from app.models.project import Record
from app.models.session import Session
from app.models.unindexed import unindexed
from app.models.upkeep import Upkeep
from app.models.whole import Whole, whole_rows

Row = Mapping[str, Stored | None]
Registered = Mapping[str, Stored | bytes | None]
"""A row of a register, which may hold a packed document."""
Columns = Mapping[str, Sequence[Any]]
"""Rows by their columns, those that are blank in every row left out."""
Recorded = Sequence[Object | None] | None
"""What the journal says that rows held; None where none of them was there."""
_PIECE = 5000
"""So many rows at a time are written out and put in: what repeats is written out once in them, and memory suffices."""

_MANY = 5000
"""So many rows are many enough to have the indexes of an emptier table made anew when they are in."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row came from: the sheet and its row as Excel numbers them."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Sources:
    """Where some rows came from, by column: their sheets, and their rows there; None for what came from nowhere."""

    sheets: Sequence[str | None]
    rows: Sequence[int | None]

    @classmethod
    def of(cls, sources: Sequence[Source | None]) -> Self:
        """Sources that are told one by one."""
        return cls([one.sheet if one else None for one in sources], [one.row if one else None for one in sources])

    def at(self, places: Sequence[int]) -> "Sources":
        """Those of some of the rows, in the order in which they are named."""
        return Sources([self.sheets[place] for place in places], [self.rows[place] for place in places])

    def between(self, start: int, end: int) -> "Sources":
        """Those of the rows from one to another."""
        return Sources(self.sheets[start:end], self.rows[start:end])


@dataclass(frozen=True, slots=True)
class Origin:
    """The workbook behind a write, and the columns its fields came from (sheet -> field -> letter)."""

    file: str
    sha256: str
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What a write changed: its batch (None where nothing did), how many rows, in which tables."""

    batch: int | None
    rows: int
    tables: frozenset[str]


class Work:
    """The open transaction of one named step; given out by ``Store.write`` and committed by it."""

    def __init__(self, session: Session, watch: Watch | None = None, latest: Latest | None = None) -> None:
        self.session = session
        self.connection = session.connection()
        self.batch = 0
        self.opened: dict[str, Any] = {}
        self._watch = watch or Watch(self.connection)
        self.rows = 0
        self.tables: set[str] = set()
        self.tally = integrity.Tally()
        self.latest = latest = latest or Latest()
        if latest.chain is None:
            latest.chain = integrity.head(self.connection)
        self.chain = integrity.link(latest.chain)
        self.upkeep = Upkeep(self.connection, latest)
        self._numbers = Numbers(self.connection, latest)

    def numbers(self, name: str, count: int) -> range:
        """``count`` numbers never given out before under ``name``."""
        return self._numbers.give(name, count)

    def keep_proofs(self) -> None:
        """Keep the numbers given out and the sums of all tables: the last that a write does."""
        self._numbers.keep(self.tally)
        self.tally.keep(self.connection, self.latest)

    def insert(
        self, mapped: type[Base], rows: Sequence[Row], sources: Sequence[Source | None] | None = None
    ) -> list[Key]:
        """Add rows (missing columns are blank); their keys, in order, given out where a row brings none."""
        return self.insert_columns(mapped, by_column(rows), len(rows), Sources.of(sources) if sources else None)

    def insert_columns(
        self, mapped: type[Base], columns: Columns, count: int, sources: Sources | None = None
    ) -> list[Key]:
        """Add ``count`` rows given by their columns (those not named are blank); their keys, as ``insert`` gives them.

        It is what ``insert`` does, for whoever has columns: nobody makes rows only to have them taken apart again.
        """
        table = table_of(mapped)
        keys: list[Key] = []
        for start in range(0, count, _PIECE):
            end = min(start + _PIECE, count)
            piece = {name: column[start:end] for name, column in columns.items()}
            keys += self._insert(table, piece, end - start, sources.between(start, end) if sources else None)
        return keys

    def _insert(self, table: Table, columns: Columns, count: int, sources: Sources | None) -> list[Key]:
        keys = self._keys(table, columns.get("id") or [None] * count)
        self._watch.adding(table, columns)
        written = self._store(table, {**columns, "id": keys})
        del written["id"]
        self._record(table, keys, (None, jsontext.objects(written, len(keys))), sources)
        return keys

    @contextmanager
    def filling(self, tables: Collection[type[Base]], count: int) -> Iterator[None]:
        """While some tables get about ``count`` rows each, and are asked nothing: many are put in quicker so.

        That pays where at least as many come as ever came.
        """
        filled: list[type[Base]] = [*tables, RowChange] if count >= _MANY else []
        names = [_name(table_of(mapped)) for mapped in filled]
        few = [name for name in names if self._numbers.last(_counter(name)) <= count]
        with unindexed(self.connection, few):
            yield

    def register(self, mapped: type[Base], rows: Sequence[Registered]) -> list[int]:
        """Add rows to a table outside the journal: a register of what the program did, which is never taken back."""
        table = table_of(mapped)
        assert not table.info.get("journaled", True), table.name
        keys = list(self.numbers(table.name, len(rows)))
        self._put(table, {**by_column(rows), "id": keys})
        self.tables.add(table.name)
        return keys

    def require(self, table: Table, missing: Sequence[Key]) -> None:
        """Raise ``Overtaken`` where rows that are not there were taken away by others since this seat looked."""
        if missing:
            self._watch.removing(table, missing, missing)

    def put_back(self, table: Table, rows: Sequence[Row]) -> None:
        """Add rows that carry their keys, without recording it; the caller does."""
        self._store(table, by_column(rows))

    def _store(self, table: Table, columns: Columns) -> dict[str, Written]:
        """Rows that carry their keys into a table, and into that of all records; their columns as JSON."""
        self.upkeep.coming(table, columns)
        if table.name in LEDGERS:
            self._put(table_of(Record), {"id": columns["id"], "kind": [_name(table)] * len(columns["id"])})
        return self._put(table, columns)

    def _put(self, table: Table, columns: Columns) -> dict[str, Written]:
        """Rows into a table and its sum, columns that are not named left blank; the first of a row's versions is 1."""
        columns = _told(columns)
        written = {name: jsontext.written(column) for name, column in columns.items()}
        self._fill(table, columns, {name for name, column in written.items() if not column.has_blanks})
        texts = [written[name].texts if name in written else None for name in integrity.columns_of(table)]
        rows = jsontext.rows(texts, len(columns["id"]))
        self.tally.enter(_name(table), rows, columns["version"] if _numbers_versions(table) else ())
        return written

    def _fill(self, table: Table, columns: Columns, whole: Collection[str] = ()) -> None:
        """Rows into a table, and into nothing else; ``whole`` are columns that are known to have no blank."""
        counted = "version" in table.c and not _numbers_versions(table)
        spelled.fill(self.connection, table, columns, ("version",) if counted else (), whole)

    def update(
        self,
        mapped: type[Base],
        changes: Sequence[tuple[Key, Row]],
        sources: Sequence[Source | None] | None = None,
        looked: Mapping[Key, Whole] | None = None,
    ) -> int:
        """Set columns of rows by key; what already is so is left out. Returns how many rows changed.

        ``looked`` are the rows as ``look`` has just found them, where the caller asked.

        Raises ``KeyError`` for a key the table does not have, ``ValueError`` for one that comes twice, ``Overtaken``
        where others changed one of the cells since this seat looked.
        """
        if not changes:
            return 0
        table = table_of(mapped)
        placed = dict(zip((key for key, _ in changes), sources or [None] * len(changes), strict=True))
        if len(placed) != len(changes):
            raise ValueError(f"{table.name}: one row is given twice")
        before: list[Row] = []
        after: list[Row] = []
        keys: list[Key] = []
        for key, old, new in self._differences(table, changes, looked):
            keys.append(key)
            before.append(old)
            after.append(new)
        self._watch.setting(table, keys, before, after)
        self.upkeep.changing(table, keys, after)
        self._set(table, keys, after)
        texts = list(map(encode, before)), list(map(encode, after))
        self._record(table, keys, texts, Sources.of([placed[key] for key in keys]))
        return len(keys)

    def delete(self, mapped: type[Base], keys: Sequence[Key]) -> None:
        """Remove rows by key; what hangs on them must be gone before."""
        table = table_of(mapped)
        if not keys:
            return
        found = self.look(mapped, keys)
        self._watch.removing(table, keys, set(keys) - found.keys())
        held = [found[key].by_name() for key in keys]
        for row, key in zip(held, keys, strict=True):
            del row["id"]
            if _numbers_versions(table):
                row["version"] = found[key].version
        self.take_away(table, keys)
        self._record(table, keys, (list(map(_filled, held)), None), None)

    def take_away(self, table: Table, keys: Sequence[Key]) -> None:
        """Remove rows without recording it; the caller does."""
        self.upkeep.going(table, keys)
        tables = [table, table_of(Record)] if table.name in LEDGERS else [table]
        for target in tables:
            for chunk in chunks(keys):
                gone = whole_rows(self.connection, target, chunk).values()
                self.tally.remove(_name(target), [row.values for row in gone], [row.version for row in gone])
                self.connection.execute(_removal(target), {"keys": chunk})

    def _keys(self, table: Table, given: Sequence[Key | None]) -> list[Key]:
        missing = given.count(None)
        fresh = iter(self.numbers(_counter(_name(table)), missing) if missing else ())
        return [next(fresh) if key is None else key for key in given]

    def look(self, mapped: type[Base], keys: Sequence[Key]) -> dict[Key, Whole]:
        """Rows as they are, for an ``update`` that depends on what they hold."""
        table = table_of(mapped)
        return {key: row for chunk in chunks(keys) for key, row in whole_rows(self.connection, table, chunk).items()}

    def _differences(
        self, table: Table, changes: Sequence[tuple[Key, Row]], looked: Mapping[Key, Whole] | None
    ) -> Iterator[tuple[Key, Row, Row]]:
        """The changes that change something, a few hundred rows at a time, each accounted for in the tally."""
        names = integrity.columns_of(table)
        places = {name: place for place, name in enumerate(names)}
        for start in range(0, len(changes), CHUNK):
            piece = changes[start : start + CHUNK]
            current = whole_rows(self.connection, table, [key for key, _ in piece]) if looked is None else looked
            self.require(table, [key for key, _ in piece if key not in current])
            old: list[Whole] = []
            renewed: list[list[Any]] = []
            for key, values in piece:
                row = current[key]
                new = {name: value for name, value in values.items() if row.values[places[name]] != value}
                if not new:
                    continue
                after = list(row.values)
                for name, value in new.items():
                    after[places[name]] = value
                old.append(row)
                renewed.append(after)
                yield key, {name: row.values[places[name]] for name in new}, new
            self._account(table, old, renewed)

    def _account(self, table: Table, old: Sequence[Whole], renewed: Sequence[Sequence[Any]]) -> None:
        """Rows that change into the tally, as they were and as they are now."""
        step = int("version" in table.c)
        self.tally.remove(_name(table), [row.values for row in old], [row.version for row in old])
        self.tally.add(_name(table), renewed, [row.version + step for row in old])

    def _set(self, table: Table, keys: Sequence[Key], values: Sequence[Row]) -> None:
        """Write rows grouped by the columns they change, each group in one statement."""
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for key, row in zip(keys, values, strict=True):
            groups[tuple(sorted(row))].append({"the_key": key, **{f"new_{name}": v for name, v in row.items()}})
        for names, parameters in groups.items():
            spelled.run(self.connection, _setting(table, names), *parameters)

    def _record(
        self,
        table: Table,
        keys: Sequence[Key],
        texts: tuple[Recorded, Recorded],
        sources: Sources | None,
    ) -> None:
        """Note the changes of some rows, ``texts`` being what they held before and after, where they were there."""
        if not keys:
            return
        count = len(keys)
        self.rows += count
        self.tables.add(table.name)
        before, after = (side or [None] * count for side in texts)
        entries = {
            "id": self.numbers("row_change", count),
            "batch_id": [self.batch] * count,
            "table_name": [_name(table)] * count,
            "row_key": list(map(str, keys)),
            "before": before,
            "after": after,
            "sheet": sources.sheets if sources else [None] * count,
            "row": sources.rows if sources else [None] * count,
        }
        told = _told(entries)
        self.chain.update(integrity.change_lines(told))
        self._fill(table_of(RowChange), told)


def _numbers_versions(table: Table) -> bool:
    """Whether a table's version is a number its rows bring, not the count of a row's changes."""
    return "version" in table.c and table.c.version.default is None


# Statements are spelled out once: to put one together takes longer than to carry it out for a row.


@cache
def _removal(table: Table) -> Delete:
    return delete(table).where(table.c.id.in_(bindparam("keys", expanding=True)))


@lru_cache(maxsize=256)
def _setting(table: Table, names: tuple[str, ...]) -> Update:
    """Some columns of the row of a key are set, and its version counted on."""
    assigned: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    if "version" in table.c:
        assigned["version"] = table.c.version + 1
    return update(table).where(table.c.id == bindparam("the_key")).values(assigned)


def _told(columns: Mapping[str, Sequence[Any]]) -> Columns:
    """Columns without those of many rows that say nothing, which need not be handed over.

    Of few rows they are handed over all the same, so that few statements serve for all of them.
    """
    return {name: column for name, column in columns.items() if len(column) <= CHUNK or not _is_blank(column)}


def _is_blank(column: Sequence[Any]) -> bool:
    return not any(column) and column.count(None) == len(column)


def by_column(rows: Sequence[Registered]) -> dict[str, Sequence[Any]]:
    """The columns that rows name, in the order in which they name them; blank where a row does not."""
    named = dict.fromkeys(map(tuple, rows))
    names = dict.fromkeys(chain.from_iterable(named))
    if len(named) > 1:  # else the values of all stand in one order
        rows = [{**names, **row} for row in rows]
    return dict(zip(names, zip(*(row.values() for row in rows), strict=True), strict=True))


def _counter(table: str) -> str:
    """The name under which a table's numbers are given out: the three ledgers share theirs."""
    return str(Record.__tablename__) if table in LEDGERS else table


def _name(table: Table) -> str:
    """A table's name as a plain text: SQLAlchemy's kind of text is converted by the driver, slowly, row by row."""
    return str(table.name)


def encode(values: Row) -> Object:
    """Changed columns as the journal keeps them."""
    return bytearray(jsontext.text(values).encode())


def _filled(values: Row) -> Object:
    """A whole row as the journal keeps it: what is blank is left out."""
    return encode({name: value for name, value in values.items() if value is not None})


def decode(text: str | None) -> dict[str, Stored | None] | None:
    """The changed columns of a journal entry."""
    return None if text is None else json.loads(text)


_BATCH = table_of(Batch)
_OPENING = insert(_BATCH).values({name: bindparam(name) for name in integrity.columns_of(_BATCH)})


def open_batch(work: Work, label: str, signed: tuple[str, str], origin: Origin | None) -> None:
    """Begin a named step, ``signed`` by who takes it and when: its row comes first, so that changes can point at it."""
    work.batch = work.numbers("batch", 1)[0]
    work.opened = {
        "id": work.batch,
        "label": label,
        "who": signed[0],
        "at": signed[1],
        "file": origin.file if origin else None,
        "sha256": origin.sha256 if origin else None,
        "columns": json.dumps(origin.columns, ensure_ascii=False) if origin and origin.columns else None,
        "row_count": 0,
        "reverts": None,
        "undone": False,
        "chain": None,
    }
    spelled.run(work.connection, _OPENING, work.opened)


def close_batch(work: Work) -> Change:
    """End a step: its row says how much it changed, or goes where it changed nothing; the proofs are kept with it."""
    if work.rows == 0:
        work.connection.execute(_removal(table_of(Batch)), {"keys": [work.batch]})
        work.keep_proofs()  # of what was only registered, and of the numbers given out
        return Change(None, 0, frozenset())
    work.upkeep.keep(work.tables)
    work.tally.add(Batch.__tablename__, [integrity.close(work.connection, work.chain, work.opened, work.rows)])
    work.latest.chain = work.chain.hexdigest()
    work.keep_proofs()
    return Change(work.batch, work.rows, frozenset(work.tables))
