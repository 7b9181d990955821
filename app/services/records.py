"""Adding, changing and removing records: the one way in for a form, a grid and an import alike.

The truth of a dated quantity is its entries; giving a record a new total makes the entry that explains it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Any

from app.models.base import Base, table_of
from app.models.field import Stored
from app.models.ledger import LEDGERS, PendingValue, ProgressEntry, StageChange, TownShare, dated_quantities
from app.models.queries import entries as entry_queries
from app.models.queries import records as record_queries
from app.models.queries.entries import Entry
from app.models.stage import reached_on, stages_of
from app.models.work import Source, Sources, Work, by_column

Values = Mapping[str, Stored | None]


@dataclass(frozen=True, slots=True)
class Pending:
    """A text that is no value of its field, the reason in words, and the cell it came from."""

    field: str
    raw: str
    reason: str
    source: str | None = None


@dataclass(slots=True)  # to freeze each of a hundred thousand takes longer than to note it
class Addition:
    """A record to be added; it is never changed.

    ``dated`` is the day of its dated quantities where their own date is blank.
    ``reached`` is the day it came to its stage, for the stages without a date field (None: ``dated``).
    ``progress`` tells how a dated quantity came about, as (day, amount); its total is then their sum.
    """

    values: Values
    dated: str | None = None
    pending: Sequence[Pending] = ()
    shares: Sequence[tuple[str, int]] = ()
    source: Source | None = None
    progress: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    reached: str | None = None


@dataclass(frozen=True, slots=True)
class Additions:
    """``count`` records to be added, by column; a field that is not named, or None in a row, is blank there.

    ``dated`` and ``reached`` are days as an ``Addition`` has them, a row each, empty where no row has one. What few
    records bring (``pending``, ``shares``, ``progress``) is told by their places among the rows.
    """

    count: int
    values: Mapping[str, Sequence[Stored | None]]
    dated: Sequence[str | None] = ()
    reached: Sequence[str | None] = ()
    sources: Sources | None = None
    pending: Mapping[int, Sequence[Pending]] = field(default_factory=dict)
    shares: Mapping[int, Sequence[tuple[str, int]]] = field(default_factory=dict)
    progress: Mapping[int, Mapping[str, Sequence[tuple[str, int]]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edit:
    """New values of a record. ``dated`` is the day its dated quantities stand at those totals (None: their own date).

    ``reached`` is the day the record came to a new stage, for the stages without a date field (None: ``dated``).
    ``pending`` replaces what waits on the fields it names; to set a field or to clear it ends its waiting.
    """

    record: int
    values: Values
    dated: str | None = None
    pending: Sequence[Pending] = ()
    source: Source | None = None
    reached: str | None = None


class Undated(ValueError):
    """A dated quantity was given without any day to put it on."""


def add(work: Work, kind: str, additions: Sequence[Addition]) -> list[int]:
    """Add records; their ids, in order. Raises ``Undated`` where a dated quantity has no day."""
    return add_columns(work, kind, _additions(additions))


def _additions(additions: Sequence[Addition]) -> Additions:
    return Additions(
        count=len(additions),
        values=by_column([one.values for one in additions]),
        dated=[one.dated for one in additions],
        reached=[one.reached for one in additions],
        sources=Sources.of([one.source for one in additions]),
        pending={place: one.pending for place, one in enumerate(additions) if one.pending},
        shares={place: one.shares for place, one in enumerate(additions) if one.shares},
        progress={place: one.progress for place, one in enumerate(additions) if one.progress},
    )


def add_columns(work: Work, kind: str, given: Additions) -> list[int]:
    """Add records given by their columns; otherwise as ``add``."""
    with adding(work, kind, given.count):
        return _added(work, kind, given)


def adding(work: Work, kind: str, count: int) -> AbstractContextManager[None]:
    """While so many records come, in one go or piece by piece, and nothing is asked of their ledger."""
    return work.filling((LEDGERS[kind], ProgressEntry), count)


def _added(work: Work, kind: str, given: Additions) -> list[int]:
    values = {**given.values, **_totals(given), **_stage_days(kind, given)}
    ids = [int(key) for key in work.insert_columns(LEDGERS[kind], values, given.count, given.sources)]
    first = _first_entries(kind, given)
    _hang(work, ProgressEntry, ids, first, ("field", "dated", "amount"), given.sources)
    shares = [(place, *one) for place, several in given.shares.items() for one in several]
    _hang(work, TownShare, ids, shares, ("town_code", "area"))
    _wait(work, {ids[place]: pending for place, pending in given.pending.items()})
    return ids


def _hang(
    work: Work,
    mapped: type[Base],
    ids: Sequence[int],
    rows: Sequence[tuple[Any, ...]],
    names: Sequence[str],
    sources: Sources | None = None,
) -> None:
    """Add what hangs on new records: rows of a record's place, then values in the order of their names."""
    if not rows:
        return
    places, *columns = zip(*rows, strict=True)
    hung = {"record_id": [ids[place] for place in places], **dict(zip(names, columns, strict=True))}
    work.insert_columns(mapped, hung, len(rows), sources.at(places) if sources else None)


