"""The life of a record: its stages, the legal moves between them, and what each needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.models import resources
from app.models.expression import Condition, Reader
from app.models.field import Stored
from app.models.ledger import fields_of

Values = Mapping[str, Stored | None]
Closed = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of one ledger, as ``resources/stages.csv`` has it.

    ``effect`` is ``void`` for a stage that counts in no figure; ``suspends`` are the dates whose credit
    a stage holds back until it is left again. ``next_when`` are conditions, ``STAGE when CONDITION`` divided
    by ``;``, under which alone a record may go on to that one of ``next``. From a stage that ``pauses`` a record
    comes back only to the one it was at before.
    """

    kind: str
    name: str
    order: int
    next: tuple[str, ...]
    requires: tuple[str, ...]
    date_field: str
    note: str
    effect: str
    suspends: tuple[str, ...]
    inferred_when: str
    next_when: str
    pauses: bool


@cache
def stages_of(kind: str) -> dict[str, Stage]:
    """The stages of a ledger by name, in their order."""
    found = [_stage(row) for row in resources.rows("stages.csv") if row["kind"] == kind]
    return {stage.name: stage for stage in sorted(found, key=lambda stage: stage.order)}


def _stage(row: Mapping[str, str]) -> Stage:
    return Stage(
        kind=row["kind"],
        name=row["stage"],
        order=int(row["order"]),
        next=resources.listed(row["next"]),
        requires=resources.listed(row["requires"]),
        date_field=row["date_field"],
        note=row["note"],
        effect=row["effect"],
        suspends=resources.listed(row["effect"].removeprefix("suspends ")) if " " in row["effect"] else (),
        inferred_when=row["inferred_when"],
        next_when=row["next_when"],
        pauses=bool(row["pauses"]),
    )


@cache
def ways_in(kind: str, closed: Closed = frozenset()) -> dict[str, frozenset[str]]:
    """For each stage, itself and the stages every legal way to it leads through; what may be skipped is left out.

    Steps that are ``closed`` are no way; a stage that none leads to any more is left out.
    """
    stages = stages_of(kind)
    ways: dict[str, frozenset[str]] = {}
    for stage in stages.values():
        steps = [one.name for one in stages.values() if _leads_on(one, stage) and (one.name, stage.name) not in closed]
        before = [ways[name] for name in steps if name in ways]
        if before or stage.name in starts(kind):
            ways[stage.name] = frozenset({stage.name}).union(frozenset.intersection(*before) if before else ())
    return ways


def _leads_on(stage: Stage, following: Stage) -> bool:
    """Whether a step goes forward: neither back to an earlier stage nor out of one that ended the record."""
    return following.name in stage.next and stage.order < following.order and stage.effect != "void"


@cache
def starts(kind: str) -> tuple[str, ...]:
    """The stages a record of the ledger begins in: those no other leads up to."""
    stages = stages_of(kind).values()
    return tuple(stage.name for stage in stages if not any(_leads_on(other, stage) for other in stages))


def may_follow(kind: str, stage: str, following: str) -> bool:
    """Whether a record of some sort may move from one stage to the other in one step."""
    return following in stages_of(kind)[stage].next


def onward(kind: str, values: Values, left: str = "") -> tuple[str, ...]:
    """The stages a record may move to in one step from where it is, by what it says of itself.

    ``left`` is the stage one that pauses was at before; where that was not noted, its own dates tell.
    """
    here = stages_of(kind).get(str(values.get("stage") or ""))
    return open_from(here, values, left) if here else ()


def open_from(stage: Stage, values: Values, left: str = "") -> tuple[str, ...]:
    """The stages a record would be free to move to once it were at a stage."""
    if stage.pauses:
        following = (name for name in stage.next if stages_of(stage.kind)[name].order > stage.order)
        return (resumes_at(stage, values, left), *following)
    shut = {one.following for one in _conditional(stage.kind) if one.stage == stage.name and not one.holds(values)}
    return tuple(name for name in stage.next if name not in shut)


def resumes_at(stage: Stage, values: Values, left: str) -> str:
    """The one stage a record comes back to from one that pauses: the one it left, else the furthest it reached."""
    passed = (one for one in reached(stage.kind, values) if one.name in stage.next)
    return left or max(passed, key=lambda one: one.order).name


def closed(kind: str, values: Values) -> Closed:
    """The steps, from one stage to another, that a record may not take by what it says of itself."""
    return frozenset((one.stage, one.following) for one in _conditional(kind) if not one.holds(values))


@cache
def closing(kind: str) -> frozenset[str]:
    """The fields that ``closed`` looks at."""
    return frozenset().union(*(one.reads for one in _conditional(kind)))


@dataclass(frozen=True, slots=True)
class _Step:
    """A step that only some records may take."""

    stage: str
    following: str
    holds: Condition
    reads: frozenset[str]


@cache
def _conditional(kind: str) -> tuple[_Step, ...]:
    reader = Reader(kind, fields_of(kind))
    found = []
    for stage in stages_of(kind).values():
        for text in resources.listed(stage.next_when, ";"):
            following, _, condition = text.partition(" when ")
            found.append(_Step(stage.name, following.strip(), reader.condition(condition), reader.named(condition)))
    return tuple(found)


def inferred(kind: str, values: Values) -> str:
    """The stage of a new record that names none: the furthest it reached by its own dates, else where it begins."""
    return max(reached(kind, values), key=lambda stage: stage.order).name


def reached(kind: str, values: Values) -> list[Stage]:
    """The stages a record came to by its own dates, and those where it may have begun.

    Stages that share their date with others are told only under the condition the data names.
    """
    return [
        stage
        for stage, applies in _inferable(kind)
        if applies(values) and (values.get(stage.date_field) is not None or stage.name in starts(kind))
    ]


@cache
def telling(kind: str) -> tuple[frozenset[str], frozenset[str]]:
    """The fields that ``inferred`` looks at: those of which it matters what they hold, and that they hold anything."""
    found = [stages_of(kind)[stage.name] for stage, _ in _inferable(kind)]
    reader = Reader(kind, fields_of(kind))
    read = frozenset().union(*(reader.named(stage.inferred_when) for stage in found))
    return read, frozenset(stage.date_field for stage in found if stage.date_field)


@cache
def _inferable(kind: str) -> tuple[tuple[Stage, Condition], ...]:
    reader = Reader(kind, fields_of(kind))
    return tuple(
        (stage, reader.conditions(stage.inferred_when))
        for stage in stages_of(kind).values()
        if stage.inferred_when != "never" and (stage.date_field or stage.name in starts(kind))
    )


def reached_on(kind: str, values: Values) -> str | None:
    """The day a record reached its stage: the stage's own date field, else the day of the move."""
    stage = stages_of(kind).get(str(values.get("stage") or ""))
    found = values.get(stage.date_field) if stage and stage.date_field else values.get("stage_on")
    return None if found is None else str(found)
