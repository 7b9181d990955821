"""Standing sums over days: what is known of a measure without looking at a record."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, Text, and_, bindparam, case, func, select

from app.models import spelled, unchanged
from app.models.base import table_of
from app.models.measure import Aggregate
from app.models.queries.counting import Span
from app.models.session import Session
from app.models.standing import UNSUMMED, StandingMeasure, StandingSum, definition


class Sum(NamedTuple):
    """What one measure counts of one place, over each of several spans; of one record where that lies in several."""

    aggregate: Aggregate
    county: str | None
    town: str | None
    record: int
    amounts: Sequence[int]


def standing(session: Session, asked: Collection[Aggregate], spans: Sequence[Span]) -> dict[int, Aggregate]:
    """Those of some measures whose sums stand ready for some spans, by number; they are kept by days within a year."""
    if session.info.get(UNSUMMED) or any(span.start.year != span.end.year for span in spans):
        return {}
    by_text = {definition(one): one for one in asked}
    rows = unchanged.answer(session, "measures", lambda: spelled.rows(session.connection(), _MEASURES))
    return {number: by_text[text] for number, text in rows if text in by_text}


_MEASURES = select(*(table_of(StandingMeasure).c[name] for name in ("id", "definition")))


def sums(session: Session, measures: dict[int, Aggregate], spans: Sequence[Span]) -> Iterator[Sum]:
    """What measures that stand ready count over spans, of each county and town that names any.

    Asked again while nobody has written, they are added up in memory: the store goes through all of them each time.
    """
    steps = _steps(session, spans)
    return _asked(session, measures, spans) if steps is None else _climbed(steps, measures, spans)


class _Steps:
    """What a measure comes to in a place, as a course over the days on which that changes."""

    __slots__ = ("_days", "_totals")

    def __init__(self, changes: Mapping[str, int]) -> None:
        self._days = sorted(changes)
        self._totals = [0, *accumulate(changes[day] for day in self._days)]

    def on(self, days: Sequence[str]) -> list[int]:
        """The totals on some days."""
        known, totals = self._days, self._totals
        return [totals[bisect_right(known, day)] for day in days]


_Place = tuple[int, str, str, int]
"""A measure by its number, county, town, record."""


def _steps(session: Session, spans: Sequence[Span]) -> Mapping[_Place, _Steps] | None:
    """The courses of all measures over spans that begin on one day, where they are at hand or begin to pay.

    None where the store is to be asked: the first time after a write, and where there are too many to be kept.
    """
    starts = {span.start.isoformat() for span in spans}
    if len(starts) > 1 or not unchanged.asked_before(session, "standing sums"):
        return None
    rows = unchanged.answer(session, "standing rows", lambda: _all_rows(session))
    if rows is None:
        return None
    (since,) = starts
    return unchanged.answer(session, ("courses", since), lambda: _courses(rows, since))


def _all_rows(session: Session) -> Sequence[tuple[Any, ...]] | None:
    rows = spelled.rows(session.connection(), _ROWS)
    return rows if len(rows) <= _MOST else None


_MOST = 20_000
"""Sums that are kept in memory at most: a few megabytes."""
_KEYS = ("measure_id", "county_code", "town_code", "record_id")
_ROWS = select(*(table_of(StandingSum).c[name] for name in (*_KEYS, "credited", "begins", "ends", "total"))).limit(
    _MOST + 1
)


def _courses(rows: Sequence[tuple[Any, ...]], since: str) -> dict[_Place, _Steps]:
    """The courses of what is credited since a day: each sum comes on one day and goes on a later one."""
    found: defaultdict[_Place, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for *place, credited, begins, ends, total in rows:
        if credited >= since and begins < ends:
            changes = found[tuple(place)]
            changes[begins] += total
            changes[ends] -= total
    return {place: _Steps(changes) for place, changes in found.items()}


def _climbed(steps: Mapping[_Place, _Steps], measures: Mapping[int, Aggregate], spans: Sequence[Span]) -> Iterator[Sum]:
    days = [span.end.isoformat() for span in spans]
    for (number, county, town, record), course in steps.items():
        if number in measures:
            amounts = course.on(days)
            if any(amounts):
                yield Sum(measures[number], county or None, town or None, record, amounts)


def _asked(session: Session, measures: dict[int, Aggregate], spans: Sequence[Span]) -> Iterator[Sum]:
    days = {f"since_{number}": span.start.isoformat() for number, span in enumerate(spans)}
    days |= {f"until_{number}": span.end.isoformat() for number, span in enumerate(spans)}
    widest = {
        "since": min(span.start for span in spans).isoformat(),
        "until": max(span.end for span in spans).isoformat(),
        "after": min(span.end for span in spans).isoformat(),
    }
    alike = len({span.start for span in spans}) == 1
    asked = _summing(tuple(sorted(measures)), len(spans), alike)
    for number, county, town, record, *amounts in spelled.rows(session.connection(), asked, **widest, **days):
        yield Sum(measures[number], county or None, town or None, record, list(map(int, amounts)))


@lru_cache(maxsize=64)
def _summing(measures: tuple[int, ...], count: int, alike: bool) -> Select[Any]:
    """Sums over so many spans, spelled out once: to put the statement together takes longer than to read it.

    ``alike`` are spans that begin on one day, as cumulative ones do: no row is asked about that again.
    """
    sums = table_of(StandingSum).c
    over = [
        and_(
            *([] if alike else [sums.credited >= _day(f"since_{number}")]),
            sums.begins <= _day(f"until_{number}"),
            sums.ends > _day(f"until_{number}"),
        )
        for number in range(count)
    ]
    # What differs most comes first: to sort by what is the same in all rows takes the store half as long again.
    place = (sums.town_code, sums.measure_id, sums.record_id, sums.county_code)
    totals = [func.sum(case((each, sums.total), else_=0)) for each in over] if count > 1 else [func.sum(sums.total)]
    within = (sums.credited >= _day("since"), sums.begins <= _day("until"), sums.ends > _day("after"))
    wanted = select(sums.measure_id, sums.county_code, sums.town_code, sums.record_id, *totals)
    return wanted.where(sums.measure_id.in_(measures), *within).group_by(*place)


def _day(name: str) -> BindParameter[str]:
    """A day that is told with each question."""
    return bindparam(name, "", type_=Text)
