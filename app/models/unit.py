"""Reporting units, which are not administrative divisions: their order and the towns each answers for; and settings."""

from app.models.base import Base, Mapped


class ReportingUnit(Base):
    """A bureau that reports: a county, or a zone with a code of its own scheme and a host county."""

    __tablename__ = "reporting_unit"

    id: Mapped[str] = Mapped(primary_key=True)
    name: Mapped[str]
    host: Mapped[str | None]
    position: Mapped[int]


class UnitTown(Base):
    """A town a zone answers for; by default its rows are outside the host county's figures."""

    __tablename__ = "unit_town"

    id: Mapped[str] = Mapped(primary_key=True)
    unit: Mapped[str]


class Setting(Base):
    """A visible choice of the ledger: its key and its value as text."""

    __tablename__ = "setting"

    id: Mapped[str] = Mapped(primary_key=True)
    value: Mapped[str]
