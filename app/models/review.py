"""What the city answered: remarks on records and on cells of a submission, until they are dealt with."""

from sqlalchemy import Index

from app.models.base import Base, Mapped
from app.models.project import Record


class ReviewRemark(Base):
    """One remark: on a record, or on a place of a report (``place`` names row and column) where no record is meant.

    ``verdict`` is the field's choice where one was given, ``returned`` the figure the city put in place of ours
    (as text, in the field's unit); it is open until ``settled_at`` says when it was dealt with, and ``settled`` how.
    ``deadline`` is the day by which it is to be (ISO, else as it was written).
    """

    __tablename__ = "review_remark"
    __table_args__ = (Index(None, "record_id"), Index(None, "report", "period"))

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    record_id: Mapped[int | None] = Mapped(refers_to=Record.id)
    submission: Mapped[int | None]
    report: Mapped[str | None]
    period: Mapped[str | None]
    place: Mapped[str | None]
    field: Mapped[str | None]
    verdict: Mapped[str | None]
    comment: Mapped[str | None]
    sent: Mapped[str | None]
    returned: Mapped[str | None]
    source: Mapped[str]
    made_at: Mapped[str]
    settled: Mapped[str | None]
    settled_at: Mapped[str | None]
    deadline: Mapped[str | None]
