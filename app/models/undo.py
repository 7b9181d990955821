"""Taking a batch back and bringing it again: the journal read backwards, itself a new entry of the journal.

A batch can be taken back as long as the cells it set still hold what it set; where someone has edited
them since, the refusal lists them and nothing changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, select, update

from app.models import integrity
from app.models.attachment import Attachment, RecordLink
from app.models.base import Base, journaled, table_of
from app.models.field import Stored
from app.models.journal import Batch, RowChange
from app.models.keys import Key, chunks
from app.models.ledger import LEDGERS, PendingValue, ProgressEntry, StageChange, TownShare
from app.models.project import Record
from app.models.review import ReviewRemark
from app.models.session import Session
from app.models.work import Row, Work, decode

_CHILDREN = (
    (ProgressEntry, "record_id"),
    (StageChange, "record_id"),
    (TownShare, "record_id"),
    (PendingValue, "record_id"),
    (Attachment, "record_id"),
    (ReviewRemark, "record_id"),
    (RecordLink, "from_id"),
    (RecordLink, "to_id"),
)
"""What hangs on a record, and the column that points at it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that no longer holds what a batch left there; ``column`` is empty where the whole row is meant."""

    table: str
    key: str
    column: str
    expected: Stored | None
    found: Stored | None


@dataclass(frozen=True, slots=True)
class RowMove:
    """One row's way through a batch: its columns before and after; None where the row was not there."""

    table: Table
    key: Key
    before: dict[str, Stored | None] | None
    after: dict[str, Stored | None] | None

    def backwards(self) -> "RowMove":
        """The same way, taken from its end."""
        return RowMove(self.table, self.key, self.after, self.before)


def moves(session: Session, batch: int) -> list[RowMove]:
    """What a batch did to each row, from first state to last, in the order it first touched them."""
    tables = journaled()
    net: dict[tuple[str, str], RowMove] = {}
    changes = select(RowChange.table_name, RowChange.row_key, RowChange.before, RowChange.after)
    for name, text, before, after in session.execute(changes.where(RowChange.batch_id == batch).order_by(RowChange.id)):
        step = RowMove(tables[name], _key(tables[name], text), decode(before), decode(after))
        earlier = net.get((name, text))
        net[name, text] = step if earlier is None else _joined(earlier, step)
    return [move for move in net.values() if move.before is not None or move.after is not None]


def _joined(first: RowMove, second: RowMove) -> RowMove:
    before = first.before
    if before is not None and first.after is not None and second.before is not None:
        before = {**second.before, **before}
    after = second.after
    if after is not None and first.after is not None:
        after = {**first.after, **after}
    if before is not None and after is not None and first.after is None:  # taken away and put back within the batch
        before, after = {**dict.fromkeys(after), **before}, {**dict.fromkeys(before), **after}
    return RowMove(first.table, first.key, before, after)


def _key(table: Table, text: str) -> Key:
    return int(text) if table.c.id.type.python_type is int else text


def obstacles(session: Session, steps: Sequence[RowMove]) -> list[Cell]:
    """What stands in the way of moves: cells that do not hold what they start from, rows that others hold on to.

    A row that is to go may carry something new, one that is to come may have lost its record, or its place
    to another row.
    """
    found: list[Cell] = []
    by_table: dict[str, list[RowMove]] = {}
    for step in steps:
        by_table.setdefault(step.table.name, []).append(step)
    for group in by_table.values():
        table = group[0].table
        current = _current(session, table, [step.key for step in group])
        for step in group:
            found += _differing(step, current.get(step.key))
    return found + _held(session, steps) + _orphaned(session, steps) + _displaced(session, steps)


def _current(session: Session, table: Table, keys: Sequence[Key]) -> dict[Key, Row]:
    return {
        row["id"]: dict(row)
        for chunk in chunks(keys)
        for row in session.execute(select(table).where(table.c.id.in_(chunk))).mappings()
    }


def _differing(step: RowMove, row: Row | None) -> list[Cell]:
    name, key = step.table.name, str(step.key)
    if step.before is None:
        return [] if row is None else [Cell(name, key, "", None, None)]
    if row is None:
        return [Cell(name, key, "", None, None)]
    expected: dict[str, Stored | None] = dict(step.before)
    if step.after is None:  # the whole row goes: its blank columns must still be blank
        expected = {column: step.before.get(column) for column in row if column not in ("id", "version")}
    return [Cell(name, key, column, value, row[column]) for column, value in expected.items() if row[column] != value]


