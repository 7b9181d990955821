"""Reading the year's indicators, the targets in force, the plan curves and the figures entered by hand."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, select

from app.models import spelled, unchanged
from app.models.base import table_of
from app.models.field import Stored
from app.models.session import Session
from app.models.target import EnteredFigure, Indicator, PlanPoint, Target

Told_ = TypeVar("Told_", bound=tuple[Any, ...])

# What every figure asks is spelled out once: to put a statement together takes longer than to read its few rows.
_YEAR: BindParameter[int] = bindparam("year")
_INDICATORS = select(table_of(Indicator)).where(Indicator.year == _YEAR).order_by(Indicator.position)
_POINTS = select(*(table_of(PlanPoint).c[name] for name in ("code", "month", "share"))).where(PlanPoint.year == _YEAR)


def indicators(session: Session, year: int) -> list[Indicator]:
    """The indicators of a year in the document's order."""

    def read() -> list[Indicator]:
        return [_indicator(*row) for row in spelled.rows(session.connection(), _INDICATORS, year=year)]

    return list(unchanged.answer(session, ("indicators", year), read))


@lru_cache(maxsize=512)
def _indicator(*row: Any) -> Indicator:
    """An indicator to be read from: nobody changes one but by ``Work``, so the same row need not be made twice."""
    return Indicator(**dict(zip(table_of(Indicator).columns.keys(), row, strict=True)))


def years(session: Session) -> list[int]:
    """The years that have indicators."""
    return sorted(session.scalars(select(Indicator.year).distinct()))


class Aim(NamedTuple):
    """What a region is to reach in an indicator (scaled as that), and the document that says so."""

    value: int | None
    doc_no: str | None


Aims = Mapping[tuple[str, str], Aim]
"""Targets by (indicator, region)."""


def in_force(session: Session, year: int, day: str) -> Aims:
    """The targets that count on a day: of several revisions the latest in effect."""
    return in_force_on(session, year, [day])[0]


def in_force_on(session: Session, year: int, days: Sequence[str]) -> list[Aims]:
    """``in_force`` on each of several days, read once."""
    course = unchanged.answer(session, ("targets", year), lambda: _Course(session, _TARGETS, year, Aim))
    return [course.on(day) for day in days]


class _Course(Generic[Told_]):
    """What is told of a year, each by the day from which it holds; a later word takes the place of an earlier one."""

    def __init__(self, session: Session, asked: Select[Any], year: int, said: type[Told_]) -> None:
        self._days: list[str] = []
        self._told: list[tuple[tuple[str, str], Told_]] = []
        rows = spelled.rows(session.connection(), asked, year=year)
        for day, code, region, *values in sorted(rows, key=itemgetter(0)):  # a server may order texts otherwise
            self._days.append(day)
            self._told.append(((code, region), said(*values)))
        self._known: dict[int, Mapping[tuple[str, str], Told_]] = {}

    def on(self, day: str) -> Mapping[tuple[str, str], Told_]:
        """What holds on a day, by indicator and region; it is the same on all days until the next word."""
        many = bisect_right(self._days, day)
        if (found := self._known.get(many)) is None:
            found = self._known[many] = dict(self._told[:many])
        return found


def _of_year(table: type[Target] | type[EnteredFigure], dated: str, *told: str) -> Select[Any]:
    """What is told of a year, oldest first: the day it is dated by, indicator, region and ``told``."""
    columns = table_of(table).c
    wanted = select(*(columns[name] for name in (dated, "code", "region", *told)))
    return wanted.where(columns.year == _YEAR).order_by(columns[dated], columns.id)


_TARGETS = _of_year(Target, "effective", "value", "doc_no")


def revisions(session: Session, year: int) -> dict[tuple[str, str], list[Target]]:
    """Every target of a year by (indicator, region), revisions in the order they take effect."""
    found: dict[tuple[str, str], list[Target]] = {}
    statement = select(Target).where(Target.year == year).order_by(Target.effective, Target.id)
    for row in session.objects(Target, statement):
        found.setdefault((row.code, row.region), []).append(row)
    return found


def curves(session: Session, year: int) -> Mapping[str, Mapping[int, int]]:
    """The plan curves of a year: indicator -> month -> share due by its end, in 1/10000."""
    return unchanged.answer(session, ("curves", year), lambda: _curves(session, year))


def _curves(session: Session, year: int) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for code, month, share in spelled.rows(session.connection(), _POINTS, year=year):
        found.setdefault(code, {})[month] = share
    return found


def kept(session: Session, table: str, key: int) -> dict[str, Stored | None]:
    """The indicator and region of a target or an entered figure that is still there; empty where it is not."""
    row = session.get(Target, key) if table == Target.__tablename__ else session.get(EnteredFigure, key)
    return {} if row is None else {"code": row.code, "region": row.region}


class Entered(NamedTuple):
    """A hand-entered figure (scaled as its indicator) or a milestone's state, at its cut-off."""

    id: int
    cutoff: str
    value: int | None
    state: str | None
    state_on: str | None


Told = Mapping[tuple[str, str], Entered]
"""Hand-entered figures by (indicator, region)."""


def entered(session: Session, year: int, until: str) -> Told:
    """The newest hand-entered figures up to a day."""
    return entered_by(session, year, [until])[0]


def entered_by(session: Session, year: int, days: Sequence[str]) -> list[Told]:
    """``entered`` up to each of several days, read once."""
    course = unchanged.answer(session, ("entered", year), lambda: _Course(session, _ENTERED, year, Entered))
    return [course.on(day) for day in days]


_ENTERED = _of_year(EnteredFigure, "cutoff", *Entered._fields)
