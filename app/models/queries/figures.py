"""Sums and counts as SQL over the indexes, for every town of the unit at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, not_, select

from app.models.arithmetic import operated
from app.models.ledger import LEDGERS, ProgressEntry, TownShare
from app.models.measure import Aggregate, Mean, Measure, Number, Operation, Where, aggregates
from app.models.queries import ready
from app.models.queries.counting import STATIC, Span, amount_of, counted, holds, where
from app.models.queries.records import fetched, shares
from app.models.queries.scope import Scope
from app.models.session import Session

Found = list[defaultdict[str, int]]
"""What an aggregate comes to over each span, by place."""
Family = tuple[Aggregate, ...]
"""Aggregates that are added up together."""


def by_place(
    session: Session, scope: Scope, asked: Collection[Aggregate], spans: Sequence[Span]
) -> dict[Aggregate, Found]:
    """Aggregates (each scaled as its field) over each span, of the unit and of each of its places that has any.

    Sums of records that lie in several towns are divided by their towns' areas, so that the towns add up.
    """
    found: dict[Aggregate, Found] = {one: [defaultdict(int) for _ in spans] for one in asked}
    divided = shares(session)
    standing = ready.standing(session, asked, spans)
    for each in ready.sums(session, standing, spans) if standing else ():
        if each.record:
            _credit_parts(found[each.aggregate], scope, each.county, each.amounts, divided[each.record])
        else:
            _credit(found[each.aggregate], scope, scope.place_of(each.county, each.town), each.amounts)
    ready_made = set(standing.values())
    for family in _families(one for one in asked if one not in ready_made):
        towns = divided if family[0].plus else {}  # counts stay with the town a record names
        for county, town, *amounts in session.execute(_grouped(family, tuple(spans), leave_out=bool(towns))):
            place = scope.place_of(county, town)
            for one, own in _each(family, amounts):
                _credit(found[one], scope, place, own)
        if towns:
            _credit_divided(session, found, scope, family, spans, towns)
    return found


def _families(asked: Iterable[Aggregate]) -> Iterator[Family]:
    """Aggregates that look at the same rows and differ only in which of them they keep: they are added up together."""
    found: dict[Aggregate, list[Aggregate]] = {}
    for one in asked:
        kin = replace(one, where=tuple(each for each in one.where if each.test not in STATIC))
        found.setdefault(kin, []).append(one)
    yield from map(tuple, found.values())


def _each(family: Family, amounts: Sequence[int | None]) -> Iterator[tuple[Aggregate, Sequence[int | None]]]:
    """What a row of ``_summed`` says of each of several aggregates: its sums over the spans."""
    width = len(amounts) // len(family)
    for place, one in enumerate(family):
        yield one, amounts[place * width : (place + 1) * width]


def _credit(found: Found, scope: Scope, place: str | None, amounts: Sequence[int | None]) -> None:
    if place is None:
        return
    unit = scope.unit
    for known, amount in zip(found, amounts, strict=True):
        if amount:
            whole = int(amount)
            known[place] += whole
            known[unit] += whole


def _widest(spans: Sequence[Span]) -> Span:
    """A span that holds every date the others hold: what the indexes are asked for, once for all of them."""
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _narrower(kind: str, wheres: Iterable[Where], span: Span, widest: Span) -> Iterator[ColumnElement[bool]]:
    """What a span asks of a row beyond what the widest span asks of all of them.

    What is still open at a later day may be so at an earlier one, and not the other way: each span asks that itself.
    """
    asked = ("open",) if span == widest else ("span", "until", "open")
    yield from (where(kind, one, span) for one in wheres if one.test in asked)


def _where(conditions: Iterable[ColumnElement[bool]], amount: ColumnElement[Any]) -> ColumnElement[Any]:
    asked = list(conditions)
    return case((and_(*asked), amount), else_=0) if asked else amount


def _summed(
    family: Family, spans: Sequence[Span], *columns: Any, among: Select[Any] | None = None, each: bool = False
) -> Select[Any]:
    """The columns and after them, for one aggregate after the other, its sum over each span: all in one pass.

    ``among`` are the ids of the records that are looked at, if not all; ``each`` of them is told by itself.
    """
    aggregate = family[0]
    kind, table, widest = aggregate.kind, LEDGERS[aggregate.kind], _widest(spans)
    own = [one for one in aggregate.where if one.field]
    shared = [one for one in own if all(one in each.where for each in family)]
    entries = _entries(aggregate, spans, among) if aggregate.dated else None
    amounts = [amount_of(aggregate)] * len(spans) if entries is None else list(entries.c)[1:]
    kept = [[holds(kind, one) for one in each.where if one.test in STATIC and one not in shared] for each in family]
    sums = [
        _where([*which, *_narrower(kind, own, span, widest), *counted(kind, aggregate, span.end)], amount)
        for which in kept
        for span, amount in zip(spans, amounts, strict=True)
    ]
    told = sums if each else map(func.sum, sums)
    statement = select(*columns, *told).where(*(where(kind, one, widest) for one in shared if one.test != "open"))
    if among is not None:
        statement = statement.where(table.id.in_(among))
    if entries is None:
        return statement.select_from(table)
    return statement.select_from(entries).join(table, entries.c.record_id == table.id)


def _entries(aggregate: Aggregate, spans: Sequence[Span], among: Select[Any] | None) -> Subquery:
    """What was entered of a dated quantity in each span, by record: added up before the records are looked at."""
    kind, widest = aggregate.kind, _widest(spans)
    on = [one for one in aggregate.where if not one.field]
    sums = [
        func.sum(_where(_narrower(kind, on, span, widest), ProgressEntry.amount)).label(f"span_{number}")
        for number, span in enumerate(spans)
    ]
    asked = [ProgressEntry.field == aggregate.plus[0], *(where(kind, one, widest) for one in on)]
    if among is not None:
        asked.append(ProgressEntry.record_id.in_(among))
    return select(ProgressEntry.record_id, *sums).where(*asked).group_by(ProgressEntry.record_id).subquery()


# To put one of these together takes longer than to carry it out, and most are asked again: by the next report of the
# same days, for the page after every change.


@lru_cache(maxsize=64)
def _grouped(family: Family, spans: tuple[Span, ...], *, leave_out: bool) -> Select[Any]:
    """Sums by the county and town that records name; ``leave_out`` are those that lie in several towns."""
    table = LEDGERS[family[0].kind]
    statement = _summed(family, spans, table.county_code, table.town_code)
    if leave_out:
        statement = statement.where(not_(exists().where(TownShare.record_id == table.id)))
    return statement.group_by(table.county_code, table.town_code)


@lru_cache(maxsize=64)
def _divided(family: Family, spans: tuple[Span, ...]) -> Select[Any]:
    """What each record that lies in several towns adds."""
    table = LEDGERS[family[0].kind]
    return _summed(family, spans, table.id, table.county_code, among=select(TownShare.record_id), each=True)


@lru_cache(maxsize=64)
def _by_record(family: Family, span: Span) -> Select[Any]:
    """What each record adds."""
    table = LEDGERS[family[0].kind]
    return _summed(family, [span], table.id, table.county_code, table.town_code, each=True).order_by(table.id)


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


def _credit_divided(
    session: Session,
    found: Mapping[Aggregate, Found],
    scope: Scope,
    family: Family,
    spans: Sequence[Span],
    towns: Mapping[int, list[tuple[str, int]]],
) -> None:
    for record, county, *amounts in session.execute(_divided(family, tuple(spans))):
        for one, own in _each(family, amounts):
            _credit_parts(found[one], scope, county, own, towns[record])


def _credit_parts(
    found: Found, scope: Scope, county: str | None, amounts: Sequence[int | None], towns: list[tuple[str, int]]
) -> None:
    """What one record adds, to each of the towns it lies in."""
    parts: dict[int, list[tuple[str, int]]] = {}  # from one span to the next most are the same
    for known, amount in zip(found, amounts, strict=True):
        if (whole := int(amount or 0)) not in parts:
            placed = ((scope.place_of(county, town), part) for town, part in apportioned(whole, towns) if part)
            parts[whole] = [(place, part) for place, part in placed if place is not None]
        for place, part in parts[whole]:
            known[place] += part
            known[scope.unit] += part


Contributed = dict[str, dict[int, int]]
"""What records add to an aggregate: place -> record's id -> amount."""


