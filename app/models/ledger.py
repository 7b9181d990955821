"""The three ledgers by name, and what hangs on a record of any of them."""

from functools import cache

from sqlalchemy import BigInteger, Index

from app.models.base import Base, Mapped
from app.models.demolition import Demolition
from app.models.field import Field, fields
from app.models.greening import Greening
from app.models.project import Record
from app.models.reclamation import Reclamation

Ledger = Reclamation | Demolition | Greening
LEDGERS: dict[str, type[Reclamation] | type[Demolition] | type[Greening]] = {
    table.__tablename__: table for table in (Reclamation, Demolition, Greening)
}


@cache
def fields_of(kind: str) -> dict[str, Field]:
    """The fields of one ledger by name: the common ones first, then its own, as a form shows them."""
    return fields(LEDGERS[kind])


@cache
def dated_quantities(kind: str) -> dict[str, Field]:
    """The fields whose truth is the dated progress entries; the record shows their running total."""
    return {name: field for name, field in fields_of(kind).items() if field.dated_by}


class ProgressEntry(Base):
    """``amount`` (scaled as its field) of a dated quantity, done on ``dated``; may be negative to correct."""

    __tablename__ = "progress_entry"
    __table_args__ = (
        Index(None, "field", "dated", "record_id", "amount"),
        Index(None, "record_id", "field"),
    )

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    record_id: Mapped[int] = Mapped(refers_to=Record.id)
    field: Mapped[str]
    dated: Mapped[str]
    amount: Mapped[int] = Mapped(BigInteger())


class StageChange(Base):
    """A move from one stage to the next, on a day; for some stages the only date there is."""

    __tablename__ = "stage_change"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    record_id: Mapped[int] = Mapped(refers_to=Record.id)
    from_stage: Mapped[str | None]
    to_stage: Mapped[str]
    dated: Mapped[str | None]


class TownShare(Base):
    """The part of a record's area (scaled as the record's main quantity) that lies in one town."""

    __tablename__ = "town_share"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    record_id: Mapped[int] = Mapped(refers_to=Record.id)
    town_code: Mapped[str]
    area: Mapped[int] = Mapped(BigInteger())


class PendingValue(Base):
    """A text that is no value of its field: kept and shown, counted nowhere, until someone puts it right."""

    __tablename__ = "pending_value"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    record_id: Mapped[int] = Mapped(refers_to=Record.id)
    field: Mapped[str]
    raw: Mapped[str]
    reason: Mapped[str]
    source: Mapped[str | None]
