"""Proof that a ledger still holds what was written into it: a sum of row digests a table, a chain over the journal.

SQLite's own check cannot notice a changed value (``reliability``: a flipped bit in a cell is a valid cell). Every
write therefore keeps, in its own transaction, the sum (mod 2**128) of the digests of each table's rows; adding,
changing or removing a row adds and takes away its digest, so nothing is ever read for it. Each batch carries the
SHA-256 of the batch before it, of itself and of its changes: whoever knows the newest one knows that no earlier
change was altered or left out. Both find accidents; neither stops someone who can compute them again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import repeat
from operator import add
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, text, update

from app.models import jsontext, spelled
from app.models.base import Base, Mapped, table_of
from app.models.journal import Batch, RowChange
from app.models.latest import Latest

_MODULUS = 2**128
_PIECE = 5000
OF_A_BATCH = ("id", "label", "who", "at", "file", "sha256", "columns", "row_count", "reverts")
OF_A_CHANGE = ("id", "table_name", "row_key", "before", "after", "sheet", "row")


class ContentSum(Base):
    """One table's rows: how many, and the sum of their digests as hexadecimal digits."""

    __tablename__ = "content_sum"
    __table_args__ = {"info": {"journaled": False}}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[str] = Mapped(primary_key=True)
    row_count: Mapped[int]
    total: Mapped[str]


def summed() -> list[Table]:
    """The tables whose rows are summed: all but the sums themselves, the changes, which the chain holds, and what
    follows from other tables.
    """
    apart = {table_of(ContentSum).name, table_of(RowChange).name}
    return [
        table for table in Base.metadata.sorted_tables if table.name not in apart and table.info.get("summed", True)
    ]


@cache
def columns_of(table: Table) -> tuple[str, ...]:
    """A table's columns in the order in which a row's digest takes them; its version is given beside them."""
    return tuple(column.name for column in table.columns if column.name != "version")


def digests(table: str, rows: Iterable[bytes], versions: Sequence[Any] = ()) -> list[int]:
    """Rows as numbers of 128 bits: their table, their versions and the values of ``columns_of``, as JSON.

    They are given as ``jsontext.rows`` makes them, without ``versions`` all are the first.
    """
    heads = [f"{table}\n{version}\n[".encode() for version in versions] or repeat(f"{table}\n1\n[".encode())
    lines = map(add, heads, rows)
    return [int.from_bytes(blake2b(line + b"]", digest_size=16).digest(), "big") for line in lines]


class Tally:
    """What a write adds to the tables' sums and takes away from them.

    Rows are given as their values in the order of ``columns_of``, with the versions of those that have one.
    """

    def __init__(self) -> None:
        self._sums: dict[str, int] = defaultdict(int)
        self._rows: dict[str, int] = defaultdict(int)

    def add(self, table: str, rows: Iterable[Sequence[Any]], versions: Sequence[int] = ()) -> None:
        """Rows that came."""
        self.enter(table, map(jsontext.row, rows), versions)

    def enter(self, table: str, rows: Iterable[bytes], versions: Sequence[int] = ()) -> None:
        """Rows that came, as JSON."""
        added = digests(table, rows, versions)
        self._sums[table] += sum(added)
        self._rows[table] += len(added)

    def remove(self, table: str, rows: Iterable[Sequence[Any]], versions: Sequence[int] = ()) -> None:
        """Rows that went."""
        removed = digests(table, map(jsontext.row, rows), versions)
        self._sums[table] -= sum(removed)
        self._rows[table] -= len(removed)

    def keep(self, connection: Connection, latest: Latest) -> None:
        """Bring the kept sums up to date."""
        kept = _kept(connection) if latest.sums is None else latest.sums
        blank = (0, 0)
        now = {
            name: (kept.get(name, blank)[0] + self._rows[name], (kept.get(name, blank)[1] + amount) % _MODULUS)
            for name, amount in self._sums.items()
        }
        _keep(connection, now)
        latest.sums = {**kept, **now}


_KEPT = select(*(table_of(ContentSum).c[name] for name in ("id", "row_count", "total"))).where(ContentSum.total != "")
_KEEP = text(
    "INSERT INTO content_sum (id, row_count, total) VALUES (:id, :row_count, :total) "
    "ON CONFLICT (id) DO UPDATE SET row_count = excluded.row_count, total = excluded.total"
)


