"""The named views of a ledger."""

from sqlalchemy import select

from app.models.session import Session
from app.models.view import SavedView


def views(session: Session, kind: str) -> list[tuple[int, str, str]]:
    """Each view of a ledger as it is kept, by the order in which they were saved: its key, its name, its JSON."""
    wanted = select(SavedView.id, SavedView.name, SavedView.state).where(SavedView.kind == kind)
    return [(key, name, state) for key, name, state in session.execute(wanted.order_by(SavedView.id))]
