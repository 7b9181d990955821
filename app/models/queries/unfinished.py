"""The records of a year that are still under way at its end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.models.ledger import LEDGERS
from app.models.session import Session


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A record under way; ``done`` says that its main quantity has its date, so that only what follows is left."""

    id: int
    stage: str
    done: bool
    remark: str


def unfinished(
    session: Session, kind: str, stages: Collection[str], dates: Sequence[str], year: int
) -> list[Unfinished]:
    """The records of a ledger of a year and before that stand in one of some stages, by id.

    ``dates`` are the fields of which any says that the main quantity is done.
    """
    table = LEDGERS[kind]
    columns = [getattr(table, name) for name in dates]
    statement = (
        select(table.id, table.stage, table.remark, *columns)
        .where(table.stage.in_(sorted(stages)), or_(table.plan_year.is_(None), table.plan_year <= year))
        .order_by(table.id)
    )
    return [
        Unfinished(key, str(stage), any(day is not None for day in days), remark or "")
        for key, stage, remark, *days in session.execute(statement)
    ]
