"""How a person likes to see a ledger: filters, order and columns under a name."""

from sqlalchemy import UniqueConstraint

from app.models.base import Base, Mapped


class SavedView(Base):
    """One named view of a ledger; ``state`` is JSON (filters, order, hidden columns, widths)."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("kind", "name"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    name: Mapped[str]
    state: Mapped[str]
