"""The register of what went out: exports, newest first, and the submissions that stand."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.sql.elements import ColumnElement

from app.models import integrity
from app.models.journal import Batch
from app.models.session import Session
from app.models.submission import ExportedReport, Submission


@dataclass(frozen=True, slots=True)
class Head:
    """Where the ledger's journal stands: its last batch (0: none yet), and the newest link of its chain."""

    batch: int
    link: str


def journal_head(session: Session) -> Head:
    """Where the journal stands now."""
    return Head(session.scalar(select(func.max(Batch.id))) or 0, integrity.head(session.connection()))


@dataclass(frozen=True, slots=True)
class Export:
    """An export as the register knows it; what stood in it is ``packed`` (see ``services.reporting.frozen``)."""

    export_id: str
    report: str
    form_version: str
    period: str
    unit: str
    made_at: str
    made_by: str
    file: str
    sha256: str
    checksum: str
    draft: bool
    journal_head: int
    packed: bytes


def export(session: Session, export_id: str) -> Export | None:
    """One export by the id that its workbook carries, or None."""
    return _newest(session, ExportedReport.export_id == export_id)


def newest_export(session: Session, report: str, period: str) -> Export | None:
    """The last export of a report and period, draft or not; None where there is none."""
    return _newest(session, ExportedReport.report == report, ExportedReport.period == period)


def sent_export(session: Session, report: str, period: str) -> Export | None:
    """The export of a report and period that was sent last and stands; where none was sent, the last one."""
    sent = (one for one in submissions(session) if (one.report, one.period) == (report, period))
    standing = next((one.export_id for one in sent if one.stands and one.export_id), None)
    return (export(session, standing) if standing else None) or newest_export(session, report, period)


def reports_exported(session: Session) -> set[str]:
    """The reports that were ever exported."""
    return set(session.scalars(select(ExportedReport.report).distinct()))


def export_of_bytes(session: Session, sha256: str) -> Export | None:
    """The last export that wrote exactly these bytes, or None."""
    return _newest(session, ExportedReport.sha256 == sha256)


def _newest(session: Session, *conditions: ColumnElement[bool]) -> Export | None:
    statement = select(ExportedReport).where(*conditions).order_by(ExportedReport.id.desc()).limit(1)
    row = next(iter(session.objects(ExportedReport, statement)), None)
    if row is None:
        return None
    return Export(
        row.export_id,
        row.report,
        row.form_version,
        row.period,
        row.unit,
        row.made_at,
        row.made_by,
        row.file,
        row.sha256,
        row.checksum,
        row.draft,
        row.journal_head,
        row.frozen,
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission. ``cancelled`` is the reason it no longer stands, ``replaced_by`` the one that corrects it."""

    id: int
    number: str
    report: str
    form_version: str
    period: str
    unit: str
    sent_at: str
    sent_by: str
    sha256: str
    export_id: str | None
    replaces: int | None
    cancelled: str | None
    replaced_by: int | None

    @property
    def stands(self) -> bool:
        """Whether it is what was last sent: neither cancelled nor corrected."""
        return self.cancelled is None and self.replaced_by is None


def submissions(session: Session) -> list[Sent]:
    """Every submission, newest first."""
    rows = session.objects(Submission, select(Submission).order_by(Submission.id.desc()))
    replaced = {row.replaces: row.id for row in rows if row.replaces is not None and row.cancelled is None}
    return [
        Sent(
            row.id,
            row.number,
            row.report,
            row.form_version,
            row.period,
            row.unit,
            row.sent_at,
            row.sent_by,
            row.sha256,
            row.export_id,
            row.replaces,
            row.cancelled,
            replaced.get(row.id),
        )
        for row in rows
    ]
