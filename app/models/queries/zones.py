"""The zones of a ledger's city, and the towns each answers for in its host's stead."""

from dataclasses import dataclass

from sqlalchemy import select

from app.models.session import Session
from app.models.unit import ReportingUnit, UnitTown


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone and the county it lies in."""

    code: str
    name: str
    host: str


def zones(session: Session) -> list[Zone]:
    """The zones in the city's own order."""
    statement = select(ReportingUnit).where(ReportingUnit.host.is_not(None)).order_by(ReportingUnit.position)
    return [Zone(one.id, one.name, one.host or "") for one in session.objects(ReportingUnit, statement)]


def answering(session: Session) -> dict[str, str]:
    """The zone that answers for a town, by the town's code."""
    return {row.id: row.unit for row in session.objects(UnitTown, select(UnitTown))}
