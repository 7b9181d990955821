"""What lies beside a record: photos and scanned papers, and the records it is tied to."""

from sqlalchemy import Index, UniqueConstraint

from app.models.base import Base, Mapped
from app.models.project import Record


class Attachment(Base):
    """A file of a record, kept in a folder beside the ledger under its SHA-256; without one it is named but missing.

    ``role`` says what it shows (拆前, 拆中, 拆后, 批文 …), ``name`` how it was called.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    record_id: Mapped[int] = Mapped(refers_to=Record.id)
    role: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str | None]
    size: Mapped[int | None]
    added_at: Mapped[str]


class RecordLink(Base):
    """Two records that belong together: a demolition, and the reclamation or greening it became."""

    __tablename__ = "record_link"
    __table_args__ = (UniqueConstraint("from_id", "to_id"), Index(None, "to_id"))

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    from_id: Mapped[int] = Mapped(refers_to=Record.id)
    to_id: Mapped[int] = Mapped(refers_to=Record.id)
