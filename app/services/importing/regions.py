"""Which region a label names: the ledger's own unit, a place below it, or another unit (``domain.md`` D37, F)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.models import region, resources
from app.models.queries import scope as scopes
from app.models.queries.scope import Scope
from app.services.importing import lexicon
from app.services.importing.places import places
from app.services.importing.text import half_width
from app.services.importing.view import View

_NUMBERING = re.compile(r"^(?:[(（]?\d{1,3}[)）、.．]|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|其中:|[-—–]+)+")
_BRACKETED = re.compile(r"(?<=.)\([^()]*\)$")
_SHORTEST_IN_TITLE = 3
_COUNTY = 6  # the digits of a county's code


@dataclass(frozen=True, slots=True)
class Region:
    """A place a figure is given for; ``ours`` where this ledger keeps figures for it."""

    code: str
    name: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Regions:
    """The places a workbook of this ledger may name, by every name they go by.

    ``own`` is the unit itself, ``units`` the names of all that is larger than a town; ``parts`` are the places
    whose targets add up to the unit's. ``shared`` are the towns that a district shares its short name with.
    """

    own: Region
    names: Mapping[str, Region]
    units: Mapping[str, Region]
    parts: tuple[str, ...]
    shared: Mapping[str, Region]

    def among(self, labels: Iterable[str]) -> "Regions":
        """The regions as a table of these ``labels`` means them.

        Among towns a shared name is the town's, and beside the parts of the unit 全县 is the unit itself.
        """
        said = [(half_width(label), one) for label in labels if (one := self.find(label))]
        sizes = [len(one.code) > _COUNTY for text, one in said if text not in self.shared]
        names = {**self.names, **self.shared} if sum(sizes) * 2 > len(sizes) else self.names
        if len({one.code for _, one in said}.intersection(self.parts)) > 1:
            names = {**names, **dict.fromkeys(lexicon.words("whole_unit"), self.own)}
        return replace(self, names=names)

    def find(self, label: str) -> Region | None:
        """The region a label names, alone or after the units it lies in; None where it names none."""
        said = _NUMBERING.sub("", half_width(label)).rstrip(":：").removesuffix(".0")
        if not 1 < len(said) <= 40:
            return None
        plain = _BRACKETED.sub("", said)  # 长安镇(高新区) is the town, whatever else it is called
        spellings = dict.fromkeys((said, _without_bureau(said), plain, _without_bureau(plain)))
        named = next((one for spelling in spellings if (one := self._named(spelling))), None)
        return named or self._after_its_county(said)

    def _named(self, said: str) -> Region | None:
        return self.names.get(said)

    def _after_its_county(self, said: str) -> Region | None:
        for name, outer in self.units.items():
            rest = said.removeprefix(name).lstrip(",，、/\\|>-·") if said.startswith(name) else ""
            found = self._named(rest) if rest else None
            if found and found.code != outer.code and found.code.startswith(region.short(outer.code)):
                return found
        return None

    def spoken_of(self, texts: Iterable[str]) -> Region:
        """The region that a table's title and the lines around it are about; the ledger's own where they name none.

        One of ours counts before a neighbour: the form of a city is filled by its counties.
        """
        said = half_width("|".join(texts))
        found = [name for name, one in self.names.items() if name in said and self._tells(name, one)]
        if not found:
            return self.own
        return self.names[max(found, key=lambda name: (self.names[name].ours, len(name)))]

    def _tells(self, name: str, one: Region) -> bool:
        """Whether a name is long enough not to be found by chance."""
        return len(name) >= _SHORTEST_IN_TITLE or one.code == self.own.code


def is_another(label: str) -> bool:
    """Whether a name nobody knows is that of a unit beside the towns: 县本级, 国有林场, a development zone."""
    return lexicon.has("other_unit", half_width(label))


def regions(view: View) -> Regions:
    """The regions as seen from a ledger."""
    with view.store.read() as session:
        units = {one.code: one.name for one in scopes.units(session)}
    scope = view.scope
    names: dict[str, Region] = {}
    shared: dict[str, Region] = {}
    districts = _units(units) if scope.is_city else ()
    # What comes first keeps a name: the own unit and a city's districts before the towns, those before the neighbours.
    for name, code in (*_own_names(scope), *districts, *_below(view), *_neighbours(scope, units)):
        one = Region(code, units.get(code, region.name_of(code)), _is_ours(scope, code))
        kept = names.setdefault(half_width(name), one)
        if kept.ours and one.ours and len(kept.code) <= _COUNTY < len(one.code):
            shared.setdefault(half_width(name), one)
    parts = tuple(units) if scope.is_city else tuple(one.code for one in scope.towns())
    larger = {name: one for name, one in names.items() if len(one.code) <= _COUNTY}
    return Regions(Region(scope.unit, scope.name, True), names, larger, parts, shared)


def _is_ours(scope: Scope, code: str) -> bool:
    if code == scope.unit or scope.is_city:
        return True
    return len(code) == 9 and scope.admits(None, code)


def _own_names(scope: Scope) -> Iterator[tuple[str, str]]:
    yield scope.name, scope.unit
    yield scope.unit, scope.unit
    for name in _aliases().get(scope.unit, ()):
        yield name, scope.unit


def _below(view: View) -> Iterator[tuple[str, str]]:
    for name, code in view.home.towns.items():
        yield name, code
        yield code, code


def _units(units: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for code, name in units.items():
        for spelling in (name, code, *_aliases().get(code, ())):
            yield spelling, code


def _neighbours(scope: Scope, units: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The city, its units and counties, then their towns."""
    city = places(scope.city)
    yield region.name_of(scope.city), scope.city
    yield from _units(units)
    for name, code in (*city.counties.items(), *city.towns.items()):
        yield name, code
        yield code, code


def _aliases() -> Mapping[str, tuple[str, ...]]:
    return {row["code"]: resources.listed(row["aliases"]) for row in resources.rows("reporting_units.csv")}


def _without_bureau(said: str) -> str:
    """The place of an office: a county's bureau, or its branch, stands for the county."""
    for ending in sorted(lexicon.words("bureau"), key=len, reverse=True):
        if said.endswith(ending):
            return said.removesuffix(ending)
    return said
