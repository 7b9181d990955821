"""The towns a demo year plays in: real ones with their real villages, or invented villages where none are known."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.models import region
from app.models.queries.scope import Scope
from app.services.demo.chance import Chance
from app.services.demo.wording import centre_of, patterns, words

_COMMITTEE = re.compile(r"(社区)?居(民委员|委)会$")
_VILLAGE_COMMITTEE = re.compile(r"村(民委员|委)会$")
_COUNTY_ENDING = re.compile(r"(?<=..)(自治县|[县市区旗])$")


@dataclass(frozen=True)
class Town:
    """A town with what its records say of it.

    ``pace`` is how fast its projects go, in hundredths of the usual; ``busy`` how many it has, likewise.
    ``lon`` and ``lat`` are millionths of a degree.
    """

    code: str
    name: str
    county_code: str
    county: str
    villages: tuple[str, ...]
    busy: int
    pace: int
    lon: int
    lat: int

    @cached_property
    def short(self) -> str:
        """The county's name as document numbers and firms carry it."""
        return _COUNTY_ENDING.sub("", self.county)

    @cached_property
    def brief(self) -> str:
        """The town's own name as document numbers carry it."""
        return re.sub(r"(?<=..)(街道|镇|乡)$", "", self.name)

    @cached_property
    def government(self) -> str:
        """Who answers for the town."""
        use = "government.street" if self.name.endswith("街道") else "government.town"
        return patterns()[use].format(town=self.name)


def towns_of(scope: Scope, chance: Chance) -> list[Town]:
    """Every town whose records count in a unit's figures."""
    codes = [place.code for place in scope.towns()]
    if scope.is_city:
        codes = [town.code for town in region.towns(scope.unit) if town.code not in scope.excluded]
    return [_town(code, chance) for code in codes]


def _town(code: str, chance: Chance) -> Town:
    county = code[:6]
    lon, lat = centre_of(county)
    return Town(
        code=code,
        name=region.name_of(code),
        county_code=county,
        county=region.name_of(county),
        villages=tuple(_villages(code, chance)),
        busy=chance.between(70, 130),
        pace=chance.between(75, 125),
        lon=lon + chance.between(-90_000, 90_000),
        lat=lat + chance.between(-70_000, 70_000),
    )


def _villages(town: str, chance: Chance) -> Sequence[str]:
    known = [village_name(one.name) for one in region.children(town)]
    if known:
        return list(dict.fromkeys(known))
    invented = list(words("village"))
    return [invented.pop(chance.between(0, len(invented) - 1)) for _ in range(chance.between(8, 14))]


def village_name(name: str) -> str:
    """A village's or community's name without its committee."""
    return _VILLAGE_COMMITTEE.sub("村", _COMMITTEE.sub("社区", name))