def contributions(
    session: Session, scope: Scope, asked: Collection[Aggregate], span: Span
) -> dict[Aggregate, Contributed]:
    """What each record adds to aggregates over a span, as ``by_place`` adds it, in every place where it adds any."""
    found: dict[Aggregate, Contributed] = {one: {} for one in asked}
    place_of = cache(scope.place_of)
    for family in _families(asked):
        towns = shares(session) if family[0].plus else {}
        records, counties, named, *totals = _columns(fetched(session, _by_record(family, span)), 3 + len(family))
        places = list(map(place_of, counties, named))
        for one, amounts in zip(family, totals, strict=True):
            at: defaultdict[str, dict[int, int]] = defaultdict(dict)
            for place, record, amount in zip(places, records, amounts, strict=True):
                if amount and place is not None and record not in towns:
                    at[place][record] = int(amount)
            for record, county, amount in zip(records, counties, amounts, strict=True) if towns else ():
                if amount and record in towns:
                    parts = apportioned(int(amount), towns[record])
                    _contribute_parts(at, record, [(place_of(county, town), part) for town, part in parts])
            found[one] = dict(at)
    return found


def _contribute_parts(found: Contributed, record: int, parts: Iterable[tuple[str | None, int]]) -> None:
    """What a record that lies in several towns adds in each of their places."""
    for place, part in parts:
        if part and place is not None:
            at = found.setdefault(place, {})
            at[record] = at.get(record, 0) + part


