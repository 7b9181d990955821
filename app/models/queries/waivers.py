"""The reasons for which checks of a report may stand unmet."""

import json
from dataclasses import dataclass

from sqlalchemy import select

from app.models.session import Session
from app.models.submission import Waiver


@dataclass(frozen=True, slots=True)
class Given:
    """A reason that was given, and for which findings; ``findings`` is None where it stands for any."""

    reason: str
    findings: frozenset[str] | None

    def stands_for(self, finding: str) -> bool:
        """Whether the reason was given for this finding too."""
        return self.findings is None or finding in self.findings


def given(session: Session, report: str, period: str) -> dict[str, Given]:
    """What was given for a report and period, by the name of the check."""
    statement = select(Waiver.check_name, Waiver.reason, Waiver.findings)
    rows = session.execute(statement.where(Waiver.report == report, Waiver.period == period))
    return {
        check: Given(reason, None if findings is None else frozenset(json.loads(findings)))
        for check, reason, findings in rows
    }


def known(session: Session, report: str, period: str, check: str) -> int | None:
    """The key of a check's reason, where it has one."""
    return session.scalar(
        select(Waiver.id).where(Waiver.report == report, Waiver.period == period, Waiver.check_name == check)
    )