def _held(session: Session, steps: Sequence[RowMove]) -> list[Cell]:
    """Rows that are to go but carry children which do not go with them."""
    gone = {step.key: step.table.name for step in steps if step.after is None and step.table.name in LEDGERS}
    leaving = {(step.table.name, step.key) for step in steps if step.after is None}
    found = []
    for child, column in _CHILDREN:
        table = table_of(child)
        for chunk in chunks(list(gone)):
            rows = session.execute(select(table.c.id, table.c[column]).where(table.c[column].in_(chunk)))
            found += [
                Cell(gone[record], str(record), table.name, None, None)
                for key, record in rows
                if (table.name, key) not in leaving
            ]
    return found


def _orphaned(session: Session, steps: Sequence[RowMove]) -> list[Cell]:
    """Rows that are to come back to a record that is gone and does not come with them."""
    coming = {step.key for step in steps if step.after is not None and step.table.name in LEDGERS}
    pointing = [(table_of(child).name, column) for child, column in _CHILDREN]
    children = [
        (step, int(step.after[column] or 0))
        for step in steps
        if step.before is None and step.after is not None
        for table, column in pointing
        if step.table.name == table and step.after.get(column) is not None
    ]
    wanted = {record for _, record in children} - coming
    there = {
        key for chunk in chunks(list(wanted)) for key in session.scalars(select(Record.id).where(Record.id.in_(chunk)))
    }
    lost = wanted - there
    return [Cell(step.table.name, str(step.key), "", None, None) for step, record in children if record in lost]


def _displaced(session: Session, steps: Sequence[RowMove]) -> list[Cell]:
    """Rows that are to come back, or to get their name back, where another row now stands for the same thing."""
    leaving = {(step.table.name, step.key) for step in steps if step.after is None}
    found = []
    for step in steps:
        after = step.after
        if after is None:
            continue
        for columns in _identities(step.table):
            if step.before is not None and not any(column.name in after for column in columns):
                continue
            values = {**_current(session, step.table, [step.key]).get(step.key, {}), **after}
            same = [column == values.get(column.name) for column in columns]
            others = session.scalars(select(step.table.c.id).where(*same, step.table.c.id != step.key)).all()
            found += [
                Cell(step.table.name, str(key), "", None, None)
                for key in others
                if (step.table.name, key) not in leaving
            ]
    return found


def _identities(table: Table) -> list[list[Column[Any]]]:
    """The columns that together name one row of a table, beside its key."""
    return [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]


def take(work: Work, steps: Sequence[RowMove]) -> None:
    """Move rows; parents come before their children and go after them. Recorded like any other change.

    What leaves goes first: what arrives may be of the name or number that it bore.
    """
    # What hangs on a record points at its number, which comes and goes with the ledger's row.
    order = {name: position for position, name in enumerate(sorted(journaled(), key=lambda name: name not in LEDGERS))}
    mapped = {table_of(one): one for one in Base.__subclasses__()}
    arriving = [step for step in steps if step.before is None]
    leaving = [step for step in steps if step.after is None]
    changed = [step for step in steps if step.before is not None and step.after is not None]
    for name in sorted({step.table.name for step in leaving}, key=order.__getitem__, reverse=True):
        group = [step for step in leaving if step.table.name == name]
        work.delete(mapped[group[0].table], [step.key for step in group])
    for name in {step.table.name for step in changed}:
        group = [step for step in changed if step.table.name == name]
        work.update(mapped[group[0].table], [(step.key, step.after or {}) for step in group])
    for name in sorted({step.table.name for step in arriving}, key=order.__getitem__):
        group = [step for step in arriving if step.table.name == name]
        work.insert(mapped[group[0].table], [{**(step.after or {}), "id": step.key} for step in group])


def mark(work: Work, batch: int, *, undone: bool) -> None:
    """Note on a batch that it was taken back, or brought again, by the batch being written."""
    connection = work.session.connection()
    work.tally.remove(Batch.__tablename__, [integrity.batch_row(connection, batch)])
    work.session.execute(update(Batch).where(Batch.id == batch).values(undone=undone))
    work.tally.add(Batch.__tablename__, [integrity.batch_row(connection, batch)])
    work.session.execute(update(Batch).where(Batch.id == work.batch).values(reverts=batch))
    work.opened["reverts"] = batch


def replay(session: Session, target: Session) -> None:
    """Write into an empty ledger what the whole journal of another says; the two then hold the same rows."""
    columns = (RowChange.table_name, RowChange.row_key, RowChange.before, RowChange.after)
    replay_changes(Work(target), map(tuple, session.execute(select(*columns).order_by(RowChange.id))))


def replay_changes(work: Work, changes: Iterable[Sequence[Any]]) -> None:
    """Write changes in the order given, each as (table, key, before, after) of the journal, without recording them."""
    tables = journaled()
    for name, text, before, after in changes:
        table, values = tables[name], decode(after)
        key = _key(table, text)
        if before is None:
            work.put_back(table, [{**(values or {}), "id": key}])
        elif values is None:
            work.take_away(table, [key])
        else:
            work.session.execute(update(table).where(table.c.id == key).values(values))
