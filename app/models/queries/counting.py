"""What counts, as SQL: which dates lie in a span, which records a condition keeps, what one record adds."""

from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from operator import add, sub
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, not_, or_

from app.models.field import Stored
from app.models.ledger import LEDGERS, ProgressEntry, fields_of
from app.models.measure import Aggregate, Where
from app.models.stage import Stage, stages_of

Column = ColumnElement[Any]
STATIC = frozenset({"in", "not", "filled"})
"""The tests of a condition that ask nothing of the day."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days a figure covers, both included, and the day it is seen from."""

    start: date
    end: date


def within(column: Column, span: Span) -> ColumnElement[bool]:
    """Dates in a span. A month without a day counts in the month it names, a bare year at the year's end.

    Written so that an index on the column serves: ISO text sorts ``2022`` before ``2022-03`` before ``2022-03-01``.
    """
    first, last = span.start.isoformat(), span.end.isoformat()
    year = first[:4]
    closes = last.endswith("-12-31")
    if first.endswith("-01-01"):
        return and_(column >= year, column <= last) if closes else and_(column > year, column <= last)
    inside = and_(column >= first.removesuffix("-01"), column <= last)
    return or_(inside, column == last[:4]) if closes else inside


def until(column: Column, day: date) -> ColumnElement[bool]:
    """Dates up to a day, of any year; a bare year only once it is over."""
    reached = column <= day.isoformat()
    if day.isoformat().endswith("-12-31"):
        return reached
    return and_(reached, or_(func.length(column) > 4, column < f"{day.year}"))


def counted(kind: str, aggregate: Aggregate, day: date) -> list[ColumnElement[bool]]:
    """What leaves a record out as seen from ``day``: void since its stage's date, or its credit suspended."""
    return [
        not_(and_(is_in, or_(since.is_(None), until(since, day))))
        for is_in, since in leaving(kind, aggregate.credited_on)
    ]


def leaving(kind: str, credited_on: tuple[str, ...]) -> list[tuple[ColumnElement[bool], Column]]:
    """The stages that leave a record out of what is credited on some dates: being in one, and the day it began.

    A stage without a day has always begun.
    """
    table: Any = LEDGERS[kind]
    without = [stage for stage in stages_of(kind).values() if stage.effect == "void" or _meet(stage, credited_on)]
    return [
        (
            and_(table.stage.is_not(None), table.stage == stage.name),
            getattr(table, stage.date_field) if stage.effect == "void" else table.stage_on,
        )
        for stage in without
    ]


def _meet(stage: Stage, credited_on: tuple[str, ...]) -> bool:
    return not set(stage.suspends).isdisjoint(credited_on)


def void(kind: str, day: date) -> list[ColumnElement[bool]]:
    """What a record must not be in to count in anything as seen from ``day``."""
    return counted(kind, Aggregate(kind), day)


def amount_of(aggregate: Aggregate) -> ColumnElement[Any]:
    """What one record adds to an aggregate of its own columns."""
    table = LEDGERS[aggregate.kind]
    if not aggregate.plus:
        return literal(1)
    plus: list[ColumnElement[Any]] = [func.coalesce(getattr(table, name), 0) for name in aggregate.plus]
    minus: list[ColumnElement[Any]] = [func.coalesce(getattr(table, name), 0) for name in aggregate.minus]
    whole = reduce(sub, minus, reduce(add, plus[1:], plus[0]))
    if aggregate.times:
        return whole * func.coalesce(getattr(table, aggregate.times), 0)
    # A record whose first figure is still blank or mistyped must not eat the others' (处置 ≥ 拆除 always).
    return case((whole > 0, whole), else_=0) if minus else whole


def where(kind: str, condition: Where, span: Span) -> ColumnElement[bool]:
    """One condition of a measure on the rows of a ledger, its dates asked of a span."""
    column = asked_of(kind, condition)
    match condition.test:
        case "span":
            return within(column, span)
        case "until":
            return until(column, span.end)
        case "open":
            return or_(column.is_(None), not_(until(column, span.end)))
    return holds(kind, condition)


def asked_of(kind: str, condition: Where) -> Column:
    """The column a condition looks at; one that names none looks at the day of an entry."""
    column: Column = getattr(LEDGERS[kind], condition.field) if condition.field else ProgressEntry.dated
    return column


def holds(kind: str, condition: Where) -> ColumnElement[bool]:
    """A condition that asks nothing of the day."""
    column = asked_of(kind, condition)
    if condition.test == "filled":
        return column.is_not(None)
    wanted = wanted_of(kind, condition)
    if condition.test == "not":
        return or_(column.is_(None), column.not_in(wanted))
    return column == wanted[0] if len(wanted) == 1 else column.in_(wanted)


def wanted_of(kind: str, condition: Where) -> list[Stored | None]:
    """The values a condition names, as they are stored."""
    field = fields_of(kind)[condition.field]
    return [field.clean(value) for value in condition.values]


@cache
def columns_of(aggregate: Aggregate) -> frozenset[str]:
    """The columns of a record that say whether and where a sum or count holds it, and how much it adds."""
    kind = aggregate.kind
    asked = {one.field for one in aggregate.where if one.field}
    stages = {stage.date_field for stage in stages_of(kind).values() if stage.effect == "void"}
    own = () if aggregate.dated else (*aggregate.plus, *aggregate.minus, aggregate.times)
    return frozenset({*asked, *stages, *filter(None, own), "stage", "stage_on", "county_code", "town_code"})
