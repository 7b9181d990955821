"""What went out and what came in: frozen reports, and the workbooks that were imported."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Submission(Base):
    """A report as it was sent: number, period and form version, the file's SHA-256 and frozen figures (JSON)."""

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
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


class ImportedFile(Base):
    """A workbook that was applied: where its original is kept, and by which hash it is known again."""

    __tablename__ = "imported_file"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    sha256: Mapped[str]
    imported_at: Mapped[str]
    archived: Mapped[str]
