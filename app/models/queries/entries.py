"""Reading the dated progress of records."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.attachment import Attachment, RecordLink
from app.models.keys import chunks
from app.models.ledger import PendingValue, ProgressEntry, StageChange, TownShare
from app.models.queries import attachments
from app.models.review import ReviewRemark


@dataclass(frozen=True, slots=True)
class Entry:
    """So much of a dated quantity (scaled as its field), done on a day."""

    id: int
    dated: str
    amount: int


def of_records(session: Session, records: Sequence[int]) -> dict[tuple[int, str], list[Entry]]:
    """The entries of records by (record, field), in order of date."""
    found: dict[tuple[int, str], list[Entry]] = {}
    columns = (
        ProgressEntry.id,
        ProgressEntry.record_id,
        ProgressEntry.field,
        ProgressEntry.dated,
        ProgressEntry.amount,
    )
    for chunk in chunks(records):
        statement = select(*columns).where(ProgressEntry.record_id.in_(chunk))
        for key, record, field, dated, amount in session.execute(
            statement.order_by(ProgressEntry.dated, ProgressEntry.id)
        ):
            found.setdefault((record, field), []).append(Entry(key, dated, amount))
    return found


Hanging = type[ProgressEntry | StageChange | TownShare | PendingValue | Attachment | ReviewRemark | RecordLink]


def hanging_on(session: Session, records: Sequence[int]) -> dict[Hanging, list[int]]:
    """The keys of everything that hangs on records, by table."""
    found: dict[Hanging, list[int]] = {
        table: [
            key
            for chunk in chunks(records)
            for key in session.scalars(select(table.id).where(table.record_id.in_(chunk)))
        ]
        for table in (ProgressEntry, StageChange, TownShare, PendingValue, Attachment, ReviewRemark)
    }
    return {**found, RecordLink: attachments.ties_of(session, records)}
