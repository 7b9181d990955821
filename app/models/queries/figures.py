"""Sums and counts as SQL over the indexes, for every town of the unit at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, reduce
from operator import add, sub
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, literal, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.arithmetic import operated
from app.models.ledger import LEDGERS, ProgressEntry, TownShare, fields_of
from app.models.measure import Aggregate, Mean, Measure, Number, Operation, Where, aggregates
from app.models.queries.records import shares
from app.models.queries.scope import Scope
from app.models.stage import stages_of

Column = ColumnElement[Any] | InstrumentedAttribute[Any]


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
    table: Any = LEDGERS[kind]
    left_out = []
    for stage in stages_of(kind).values():
        if stage.effect == "void":
            left_out.append(_in_force(table.stage, stage.name, getattr(table, stage.date_field), day))
        elif set(stage.suspends) & set(aggregate.credited_on):
            left_out.append(_in_force(table.stage, stage.name, table.stage_on, day))
    return [not_(one) for one in left_out]


def void(kind: str, day: date) -> list[ColumnElement[bool]]:
    """What a record must not be in to count in anything as seen from ``day``."""
    return counted(kind, Aggregate(kind), day)


def _in_force(stage: Column, name: str, since: Column, day: date) -> ColumnElement[bool]:
    """Whether a record is in a stage that began by a day; a stage without a day has always begun."""
    return and_(stage.is_not(None), stage == name, or_(since.is_(None), until(since, day)))


def by_place(session: Session, scope: Scope, aggregate: Aggregate, spans: Sequence[Span]) -> list[dict[str, int]]:
    """The aggregate (scaled as its field) over each span, of the unit and of each of its places that has any.

    Sums of records that lie in several towns are divided by their towns' areas, so that the towns add up.
    """
    found: list[dict[str, int]] = [{} for _ in spans]
    divided = _divided(session, aggregate)
    for county, town, *amounts in session.execute(_grouped(aggregate, spans, leave_out=bool(divided))):
        _credit(found, scope, scope.place_of(county, town), amounts)
    if divided:
        _credit_divided(session, found, scope, aggregate, spans, divided)
    return found


def _credit(found: list[dict[str, int]], scope: Scope, place: str | None, amounts: Sequence[int | None]) -> None:
    if place is None:
        return
    for known, amount in zip(found, amounts, strict=True):
        known[place] = known.get(place, 0) + int(amount or 0)
        known[scope.unit] = known.get(scope.unit, 0) + int(amount or 0)


def _amount(aggregate: Aggregate) -> ColumnElement[Any]:
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
    column: Column = getattr(LEDGERS[kind], condition.field) if condition.field else ProgressEntry.dated
    match condition.test:
        case "span":
            return within(column, span)
        case "until":
            return until(column, span.end)
        case "open":
            return or_(column.is_(None), not_(until(column, span.end)))
        case "filled":
            return column.is_not(None)
    field = fields_of(kind)[condition.field]
    wanted = [field.clean(value) for value in condition.values]
    if condition.test == "not":
        return or_(column.is_(None), column.not_in(wanted))
    return column == wanted[0] if len(wanted) == 1 else column.in_(wanted)


def _widest(spans: Sequence[Span]) -> Span:
    """A span that holds every date the others hold: what the indexes are asked for, once for all of them."""
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _narrower(kind: str, wheres: Iterable[Where], span: Span, widest: Span) -> Iterator[ColumnElement[bool]]:
    """What a span asks of a row beyond what the widest span asks of all of them.

    What is still open at a later day may be so at an earlier one, and not the other way: each span asks that itself.
    """
    asked = ("open",) if span == widest else ("span", "until", "open")
    yield from (where(kind, one, span) for one in wheres if one.test in asked)


def _sum_where(conditions: Iterable[ColumnElement[bool]], amount: ColumnElement[Any]) -> ColumnElement[Any]:
    asked = list(conditions)
    return func.sum(case((and_(*asked), amount), else_=0) if asked else amount)


def _summed(aggregate: Aggregate, spans: Sequence[Span], *columns: Any) -> Select[Any]:
    """The columns and after them the aggregate's sum over each span; all spans in one pass over the rows."""
    kind, table, widest = aggregate.kind, LEDGERS[aggregate.kind], _widest(spans)
    own = [one for one in aggregate.where if one.field]
    entries = _entries(aggregate, spans) if aggregate.dated else None
    amounts = [_amount(aggregate)] * len(spans) if entries is None else list(entries.c)[1:]
    sums = [
        _sum_where([*_narrower(kind, own, span, widest), *counted(kind, aggregate, span.end)], amount)
        for span, amount in zip(spans, amounts, strict=True)
    ]
    statement = select(*columns, *sums).where(*(where(kind, one, widest) for one in own if one.test != "open"))
    if entries is None:
        return statement.select_from(table)
    return statement.select_from(entries).join(table, entries.c.record_id == table.id)


def _entries(aggregate: Aggregate, spans: Sequence[Span]) -> Subquery:
    """What was entered of a dated quantity in each span, by record: added up before the records are looked at."""
    kind, widest = aggregate.kind, _widest(spans)
    on = [one for one in aggregate.where if not one.field]
    sums = [
        _sum_where(_narrower(kind, on, span, widest), ProgressEntry.amount.expression).label(f"span_{number}")
        for number, span in enumerate(spans)
    ]
    asked = [ProgressEntry.field == aggregate.plus[0], *(where(kind, one, widest) for one in on)]
    return select(ProgressEntry.record_id, *sums).where(*asked).group_by(ProgressEntry.record_id).subquery()


