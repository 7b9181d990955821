"""Every table of the ledger; importing this module makes all of them known."""

from sqlalchemy import Connection, MetaData

from app.models import journal, ledger, submission, target, unit
from app.models.base import Base

DECLARED_IN = (journal, ledger, submission, target, unit)


def schema() -> MetaData:
    """What the newest version's tables are."""
    return Base.metadata


def create(connection: Connection) -> None:
    """Make every table in an empty database."""
    schema().create_all(connection)
