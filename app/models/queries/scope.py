"""Whose rows count: the records of the ledger's unit, and of one region within it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, not_, or_, select, true

from app.models import region, spelled, unchanged
from app.models.base import table_of
from app.models.project import Project
from app.models.queries.settings import Settings, known, settings
from app.models.refusal import Refusal
from app.models.session import Session
from app.models.unit import ReportingUnit, UnitTown


@dataclass(frozen=True, slots=True)
class Place:
    """A region that figures are given for: a unit, one of its towns (or counties), or what names no town."""

    code: str
    name: str


@dataclass(frozen=True)
class Scope:
    """The ledger's unit, the places its figures are divided into, and how its rows are told from others'.

    ``zone_towns`` maps a town to the zone that answers for it; ``apart`` says whether those towns are
    outside their host county's figures.
    """

    unit: str
    name: str
    places: tuple[Place, ...]
    zone_towns: dict[str, str]
    apart: bool

    @cached_property
    def is_zone(self) -> bool:
        """Whether the unit is a zone with a code of its own scheme."""
        return self.unit in self.zone_towns.values()

    @property
    def city(self) -> str:
        """The code of the city the unit belongs to, or is."""
        return region.full(self.unit[:4])

    @cached_property
    def is_city(self) -> bool:
        """Whether the unit is a whole city or province, which takes every county's rows."""
        return len(region.short(self.unit)) <= 4

    @cached_property
    def excluded(self) -> frozenset[str]:
        """The towns inside the unit's borders that zones answer for in its stead."""
        return frozenset(self.zone_towns) if self.apart and not (self.is_city or self.is_zone) else frozenset()

    def towns(self) -> list[Place]:
        """The towns of the unit's figures in code order; a city's reporting units in the city's own order."""
        return list(self.places)

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(place.code for place in self.places)

    @cached_property
    def elsewhere(self) -> Place:
        """What belongs to the unit but names none of its towns."""
        return Place(f"{region.short(self.unit)}000"[:9], "未分镇(街道)")

    def admits(self, county: str | None, town: str | None) -> bool:
        """Whether a row of that county and town belongs in this ledger (the rows of its zones do)."""
        if self.is_zone:
            return town is None or self.zone_towns.get(town) == self.unit
        prefix = region.short(self.unit)
        return all(code is None or code.startswith(prefix) for code in (county, town))

    def place_of(self, county: str | None, town: str | None) -> str | None:
        """The place of the unit a row belongs to; None where it is outside the unit's figures."""
        if self.is_zone:
            return town if town and self.zone_towns.get(town) == self.unit else None
        if self.is_city:
            zone = self.zone_towns.get(town or "") if self.apart else None
            return self._known(zone or county)
        if county not in (None, self.unit) or town in self.excluded:
            return None
        return self._known(town)

    def _known(self, code: str | None) -> str:
        return code if code in self._codes else self.elsewhere.code

    def covers(self, table: type[Project]) -> ColumnElement[bool]:
        """The rows of a ledger that count in the unit's figures."""
        if self.is_zone:
            return table.town_code.in_(self.towns_of(self.unit))
        inside = true() if self.is_city else or_(table.county_code == self.unit, table.county_code.is_(None))
        return and_(inside, _outside(table, self.excluded))

    def inside(self, table: type[Project], place: str) -> ColumnElement[bool]:
        """The rows of a ledger that count in one place of the unit."""
        if place == self.unit:
            return self.covers(table)
        if place in self.zone_towns.values():
            return table.town_code.in_(self.towns_of(place))
        column = table.county_code if self.is_city else table.town_code
        zoned = frozenset(self.zone_towns) if self.is_city and self.apart else frozenset()
        mine = and_(self.covers(table), _outside(table, zoned))
        if place == self.elsewhere.code:
            return and_(mine, or_(column.is_(None), not_(column.in_([one.code for one in self.places]))))
        return and_(mine, column == place)

    def towns_of(self, zone: str) -> list[str]:
        """The towns a zone answers for."""
        return sorted(town for town, answering in self.zone_towns.items() if answering == zone)


def _outside(table: type[Project], towns: frozenset[str]) -> ColumnElement[bool]:
    return or_(table.town_code.is_(None), not_(table.town_code.in_(sorted(towns)))) if towns else true()


def units(session: Session) -> list[Place]:
    """The reporting units that the ledger's city has, in its own order."""
    return [Place(unit.id, unit.name) for unit in _units(session)]


class _Unit(NamedTuple):
    """A reporting unit, and the county it lies in where it is a zone."""

    id: str
    name: str
    host: str | None


def _units(session: Session) -> list[_Unit]:
    return list(map(_Unit._make, spelled.rows(session.connection(), _UNITS)))


_UNITS = select(*(table_of(ReportingUnit).c[name] for name in ("id", "name", "host"))).order_by(ReportingUnit.position)
_TOWNS = select(*(table_of(UnitTown).c[name] for name in ("id", "unit")))


def scope(session: Session, chosen: Settings | None = None) -> Scope:
    """The scope of a ledger, as its settings, its units and its map of zones say."""
    chosen = chosen or settings(session)
    by_units = chosen.unit, chosen["zones"]
    return unchanged.answer(session, ("scope", *by_units), lambda: _scope(session, chosen))


def _scope(session: Session, chosen: Settings) -> Scope:
    if not chosen.unit:
        raise Refusal("这本台账没有填报单位，出不了报表和指标", "请用 new 新建一本，或用 rebuild 重建")
    known_units = _units(session)
    zones = {unit.id for unit in known_units if unit.host is not None}
    towns = {town: unit for town, unit in spelled.rows(session.connection(), _TOWNS) if unit in zones}
    apart = chosen["zones"] == known()["zones"].default
    name = next((unit.name for unit in known_units if unit.id == chosen.unit), region.name_of(chosen.unit))
    bare = Scope(chosen.unit, name, (), towns, apart)
    return replace(bare, places=tuple(_places(bare, [unit for unit in known_units if apart or unit.host is None])))


def _places(scope: Scope, known_units: list[_Unit]) -> Iterator[Place]:
    if scope.is_zone:
        yield from (Place(town, region.name_of(town)) for town in scope.towns_of(scope.unit))
        return
    below = [Place(one.code, one.name) for one in region.children(scope.unit) if one.code not in scope.excluded]
    listed = {unit.id for unit in known_units}
    if scope.is_city:
        yield from (Place(unit.id, unit.name) for unit in known_units)
    yield from (place for place in below if not scope.is_city or place.code not in listed)
