"""The records whose date is past and whose work is not done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from app.models.ledger import LEDGERS
from app.models.measure import Aggregate
from app.models.queries.counting import counted, until
from app.models.queries.scope import Scope
from app.models.session import Session


@dataclass(frozen=True, slots=True)
class Overdue:
    """A record that should have been done: its id, its place in the unit, its name, the date it was due."""

    id: int
    place: str
    name: str
    due: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is due: the field of the date, those of which any being filled means done, stages that are let off."""

    kind: str
    due: str
    done: Sequence[str]
    unless: Sequence[str] = ()


def overdue(session: Session, scope: Scope, deadline: Deadline, day: date) -> list[Overdue]:
    """The records of the unit that were due before a day and were not done by it, the longest overdue first."""
    table = LEDGERS[deadline.kind]
    due = getattr(table, deadline.due)
    statement = (
        select(table.id, table.county_code, table.town_code, table.code, table.name, due)
        .where(_passed(deadline, day))
        .order_by(due, table.id)
    )
    return [
        Overdue(record, place, name or code or f"第 {record} 号记录", dated)
        for record, county, town, code, name, dated in session.execute(statement)
        if (place := scope.place_of(county, town)) is not None
    ]


def earliest(session: Session, scope: Scope, deadline: Deadline, day: date) -> str | None:
    """The date of the unit's record that has been overdue longest; None where none is."""
    due = getattr(LEDGERS[deadline.kind], deadline.due)
    found: str | None = session.scalar(select(func.min(due)).where(late(scope, deadline, day)))
    return found


def late(scope: Scope, deadline: Deadline, day: date) -> ColumnElement[bool]:
    """Which records of the unit were due before a day and were not done by it."""
    return and_(scope.covers(LEDGERS[deadline.kind]), _passed(deadline, day))


def _passed(deadline: Deadline, day: date) -> ColumnElement[bool]:
    table = LEDGERS[deadline.kind]
    open_still: list[ColumnElement[bool]] = [_not_by(getattr(table, name), day) for name in deadline.done]
    return and_(
        until(getattr(table, deadline.due), day - timedelta(1)),
        *open_still,
        *counted(deadline.kind, Aggregate(deadline.kind), day),
        or_(table.stage.is_(None), not_(table.stage.in_(deadline.unless))),
    )


def _not_by(column: ColumnElement[str], day: date) -> ColumnElement[bool]:
    return or_(column.is_(None), not_(and_(column.is_not(None), until(column, day))))
