"""Reading the year's indicators, the targets in force, the plan curves and the figures entered by hand."""

from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.field import Stored
from app.models.target import EnteredFigure, Indicator, PlanPoint, Target


def indicators(session: Session, year: int) -> list[Indicator]:
    """The indicators of a year in the document's order."""
    return list(session.scalars(select(Indicator).where(Indicator.year == year).order_by(Indicator.position)))


def years(session: Session) -> list[int]:
    """The years that have indicators."""
    return sorted(session.scalars(select(Indicator.year).distinct()))


def in_force(session: Session, year: int, day: str) -> dict[tuple[str, str], Target]:
    """The targets that count on a day by (indicator, region): of several revisions the latest in effect."""
    statement = select(Target).where(Target.year == year, Target.effective <= day)
    return {(row.code, row.region): row for row in session.scalars(statement.order_by(Target.effective, Target.id))}


def revisions(session: Session, year: int) -> dict[tuple[str, str], list[Target]]:
    """Every target of a year by (indicator, region), revisions in the order they take effect."""
    found: dict[tuple[str, str], list[Target]] = {}
    statement = select(Target).where(Target.year == year).order_by(Target.effective, Target.id)
    for row in session.scalars(statement):
        found.setdefault((row.code, row.region), []).append(row)
    return found


def curves(session: Session, year: int) -> dict[str, dict[int, int]]:
    """The plan curves of a year: indicator -> month -> share due by its end, in 1/10000."""
    found: dict[str, dict[int, int]] = {}
    points = select(PlanPoint.code, PlanPoint.month, PlanPoint.share).where(PlanPoint.year == year)
    for code, month, share in session.execute(points):
        found.setdefault(code, {})[month] = share
    return found


def kept(session: Session, table: str, key: int) -> dict[str, Stored | None]:
    """The indicator and region of a target or an entered figure that is still there; empty where it is not."""
    row = session.get(Target, key) if table == Target.__tablename__ else session.get(EnteredFigure, key)
    return {} if row is None else {"code": row.code, "region": row.region}


@dataclass(frozen=True, slots=True)
class Entered:
    """A hand-entered figure (scaled as its indicator) or a milestone's state, at its cut-off."""

    id: int
    cutoff: str
    value: int | None
    state: str | None
    state_on: str | None


def entered(session: Session, year: int, until: str) -> dict[tuple[str, str], Entered]:
    """The newest hand-entered figures up to a day by (indicator, region)."""
    told = (getattr(EnteredFigure, one.name) for one in fields(Entered))
    statement = select(EnteredFigure.code, EnteredFigure.region, *told)
    asked = statement.where(EnteredFigure.year == year, EnteredFigure.cutoff <= until).order_by(EnteredFigure.cutoff)
    return {(code, place): Entered(*figure) for code, place, *figure in session.execute(asked)}