def _kept(connection: Connection) -> dict[str, tuple[int, int]]:
    return {name: (count, int(total, 16)) for name, count, total in spelled.rows(connection, _KEPT)}


def _keep(connection: Connection, sums: Mapping[str, tuple[int, int]]) -> None:
    """Keep the sums of some tables: how many rows, and the sum of their digests."""
    rows = [{"id": name, "row_count": count, "total": f"{total:032x}"} for name, (count, total) in sums.items()]
    if rows:
        spelled.run(connection, _KEEP, *rows)


def _sum(connection: Connection, table: Table, there: Collection[str] | None = None) -> tuple[int, int]:
    """How many rows a table has, and the sum of their digests; ``there`` are the columns that an older one has."""
    *_, found = _running_sums(connection, table, there)
    return found


def _running_sums(
    connection: Connection, table: Table, there: Collection[str] | None = None
) -> Iterator[tuple[int, int]]:
    """``_sum`` of no row, then of the rows read so far, after each piece of them."""
    columns = [table.c[name] for name in columns_of(table) if there is None or name in there]
    versioned = "version" in (table.c if there is None else there)
    wanted = select(*columns, *([table.c.version] if versioned else [])).execution_options(yield_per=_PIECE)
    count = total = 0
    yield count, total
    for piece in connection.execute(wanted).partitions():
        rows, versions = list(map(tuple, piece)), []
        if versioned:
            rows, versions = [row[:-1] for row in rows], [row[-1] for row in rows]
        count += len(piece)
        total = (total + sum(digests(table.name, map(jsontext.row, rows), versions))) % _MODULUS
        yield count, total


def link(before: str) -> "hashlib._Hash":
    """The beginning of a batch's link in the chain: what the batch before it ended with."""
    return hashlib.sha256(before.encode())


def lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as the chain takes them: their values as JSON, in the order of the journal's columns."""
    return "".join([f"{row}\n" for row in map(jsontext.text, rows)]).encode()


def change_lines(entries: Mapping[str, Sequence[Any]]) -> bytes:
    """Changes, given by their columns, as the chain takes them; a column that is not given is blank.

    What rows held before and after is given as the journal keeps it: ``jsontext.Object``, or None.
    """
    if len(entries["id"]) == 1:
        return b"[%b]\n" % _change_line(entries)
    told = {name: jsontext.quoted(entries[name]) for name in ("before", "after") if name in entries}
    told |= {name: jsontext.written(entries[name]).texts for name in OF_A_CHANGE if name in entries.keys() - told}
    rows = jsontext.rows([told.get(name) for name in OF_A_CHANGE], len(entries["id"]))
    return b"[%b]\n" % b"]\n[".join(rows)


def _change_line(entries: Mapping[str, Sequence[Any]]) -> bytes:
    """One change, of which every column is given: what most steps of a person's work are, put together at once."""
    known, place = ([entries[name][0] for name in names] for names in (OF_A_CHANGE[:3], OF_A_CHANGE[5:]))
    held = jsontext.quoted([entries[name][0] for name in OF_A_CHANGE[3:5]])
    return b",".join([jsontext.row(known), *held, jsontext.row(place)])


def head(connection: Connection) -> str:
    """The newest link of the journal's chain, empty where nothing was ever written."""
    newest: list[tuple[str]] = spelled.rows(connection, _HEAD)
    return newest[0][0] if newest else ""


def close(connection: Connection, chain: "hashlib._Hash", opened: Mapping[str, Any], rows: int) -> tuple[Any, ...]:
    """Link a batch to the one before it, now that its changes are in; its finished row as its digest takes it.

    ``opened`` is its row as it was written when it was begun.
    """
    finished = {**opened, "row_count": rows}
    chain.update(lines([[finished[name] for name in OF_A_BATCH]]))
    finished["chain"] = chain.hexdigest()
    spelled.run(connection, _CLOSE, {"batch": finished["id"], "rows": rows, "link": finished["chain"]})
    return tuple(finished[name] for name in columns_of(table_of(Batch)))


