"""Standing sums over days: what is known of a measure without looking at a record."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, Text, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from app.models import spelled
from app.models.base import table_of
from app.models.measure import Aggregate
from app.models.queries.counting import Span
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
    rows = spelled.rows(session.connection(), _MEASURES)
    return {number: by_text[text] for number, text in rows if text in by_text}


_MEASURES = select(*(table_of(StandingMeasure).c[name] for name in ("id", "definition")))


def sums(session: Session, measures: dict[int, Aggregate], spans: Sequence[Span]) -> Iterator[Sum]:
    """What measures that stand ready count over spans, of each county and town that names any."""
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
