"""The files and the other records that belong to a record."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.models.attachment import Attachment, RecordLink
from app.models.keys import chunks
from app.models.project import Record
from app.models.session import Session


@dataclass(frozen=True, slots=True)
class Kept:
    """One attachment as the ledger knows it; ``size`` in bytes, ``sha256`` None for a file that is only named."""

    key: int
    record: int
    role: str
    name: str
    sha256: str | None
    size: int | None
    added_at: str


def of_record(session: Session, record: int) -> list[Kept]:
    """A record's attachments in the order they were added."""
    return [Kept(*row) for row in session.execute(_KEPT.where(Attachment.record_id == record))]


def in_roles(session: Session, kind: str, roles: Sequence[str]) -> list[Kept]:
    """The files of a whole ledger's records in some roles, in the order they were added."""
    of_kind = _KEPT.join(Record, Record.id == Attachment.record_id).where(Record.kind == kind)
    wanted = of_kind.where(Attachment.role.in_(roles), Attachment.sha256.is_not(None))
    return [Kept(*row) for row in session.execute(wanted)]


_KEPT = select(
    Attachment.id,
    Attachment.record_id,
    Attachment.role,
    Attachment.name,
    Attachment.sha256,
    Attachment.size,
    Attachment.added_at,
).order_by(Attachment.id)


def attached(session: Session, records: Sequence[int]) -> set[tuple[int, str, str]]:
    """The files that some records have: (record, role, SHA-256)."""
    found: set[tuple[int, str, str]] = set()
    for chunk in chunks(records):
        wanted = select(Attachment.record_id, Attachment.role, Attachment.sha256)
        held = session.execute(wanted.where(Attachment.record_id.in_(chunk)))
        found |= {(record, role, sha256) for record, role, sha256 in held if sha256}
    return found


def hashes(session: Session) -> set[str]:
    """The SHA-256 of every file an attachment stands for."""
    return {one for one in session.scalars(select(Attachment.sha256).distinct()) if one}


def linked(session: Session, record: int) -> list[tuple[int, int, str]]:
    """The records tied to one, whichever was named first: the tie's key, the other record and its ledger."""
    ties = select(RecordLink.id, RecordLink.from_id, RecordLink.to_id)
    ties = ties.where(or_(RecordLink.from_id == record, RecordLink.to_id == record)).order_by(RecordLink.id)
    others = [(key, second if first == record else first) for key, first, second in session.execute(ties)]
    wanted = select(Record.id, Record.kind).where(Record.id.in_([one for _, one in others]))
    kinds = {one: kind for one, kind in session.execute(wanted)}  # noqa: C416 - a row is no plain pair
    return [(key, other, kinds[other]) for key, other in others]


def ties_of(session: Session, records: Sequence[int]) -> list[int]:
    """The keys of all ties of some records, each once."""
    found: dict[int, None] = {}
    for chunk in chunks(records):
        either = or_(RecordLink.from_id.in_(chunk), RecordLink.to_id.in_(chunk))
        found |= dict.fromkeys(session.scalars(select(RecordLink.id).where(either)))
    return list(found)
