"""Standing sums over days: what is known of a measure without looking at a record."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

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
    rows = session.execute(select(StandingMeasure.id, StandingMeasure.definition))
    return {number: by_text[text] for number, text in rows if text in by_text}


def sums(session: Session, measures: dict[int, Aggregate], spans: Sequence[Span]) -> Iterator[Sum]:
    """What measures that stand ready count over spans, of each county and town that names any."""
    days = [(span.start.isoformat(), span.end.isoformat()) for span in spans]
    over = [
        and_(StandingSum.credited >= start, StandingSum.begins <= end, StandingSum.ends > end) for start, end in days
    ]
    totals: list[Any] = [func.sum(case((each, StandingSum.total), else_=0)) for each in over]
    place = (StandingSum.measure_id, StandingSum.county_code, StandingSum.town_code, StandingSum.record_id)
    statement = select(*place, *totals).where(
        StandingSum.measure_id.in_(sorted(measures)),
        StandingSum.credited >= min(start for start, _ in days),
        StandingSum.begins <= max(end for _, end in days),
    )
    for number, county, town, record, *amounts in session.execute(statement.group_by(*place)):
        yield Sum(measures[number], county or None, town or None, record, [int(amount) for amount in amounts])
