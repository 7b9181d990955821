"""What one step changed: of which row, from which value to which, out of which cell of which workbook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from app.models import region
from app.models.field import Stored
from app.models.ledger import LEDGERS, fields_of
from app.models.queries import Session, journal, records, targets
from app.models.queries import settings as choices
from app.models.queries.journal import Happened
from app.models.store import Store
from app.models.tables import TITLES
from app.services.monthly import name_of
from app.services.reporting.sent import plan_story, story
from app.services.reporting.sent.story import ENTRY, Edit
from app.services.tracing import Spot

MOST = 500
_FOLLOWING = frozenset({"record", "stage_change"})
"""Rows that come and go with a record's: what they would say, its own row says."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: the ledger or list it is in, the row, what of it, old and new as texts, and where it came from.

    ``spot`` is the record it happened to, where it was one.
    """

    table: str
    row: str
    what: str
    old: str
    new: str
    source: str
    spot: Spot | None = None


def of_step(store: Store, batch: int, most: int = MOST) -> list[Changed]:
    """What a step changed, its first ``most`` rows in words; of tables that are no one's to read only how many."""
    told = {*LEDGERS, ENTRY, *plan_story.TABLES}
    with store.read() as session:
        happened = list(journal.between(session, batch - 1, batch, told, most))
        counted = journal.counts(session, batch)
        return [
            *_of_records(session, happened),
            *_of_plans(session, happened),
            *(
                Changed(TITLES[table], "", f"{count:,} 处", "", "", "")
                for table, count in counted.items()
                if table not in told | _FOLLOWING
            ),
        ]


def _of_records(session: Session, happened: list[Happened]) -> Iterator[Changed]:
    wanted = _records(session, happened)
    told = story.told_of(session, happened, wanted)
    for kind, numbers in wanted.items():
        held = records.many(session, kind, list(numbers))
        for record in numbers:
            row = held.get(record)
            for edit in told.get(record, ()):
                called = _called(row.values if row else edit.values, record)
                yield replace(_changed(TITLES[kind], called, edit), what=_what(kind, edit), spot=Spot(kind, record))


def _records(session: Session, happened: Sequence[Happened]) -> dict[str, dict[int, None]]:
    """The records that a step changed or whose progress it did, by ledger, in order."""
    found: dict[str, dict[int, None]] = {}
    for one in happened:
        if one.table in LEDGERS:
            found.setdefault(one.table, {})[int(one.key)] = None
    known = {record for numbers in found.values() for record in numbers}
    owners = story.owners(session, (one for one in happened if one.table == ENTRY))
    for record in dict.fromkeys(owner for owner, _ in owners.values()):
        kind = None if record in known else journal.ledger_of(session, record)
        if kind is not None:
            found.setdefault(kind, {})[record] = None
    return found


def _what(kind: str, edit: Edit) -> str:
    """What of a record was changed: the field with its unit, or the record as a whole."""
    field = fields_of(kind).get(edit.name)
    return edit.label if field is None or _is_whole(edit) else field.heading


def _is_whole(edit: Edit) -> bool:
    return edit.label in {story.NEW, story.GONE}


def _called(values: Mapping[str, Stored | None], record: int) -> str:
    """The record's code and name, as a clerk finds it."""
    texts = (str(values.get("code") or ""), name_of(values))
    return " ".join(filter(None, texts)) or f"第 {record} 号记录"


def _of_plans(session: Session, happened: Sequence[Happened]) -> Iterator[Changed]:
    year = choices.settings(session).year
    names = {one.code: one.name for one in targets.indicators(session, year)}
    for one in plan_story.told_of(session, [one for one in happened if one.table in plan_story.TABLES], year):
        yield _changed(one.edit.label, f"{names[one.indicator]} {region.name_of(one.region)}", one.edit)


def _changed(table: str, row: str, edit: Edit) -> Changed:
    place = f"第 {edit.cell.lstrip(ascii_uppercase)} 行" if _is_whole(edit) and edit.cell else edit.cell
    return Changed(table, row, edit.label, edit.old, edit.new, " ".join(filter(None, (edit.file, edit.sheet, place))))
