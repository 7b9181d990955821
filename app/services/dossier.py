"""One record as a form shows it: where it stands in its life, what the next stage lacks, its progress and its story."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.models import rule
from app.models.field import Stored
from app.models.ledger import dated_quantities, fields_of
from app.models.queries import entries, journal, records
from app.models.queries import moves as stage_changes
from app.models.queries.journal import Told
from app.models.stage import Stage, onward, open_from, reached, reached_on, stages_of
from app.models.store import Store
from app.models.work import decode

_LAST = 12
_TOLD = 50

Values = Mapping[str, Stored | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the strip: reached on a day, the one the record is at, or still to come."""

    stage: str
    dated: str
    reached: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A stage that may come next, and the fields it still lacks."""

    stage: str
    lacks: tuple[str, ...]
    leaves: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """One dated entry of a quantity, and the total it led to, as texts in the field's unit."""

    dated: str
    amount: str
    total: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One change of the record: when, by whom, in which step, what became of which field, from which cell."""

    when: str
    who: str
    label: str
    what: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything a form shows of one record beside its fields."""

    record: int
    strip: tuple[Step, ...]
    moves: tuple[Move, ...]
    progress: Mapping[str, tuple[Amount, ...]]
    story: tuple[Happening, ...]


def dossier(store: Store, kind: str, record: int) -> Dossier | None:
    """What there is to say of a record; None where it is gone."""
    with store.read() as session:
        held = records.one(session, kind, record)
        if held is None:
            return None
        done = entries.of_records(session, [record])
        left = stage_changes.left(session, kind, [held]).get(record, "")
        told = journal.changes_of(session, kind, record)[:_TOLD]
        steps = {one.batch: journal.step(session, one.batch) for one in told}
        letters = {one.batch: journal.columns_of(session, one.batch) for one in told if one.sheet}
    return Dossier(
        record=record,
        strip=tuple(strip(kind, held.values)),
        moves=tuple(moves(kind, held.values, left)),
        progress={name: _amounts(kind, name, done.get((record, name), ())) for name in dated_quantities(kind)},
        story=tuple(
            Happening(step.when, step.who, step.label, _changes(kind, one), _source(step, one, letters))
            for one in told
            if (step := steps[one.batch]) is not None
        ),
    )


def strip(kind: str, values: Values) -> list[Step]:
    """The stages a record went through, the one it is at, and the straight way on; side branches only when taken."""
    stages, at = stages_of(kind), str(values.get("stage") or "")
    here = stages.get(at)
    if here is None:
        return []
    passed = [one for one in reached(kind, values) if one.order < here.order and _was_at(one, values)]
    coming: list[Stage] = []
    following = _following(here, values)
    while following is not None:
        coming.append(following)
        following = _following(following, values)
    return [
        *(Step(one.name, str(values.get(one.date_field) or ""), reached=True, current=False) for one in passed),
        Step(at, reached_on(kind, values) or "", reached=True, current=True),
        *(Step(one.name, "", reached=False, current=False) for one in coming),
    ]


def _was_at(stage: Stage, values: Values) -> bool:
    return bool(stage.date_field and values.get(stage.date_field)) and not stage.effect


def _following(here: Stage, values: Values) -> Stage | None:
    """The later stage that a record comes to next; neither out of the figures nor into a delay."""
    later = (stages_of(here.kind)[name] for name in open_from(here, values))
    return next((one for one in later if one.order > here.order and not one.effect), None)


def moves(kind: str, values: Values, left: str = "") -> list[Move]:
    """Where a record may go from its stage, and what each of them lacks; ``left`` it was at before a pause."""
    stages = stages_of(kind)
    return [
        Move(name, tuple(rule.missing(kind, {**values, "stage": name})), leaves=stages[name].effect == "void")
        for name in onward(kind, values, left)
    ]


def _amounts(kind: str, name: str, done: Sequence[entries.Entry]) -> tuple[Amount, ...]:
    field = fields_of(kind)[name]
    totals = accumulate(one.amount for one in done)
    all_of_them = [
        Amount(one.dated, field.show(one.amount), field.show(total)) for one, total in zip(done, totals, strict=True)
    ]
    return tuple(all_of_them[-_LAST:])


def _changes(kind: str, one: Told) -> tuple[str, ...]:
    before, after = decode(one.before), decode(one.after)
    if before is None:
        return ("新增",)
    if after is None:
        return ("删除",)
    fields = fields_of(kind)
    return tuple(
        f"{fields[name].label}：{fields[name].show(before.get(name)) or '空'} → {fields[name].show(value) or '空'}"
        for name, value in after.items()
        if name in fields
    )


def _source(step: journal.Step, one: Told, letters: Mapping[int, str | None]) -> str:
    """The file, sheet and cell a change came from; the row where several cells did."""
    if not step.source or not one.sheet:
        return step.source or ""
    columns = json.loads(letters.get(one.batch) or "{}").get(one.sheet, {})
    changed = [columns[name] for name in decode(one.after) or {} if name in columns]
    place = f"{changed[0]}{one.row}" if len(changed) == 1 else f"第 {one.row} 行"
    return f"{step.source} {one.sheet} {place}"
