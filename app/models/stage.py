"""The life of a record: its stages, the legal moves between them, and what each needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.models import resources
from app.models.expression import Condition, Reader
from app.models.field import Stored
from app.models.ledger import fields_of


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of one ledger, as ``resources/stages.csv`` has it.

    ``effect`` is ``void`` for a stage that counts in no figure; ``suspends`` are the dates whose credit
    a stage holds back until it is left again.
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
    )


@cache
def ways_in(kind: str) -> dict[str, frozenset[str]]:
    """For each stage, itself and the stages every legal way to it leads through; what may be skipped is left out."""
    stages = stages_of(kind)
    ways: dict[str, frozenset[str]] = {}
    for stage in stages.values():
        before = [ways[other.name] for other in stages.values() if _leads_on(other, stage)]
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
    """Whether a record may move from one stage to the other in one step."""
    return following in stages_of(kind)[stage].next


def inferred(kind: str, values: Mapping[str, Stored | None]) -> str:
    """The stage of a new record that names none: the furthest whose own date is filled, else where it begins.

    Stages that share their date with others are inferred only under the condition the data names.
    """
    reached = [
        stage
        for stage, applies in _inferable(kind)
        if applies(values) and (values.get(stage.date_field) is not None or stage.name in starts(kind))
    ]
    return max(reached, key=lambda stage: stage.order).name


@cache
def _inferable(kind: str) -> tuple[tuple[Stage, Condition], ...]:
    reader = Reader(kind, fields_of(kind))
    return tuple(
        (stage, reader.conditions(stage.inferred_when))
        for stage in stages_of(kind).values()
        if stage.inferred_when != "never" and (stage.date_field or stage.name in starts(kind))
    )


def reached_on(kind: str, values: Mapping[str, Stored | None]) -> str | None:
    """The day a record reached its stage: the stage's own date field, else the day of the move."""
    stage = stages_of(kind).get(str(values.get("stage") or ""))
    found = values.get(stage.date_field) if stage and stage.date_field else values.get("stage_on")
    return None if found is None else str(found)
