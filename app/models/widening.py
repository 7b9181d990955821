"""An update that widens a table keeps its proof: the rows are proved as they were, and summed anew as they are.

A table whose rows did not come to their sum before the update does not get a new one: its damage stays visible.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, select, text

from app.models import integrity
from app.models.base import table_of
from app.models.integrity import ContentSum

_PUT_BACK = text("UPDATE content_sum SET row_count = :row_count, total = :total WHERE id = :id")
_BLANK = text("UPDATE content_sum SET total = '' WHERE id = :id")


@dataclass(frozen=True, slots=True)
class _Proof:
    """What an older ledger says of a table: its columns, its kept sum, and whether the rows come to it."""

    columns: frozenset[str]
    row_count: int
    total: str
    holds: bool


@contextmanager
def proofs_kept(connection: Connection) -> Iterator[None]:
    """Around the steps of an update: afterwards every table is summed as it is now, but for those that did not hold."""
    before = _proofs(connection)
    yield
    for name, proof in before.items():
        if not proof.holds:
            connection.execute(_PUT_BACK, {"id": name, "row_count": proof.row_count, "total": proof.total})
        elif proof.columns != _columns(connection, name):
            connection.execute(_BLANK, {"id": name})


def _proofs(connection: Connection) -> dict[str, _Proof]:
    """The proofs of the tables that have one; none where the ledger is of a version that kept none."""
    if not inspect(connection).has_table(ContentSum.__tablename__):
        return {}
    kept = table_of(ContentSum).c
    rows = connection.execute(select(kept.id, kept.row_count, kept.total).where(kept.total != "")).all()
    found = {}
    for name, count, total in rows:
        columns = _columns(connection, name)
        found[name] = _Proof(columns, count, total, integrity.holds(connection, name, columns, (count, total)))
    return found


def _columns(connection: Connection, name: str) -> frozenset[str]:
    looked = inspect(connection)
    return frozenset(one["name"] for one in looked.get_columns(name)) if looked.has_table(name) else frozenset()
