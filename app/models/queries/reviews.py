"""What the city remarked, and what of it is still open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models.ledger import LEDGERS
from app.models.project import Record
from app.models.review import ReviewRemark
from app.models.work import chunks


@dataclass(frozen=True, slots=True)
class Kept:
    """A remark as the ledger keeps it; ``kind`` is the ledger of its record, None where a report's cell is meant."""

    id: int
    kind: str | None
    record: int | None
    submission: int | None
    report: str | None
    period: str | None
    place: str | None
    field: str | None
    verdict: str | None
    comment: str | None
    sent: str | None
    returned: str | None
    source: str
    made_at: str
    settled: str | None
    settled_at: str | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be dealt with."""
        return self.settled_at is None


def remarks(session: Session, *, open_only: bool = False) -> list[Kept]:
    """Every remark, oldest first."""
    statement = (
        select(ReviewRemark, Record.kind)
        .outerjoin(Record, Record.id == ReviewRemark.record_id)
        .order_by(ReviewRemark.id)
    )
    if open_only:
        statement = statement.where(ReviewRemark.settled_at.is_(None))
    return [_kept(row, kind) for row, kind in session.execute(statement)]


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


def _kept(row: ReviewRemark, kind: str | None) -> Kept:
    return Kept(
        id=row.id,
        kind=kind,
        record=row.record_id,
        submission=row.submission,
        report=row.report,
        period=row.period,
        place=row.place,
        field=row.field,
        verdict=row.verdict,
        comment=row.comment,
        sent=row.sent,
        returned=row.returned,
        source=row.source,
        made_at=row.made_at,
        settled=row.settled,
        settled_at=row.settled_at,
    )
