"""Standing sums over days: what is known of a measure without looking at a record."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from app.models.base import table_of
from app.models.measure import Aggregate
from app.models.queries.counting import Span
from app.models.standing import UNSUMMED, StandingMeasure, StandingSum, definition


@dataclass(frozen=True, slots=True)
class Sum:
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
    rows = session.connection().execute(_MEASURES).all()
    return {number: by_text[text] for number, text in rows if text in by_text}


_MEASURES = select(*(table_of(StandingMeasure).c[name] for name in ("id", "definition")))


def sums(session: Session, measures: dict[int, Aggregate], spans: Sequence[Span]) -> Iterator[Sum]:
    """What measures that stand ready count over spans, of each county and town that names any."""
    days = {f"since_{number}": span.start.isoformat() for number, span in enumerate(spans)}
    days |= {f"until_{number}": span.end.isoformat() for number, span in enumerate(spans)}
    widest = {
        "since": min(span.start for span in spans).isoformat(),
        "until": max(span.end for span in spans).isoformat(),
    }
    asked = {"measures": sorted(measures), **widest, **days}
    for number, county, town, record, *amounts in session.connection().execute(_summing(len(spans)), asked).all():
        yield Sum(measures[number], county or None, town or None, record, [int(amount) for amount in amounts])


@cache
def _summing(count: int) -> Select[Any]:
    """Sums over so many spans, spelled out once: to put the statement together takes longer than to read it."""
    sums = table_of(StandingSum).c
    over = [
        and_(
            sums.credited >= bindparam(f"since_{number}"),
            sums.begins <= bindparam(f"until_{number}"),
            sums.ends > bindparam(f"until_{number}"),
        )
        for number in range(count)
    ]
    place = (sums.measure_id, sums.county_code, sums.town_code, sums.record_id)
    totals = [func.sum(case((each, sums.total), else_=0)) for each in over]
    within = (sums.credited >= bindparam("since"), sums.begins <= bindparam("until"))
    of_measures = sums.measure_id.in_(bindparam("measures", expanding=True))
    return select(*place, *totals).where(of_measures, *within).group_by(*place)
