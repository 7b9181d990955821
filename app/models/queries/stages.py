"""How far the records of a ledger have come: how many stand in each stage, and which earlier dates they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_, select

from app.models.ledger import LEDGERS
from app.models.measure import Aggregate
from app.models.queries.counting import Span, where
from app.models.queries.grid import Those
from app.models.queries.scope import Scope
from app.models.session import Session

_OF_TIME = frozenset({"span", "until", "open", "filled"})


@dataclass(frozen=True, slots=True)
class Standing:
    """The records that are in one stage: how many, and how many of them have each of some dates."""

    stage: str | None
    records: int
    dated: Mapping[str, int]


def planned(scope: Scope, aggregate: Aggregate, span: Span, place: str, words: str) -> Those:
    """The records of a place that an aggregate may come to count: those planned for the year, or for none.

    They fulfil what it asks of them but for the dates.
    """
    table = LEDGERS[aggregate.kind]
    asked = [where(aggregate.kind, one, span) for one in aggregate.where if one.field and one.test not in _OF_TIME]
    of_year = or_(table.plan_year == span.end.year, table.plan_year.is_(None))
    return Those(words, and_(scope.inside(table, place), of_year, *asked))


def by_stage(session: Session, kind: str, those: Those, dates: Sequence[str]) -> list[Standing]:
    """Some records of a ledger by the stage they are in."""
    table = LEDGERS[kind]
    filled = [func.sum(case((getattr(table, name).is_not(None), 1), else_=0)) for name in dates]
    statement = select(table.stage, func.count(), *filled).where(those.condition).group_by(table.stage)
    return [
        Standing(stage, number, dict(zip(dates, map(int, counts), strict=True)))
        for stage, number, *counts in session.execute(statement)
    ]
