"""What went out and what came in: exports, frozen submissions with waivers, and the workbooks that were imported."""

from sqlalchemy import Index, UniqueConstraint

from app.models.base import Base, Mapped


class ExportedReport(Base):
    """A workbook the program wrote, and what stood in it.

    ``export_id`` is written into the workbook; ``checksum`` is that of its body, ``sha256`` that of the file.
    ``frozen`` is deflated JSON: the rows, figures and record ids as they went out. ``journal_head`` is the last
    batch the ledger knew then, so that what changed since can be told.
    """

    __tablename__ = "exported_report"
    __table_args__ = (
        UniqueConstraint("export_id"),
        Index(None, "report", "period"),
        {"info": {"journaled": False}},
    )

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    export_id: Mapped[str]
    report: Mapped[str]
    form_version: Mapped[str]
    period: Mapped[str]
    unit: Mapped[str]
    made_at: Mapped[str]
    made_by: Mapped[str]
    file: Mapped[str]
    sha256: Mapped[str]
    checksum: Mapped[str]
    draft: Mapped[bool]
    journal_head: Mapped[int]
    frozen: Mapped[bytes] = Mapped()


class Submission(Base):
    """A report as it was sent: number, period and form version, the file's SHA-256 and frozen figures (JSON).

    ``export_id`` names the export it freezes; ``replaces`` the submission it corrects. It is cancelled with a
    reason, never taken back as a step of work.
    """

    __tablename__ = "submission"
    __table_args__ = (Index(None, "report", "period"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    number: Mapped[str]
    report: Mapped[str]
    form_version: Mapped[str]
    period: Mapped[str]
    unit: Mapped[str]
    sent_at: Mapped[str]
    sent_by: Mapped[str]
    sha256: Mapped[str]
    frozen: Mapped[str]
    replaces: Mapped[int | None]
    cancelled: Mapped[str | None]
    export_id: Mapped[str | None]


class Waiver(Base):
    """A check of one report and period that may stand unmet, with the reason that is printed beside it.

    ``findings`` is a JSON list of what the check had found when the reason was given, each as its place and figures;
    none where a reason stands for whatever the check finds (given before ledgers kept the findings).
    """

    __tablename__ = "waiver"
    __table_args__ = (UniqueConstraint("report", "period", "check_name"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    report: Mapped[str]
    period: Mapped[str]
    check_name: Mapped[str]
    reason: Mapped[str]
    who: Mapped[str]
    at: Mapped[str]
    findings: Mapped[str | None]


class ImportedFile(Base):
    """A workbook that was applied: where its original is kept, and by which hash it is known again."""

    __tablename__ = "imported_file"

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    name: Mapped[str]
    sha256: Mapped[str]
    imported_at: Mapped[str]
    archived: Mapped[str]
