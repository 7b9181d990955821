"""What the city remarked, and what of it is still open."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select

from app.models.keys import chunks
from app.models.ledger import LEDGERS
from app.models.project import Record
from app.models.review import ReviewRemark
from app.models.session import Session

_DAY = "____-__-__%"
"""A deadline that is a day, perhaps with another behind it; others stand as the city wrote them."""


def remarks(session: Session, *, open_only: bool = False) -> list[tuple[ReviewRemark, str | None]]:
    """Every remark, oldest first, with the ledger of its record: None where a report's cell is meant."""
    statement = (
        select(ReviewRemark, Record.kind)
        .outerjoin(Record, Record.id == ReviewRemark.record_id)
        .order_by(ReviewRemark.id)
    )
    if open_only:
        statement = statement.where(_open())
    rows = (dict(row) for row in session.execute(statement).mappings())
    return [(ReviewRemark(**row), kind) for row in rows for kind in [row.pop("kind")]]


def _open(before: date | None = None) -> ColumnElement[bool]:
    """Which remarks are still to be dealt with; with a day those whose deadline lies before it."""
    unsettled = ReviewRemark.settled_at.is_(None)
    if before is None:
        return unsettled
    dated = ReviewRemark.deadline.like(_DAY)
    return and_(unsettled, dated, ReviewRemark.deadline < before.isoformat())


def remarked(kind: str, before: date | None = None) -> ColumnElement[bool]:
    """Which records of a ledger have a remark that is to be dealt with, with a day those that are overdue then."""
    return LEDGERS[kind].id.in_(select(ReviewRemark.record_id).where(_open(before)))


def first_deadline(session: Session, kind: str) -> str | None:
    """The earliest deadline of the open remarks on a ledger's records; None where none has one."""
    those = LEDGERS[kind].id == ReviewRemark.record_id
    found: str | None = session.scalar(
        select(func.min(ReviewRemark.deadline))
        .join(LEDGERS[kind], those)
        .where(_open(), ReviewRemark.deadline.like(_DAY))
    )
    return found and found[:10]


def on_reports(session: Session, before: date | None = None) -> list[tuple[str, str | None, int]]:
    """Of each report and period the open remarks that are about no record, as how many there are.

    With a day only those that are overdue then.
    """
    statement = (
        select(ReviewRemark.report, ReviewRemark.period, func.count())
        .where(_open(before), ReviewRemark.record_id.is_(None), ReviewRemark.report.is_not(None))
        .group_by(ReviewRemark.report, ReviewRemark.period)
        .order_by(ReviewRemark.report, ReviewRemark.period)
    )
    return [(report or "", period, number) for report, period, number in session.execute(statement)]


def of_records(session: Session, records: Collection[int]) -> list[ReviewRemark]:
    """The remarks on some records."""
    found: list[ReviewRemark] = []
    for chunk in chunks(sorted(records)):
        found += session.objects(ReviewRemark, select(ReviewRemark).where(ReviewRemark.record_id.in_(chunk)))
    return found


def of_report(session: Session, report: str, period: str | None) -> Sequence[ReviewRemark]:
    """The remarks on the cells of a report and period."""
    wanted = select(ReviewRemark).where(
        ReviewRemark.record_id.is_(None), ReviewRemark.report == report, ReviewRemark.period == period
    )
    return session.objects(ReviewRemark, wanted)
