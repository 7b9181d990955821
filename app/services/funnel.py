"""The way of an indicator's records through their stages: how many came so far, how many stand where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.models.queries import scope as scopes
from app.models.queries import stages
from app.models.queries.counting import Span
from app.models.queries.grid import OneOf, Those
from app.models.queries.stages import Standing
from app.models.stage import Stage, stages_of, starts, ways_in
from app.models.store import Store
from app.services.tracing import Rows, counted_by


@dataclass(frozen=True, slots=True)
class Step:
    """One stage: how many records reached it, how many stand in it now, and which these are."""

    stage: str
    reached: int
    here: int
    rows: Rows


@dataclass(frozen=True, slots=True)
class Funnel:
    """The stages on the way in their order, and beside it those that lead off, where there is anything."""

    kind: str
    steps: tuple[Step, ...]
    aside: tuple[Step, ...]


def funnel(store: Store, indicator: str, day: date, place: str) -> Funnel | None:
    """Where the records stand that an indicator may come to count in a year and place; None where none are counted.

    A stage is reached by a record that is in it, that has its date, or that could not be where it is without it.
    """
    with store.read() as session:
        counted = counted_by(session, indicator, day.year)
        if counted is None:
            return None
        span = Span(date(day.year, 1, 1), day)
        those = stages.planned(scopes.scope(session), counted, span, place, f"{day.year} 年计划")
        known = stages_of(counted.kind)
        dates = sorted({stage.date_field for stage in known.values() if stage.date_field})
        standing = stages.by_stage(session, counted.kind, those, dates)
    steps = [_step(stage, standing, those) for stage in known.values()]
    on_way = {stage.name for stage in known.values() if _leads_on(stage)}
    alive = _within_reach(counted.kind, steps)
    return Funnel(
        counted.kind,
        tuple(step for step in steps if step.stage in on_way & alive and not _passed_by(step, steps)),
        tuple(step for step in steps if step.stage not in on_way and step.here),
    )


def _passed_by(step: Step, steps: Sequence[Step]) -> bool:
    """Whether every record that came farther went round a stage; such a one tells nothing."""
    return not step.reached and any(one.reached for one in steps[steps.index(step) + 1 :])


def _leads_on(stage: Stage) -> bool:
    """Whether a stage lies on the way: where records begin, or a date of its own that no earlier stage has."""
    if stage.effect == "void":
        return False
    earlier = {one.date_field for one in stages_of(stage.kind).values() if one.order < stage.order}
    return stage.name in starts(stage.kind) or bool(stage.date_field and stage.date_field not in earlier)


def _step(stage: Stage, standing: Sequence[Standing], those: Those) -> Step:
    ways = ways_in(stage.kind)
    here = sum(one.records for one in standing if one.stage == stage.name)
    reached = 0
    for one in standing:
        now = stages_of(stage.kind).get(one.stage or "")
        if now is None or now.effect != "void":
            through = now is not None and stage.name in ways[now.name]
            reached += one.records if through else one.dated.get(stage.date_field, 0)
    return Step(stage.name, reached, here, Rows(stage.kind, (those, OneOf("stage", frozenset({stage.name})))))


def _within_reach(kind: str, steps: Sequence[Step]) -> set[str]:
    """The stages that some record has reached, and those these lead to; other kinds of work have other ways."""
    found = {step.stage for step in steps if step.reached}
    for stage in stages_of(kind).values():  # in their order, so that each is seen before those it leads to
        if stage.name in found:
            found.update(name for name in stage.next if stages_of(kind)[name].order > stage.order)
    return found
