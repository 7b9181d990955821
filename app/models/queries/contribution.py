"""What each record or entry adds to a sum or count, and between which days: the rows that standing sums are made of."""

from collections.abc import Sequence
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select

from app.models.ledger import LEDGERS, ProgressEntry, TownShare
from app.models.measure import Aggregate
from app.models.queries.counting import STATIC, Column, amount_of, asked_of, holds, leaving

NEVER = "~"
"""Sorts after every day."""

COLUMNS = ("credited", "begins", "ends", "county_code", "town_code", "record_id", "amount")


def contributed(one: Aggregate, among: Select[Any] | None = None) -> Select[Any]:
    """A row of ``COLUMNS`` for each record (or entry) that adds to a sum or count over some days or other.

    It does over the days from ``start`` to ``end`` of one year if start <= credited, begins <= end and end < ends.
    A record that lies in several towns is named where it adds to a sum, all others are 0: how it is divided depends
    on all it adds over the days asked for. ``among`` are the ids of the records that are looked at, if not all.
    """
    table = LEDGERS[one.kind]
    dates = {test: [asked_of(one.kind, asked) for asked in one.where if asked.test == test] for test in _DATED}
    spans = [effective(column) for column in dates["span"]]
    credited = _least(spans) if spans else literal(NEVER)
    begun = [*spans, *map(effective, dates["until"])]
    begins = _greatest(begun) if begun else literal("")
    ends = _least([*(func.coalesce(effective(column), NEVER) for column in dates["open"]), _left(one)])
    adds = ProgressEntry.amount if one.dated else amount_of(one)
    places = [func.coalesce(column, "") for column in (table.county_code, table.town_code)]
    is_divided = exists().where(TownShare.record_id == table.id)
    record = case((is_divided, table.id), else_=0) if one.plus else literal(0)
    asked = [holds(one.kind, each) for each in one.where if each.test in STATIC]
    filled = [column.is_not(None) for column in (*dates["span"], *dates["until"])]
    named = (
        column.label(name)
        for column, name in zip((credited, begins, ends, *places, record, adds), COLUMNS, strict=True)
    )
    statement = select(*named).where(*asked, *filled, adds != 0, ends > begins)
    if not one.dated:
        return statement if among is None else statement.where(table.id.in_(among))
    joined = statement.select_from(ProgressEntry).join(table, ProgressEntry.record_id == table.id)
    if among is None:
        return joined.where(ProgressEntry.field == one.plus[0])
    # Said so that no index of the field is asked: SQLite would read all entries of it rather than those of the records.
    return joined.where(ProgressEntry.record_id.in_(among), ProgressEntry.field.concat("") == one.plus[0])


_DATED = ("span", "until", "open")


def effective(day: Column) -> ColumnElement[str]:
    """The day a date counts on: a month without a day is credited to the month it names, a bare year to its end.

    ``counting.within`` and ``counting.until`` say the same of the days of a span.
    """
    size = func.length(day)
    return case((size == 4, day.concat("-12-31")), (size == 7, day.concat("-01")), else_=day)


def _left(one: Aggregate) -> ColumnElement[str]:
    """The day from which a record's stage leaves it out, ``NEVER`` if it does not; without a day it always has."""
    whens = [(is_in, func.coalesce(effective(since), "")) for is_in, since in leaving(one.kind, one.credited_on)]
    return case(*whens, else_=NEVER) if whens else literal(NEVER)


def _least(texts: Sequence[ColumnElement[str]]) -> ColumnElement[str]:
    return reduce(lambda one, other: case((one <= other, one), else_=other), texts)


def _greatest(texts: Sequence[ColumnElement[str]]) -> ColumnElement[str]:
    return reduce(lambda one, other: case((one >= other, one), else_=other), texts)