def _totals(given: Additions) -> dict[str, Sequence[Stored | None]]:
    """The dated quantities of which a record tells how they came about: the total is what its parts come to."""
    columns: dict[str, list[Stored | None]] = {}
    for place, story in given.progress.items():
        for name, parts in story.items():
            if parts:
                column = columns.setdefault(name, list(given.values.get(name) or [None] * given.count))
                column[place] = sum(amount for _, amount in parts)
    return {**columns}


def _stage_days(kind: str, given: Additions) -> dict[str, Sequence[Stored | None]]:
    """The day on which each record came to its stage, for the stages that no date field tells it of."""
    stages, dateless = given.values.get("stage"), _dateless(kind)
    if stages is None or dateless.isdisjoint(stages):
        return {}
    nowhere = [None] * given.count
    days = zip(given.reached or nowhere, given.dated or nowhere, given.values.get("stage_on") or nowhere, strict=True)
    told = zip(stages, days, strict=True)
    return {
        "stage_on": [
            (reached or dated or said) if stage in dateless else said for stage, (reached, dated, said) in told
        ]
    }


@cache
def _dateless(kind: str) -> frozenset[str]:
    """The stages that no date field tells the day of."""
    return frozenset(name for name, stage in stages_of(kind).items() if not stage.date_field)


def _first_entries(kind: str, given: Additions) -> list[tuple[int, str, str, int]]:
    """The entries that explain the totals of new records: place, field, day, amount; record by record."""
    found: list[tuple[int, str, str, int]] = []
    for name, quantity in dated_quantities(kind).items():
        told = {place: story[name] for place, story in given.progress.items() if story.get(name)}
        found += [(place, name, *part) for place, parts in told.items() for part in parts]
        found += _at_once(given, name, quantity.dated_by, told.keys())
    return sorted(found, key=itemgetter(0))


def _at_once(
    given: Additions, name: str, date_field: str, told: Collection[int]
) -> Iterator[tuple[int, str, str, int]]:
    """The one entry each of the totals that nothing else explains; none of nothing done on no day."""
    if name not in given.values:
        return
    nowhere = [None] * given.count
    days = zip(given.values.get(date_field) or nowhere, given.dated or nowhere, strict=True)
    for place, (amount, (natural, dated)) in enumerate(zip(given.values[name], days, strict=True)):
        if amount is None or place in told:
            continue
        day = natural or dated
        if day:
            yield place, name, str(day), int(amount)
        elif amount:
            raise Undated(name)


def change(work: Work, kind: str, edits: Sequence[Edit]) -> int:
    """Change records, each at most once; how many rows differ afterwards.

    Raises ``KeyError`` for an id the ledger does not have, ``Undated`` where a new total has no day.
    """
    if not edits:
        return 0
    held = work.look(LEDGERS[kind], [edit.record for edit in edits])
    work.require(table_of(LEDGERS[kind]), [edit.record for edit in edits if edit.record not in held])
    told = [edit.record for edit in edits if edit.values.keys() & _told_by_entries(kind)]
    entries = entry_queries.of_records(work.session, told)
    changes: list[tuple[int, Values]] = []
    ledger = _EntryPlan()
    moves: list[dict[str, Stored | None]] = []
    for edit in edits:
        before = held[edit.record].by_name()
        values = dict(edit.values)
        _plan_entries(kind, edit, before, values, entries, ledger)
        moves += _stage_move(kind, edit, before, values)
        changes.append((edit.record, values))
    changed = work.update(LEDGERS[kind], changes, [edit.source for edit in edits], held)
    ledger.write(work)
    work.insert(StageChange, moves)
    _settle_pending(work, edits)
    return changed


@cache
def _told_by_entries(kind: str) -> frozenset[str]:
    """The dated quantities and the dates they stand on: whoever changes none of them leaves the entries alone."""
    return frozenset(
        name for quantity, field_ in dated_quantities(kind).items() for name in (quantity, field_.dated_by)
    )


