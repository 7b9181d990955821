"""A whole ledger from one store to another, file or server: every row, and the proof that it is what was written.

What goes over are the rows with the sums and the chain that were kept when they were written; these are then worked out
anew from what arrived. Only what follows from the rows, the standing sums, is made there.
"""

from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import DataError

from app.models import integrity, soundness, spelled, tables
from app.models.base import table_of
from app.models.integrity import ContentSum
from app.models.refusal import Refusal
from app.models.standing import StandingMeasure, StandingSum
from app.models.upkeep import count_again

_PIECE = 5000
_DERIVED = frozenset({StandingMeasure.__tablename__, StandingSum.__tablename__})


def bring(source: Connection, target: Connection) -> None:
    """Fill an empty ledger with another's rows; refused where what arrived does not prove to be what was written."""
    target.execute(delete(table_of(ContentSum)))
    for table in tables.schema().sorted_tables:
        if table.name in _DERIVED:
            continue
        rows = source.execute(select(table).order_by(*table.primary_key).execution_options(yield_per=_PIECE))
        names = list(rows.keys())
        for piece in rows.partitions():
            try:
                spelled.fill(target, table, dict(zip(names, zip(*piece, strict=True), strict=True)))
            except DataError as error:
                raise Refusal(
                    f"“{tables.TITLES[table.name]}”里有对方存不下的内容，没有搬", "请把这张台账的备份交给维护人员"
                ) from error
    faults = soundness.last(soundness.altered(target))
    if faults or integrity.head(target) != integrity.head(source):
        raise Refusal("搬过去的台账与原来的不一致，没有搬", "请先用 verify 检查原台账，再试一次")
    count_again(target)
