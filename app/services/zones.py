"""Which towns a zone answers for, to be looked at and changed (``decisions.md`` 14)."""

from dataclasses import dataclass

from app.models import region
from app.models.queries import zones as queries
from app.models.queries.zones import Zone
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.unit import UnitTown
from app.models.work import Change


@dataclass(frozen=True, slots=True)
class TownShown:
    """A town of a county that hosts a zone; ``zone`` answers for it, empty where its county does."""

    code: str
    name: str
    county: str
    zone: str


@dataclass(frozen=True, slots=True)
class ZoneMap:
    """The zones of the city, and the towns of the counties they lie in and of those they answer for."""

    zones: tuple[Zone, ...]
    towns: tuple[TownShown, ...]


def zone_map(store: Store) -> ZoneMap:
    """The zones and their towns."""
    with store.read() as session:
        known, answering = queries.zones(session), queries.answering(session)
    counties = sorted({zone.host for zone in known} | {region.full(town[:6]) for town in answering})
    towns = [
        TownShown(one.code, one.name, region.name_of(county), answering.get(one.code, ""))
        for county in counties
        for one in region.children(county)
    ]
    return ZoneMap(tuple(known), tuple(towns))


def assign(store: Store, town: str, zone: str) -> Change:
    """Let a zone answer for a town, or (empty) its own county. Raises ``Refusal`` for a zone there is none of."""
    with store.read() as session:
        known, answering = queries.zones(session), queries.answering(session)
    found = next((one for one in known if one.code == zone), None)
    if zone and found is None:
        raise Refusal(f"没有代码为“{zone}”的开发区", "请从列表里选一个")
    with store.write(f"{region.name_of(town)}由{found.name if found else '所在县'}报送") as work:
        if not zone:
            work.delete(UnitTown, [town] if town in answering else [])
        elif town in answering:
            work.update(UnitTown, [(town, {"unit": zone})])
        else:
            work.insert(UnitTown, [{"id": town, "unit": zone}])
    return store.last_change
