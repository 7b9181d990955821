"""Many records to one stage as one step: what keeps each of them from it is told first, and those stay."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.models import rule
from app.models.field import Stored
from app.models.ledger import fields_of
from app.models.queries import moves
from app.models.queries import records as queries
from app.models.queries.records import Held
from app.models.refusal import Refusal
from app.models.stage import onward, stages_of
from app.models.store import Store
from app.models.work import Change
from app.services import records, resuming
from app.services.importing.issue import Severity
from app.services.importing.planning.judge import broken
from app.services.monthly import name_of
from app.services.records import Edit

_VOID = "void"

Values = Mapping[str, Stored | None]


@dataclass(frozen=True, slots=True)
class Way:
    """A stage that some of the records may go to from where they stand, how many of them, and what is said of it."""

    stage: str
    count: int
    note: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record on the way to a stage; ``hindrance`` says in words what keeps it where it is, empty for nothing."""

    record: int
    code: str
    name: str
    stage: str
    hindrance: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a move: the change, how many went, and those that stayed."""

    change: Change
    count: int
    stayed: tuple[Candidate, ...]


def ways(store: Store, kind: str, wanted: Sequence[int]) -> list[Way]:
    """Where records may go: first the stage most of them come to next, then the others in the order of their life."""
    stages = stages_of(kind)
    held = _standing(store, kind, wanted)
    found = Counter(name for one in held for name in one.onward)
    following = Counter(later[0] for one in held if (later := _later(kind, one)))
    first = following.most_common(1)[0][0] if following else ""
    order = sorted(found, key=lambda one: (one != first, stages[one].order))
    return [Way(one, found[one], stages[one].note) for one in order]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A record, the stage it is at, where it may go from there, and the stage it was at before one that pauses."""

    held: Held
    at: str
    onward: tuple[str, ...]
    left: str


def _standing(store: Store, kind: str, wanted: Sequence[int]) -> list[_Standing]:
    with store.read() as session:
        held = queries.many(session, kind, wanted)
        left = moves.left(session, kind, held.values())
    found = ((one, left.get(record, "")) for record in wanted if (one := held.get(record)))
    return [_Standing(one, str(one.values["stage"] or ""), onward(kind, one.values, was), was) for one, was in found]


def _later(kind: str, one: _Standing) -> list[str]:
    """The stages a record may go on to, but for those that end it."""
    stages, at = stages_of(kind), stages_of(kind).get(one.at)
    legal = [stages[name] for name in one.onward]
    return [stage.name for stage in legal if at and (at.pauses or stage.order > at.order) and stage.effect != _VOID]


def look(store: Store, kind: str, wanted: Sequence[int], stage: str, day: date) -> list[Candidate]:
    """What keeps records from a stage they would come to on a day; nothing is written."""
    held = _standing(store, kind, wanted)
    return [_candidate(kind, one, stage, day) for one in held]


def move(store: Store, kind: str, wanted: Sequence[int], stage: str, day: date) -> Moved:
    """Let records come to a stage on a day, as one step; those that something keeps stay as they are.

    The day fills the stage's own date where a record has none. Raises ``Refusal`` where none of them can go.
    """
    held = _standing(store, kind, wanted)
    looked = [_candidate(kind, one, stage, day) for one in held]
    going = [one.record for one in looked if not one.hindrance]
    if not going:
        raise Refusal(f"所选记录都还不能转到“{stage}”", "请先按表里写的补齐内容，或另选一个环节")
    values = {one.held.id: one.held.values for one in held}
    edits = [Edit(one, _values(values[one], kind, stage, day), reached=day.isoformat()) for one in going]
    with store.write(f"{len(going)} 条转到{stage}") as work:
        records.change(work, kind, edits)
    return Moved(store.last_change, len(going), tuple(one for one in looked if one.hindrance))


def _values(values: Values, kind: str, stage: str, day: date) -> dict[str, Stored | None]:
    """What a move sets: the stage, and its own date where that is blank."""
    own = stages_of(kind)[stage].date_field
    dated = {own: day.isoformat()} if own and values.get(own) is None else {}
    return {"stage": stage, **dated}


def _candidate(kind: str, one: _Standing, stage: str, day: date) -> Candidate:
    values = one.held.values
    hindrance = "；".join(_hindrances(kind, one, stage, day))
    return Candidate(one.held.id, str(values.get("code") or ""), name_of(values), one.at, hindrance)


def _hindrances(kind: str, one: _Standing, stage: str, day: date) -> Iterator[str]:
    if stage not in one.onward:
        yield _barred(kind, one, stage)
        return
    values = one.held.values
    fields, set_here = fields_of(kind), _values(values, kind, stage, day)
    after = {**values, **set_here}
    if lacks := rule.missing(kind, after):
        yield f"还缺 {'、'.join(fields[name].label for name in lacks)}"
    before = {issue.text for issue in broken(kind, values, {}, 0)}
    yield from (
        issue.text
        for issue in broken(kind, after, dict.fromkeys(set_here, ""), 0)
        if issue.severity is Severity.ERROR and issue.text not in before
    )


def _barred(kind: str, one: _Standing, stage: str) -> str:
    """Why a record cannot come to a stage from where it is, and where it goes instead."""
    if one.at == stage:
        return f"已经在“{stage}”"
    if back := resuming.only_back(kind, one.held.values, one.left):
        return back
    instead = "、".join(f"“{name}”" for name in _later(kind, one))
    following = f"，下一步是{instead}" if instead else ""
    return f"“{one.at or '空'}”不能直接转到“{stage}”{following}"
