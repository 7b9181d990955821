"""What one step of the history did, field by field: in which record, from what to what, out of which cell."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from app.models.ledger import LEDGERS, fields_of
from app.models.queries import Session, journal, records
from app.models.queries.journal import Happened
from app.models.store import Store
from app.models.tables import TITLES
from app.models.work import decode

MOST = 500
"""Rows of a step that are told; a large import is read in the workbook it came from."""

_TOLD = frozenset(("record", *LEDGERS))


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of one record: texts as the grid shows them; ``place`` is the sheet and the cell it came from.

    Of a record that was added or removed there is one, without a field. Of what is no record (``record`` None) it is
    told only how much of it changed.
    """

    table: str
    record: int | None
    who: str
    field: str
    before: str
    after: str
    place: str


def story(store: Store, batch: int) -> list[Changed]:
    """What a step changed, record by record as it was written, then how many of what hangs on them."""
    with store.read() as session:
        found = list(islice(journal.between(session, batch - 1, batch, LEDGERS), MOST))
        names = _names(session, found)
        beside = journal.rows_by_table(session, batch)
    told = [changed for one in found for changed in _told(one, names[one.table, one.key])]
    others = (pair for pair in beside.items() if pair[0] not in _TOLD)
    return told + [Changed(table, None, "", f"{number:,} 处", "", "", "") for table, number in others]


def title(one: Changed) -> str:
    """What the changed thing is, in words."""
    return TITLES[one.table]


def _names(session: Session, found: list[Happened]) -> dict[tuple[str, str], str]:
    """What each record is called: as it is now, as it was where it is gone."""
    names = {}
    for kind in LEDGERS:
        mine = {one.key: one for one in found if one.table == kind}
        held = records.many(session, kind, [int(key) for key in mine])
        for key, one in mine.items():
            now = held.get(int(key))
            values = now.values if now else decode(one.before) or decode(one.after) or {}
            names[kind, key] = str(values.get("code") or values.get("name") or f"第 {key} 号记录")
    return names


def _told(one: Happened, who: str) -> Iterator[Changed]:
    before, after = decode(one.before), decode(one.after)
    record, fields = int(one.key), fields_of(one.table)
    columns = json.loads(one.columns or "{}").get(one.sheet or "", {})
    row = f"{one.sheet} 第 {one.row} 行" if one.sheet else ""
    if before is None or after is None:
        yield Changed(one.table, record, who, "", "", "新增" if before is None else "删除", row)
        return
    for name, value in after.items():
        if name in fields:
            field = fields[name]
            place = f"{one.sheet} {columns[name]}{one.row}" if one.sheet and name in columns else row
            old, new = field.show(before.get(name)), field.show(value)
            yield Changed(one.table, record, who, field.heading, old or "空", new or "空", place)
