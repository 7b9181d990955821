"""The year's indicators, what is aimed at, how it is paced, and the figures entered by hand."""

from sqlalchemy import BigInteger, Index, UniqueConstraint

from app.models.base import Base, Mapped


class Indicator(Base):
    """One indicator of one year; the columns are those of ``resources/indicators``.

    ``value`` is the own target of ``issuer``, the region whose document named it, scaled by ``scale``;
    ``aliases`` and ``deadline`` are ``|`` and ``;`` lists.
    ``wording`` is how the document prints a direction that was read otherwise.
    """

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("year", "code"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    year: Mapped[int]
    code: Mapped[str]
    issuer: Mapped[str]
    position: Mapped[int]
    section: Mapped[str | None]
    name: Mapped[str]
    aliases: Mapped[str | None]
    unit: Mapped[str]
    scale: Mapped[int]
    direction: Mapped[str]
    value: Mapped[int | None] = Mapped(BigInteger())
    commitment: Mapped[str | None]
    frequency: Mapped[str | None]
    deadline: Mapped[str | None]
    source: Mapped[str]
    measure: Mapped[str | None]
    parent: Mapped[str | None]
    note: Mapped[str | None]
    wording: Mapped[str | None]
    office: Mapped[str | None]
    explanation: Mapped[str | None]


class Target(Base):
    """What one region is to reach in one indicator; a later ``effective`` revises an earlier one."""

    __tablename__ = "target"
    __table_args__ = (Index(None, "year", "code", "region"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    year: Mapped[int]
    code: Mapped[str]
    region: Mapped[str]
    value: Mapped[int | None] = Mapped(BigInteger())
    effective: Mapped[str]
    doc_no: Mapped[str | None]


class PlanPoint(Base):
    """One point of a plan curve: the share (in 1/10000) of the year's target due by the end of ``month``."""

    __tablename__ = "plan_point"
    __table_args__ = (UniqueConstraint("year", "code", "month"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    year: Mapped[int]
    code: Mapped[str]
    month: Mapped[int]
    share: Mapped[int]


class EnteredFigure(Base):
    """A hand-entered cumulative value (scaled as its indicator) or a milestone's state, at a cut-off day."""

    __tablename__ = "entered_figure"
    __table_args__ = (UniqueConstraint("year", "code", "region", "cutoff"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    year: Mapped[int]
    code: Mapped[str]
    region: Mapped[str]
    cutoff: Mapped[str]
    value: Mapped[int | None] = Mapped(BigInteger())
    state: Mapped[str | None]
    state_on: Mapped[str | None]
