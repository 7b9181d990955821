"""Keeping the standing sums true: what a write takes from them and adds to them, in its own transaction.

Before a record is touched the first time, what it adds is taken away; when the write ends, what all touched records
then add is added. Where a write touches a large part of a ledger, its sums are made afresh instead.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select

from app.models import standing, standing_sums
from app.models.base import table_of
from app.models.keys import Key, chunks
from app.models.latest import Latest, Measures, Numbered
from app.models.ledger import LEDGERS, ProgressEntry, TownShare
from app.models.project import Record
from app.models.queries.counting import columns_of
from app.models.standing_sums import Place
from app.models.target import Indicator

Row = Mapping[str, Any]

_HANGING = frozenset({ProgressEntry.__tablename__, TownShare.__tablename__})
_FEW = 1000
"""So many touched records are never worth making a ledger's sums afresh."""


class Upkeep:
    """What one write does to the standing sums. It is told of every change before it is made, and at last to ``keep``.

    The sums kept are those of the measures that had them when the write began; whatever else should have them gets
    them at its end.
    """

    def __init__(self, connection: Connection, latest: Latest | None = None) -> None:
        self._connection = connection
        self._latest = latest or Latest()
        self._kinds: dict[int, str] = {}
        self._touched: dict[str, set[int]] = defaultdict(set)
        self._few: dict[str, int] = {}
        self._afresh: set[str] = set()
        self._changes: dict[Place, tuple[int, int]] = {}

    def coming(self, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
        """Rows, given by their columns, are about to be put into a table."""
        if table.name in LEDGERS:
            fresh = list(map(int, columns["id"]))
            self._kinds.update(dict.fromkeys(fresh, table.name))
            self._touch(table.name, fresh)
        elif table.name in _HANGING:
            self._lift(set(map(int, columns["record_id"])))

    def changing(self, table: Table, keys: Sequence[Key], changes: Sequence[Row]) -> None:
        """Columns of a table's rows are about to be set."""
        if table.name in LEDGERS:
            asked = self._columns(table.name)
            self._lift_of(table.name, {int(key) for key, row in zip(keys, changes, strict=True) if asked & row.keys()})
        elif table.name in _HANGING:
            self.going(table, keys)
            self._lift({int(row["record_id"]) for row in changes if "record_id" in row})

    def going(self, table: Table, keys: Sequence[Key]) -> None:
        """Rows are about to be taken out of a table."""
        if table.name in LEDGERS:
            self._lift_of(table.name, {int(key) for key in keys})
        elif table.name in _HANGING:
            for piece in chunks(keys):
                owners = select(table.c.record_id).where(table.c.id.in_(piece))
                self._lift(set(self._connection.scalars(owners)))

    def keep(self, changed: Collection[str]) -> None:
        """Bring the sums up to date with what the ledger holds now, after a write that changed some tables."""
        before = self._begun()
        for kind in self._touched.keys() - self._afresh:
            self._count(kind, self._touched[kind], 1)
        wanted = standing.wanted(self._connection) if Indicator.__tablename__ in changed else before.wanted
        gone = [number for definition, number in before.kept.items() if definition not in wanted]
        standing_sums.forget(self._connection, gone)
        standing_sums.add(self._connection, {at: by for at, by in self._changes.items() if at[0] not in gone})
        new = [definition for definition in wanted if definition not in before.kept]
        numbers = standing_sums.enrol(self._connection, new) if new else []
        again = [
            (number, one) for kind in sorted(self._afresh) for number, one in before.of_kind[kind] if number not in gone
        ]
        again += [(number, wanted[definition]) for number, definition in zip(numbers, new, strict=True)]
        standing_sums.make_afresh(self._connection, tuple(again))
        if gone or new or wanted is not before.wanted:
            self._latest.measures = None

    def _begun(self) -> Measures:
        """Which measures' sums this write keeps."""
        if self._latest.measures is None:
            wanted, kept = standing.wanted(self._connection), standing.kept(self._connection)
            measures = [(number, wanted[text]) for text, number in kept.items() if text in wanted]
            of_kind = {kind: tuple(pair for pair in measures if pair[1].kind == kind) for kind in LEDGERS}
            self._latest.measures = Measures(wanted, kept, of_kind)
        return self._latest.measures

    def _of(self, kind: str) -> Numbered:
        return self._begun().of_kind[kind]

    def _columns(self, kind: str) -> frozenset[str]:
        return _asked_of(self._of(kind))

    def _lift(self, records: set[int]) -> None:
        """``_lift_of`` of records of any ledger; one that is in none is refused by the store itself."""
        unknown = records - self._kinds.keys()
        for piece in chunks(sorted(unknown)):
            self._kinds.update(self._connection.execute(_KINDS, {"records": piece}).all())
        by_kind: dict[str, set[int]] = defaultdict(set)
        for record in records & self._kinds.keys():
            by_kind[self._kinds[record]].add(record)
        for kind, group in by_kind.items():
            self._lift_of(kind, group)

    def _lift_of(self, kind: str, records: set[int]) -> None:
        """Take away what records of a ledger add, those not touched before."""
        fresh = records - self._touched[kind]
        self._kinds.update(dict.fromkeys(fresh, kind))
        self._touch(kind, fresh)
        if kind not in self._afresh:
            self._count(kind, fresh, -1)

    def _touch(self, kind: str, records: Iterable[int]) -> None:
        touched = self._touched[kind]
        touched.update(records)
        if kind in self._afresh or len(touched) <= _FEW:
            return
        if kind not in self._few:
            many = self._connection.scalar(select(func.count()).select_from(LEDGERS[kind])) or 0
            self._few[kind] = many // 4
        if len(touched) > self._few[kind]:
            self._afresh.add(kind)
            numbers = {number for number, _ in self._of(kind)}
            self._changes = {at: by for at, by in self._changes.items() if at[0] not in numbers}

    def _count(self, kind: str, records: Collection[int], sign: int) -> None:
        for piece in chunks(sorted(records)):
            for at, amount in standing_sums.added_by(self._connection, self._of(kind), piece):
                total, parts = self._changes.get(at, (0, 0))
                self._changes[at] = total + sign * amount, parts + sign


@cache
def _asked_of(measures: Numbered) -> frozenset[str]:
    """The columns that say what a record adds to measures."""
    return frozenset().union(*(columns_of(one) for _, one in measures))


_KINDS = select(*(table_of(Record).c[name] for name in ("id", "kind"))).where(
    Record.id.in_(bindparam("records", expanding=True))
)


def count_again(connection: Connection) -> None:
    """Make every standing sum anew: whatever they were, or whatever was done past the upkeep."""
    standing_sums.discard(connection)
    Upkeep(connection).keep(())
