"""What can still be read of a damaged ledger, told over again into a new one from its journal.

Every change a ledger ever took is in its journal, and every batch carries a link by which it can be proved by itself
(``integrity``). So a new ledger is told the whole journal, batch by batch: what is proved is as it was written, what
can be read but not proved is taken and named, what cannot be read is named.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, Table, cast, delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from app.models import integrity
from app.models.base import Base, table_of
from app.models.engine import file_engine
from app.models.integrity import OF_A_BATCH, OF_A_CHANGE, ContentSum
from app.models.journal import Batch, Counter, RowChange
from app.models.ledger import LEDGERS
from app.models.project import Record
from app.models.store import Store
from app.models.submission import ExportedReport
from app.models.undo import replay_changes
from app.models.upkeep import count_again
from app.models.work import Work

_FARTHEST = 1 << 40
_REGISTERS = (ExportedReport,)
_TELLS = tuple(OF_A_CHANGE.index(name) for name in ("table_name", "row_key", "before", "after"))


@dataclass(slots=True)
class Salvaged:
    """What came of it: how many batches are proved, and the labels of those that are not, or could not be told."""

    proved: int = 0
    unproved: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    """The names of the workbooks that any batch came from, by SHA-256."""

    @property
    def steps(self) -> int:
        """How many batches are in the new ledger."""
        return self.proved + len(self.unproved)


def salvage(damaged: Path, store: Store) -> Salvaged:
    """Tell the journal of a damaged ledger to a new, empty one that is open for writing; the damaged is not changed."""
    engine = file_engine(damaged, writing=False, mode="ro")
    try:
        with engine.connect() as source, store.register() as work:
            told = _tell(source, work)
            for register in _REGISTERS:
                _copy(source, work.session.connection(), table_of(register))
            _end(work)
    except DBAPIError:  # not even its beginning can be read
        return Salvaged()
    finally:
        engine.dispose()
    return told


def _tell(source: Connection, work: Work) -> Salvaged:
    batches, changes = list(_readable(source, table_of(Batch))), _changes(source)
    told, before = Salvaged(), ""
    for batch in batches:
        of_it = changes.pop(batch["id"], [])
        own = [batch[name] for name in OF_A_BATCH]
        sound = integrity.is_sound(before, own, of_it, batch["chain"])
        before = batch["chain"] or ""
        if batch["sha256"]:
            told.files[batch["sha256"]] = batch["file"]
        if len(of_it) != batch["row_count"] or not _take(work, batch, of_it):
            told.lost.append(batch["label"])
        elif sound:
            told.proved += 1
        else:
            told.unproved.append(batch["label"])
    told.lost += [f"第 {number} 步" for number in sorted(changes, key=str)]  # a damaged row may hold anything
    return told


def _take(work: Work, batch: dict[str, Any], changes: Sequence[Sequence[Any]]) -> bool:
    """One batch with its changes, all of it or nothing; whether it could be told."""
    connection = work.session.connection()
    with suppress(DBAPIError, ValueError, KeyError, TypeError), connection.begin_nested():
        connection.execute(insert(table_of(Batch)), [{**batch, "chain": None}])
        if changes:
            rows = [dict(zip(OF_A_CHANGE, one, strict=True)) | {"batch_id": batch["id"]} for one in changes]
            connection.execute(insert(table_of(RowChange)), rows)
        replay_changes(work, ([one[place] for place in _TELLS] for one in changes))
        return True
    return False


def _changes(source: Connection) -> dict[int, list[list[Any]]]:
    """The changes that can be read, by batch, each as the chain takes it."""
    found: dict[int, list[list[Any]]] = defaultdict(list)
    for row in _readable(source, table_of(RowChange)):
        found[row["batch_id"]].append([row[name] for name in OF_A_CHANGE])
    return found


def _readable(source: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table whose keys are numbers, in their order; where a page cannot be read it is leapt over.

    So it is where a key is not above the one before: a damaged page may lead back to rows that were read, without end.
    """
    start, leap = 0, 1
    while leap < _FARTHEST:
        with suppress(DBAPIError):
            for row in source.execute(select(table).where(table.c.id >= start).order_by(table.c.id)).mappings():
                if row["id"] < start:
                    break
                yield dict(row)
                start, leap = row["id"] + 1, 1
            else:
                return
        start, leap = start + leap, leap * 2


def _copy(source: Connection, target: Connection, table: Table) -> None:
    """A register that stands in no journal, as far as it can be read."""
    for row in _readable(source, table):
        with suppress(DBAPIError), target.begin_nested():
            target.execute(insert(table), [row])


def _end(work: Work) -> None:
    """Numbers go on after every one that was ever given out, and what is there now is what is proved from now on."""
    connection = work.session.connection()
    connection.execute(delete(table_of(Counter)))
    tables = [table for table in Base.metadata.sorted_tables if "id" in table.c and table.name not in LEDGERS]
    for table in tables:
        if table.c.id.type.python_type is int and (last := _last_number(connection, table)):
            connection.execute(insert(table_of(Counter)), [{"name": str(table.name), "last": last}])
    connection.execute(delete(ContentSum))
    integrity.seal(connection)
    work.tally = integrity.Tally()  # all of it is in the sums already
    count_again(connection)


def _last_number(connection: Connection, table: Table) -> int:
    """The highest number of a table that is in use or was: those of removed rows are never given out again."""
    names = list(LEDGERS) if table.name == Record.__tablename__ else [str(table.name)]
    told = select(func.max(cast(RowChange.row_key, Integer))).where(RowChange.table_name.in_(names))
    return max(connection.execute(one).scalar() or 0 for one in (select(func.max(table.c.id)), told))
