"""Reading the ledgers: records by id, by identity, by condition, page by page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Boolean, ColumnElement, Select, bindparam, func, select

from app.models import spelled, unchanged
from app.models.base import table_of
from app.models.field import Stored
from app.models.keys import chunks, given, listed
from app.models.ledger import LEDGERS, PendingValue, ProgressEntry, TownShare, fields_of
from app.models.session import Session

Values = dict[str, Stored | None]

_BLOCKS_OF_A_PAGE = 8


class Held(NamedTuple):
    """A record as the ledger holds it: its id, version and every field's stored value."""

    id: int
    version: int
    values: Values


def one(session: Session, kind: str, record: int) -> Held | None:
    """One record, or None."""
    return next(iter(many(session, kind, [record]).values()), None)


def many(session: Session, kind: str, records: Sequence[int]) -> dict[int, Held]:
    """Records by id."""
    names, flags = _named(kind)
    connection = session.connection()
    found = {}
    asked = _by_id(kind, connection.dialect.name)
    for row in spelled.rows(connection, asked, given=listed(records)):
        values: Values = dict(zip(names, row, strict=False))
        for name in flags:
            if (flag := values[name]) is not None:
                values[name] = bool(flag)
        found[row[-2]] = Held(row[-2], row[-1], values)
    return found


@cache
def _named(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of a record's values, and those that are flags."""
    fields, columns = fields_of(kind), table_of(LEDGERS[kind]).c
    return ("stage_on", *fields), tuple(name for name in fields if isinstance(columns[name].type, Boolean))


@cache
def _by_id(kind: str, store: str) -> Select[Any]:
    """Records whole, their values first: they are named without taking the row apart."""
    columns = table_of(LEDGERS[kind]).c
    wanted = select(*(columns[name] for name in (*_named(kind)[0], "id", "version")))
    return wanted.where(columns.id.in_(select(given(store))))


def every(session: Session, kind: str, *conditions: "Condition") -> Iterator[Held]:
    """The records that meet SQL conditions, by id; streamed, so a large ledger does not fill the memory."""
    yield from _held(session, kind, _all_columns(kind).where(*conditions).order_by(LEDGERS[kind].id))


Condition = ColumnElement[bool]


def equals(kind: str, field: str, value: Stored | None) -> Condition:
    """The condition that a field holds a stored value (None: is blank)."""
    column = getattr(LEDGERS[kind], field)
    found: Condition = column.is_(None) if value is None else column == value
    return found


def blocks(
    session: Session, kind: str, names: Sequence[str], size: int, conditions: Sequence["Condition"] = ()
) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The id and some fields of every record that meets the conditions, by id, so many at a time.

    This is what a long list is written from.

    They are asked for by the page, since a driver may hold all that one statement finds.
    """
    page, connection = _page(kind, tuple(names), _BLOCKS_OF_A_PAGE * size), session.connection()
    if conditions:
        page = page.where(*conditions)
    last: int | None = 0
    while last is not None:
        after, last = last, None
        for rows in spelled.blocks(connection, page, size, last=after):
            yield rows
            last = rows[-1][0]


@cache
def _page(kind: str, names: tuple[str, ...], many: int) -> Select[Any]:
    """The next records behind one, so many."""
    columns = table_of(LEDGERS[kind]).c
    wanted = select(columns.id, *(columns[name] for name in names))
    return wanted.where(columns.id > bindparam("last")).order_by(columns.id).limit(many)


def fetched(session: Session, statement: Select[Any]) -> list[tuple[Any, ...]]:
    """Rows as the driver gives them, twice as fast: a flag may be a number, all else needs no conversion."""
    cursor = session.connection().execute(statement).cursor
    assert cursor is not None, "a SELECT has rows"
    return list(cursor.fetchall())


def _all_columns(kind: str) -> Select[Any]:
    table = LEDGERS[kind]
    return select(table.id, table.version, table.stage_on, *(getattr(table, name) for name in fields_of(kind)))


def _held(session: Session, kind: str, statement: Select[Any]) -> Iterator[Held]:
    names = ("stage_on", *fields_of(kind))
    for row in session.execute(statement.execution_options(yield_per=1000)):
        yield Held(row[0], row[1], dict(zip(names, row[2:], strict=True)))


def with_values(session: Session, kind: str, field: str, values: Sequence[str]) -> dict[str, list[int]]:
    """Which records hold each of some texts in a field: text -> ids."""
    table = LEDGERS[kind]
    column = getattr(table, field)
    found: dict[str, list[int]] = {}
    for chunk in chunks(values):
        for value, record in session.execute(select(column, table.id).where(column.in_(chunk)).order_by(table.id)):
            found.setdefault(value, []).append(record)
    return found


def count(session: Session, kind: str, conditions: Sequence[Condition] = ()) -> int:
    """How many records a ledger has that meet the conditions."""
    return session.scalar(select(func.count()).select_from(LEDGERS[kind]).where(*conditions)) or 0


def totals_until(session: Session, records: Sequence[int], field: str, until: str | None) -> dict[int, int]:
    """The running total of a dated quantity of each record, up to a day (None: all there is)."""
    found: dict[int, int] = {}
    for chunk in chunks(records):
        statement = (
            select(ProgressEntry.record_id, func.sum(ProgressEntry.amount))
            .where(ProgressEntry.record_id.in_(chunk), ProgressEntry.field == field)
            .group_by(ProgressEntry.record_id)
        )
        if until is not None:
            statement = statement.where(ProgressEntry.dated <= until)
        found.update({record: int(total) for record, total in session.execute(statement)})
    return found


@dataclass(frozen=True, slots=True)
class WaitingText:
    """A text that waits to become the value of a field: what it says, why it is none, and the cell it came from."""

    id: int
    field: str
    raw: str
    reason: str
    source: str | None


def pending(session: Session, records: Sequence[int]) -> dict[int, list[WaitingText]]:
    """The texts of each record that wait to become values."""
    found: dict[int, list[WaitingText]] = {}
    connection = session.connection()
    asked = _waiting(connection.dialect.name)
    for record, *text in spelled.rows(connection, asked, given=listed(records)):
        found.setdefault(record, []).append(WaitingText(*text))
    return found


@cache
def _waiting(store: str) -> Select[Any]:
    columns = (table_of(PendingValue).c[name] for name in ("record_id", "id", "field", "raw", "reason", "source"))
    return select(*columns).where(PendingValue.record_id.in_(select(given(store)))).order_by(PendingValue.id)


def entries_by_id(session: Session, entries: Sequence[int]) -> dict[int, tuple[int, str]]:
    """The record and field of each progress entry that is still there."""
    found: dict[int, tuple[int, str]] = {}
    for chunk in chunks(entries):
        statement = select(ProgressEntry.id, ProgressEntry.record_id, ProgressEntry.field)
        rows = session.execute(statement.where(ProgressEntry.id.in_(chunk)))
        found.update({entry: (record, name) for entry, record, name in rows})
    return found


def shares(session: Session) -> Mapping[int, list[tuple[str, int]]]:
    """The towns and areas of the records that lie in several."""
    return unchanged.answer(session, "shares", lambda: _shares(session))


def _shares(session: Session) -> Mapping[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = {}
    for record, town, area in spelled.rows(session.connection(), _SHARES):
        found.setdefault(record, []).append((town, area))
    return found


_SHARES = select(*(table_of(TownShare).c[name] for name in ("record_id", "town_code", "area"))).order_by(TownShare.id)
