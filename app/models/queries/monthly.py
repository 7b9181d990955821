"""Reading a ledger for one month's progress: which records are open in it, and what they come to."""

from array import array
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.models.ledger import LEDGERS, ProgressEntry
from app.models.period import Period
from app.models.queries.counting import Span, within
from app.models.queries.grid import Ids
from app.models.session import Session


@dataclass(frozen=True, slots=True)
class Opening:
    """What makes a record of a ledger open: its dated quantity and that one's date, and the stages that tell.

    ``unfinished`` are the stages in which a record without the date is still at work; in ``void`` ones it never is.
    """

    kind: str
    done: str
    dated_by: str
    unfinished: tuple[str, ...]
    void: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """What the open records come to, scaled as the quantity: in full, before the month, at its end."""

    whole: int
    before: int
    total: int


def open_records(session: Session, opening: Opening, period: Period) -> Ids:
    """The records that are open in a month, town by town, by code; those without either come last."""
    table = LEDGERS[opening.kind]
    order: list[Any] = [table.town_code.is_(None), table.town_code, table.code.is_(None), table.code, table.id]
    return array("q", session.scalars(select(table.id).where(is_open(opening, period)).order_by(*order)))


def sums(session: Session, opening: Opening, period: Period, whole: str, before: date) -> Sums:
    """What the open records come to; ``before`` is the cut-off of the month before."""
    table = LEDGERS[opening.kind]
    open_now = is_open(opening, period)
    full = session.scalar(select(func.sum(getattr(table, whole))).where(open_now))
    until = case((ProgressEntry.dated <= before.isoformat(), ProgressEntry.amount), else_=0)
    totals = select(func.sum(until), func.sum(ProgressEntry.amount)).where(
        ProgressEntry.field == opening.done,
        ProgressEntry.dated <= period.end.isoformat(),
        ProgressEntry.record_id.in_(select(table.id).where(open_now)),
    )
    earlier, total = session.execute(totals).one()
    return Sums(int(full or 0), int(earlier or 0), int(total or 0))


def is_open(opening: Opening, period: Period) -> ColumnElement[bool]:
    """At work and without its date, dated in the month or later, or with an entry in the month itself."""
    table = LEDGERS[opening.kind]
    finished: Any = getattr(table, opening.dated_by)
    at_work = or_(table.stage.is_(None), table.stage.in_(opening.unfinished))
    # Found once for all records: asked of each record, a large ledger would be gone through once a record.
    in_month = within(ProgressEntry.dated, Span(period.start, period.end))
    entered = table.id.in_(select(ProgressEntry.record_id).where(ProgressEntry.field == opening.done, in_month))
    alive = or_(table.stage.is_(None), table.stage.not_in(opening.void))
    return and_(alive, or_(and_(finished.is_(None), at_work), _from(finished, period.start), entered))


def _from(column: Any, day: date) -> ColumnElement[bool]:
    """Dates from a day on; a month without a day is the month it names, a bare year its end (``counting.within``)."""
    return or_(column >= day.isoformat().removesuffix("-01"), column == str(day.year))
