"""Proof that a ledger still holds what was written into it: a sum of row digests a table, a chain over the journal.

SQLite's own check cannot notice a changed value (``reliability``: a flipped bit in a cell is a valid cell). Every
write therefore keeps, in its own transaction, the sum (mod 2**128) of the digests of each table's rows; adding,
changing or removing a row adds and takes away its digest, so nothing is ever read for it. Each batch carries the
SHA-256 of the batch before it, of itself and of its changes: whoever knows the newest one knows that no earlier
change was altered or left out. Both find accidents; neither stops someone who can compute them again.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, table_of
from app.models.journal import Batch, Counter, RowChange

_MODULUS = 2**128
_PIECE = 5000
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=bytes.hex)
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


def digest(table: str, version: int, values: Sequence[Any]) -> int:
    """A row as a number of 128 bits: its table, its version and the values of ``columns_of``."""
    text = f"{table}\n{version}\n{_COMPACT.encode(values)}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "big")


class Tally:
    """What a write adds to the tables' sums and takes away from them."""

    def __init__(self) -> None:
        self._sums: dict[str, int] = defaultdict(int)
        self._rows: dict[str, int] = defaultdict(int)

    def add(self, table: str, rows: Iterable[Sequence[Any]], version: int = 1) -> None:
        """Rows that came, as their values in the order of ``columns_of``."""
        digests = [digest(table, version, row) for row in rows]
        self._sums[table] += sum(digests)
        self._rows[table] += len(digests)

    def remove(self, table: str, version: int, row: Sequence[Any]) -> None:
        """A row that went."""
        self._sums[table] -= digest(table, version, row)
        self._rows[table] -= 1

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


def _rows(connection: Connection, table: Table) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Every row of a table: its version (1 where it has none) and its values in the order of ``columns_of``."""
    columns = [table.c[name] for name in columns_of(table)]
    versioned = "version" in table.c
    wanted = select(*([table.c.version] if versioned else []), *columns).execution_options(yield_per=_PIECE)
    for row in connection.execute(wanted):
        values = tuple(row)
        yield (values[0], values[1:]) if versioned else (1, values)


def _sum(connection: Connection, table: Table) -> tuple[int, int]:
    count = total = 0
    for version, values in _rows(connection, table):
        count += 1
        total += digest(table.name, version, values)
    return count, total % _MODULUS


def link(before: str) -> "hashlib._Hash":
    """The beginning of a batch's link in the chain: what the batch before it ended with."""
    return hashlib.sha256(before.encode())


def lines(entries: Iterable[Sequence[Any]]) -> bytes:
    """Changes as the chain takes them, each the values of its columns in the journal's order."""
    return "".join(_COMPACT.encode(entry) + "\n" for entry in entries).encode()


def change_line(entry: dict[str, Any]) -> list[Any]:
    """One change's values in the order in which the chain takes them."""
    return [entry[name] for name in OF_A_CHANGE]


def head(connection: Connection) -> str:
    """The newest link of the journal's chain, empty where nothing was ever written."""
    newest = select(Batch.chain).where(Batch.chain.is_not(None)).order_by(Batch.id.desc()).limit(1)
    return connection.execute(newest).scalar() or ""


def closed(connection: Connection, chain: "hashlib._Hash", batch: int) -> str:
    """A batch's link, now that its changes are in and its own row says all it will say."""
    table = table_of(Batch)
    row = connection.execute(select(*(table.c[name] for name in OF_A_BATCH)).where(table.c.id == batch)).one()
    chain.update(lines([list(row)]))
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
            chain.update(lines(map(list, piece)))
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
