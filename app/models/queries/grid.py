"""Reading a ledger for the grid: which records in which order, and the rows of one window of them."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from app.models import spelled
from app.models.field import Stored
from app.models.ledger import LEDGERS, PendingValue
from app.models.queries import records
from app.models.queries.records import WaitingText
from app.models.session import Session


@dataclass(frozen=True, slots=True)
class Contains:
    """The records whose text in a field has ``text`` somewhere in it, capitals or not."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """The records whose value of a field is one of ``values``; None is blank."""

    field: str
    values: frozenset[Stored | None]


@dataclass(frozen=True, slots=True)
class Between:
    """The records whose value of a field is from ``low`` to ``high``, both included; None is open."""

    field: str
    low: Stored | None
    high: Stored | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """The records with a text that waits to become a value."""

    field: str = ""
    words: str = "标红待改"


@dataclass(frozen=True, slots=True, eq=False)
class Those:
    """The records that pass a condition another query made; ``words`` say which they are."""

    words: str
    condition: ColumnElement[bool]
    field: str = ""


@dataclass(frozen=True, slots=True)
class By:
    """One key of an order: a field, and whether its greatest value comes first. Blanks are last either way."""

    field: str
    descending: bool = False


def these(kind: str, records: Sequence[int], words: str) -> Those:
    """Some records of a ledger by their ids; ``words`` say which they are."""
    return Those(words, LEDGERS[kind].id.in_(records))


Ids: TypeAlias = "array[int]"
"""Records by id, in the order they are shown: eight bytes each, so that a hundred thousand are no burden."""

_BLOCK = 1000  # records

Filter = Contains | OneOf | Between | Waiting | Those


class GridRow(NamedTuple):
    """One record as the grid shows it: its values, and the texts that wait by field."""

    id: int
    values: Mapping[str, Stored | None]
    waiting: Mapping[str, WaitingText]


def ids(session: Session, kind: str, filters: Sequence[Filter] = (), order: Sequence[By] = ()) -> Ids:
    """The records that pass all filters, by stored values (no order: as they were added), blanks last."""
    return array("q", [row[0] for row in _passing(session, kind, _ordered(kind, tuple(order)), filters)])


def _passing(session: Session, kind: str, every: Select[Any], filters: Sequence[Filter]) -> list[tuple[Any, ...]]:
    """The rows of a question that is asked again and again, narrowed by filters if there are any."""
    if not filters:
        return spelled.rows(session.connection(), every)
    return records.fetched(session, every.where(*(_condition(kind, one) for one in filters)))


@lru_cache(maxsize=256)
def _ordered(kind: str, order: tuple[By, ...]) -> Select[Any]:
    table = LEDGERS[kind]
    statement = select(table.id)
    for by in order:
        column: Any = getattr(table, by.field)
        statement = statement.order_by((column.desc() if by.descending else column).nulls_last())
    return statement.order_by(table.id)


def columns(session: Session, kind: str, names: Sequence[str], filters: Sequence[Filter] = ()) -> list[tuple[Any, ...]]:
    """The id of each record that passes all filters and its values of some fields, as they were added."""
    return _passing(session, kind, _columns(kind, tuple(names)), filters)


def blocks(session: Session, kind: str, names: Sequence[str]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """``columns`` of all records, so many at a time that they are no burden."""
    return spelled.blocks(session.connection(), _columns(kind, tuple(names)), _BLOCK)


@lru_cache(maxsize=256)
def _columns(kind: str, names: tuple[str, ...]) -> Select[Any]:
    table = LEDGERS[kind]
    return select(table.id, *(getattr(table, name) for name in names)).order_by(table.id)


def distinct(session: Session, kind: str, field: str, limit: int) -> list[tuple[Stored | None, int]]:
    """The values a field has in a ledger with how many records hold each, the most frequent first."""
    column: Any = getattr(LEDGERS[kind], field)
    count = func.count().label("records")
    statement = select(column, count).group_by(column).order_by(count.desc(), column).limit(limit)
    return [(value, number) for value, number in session.execute(statement)]


_NONE: Mapping[str, WaitingText] = MappingProxyType({})


def rows(session: Session, kind: str, wanted: Sequence[int]) -> list[GridRow]:
    """The rows of one window, in the order asked; a record that is gone is left out."""
    held = records.many(session, kind, wanted)
    waiting = records.pending(session, wanted)
    return [
        GridRow(one, held[one].values, {text.field: text for text in waiting[one]} if one in waiting else _NONE)
        for one in wanted
        if one in held
    ]


def number(session: Session, kind: str, filters: Sequence[Filter]) -> int:
    """How many records pass all filters."""
    statement = select(func.count()).select_from(LEDGERS[kind]).where(*(_condition(kind, one) for one in filters))
    return session.scalar(statement) or 0


def waiting_count(session: Session, kind: str) -> int:
    """How many texts of a ledger wait to become values."""
    return counts(session, kind)[1]


def counts(session: Session, kind: str) -> tuple[int, int]:
    """How many records a ledger has, and how many of its texts wait to become values."""
    ((every, waiting),) = spelled.rows(session.connection(), _counted(kind))
    return every, waiting


@cache
def _counted(kind: str) -> Select[Any]:
    table = LEDGERS[kind]
    every = select(func.count()).select_from(table)
    waiting = select(func.count()).select_from(PendingValue).join(table, table.id == PendingValue.record_id)
    return select(every.scalar_subquery(), waiting.scalar_subquery())


def _has(column: Any, text: str) -> ColumnElement[bool]:
    """Whether a text has another in it; small and capital letters are the same, where there are any."""
    test = column.contains if text.lower() == text.upper() else column.icontains
    found: ColumnElement[bool] = test(text, autoescape=True)
    return found


def _condition(kind: str, one: Filter) -> ColumnElement[bool]:
    table = LEDGERS[kind]
    if isinstance(one, Waiting):
        return table.id.in_(select(PendingValue.record_id))
    if isinstance(one, Those):
        return one.condition
    column: Any = getattr(table, one.field)
    match one:
        case Contains(text=text):
            return _has(column, text)
        case OneOf(values=values):
            filled = column.in_([value for value in values if value is not None])
            return or_(filled, column.is_(None)) if None in values else filled
    bounds = [column >= one.low] if one.low is not None else []
    bounds += [column <= one.high] if one.high is not None else []
    return and_(true(), *bounds)