def batch_row(connection: Connection, batch: int) -> tuple[Any, ...]:
    """A batch's row as its digest takes it."""
    return tuple(connection.execute(_BATCH, {"batch": batch}).one())


_BATCHES = table_of(Batch).c
_HEAD = select(_BATCHES.chain).where(_BATCHES.chain.is_not(None)).order_by(_BATCHES.id.desc()).limit(1)
_BATCH = select(*(_BATCHES[name] for name in columns_of(table_of(Batch)))).where(_BATCHES.id == bindparam("batch"))
_CLOSE = (
    update(table_of(Batch))
    .where(_BATCHES.id == bindparam("batch"))
    .values(row_count=bindparam("rows"), chain=bindparam("link"))
)


def _links(connection: Connection) -> Iterator[tuple[int, str | None, str]]:
    """Each batch in order: its number, the link it carries, and the link it should carry."""
    batches, changes = table_of(Batch), table_of(RowChange)
    wanted = [batches.c.chain, *(batches.c[name] for name in OF_A_BATCH)]
    before = ""
    for carried, *own in connection.execute(select(*wanted).order_by(batches.c.id)).all():
        chain = link(before)
        of_it = select(*(changes.c[name] for name in OF_A_CHANGE)).where(changes.c.batch_id == own[0])
        for piece in connection.execute(of_it.order_by(changes.c.id).execution_options(yield_per=_PIECE)).partitions():
            chain.update(lines(map(tuple, piece)))
        chain.update(lines([own]))
        before = chain.hexdigest()
        yield own[0], carried, before


def is_sound(before: str, batch: Sequence[Any], changes: Iterable[Sequence[Any]], carried: str | None) -> bool:
    """Whether a batch and its changes, as the chain takes them, are those whose link was kept after the link before."""
    chain = link(before)
    chain.update(lines(changes))
    chain.update(lines([batch]))
    return chain.hexdigest() == carried


def seal(connection: Connection) -> None:
    """Count and chain what has no proof yet: all of a new ledger, what a migration added to or widened in an older one.

    What is proved already keeps the proof it has, so that nothing which was altered before passes for what was written.
    """
    table = table_of(Batch)
    if connection.execute(select(Batch.id).where(Batch.chain.is_(None)).limit(1)).first():
        for number, carried, link_ in list(_links(connection)):
            if carried is None:
                connection.execute(update(table).where(table.c.id == number).values(chain=link_))
    unproved = {one.name for one in summed()} - _proved(connection)
    connection.execute(delete(ContentSum).where(ContentSum.id.in_(unproved)))
    _keep(connection, {str(one.name): _sum(connection, one) for one in summed() if one.name in unproved})


def is_sealed(connection: Connection) -> bool:
    """Whether every table has its sum; a ledger that has just come from an older version does not yet."""
    return _proved(connection) >= {one.name for one in summed()}


def _proved(connection: Connection) -> set[str]:
    """The tables with a sum; a migration blanks the sum of a table whose rows it changes."""
    return set(_kept(connection))


def holds(connection: Connection, name: str, there: Collection[str], kept: tuple[int, str]) -> bool:
    """Whether the rows of a table come to a kept sum, in a ledger whose tables may not have all columns yet."""
    table = next((one for one in summed() if one.name == name), None)
    if table is None or not there:
        return True  # a table that this edition does not know is none that it can judge
    count, total = _sum(connection, table, there)
    return (count, f"{total:032x}") == kept


@dataclass(frozen=True, slots=True)
class Altered:
    """Something that is not as it was written: a table's rows, or the journal from one batch on."""

    table: str | None = None
    batch: int | None = None


def altered(connection: Connection) -> Iterator[Altered | None]:
    """What is not as it was written; None now and then while it looks, so that it can be stopped."""
    kept = _kept(connection)
    for table in summed():
        found = 0, 0
        for found in _running_sums(connection, table):  # noqa: B007 - the last of them counts
            yield None
        if found != kept.get(table.name):
            yield Altered(table=str(table.name))
    last = 0
    for number, carried, expected in _links(connection):
        yield None
        if carried != expected:
            yield Altered(batch=number)
            return
        last = number
    if connection.execute(select(RowChange.id).where(RowChange.batch_id > last).limit(1)).first():
        yield Altered(batch=last + 1)
