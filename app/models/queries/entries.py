"""Reading the dated progress of records."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from app.models import spelled
from app.models.attachment import Attachment, RecordLink
from app.models.base import table_of
from app.models.keys import chunks, given, listed
from app.models.ledger import PendingValue, ProgressEntry, StageChange, TownShare
from app.models.queries import attachments
from app.models.review import ReviewRemark
from app.models.session import Session


@dataclass(frozen=True, slots=True)
class Entry:
    """So much of a dated quantity (scaled as its field), done on a day."""

    id: int
    dated: str
    amount: int


def of_records(session: Session, records: Sequence[int]) -> dict[tuple[int, str], list[Entry]]:
    """The entries of records by (record, field), in order of date."""
    found: dict[tuple[int, str], list[Entry]] = {}
    if records:
        connection = session.connection()
        asked = _of_records(connection.dialect.name)
        for record, field, *entry in spelled.rows(connection, asked, given=listed(records)):
            found.setdefault((record, field), []).append(Entry(*entry))
    return found


@cache
def _of_records(store: str) -> Select[Any]:
    columns = table_of(ProgressEntry).c
    wanted = select(*(columns[name] for name in ("record_id", "field", "id", "dated", "amount")))
    return wanted.where(columns.record_id.in_(select(given(store)))).order_by(columns.dated, columns.id)


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
