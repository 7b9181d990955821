"""What a clerk writes into a report by hand: the words of columns that no ledger fills (亮点、问题、建议)."""

from sqlalchemy import UniqueConstraint

from app.models.base import Base, Mapped


class ReportText(Base):
    """One cell's words, by the report's id (or a learned form's name), its period, its line and the column's heading.

    ``row_key`` is the code of the line: a town, an indicator; the unit's own for the 合计.
    """

    __tablename__ = "report_text"
    __table_args__ = (UniqueConstraint("report", "period", "row_key", "heading"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    report: Mapped[str]
    period: Mapped[str]
    row_key: Mapped[str]
    heading: Mapped[str]
    text: Mapped[str]