def _grouped(aggregate: Aggregate, spans: Sequence[Span], *, leave_out: bool) -> Select[Any]:
    table = LEDGERS[aggregate.kind]
    statement = _summed(aggregate, spans, table.county_code, table.town_code)
    if leave_out:
        statement = statement.where(not_(exists().where(TownShare.record_id == table.id)))
    return statement.group_by(table.county_code, table.town_code)


def behind(aggregate: Aggregate, span: Span) -> Select[Any]:
    """The ids of the records an aggregate counts over a span."""
    table = LEDGERS[aggregate.kind]
    statement = select(table.id).where(
        *(where(aggregate.kind, one, span) for one in aggregate.where), *counted(aggregate.kind, aggregate, span.end)
    )
    if not aggregate.dated:
        return statement
    joined = statement.join(ProgressEntry, ProgressEntry.record_id == table.id)
    return joined.where(ProgressEntry.field == aggregate.plus[0])


def counted_in(scope: Scope, aggregate: Aggregate, span: Span, place: str) -> ColumnElement[bool]:
    """Which records of a place an aggregate counts over a span."""
    table = LEDGERS[aggregate.kind]
    return and_(table.id.in_(behind(aggregate, span)), scope.inside(table, place))


def _divided(session: Session, aggregate: Aggregate) -> list[int]:
    """The records of the ledger that lie in several towns; counts stay with the town a record names."""
    if not aggregate.plus:
        return []
    table = LEDGERS[aggregate.kind]
    return list(session.scalars(select(TownShare.record_id).join(table, table.id == TownShare.record_id).distinct()))


def _credit_divided(
    session: Session,
    found: list[dict[str, int]],
    scope: Scope,
    aggregate: Aggregate,
    spans: Sequence[Span],
    records: list[int],
) -> None:
    table = LEDGERS[aggregate.kind]
    towns = shares(session, records)
    statement = _summed(aggregate, spans, table.id, table.county_code)
    statement = statement.where(exists().where(TownShare.record_id == table.id)).group_by(table.id, table.county_code)
    for record, county, *amounts in session.execute(statement):
        for known, amount in zip(found, amounts, strict=True):
            for town, part in apportioned(int(amount or 0), towns[record]):
                _credit([known], scope, scope.place_of(county, town), [part])


def contributions(session: Session, scope: Scope, aggregate: Aggregate, span: Span) -> Iterator[tuple[str, int, int]]:
    """What each record adds to an aggregate over a span, as ``by_place`` adds it: its place, its id, the amount."""
    table = LEDGERS[aggregate.kind]
    towns = shares(session, _divided(session, aggregate))
    statement = _summed(aggregate, [span], table.id, table.county_code, table.town_code)
    grouped = statement.group_by(table.id, table.county_code, table.town_code).order_by(table.id)
    place_of = cache(scope.place_of)
    for record, county, named, total in session.execute(grouped):
        amount = int(total or 0)
        for town, part in apportioned(amount, towns[record]) if record in towns else [(named, amount)]:
            place = place_of(county, town)
            if part and place is not None:
                yield place, record, part


def apportioned(amount: int, areas: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """``amount`` divided in proportion to areas by largest remainder, so that the parts add up exactly."""
    whole = sum(area for _, area in areas) or len(areas)
    weights = [area for _, area in areas] if sum(area for _, area in areas) else [1] * len(areas)
    exact = [Fraction(amount * weight, whole) for weight in weights]
    parts = [int(share // 1) for share in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for position in order[: amount - sum(parts)]:
        parts[position] += 1
    return [(town, part) for (town, _), part in zip(areas, parts, strict=True)]


def evaluate(tree: Measure, value_of: Callable[[Aggregate], Fraction]) -> Fraction | None:
    """A measure's value once its aggregates are known; None where it divides by nothing."""
    match tree:
        case Aggregate():
            return value_of(tree)
        case Number(text=text):
            return Fraction(text)
        case Mean(whole=whole, weight=weight):
            weights = value_of(weight)
            return value_of(whole) / weights if weights else None
        case Operation(operator=operator, left=left, right=right):
            divisor = evaluate(right, value_of)
            return None if operator == "/" and divisor == 0 else operated(operator, evaluate(left, value_of), divisor)


def measured(session: Session, scope: Scope, tree: Measure, span: Span) -> Callable[[str], Fraction | None]:
    """A measure over a span as a function of the place; a place without rows has zero."""
    return measured_over(session, scope, tree, [span])[0]


def measured_over(
    session: Session, scope: Scope, tree: Measure, spans: Sequence[Span]
) -> list[Callable[[str], Fraction | None]]:
    """``measured`` over each of several spans, for about the price of one."""
    known = {one: by_place(session, scope, one, spans) for one in aggregates(tree)}
    return [_at(tree, {one: found[number] for one, found in known.items()}) for number in range(len(spans))]


def _at(tree: Measure, known: Mapping[Aggregate, Mapping[str, int]]) -> Callable[[str], Fraction | None]:
    return lambda place: evaluate(tree, lambda one: Fraction(known[one].get(place, 0), 10**one.scale))
