"""The reasons for which checks of a report may stand unmet."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.submission import Waiver


def reasons(session: Session, report: str, period: str) -> dict[str, str]:
    """The reason by the name of the check."""
    statement = select(Waiver.check_name, Waiver.reason).where(Waiver.report == report, Waiver.period == period)
    return dict(iter(session.execute(statement)))


def known(session: Session, report: str, period: str, check: str) -> int | None:
    """The key of a check's reason, where it has one."""
    return session.scalar(
        select(Waiver.id).where(Waiver.report == report, Waiver.period == period, Waiver.check_name == check)
    )
