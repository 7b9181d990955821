"""What the journal says of some records between two moments: who changed what, when, from which cell."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.models.field import Stored
from app.models.ledger import LEDGERS, ProgressEntry, fields_of
from app.models.queries import Session, journal, records
from app.models.queries.journal import Happened
from app.models.work import decode
from app.services.reporting.signed import signed
from app.services.reporting.spoken import spoken

ENTRY = ProgressEntry.__tablename__
NEW, GONE = "新增记录", "删除记录"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one field: its label, old and new as texts; ``days`` are those of the progress it enters.

    ``file``, ``sheet`` and ``cell`` say where an imported value stood; they are empty for what was typed.
    ``name`` is the field's own, ``values`` what a new or deleted record held.
    """

    batch: int
    step: str
    who: str
    when: str
    file: str
    sheet: str
    cell: str
    name: str
    label: str
    old: str
    new: str
    days: tuple[str, ...] = ()
    values: Mapping[str, Stored | None] = field(default_factory=dict)


def stories(session: Session, after: int, upto: int, wanted: Mapping[str, Collection[int]]) -> dict[int, list[Edit]]:
    """The changes of some records (kind -> ids) after one batch, up to and with another: record -> edits, in order."""
    return told_of(session, list(journal.between(session, after, upto, [*wanted, ENTRY])), wanted)


def told_of(session: Session, happened: list[Happened], wanted: Mapping[str, Collection[int]]) -> dict[int, list[Edit]]:
    """The same of changes that were read already."""
    entries = _entries(session, [one for one in happened if one.table == ENTRY])
    kinds = {record: kind for kind, ids in wanted.items() for record in ids}
    told: dict[int, list[Edit]] = defaultdict(list)
    for one in happened:
        if one.table in LEDGERS and int(one.key) in kinds:
            told[int(one.key)] += [
                replace(edit, days=tuple(entries.pop((int(one.key), one.step.batch, edit.name), {})))
                for edit in _edits(one)
            ]
    for (record, batch, name), days in entries.items():
        if record in kinds:
            told[record] += _dated_alone(kinds[record], happened, batch, name, days)
    return {record: sorted(edits, key=lambda edit: edit.batch) for record, edits in told.items()}


def _edits(one: Happened) -> Iterator[Edit]:
    fields = fields_of(one.table)
    before, after = decode(one.before), decode(one.after)
    if before is None or after is None:
        dated = next((name for name, known in fields.items() if known.dated_by), "")
        label, values = (NEW, after) if before is None else (GONE, before)
        yield replace(edit_of(one, dated), label=label, values=values or {})
        return
    for name in after:
        if name in fields:
            yield replace(
                edit_of(one, name),
                label=fields[name].label,
                old=spoken(fields[name], before.get(name)),
                new=spoken(fields[name], after[name]),
                values={name: after[name]},
            )


def edit_of(one: Happened, name: str) -> Edit:
    """The step and place of a change, nothing said yet of what changed."""
    letter = json.loads(one.columns or "{}").get(one.sheet or "", {}).get(name, "")
    return Edit(
        batch=one.step.batch,
        step=one.step.label,
        who=one.step.who,
        when=one.step.when,
        file=one.step.source or "",
        sheet=one.sheet or "",
        cell=f"{letter}{one.row}" if one.row else "",
        name=name,
        label="",
        old="",
        new="",
    )


Entered = dict[tuple[int, int, str], dict[str, int]]
"""What a batch entered of a dated quantity of a record: (record, batch, field) -> day -> amount."""


def owners(session: Session, happened: Iterable[Happened]) -> dict[int, tuple[int, str]]:
    """Whose progress some changed entries are, those that are gone too: entry -> record and field."""
    found = records.entries_by_id(session, [int(one.key) for one in happened])
    for one in happened:
        known = {**(decode(one.before) or {}), **(decode(one.after) or {})}
        if "record_id" in known:
            found.setdefault(int(one.key), (int(known["record_id"] or 0), str(known["field"])))
    return found


def _entries(session: Session, happened: list[Happened]) -> Entered:
    of_entry = owners(session, happened)
    found: Entered = defaultdict(dict)
    for one in happened:
        record, name = of_entry[int(one.key)]
        days = found[record, one.step.batch, name]
        for sign, values in ((-1, decode(one.before)), (1, decode(one.after))):
            if values and values.get("dated"):
                day = str(values["dated"])
                days[day] = days.get(day, 0) + sign * int(values.get("amount") or 0)
    return found


def _dated_alone(
    kind: str, happened: Iterable[Happened], batch: int, name: str, days: Mapping[str, int]
) -> Iterator[Edit]:
    """Entries that leave the record's total as it was: work put into another month."""
    known = fields_of(kind)[name]
    one = next(one for one in happened if one.step.batch == batch and one.table == ENTRY)
    told = "，".join(f"{day} {signed(known.show(amount))}" for day, amount in sorted(days.items()) if amount)
    yield replace(edit_of(one, name), label=known.label, new=told or "改了日期", days=tuple(days))