@dataclass(slots=True)
class _EntryPlan:
    """The entries a set of edits adds, re-dates and removes."""

    added: list[dict[str, Stored | None]] = field(default_factory=list)
    sources: list[Source | None] = field(default_factory=list)
    redated: list[tuple[int, Values]] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)

    def add(self, edit: Edit, name: str, dated: str, amount: int) -> None:
        self.added.append({"record_id": edit.record, "field": name, "dated": dated, "amount": amount})
        self.sources.append(edit.source)

    def write(self, work: Work) -> None:
        work.update(ProgressEntry, self.redated)
        work.delete(ProgressEntry, self.removed)
        work.insert(ProgressEntry, self.added, self.sources)


def _plan_entries(
    kind: str,
    edit: Edit,
    before: Values,
    values: dict[str, Stored | None],
    entries: Mapping[tuple[int, str], list[Entry]],
    plan: _EntryPlan,
) -> None:
    for name, quantity in dated_quantities(kind).items():
        own = entries.get((edit.record, name), [])
        own = _follow_date(quantity.dated_by, before, values, own, plan)
        if name not in values:
            continue
        total = values[name]
        if total is None:
            plan.removed += [entry.id for entry in own]
        else:
            natural = values.get(quantity.dated_by) or before.get(quantity.dated_by)
            values[name] = _reach(edit, name, int(total), natural, own, plan)


def _follow_date(
    date_field: str, before: Values, values: Values, entries: list[Entry], plan: _EntryPlan
) -> list[Entry]:
    """Entries that stand on a record's own date move with it when the date is corrected."""
    old, new = before.get(date_field), values.get(date_field)
    if old is None or new is None or old == new:
        return entries
    plan.redated += [(entry.id, {"dated": new}) for entry in entries if entry.dated == old]
    return [Entry(entry.id, str(new), entry.amount) if entry.dated == old else entry for entry in entries]


def _reach(edit: Edit, name: str, total: int, natural: Stored | None, entries: list[Entry], plan: _EntryPlan) -> int:
    """Add the entries that explain a new total; the record's total afterwards.

    Without a day the total is the record's, and what it lacks was done on its natural date (decision 1).
    With one it is the total that stood at that day: later totals stay as they are (decision 2).
    """
    overall = sum(entry.amount for entry in entries)
    if edit.dated is not None:
        return _stand_at(edit, name, total, edit.dated, entries, plan)
    if total != overall or (natural and not entries):
        if natural is None:
            raise Undated(name)
        plan.add(edit, name, str(natural), total - overall)
    return total


def _stand_at(edit: Edit, name: str, total: int, day: str, entries: list[Entry], plan: _EntryPlan) -> int:
    """What is inserted in the past is taken off again on the next day that has an entry."""
    overall = sum(entry.amount for entry in entries)
    difference = total - sum(entry.amount for entry in entries if entry.dated <= day)
    later = sorted(entry.dated for entry in entries if entry.dated > day)
    if difference == 0 and any(entry.dated == day for entry in entries):
        return overall
    plan.add(edit, name, day, difference)
    if later and difference:
        plan.add(edit, name, later[0], -difference)
        return overall
    return overall + difference


def _stage_move(
    kind: str, edit: Edit, before: Values, values: dict[str, Stored | None]
) -> list[dict[str, Stored | None]]:
    old, new = before.get("stage"), values.get("stage")
    if new is None or new == old:
        return []
    stage = stages_of(kind).get(str(new))
    values["stage_on"] = (edit.reached or edit.dated) if stage and not stage.date_field else None
    dated = reached_on(kind, {**before, **values})
    return [{"record_id": edit.record, "from_stage": old, "to_stage": new, "dated": dated}]


def _settle_pending(work: Work, edits: Sequence[Edit]) -> None:
    waiting = record_queries.pending(work.session, [edit.record for edit in edits])
    settled = {edit.record: {*edit.values, *(one.field for one in edit.pending)} for edit in edits}
    gone = [row.id for record, rows in waiting.items() for row in rows if row.field in settled[record]]
    work.delete(PendingValue, gone)
    _wait(work, {edit.record: edit.pending for edit in edits})


def _wait(work: Work, waiting: Mapping[int, Sequence[Pending]]) -> None:
    work.insert(
        PendingValue,
        [
            {"record_id": record, "field": one.field, "raw": one.raw, "reason": one.reason, "source": one.source}
            for record, several in waiting.items()
            for one in several
        ],
    )


def remove(work: Work, kind: str, records: Sequence[int]) -> None:
    """Take records out of the ledger with everything that hangs on them; the journal can bring them back."""
    for table, keys in entry_queries.hanging_on(work.session, records).items():
        work.delete(table, keys)
    work.delete(LEDGERS[kind], list(records))
