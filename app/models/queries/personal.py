"""Who in the ledgers is a person: the records that hold what an export masks."""

from sqlalchemy import func, or_, select

from app.models.base import table_of
from app.models.ledger import LEDGERS, fields_of
from app.models.session import Session


def holders(session: Session) -> int:
    """How many records of all ledgers have a personal field filled."""
    count = 0
    for kind, mapped in LEDGERS.items():
        table = table_of(mapped)
        personal = [table.c[name] for name, field in fields_of(kind).items() if field.personal]
        if personal:
            filled = or_(*(column.is_not(None) for column in personal))
            count += session.scalar(select(func.count()).select_from(table).where(filled)) or 0
    return count
