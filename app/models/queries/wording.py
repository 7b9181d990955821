"""Reading what was written into reports by hand."""

from sqlalchemy import select

from app.models.session import Session
from app.models.wording import ReportText


def texts(session: Session, report: str, period: str) -> dict[tuple[str, str], ReportText]:
    """The words of a report of a period, by line and heading."""
    wanted = select(ReportText).where(ReportText.report == report, ReportText.period == period)
    return {(row.row_key, row.heading): row for row in session.objects(ReportText, wanted.order_by(ReportText.id))}
