"""What the city remarked, and what of it is still open."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models.keys import chunks
from app.models.ledger import LEDGERS
from app.models.project import Record
from app.models.review import ReviewRemark


def remarks(session: Session, *, open_only: bool = False) -> list[tuple[ReviewRemark, str | None]]:
    """Every remark, oldest first, with the ledger of its record: None where a report's cell is meant."""
    statement = (
        select(ReviewRemark, Record.kind)
        .outerjoin(Record, Record.id == ReviewRemark.record_id)
        .order_by(ReviewRemark.id)
    )
    if open_only:
        statement = statement.where(ReviewRemark.settled_at.is_(None))
    return [(row, kind) for row, kind in session.execute(statement)]


def remarked(kind: str) -> ColumnElement[bool]:
    """Which records of a ledger have a remark that is still to be dealt with."""
    table = LEDGERS[kind]
    return table.id.in_(select(ReviewRemark.record_id).where(ReviewRemark.settled_at.is_(None)))


def on_reports(session: Session) -> list[tuple[str, str | None, int]]:
    """Of each report and period the open remarks that are about no record, as how many there are."""
    statement = (
        select(ReviewRemark.report, ReviewRemark.period, func.count())
        .where(ReviewRemark.settled_at.is_(None), ReviewRemark.record_id.is_(None), ReviewRemark.report.is_not(None))
        .group_by(ReviewRemark.report, ReviewRemark.period)
        .order_by(ReviewRemark.report, ReviewRemark.period)
    )
    return [(report or "", period, number) for report, period, number in session.execute(statement)]


def of_records(session: Session, records: Collection[int]) -> list[ReviewRemark]:
    """The remarks on some records."""
    found: list[ReviewRemark] = []
    for chunk in chunks(sorted(records)):
        found += session.scalars(select(ReviewRemark).where(ReviewRemark.record_id.in_(chunk)))
    return found


def of_report(session: Session, report: str, period: str | None) -> Sequence[ReviewRemark]:
    """The remarks on the cells of a report and period."""
    return session.scalars(
        select(ReviewRemark).where(
            ReviewRemark.record_id.is_(None), ReviewRemark.report == report, ReviewRemark.period == period
        )
    ).all()
