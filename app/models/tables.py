"""Every table of the ledger; importing this module makes all of them known."""

from sqlalchemy import Connection, MetaData

from app.models import attachment, journal, learned, ledger, review, submission, target, unit, view
from app.models.base import Base

DECLARED_IN = (attachment, journal, learned, ledger, review, submission, target, unit, view)


def schema() -> MetaData:
    """What the newest version's tables are."""
    return Base.metadata


def create(connection: Connection) -> None:
    """Make every table in an empty database."""
    schema().create_all(connection)