def _columns(rows: Sequence[tuple[Any, ...]], many: int) -> list[Sequence[Any]]:
    """Rows down their columns, which are there without rows, too."""
    return list(zip(*rows, strict=True)) if rows else [()] * many


def apportioned(amount: int, areas: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """``amount`` divided in proportion to areas by largest remainder, so that the parts add up exactly."""
    weights = [area for _, area in areas]
    if not any(weights):
        weights = [1] * len(areas)
    whole = sum(weights)
    parts, left = map(list, zip(*(divmod(amount * weight, whole) for weight in weights), strict=True))
    order = sorted(range(len(parts)), key=lambda i: (-left[i], i))
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
    return measures_over(session, scope, [tree], spans)[0]


def measures_over(
    session: Session, scope: Scope, trees: Sequence[Measure], spans: Sequence[Span]
) -> list[list[Callable[[str], Fraction | None]]]:
    """``measured_over`` of several measures, asked of the ledger together."""
    parts = [aggregates(tree) for tree in trees]
    known = by_place(session, scope, dict.fromkeys(chain.from_iterable(parts)), spans)
    return [
        [_at(_worth(tree), [known[one][number] for one in own]) for number in range(len(spans))]
        for tree, own in zip(trees, parts, strict=True)
    ]


def _at(worth: Callable[..., Fraction | None], known: Sequence[Mapping[str, int]]) -> Callable[[str], Fraction | None]:
    """What a measure is worth in a place, by what each of its aggregates comes to there."""
    counted_of = [one.get for one in known]
    return lambda place: worth(*[of(place, 0) for of in counted_of])


@cache
def _worth(tree: Measure) -> Callable[..., Fraction | None]:
    """A measure's value by what each of its aggregates comes to; most places and days have the same few."""
    asked = aggregates(tree)
    scales = [10**one.scale for one in asked]

    @lru_cache(maxsize=512)
    def worth(*amounts: int) -> Fraction | None:
        known = {one: Fraction(amount, by) for one, amount, by in zip(asked, amounts, scales, strict=True)}
        return evaluate(tree, known.__getitem__)

    return worth
