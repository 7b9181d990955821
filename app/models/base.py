"""The mapped classes' common ground: naming of constraints, and text that sorts the same on every store."""

from sqlalchemy import MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase

# Byte order on PostgreSQL too, so that ISO dates compare there as they do in SQLite.
PLAIN_TEXT = Text().with_variant(Text(collation="C"), "postgresql")

PACKED = "packed"
"""Says of a column that its texts may be handed over as bytes, which SQLite takes for a text where it is told to."""


class Base(DeclarativeBase):
    """Every table of the ledger; constraints have names so that a migration can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: PLAIN_TEXT}  # noqa: RUF012 - SQLAlchemy reads it as a plain class attribute


def table_of(mapped: type[Base]) -> Table:
    """The table behind a mapped class."""
    table = mapped.__table__
    assert isinstance(table, Table)
    return table


def journaled() -> dict[str, Table]:
    """The tables whose changes are changes of the ledger: recorded, undoable, replayable; in order of dependence."""
    return {table.name: table for table in Base.metadata.sorted_tables if table.info.get("journaled", True)}
