"""Reading the moves of records from stage to stage."""

from collections.abc import Iterable

from sqlalchemy import select

from app.models.keys import chunks
from app.models.ledger import StageChange
from app.models.queries.records import Held
from app.models.session import Session
from app.models.stage import stages_of


def left(session: Session, kind: str, held: Iterable[Held]) -> dict[int, str]:
    """The stage that each record which pauses was at before; one that was never moved there is left out."""
    pausing = {one.name for one in stages_of(kind).values() if one.pauses}
    paused = [one.id for one in held if one.values["stage"] in pausing]
    found: dict[int, str] = {}
    for chunk in chunks(paused):
        moves = select(StageChange.record_id, StageChange.from_stage).where(
            StageChange.record_id.in_(chunk), StageChange.to_stage.in_(pausing), StageChange.from_stage.is_not(None)
        )
        found.update({record: str(stage) for record, stage in session.execute(moves.order_by(StageChange.id))})
    return found
