"""Proof that a ledger still holds what was written into it: a sum of row digests a table, a chain over the journal.

SQLite's own check cannot notice a changed value (``reliability``: a flipped bit in a cell is a valid cell). Every
write therefore keeps, in its own transaction, the sum (mod 2**128) of the digests of each table's rows; adding,
changing or removing a row adds and takes away its digest, so nothing is ever read for it. Each batch carries the
SHA-256 of the batch before it, of itself and of its changes: whoever knows the newest one knows that no earlier
change was altered or left out. Both find accidents; neither stops someone who can compute them again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.models import jsontext
from app.models.base import Base, table_of
from app.models.journal import Batch, Counter, RowChange
from app.models.jsontext import Texts

_MODULUS = 2**128
_PIECE = 5000
OF_A_BATCH = ("id", "label", "who", "at", "file", "sha256", "columns", "row_count", "reverts")
OF_A_CHANGE = ("id", "table_name", "row_key", "before", "after", "sheet", "row")


class ContentSum(Base):
    """One table's rows: how many, and the sum of their digests as hexadecimal digits."""

    __tablename__ = "content_sum"
    __table_args__ = {"info": {"journaled": False}}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[str] = mapped_column(primary_key=True)
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


def columns_of(table: Table) -> list[str]:
    """A table's columns in the order in which a row's digest takes them; its version is given beside them."""
    return [column.name for column in table.columns if column.name != "version"]


def digests(table: str, written: Sequence[Texts], versions: Iterable[Any] = repeat(1)) -> list[int]:
    """Rows as numbers of 128 bits: their table, their versions and the values of ``columns_of``, as JSON."""
    return [
        int.from_bytes(hashlib.blake2b(f"{table}\n{version}\n{row}".encode(), digest_size=16).digest(), "big")
        for version, row in zip(versions, jsontext.arrays(written), strict=False)
    ]


class Tally:
    """What a write adds to the tables' sums and takes away from them.

    Rows are given as their values in the order of ``columns_of``, with the versions of those that have one.
    """

    def __init__(self) -> None:
        self._sums: dict[str, int] = defaultdict(int)
        self._rows: dict[str, int] = defaultdict(int)

    def add(self, table: str, rows: Sequence[Sequence[Any]], versions: Iterable[int] = repeat(1)) -> None:
        """Rows that came."""
        self.enter(table, digests(table, jsontext.columns(rows), versions))

    def remove(self, table: str, rows: Sequence[Sequence[Any]], versions: Iterable[int] = repeat(1)) -> None:
        """Rows that went."""
        self._sums[table] -= sum(digests(table, jsontext.columns(rows), versions))
        self._rows[table] -= len(rows)

    def enter(self, table: str, added: Sequence[int]) -> None:
        """Rows that came, by their digests."""
        self._sums[table] += sum(added)
        self._rows[table] += len(added)

    def keep(self, connection: Connection) -> None:
        """Bring the kept sums up to date."""
        kept = _kept(connection)
        for name, amount in self._sums.items():
            rows, total = kept.get(name, (0, 0))
            _keep(connection, name, rows + self._rows[name], (total + amount) % _MODULUS, new=name not in kept)
        _keep_counters(connection, kept)


def _kept(connection: Connection) -> dict[str, tuple[int, int]]:
    rows = connection.execute(
        select(ContentSum.id, ContentSum.row_count, ContentSum.total).where(ContentSum.total != "")
    )
    return {name: (count, int(total, 16)) for name, count, total in rows}


def _keep(connection: Connection, name: str, rows: int, total: int, *, new: bool) -> None:
    values = {"row_count": rows, "total": f"{total:032x}"}
    if new:
        connection.execute(insert(ContentSum), [{"id": name, **values}])
    else:
        connection.execute(update(ContentSum).where(ContentSum.id == name).values(values))


def _keep_counters(connection: Connection, kept: dict[str, tuple[int, int]]) -> None:
    """The counters change with every number given out; there are few, so they are summed afresh."""
    table = table_of(Counter)
    _keep(connection, table.name, *_sum(connection, table), new=table.name not in kept)


def _sum(connection: Connection, table: Table) -> tuple[int, int]:
    """How many rows a table has, and the sum of their digests."""
    columns = [table.c[name] for name in columns_of(table)]
    versioned = "version" in table.c
    wanted = select(*columns, *([table.c.version] if versioned else [])).execution_options(yield_per=_PIECE)
    count = total = 0
    for piece in connection.execute(wanted).partitions():
        written = jsontext.columns(piece)
        versions = written.pop() if versioned else repeat(1)
        count += len(piece)
        total += sum(digests(table.name, written, versions))
    return count, total % _MODULUS


def link(before: str) -> "hashlib._Hash":
    """The beginning of a batch's link in the chain: what the batch before it ended with."""
    return hashlib.sha256(before.encode())


def lines(written: Sequence[Texts]) -> bytes:
    """Rows as the chain takes them: their columns as JSON, in the order of the journal's."""
    return "".join(map("%s\n".__mod__, jsontext.arrays(written))).encode()


def change_lines(entries: Mapping[str, Sequence[Any]]) -> bytes:
    """Changes, given by their columns, as the chain takes them."""
    return lines([jsontext.texts(entries[name]) for name in OF_A_CHANGE])


def head(connection: Connection) -> str:
    """The newest link of the journal's chain, empty where nothing was ever written."""
    newest = select(Batch.chain).where(Batch.chain.is_not(None)).order_by(Batch.id.desc()).limit(1)
    return connection.execute(newest).scalar() or ""


def closed(connection: Connection, chain: "hashlib._Hash", batch: int) -> str:
    """A batch's link, now that its changes are in and its own row says all it will say."""
    table = table_of(Batch)
    row = connection.execute(select(*(table.c[name] for name in OF_A_BATCH)).where(table.c.id == batch)).one()
    chain.update(lines(jsontext.columns([row])))
    return chain.hexdigest()


def batch_row(connection: Connection, batch: int) -> tuple[Any, ...]:
    """A batch's row as its digest takes it."""
    table = table_of(Batch)
    return tuple(
        connection.execute(select(*(table.c[name] for name in columns_of(table))).where(table.c.id == batch)).one()
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
            chain.update(lines(jsontext.columns(piece)))
        chain.update(lines(jsontext.columns([own])))
        before = chain.hexdigest()
        yield own[0], carried, before


def is_sound(before: str, batch: Sequence[Any], changes: Iterable[Sequence[Any]], carried: str | None) -> bool:
    """Whether a batch and its changes, as the chain takes them, are those whose link was kept after the link before."""
    chain = link(before)
    chain.update(lines(jsontext.columns(list(changes))))
    chain.update(lines(jsontext.columns([batch])))
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
    for one in summed():
        if one.name in unproved:
            _keep(connection, one.name, *_sum(connection, one), new=True)


def is_sealed(connection: Connection) -> bool:
    """Whether every table has its sum; a ledger that has just come from an older version does not yet."""
    return _proved(connection) >= {one.name for one in summed()}


def _proved(connection: Connection) -> set[str]:
    """The tables with a sum; a migration blanks the sum of a table whose rows it changes."""
    return set(_kept(connection))


@dataclass(frozen=True, slots=True)
class Altered:
    """Something that is not as it was written: a table's rows, or the journal from one batch on."""

    table: str | None = None
    batch: int | None = None


def altered(connection: Connection) -> Iterator[Altered | None]:
    """What is not as it was written; None now and then while it looks, so that it can be stopped."""
    kept = _kept(connection)
    for table in summed():
        yield None
        if _sum(connection, table) != kept.get(table.name):
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
