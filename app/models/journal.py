"""Every change as a value: who, when, from where, old and new. The audit trail, undo and replay read the same rows."""

from sqlalchemy import Index, Text

from app.models.base import PACKED, Base, Mapped


class Batch(Base):
    """One named step of a person's work, taken back as a whole.

    ``reverts`` names the batch this one undid or brought back; ``columns`` maps each sheet's
    fields to the column letters they came from (JSON), so that a change knows its cell. ``chain`` is the
    batch's link to the one before it (``integrity``).
    """

    __tablename__ = "batch"
    __table_args__ = {"info": {"journaled": False}}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    label: Mapped[str]
    who: Mapped[str]
    at: Mapped[str]
    file: Mapped[str | None]
    sha256: Mapped[str | None]
    columns: Mapped[str | None]
    row_count: Mapped[int] = Mapped(default=0)
    reverts: Mapped[int | None] = Mapped(refers_to="batch.id")
    undone: Mapped[bool] = Mapped(default=False)
    chain: Mapped[str | None]


class RowChange(Base):
    """One row's change: ``before`` and ``after`` hold the changed columns as JSON; null means the row was not there."""

    __tablename__ = "row_change"
    __table_args__ = (Index(None, "batch_id"), Index(None, "table_name", "row_key"), {"info": {"journaled": False}})

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    batch_id: Mapped[int] = Mapped(refers_to=Batch.id)
    table_name: Mapped[str]
    row_key: Mapped[str]
    before: Mapped[str | None] = Mapped(Text(), info={PACKED: True})
    after: Mapped[str | None] = Mapped(Text(), info={PACKED: True})
    sheet: Mapped[str | None]
    row: Mapped[int | None]


class Counter(Base):
    """The last number given out of each table, so that a number is never used twice."""

    __tablename__ = "counter"
    __table_args__ = {"info": {"journaled": False}}  # noqa: RUF012 - SQLAlchemy's own form

    name: Mapped[str] = Mapped(primary_key=True)
    last: Mapped[int]
