"""Whose report the merged one is: the unit above those that sent."""

from collections.abc import Sequence
from dataclasses import replace

from app.models import region
from app.models.queries import Session
from app.models.queries import scope as scopes
from app.models.queries.scope import Place, Scope
from app.services.rollup.part import Part


def are_several(parts: Sequence[Part]) -> bool:
    """Whether the workbooks are of several units, not of one unit's towns."""
    return len({part.unit or part.unit_name for part in parts}) > 1


def above(session: Session, own: Scope, parts: Sequence[Part]) -> Scope:
    """The unit that merges: the city of several units, the one unit whose towns sent."""
    return _city(session, own, parts) if are_several(parts) else _county(own, parts[0])


def towns_of(place: Place) -> tuple[Place, ...]:
    """The divisions right below one."""
    return tuple(Place(one.code, one.name) for one in region.children(place.code))


def _city(session: Session, own: Scope, parts: Sequence[Part]) -> Scope:
    """The unit above those that sent."""
    if own.is_city:
        return own
    cities = {region.full(part.unit[:4]) for part in parts if part.unit}
    city = cities.pop() if len(cities) == 1 else own.city
    known = [one for one in scopes.units(session) if one.code != city]
    places = tuple(known) if city == own.city else towns_of(Place(city, ""))
    return replace(own, unit=city, name=region.name_of(city), places=places)


def _county(own: Scope, part: Part) -> Scope:
    """The unit whose towns sent."""
    if part.unit in ("", own.unit):
        return own
    place = Place(part.unit, part.unit_name or region.name_of(part.unit))
    return replace(own, unit=place.code, name=place.name, places=towns_of(place))
