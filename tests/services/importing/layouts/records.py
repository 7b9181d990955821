"""Records of any county of the country, made by the program's own demonstration year: consistent, and the truth."""

from collections.abc import Sequence
from functools import cache
from random import Random

from app.models import region
from app.models.field import Stored
from app.models.ledger import fields_of
from app.services.demo import fill
from app.services.demo.chance import Chance
from app.services.demo.places import Town, _town
from app.services.demo.scene import Draft, Scene
from app.services.importing.places import places

YEAR = 2022
_MOST = 160
Values = dict[str, Stored]


@cache
def _counties() -> tuple[str, ...]:
    """The counties with towns enough, whose names tell them apart."""
    return tuple(
        one.code
        for one in region.divisions().values()
        if one.level == "county"
        and len(region.towns(one.code)) <= 40
        and sum(town.name.endswith(("镇", "乡", "街道")) for town in region.towns(one.code)) >= 5
    )


def any_county(random: Random) -> str:
    """A county; those of the home city come up more often, as the workbooks of a county mostly are its own."""
    near = [code for code in _counties() if code.startswith("3304")]
    return random.choice(near) if random.random() < 0.3 else random.choice(_counties())


def records(kind: str, county: str, count: int, random: Random) -> list[Values]:
    """Records of a ledger that have come some way, in the order of their towns."""
    chance = Chance(random.randint(1, 10**6))
    towns = _some_towns(county, chance, random)
    scene = Scene(YEAR, towns, chance, frozenset())
    sort = next(one for one in fill.kinds() if one.name == kind)
    drafts = list(fill._drafts(scene, sort, _MOST))
    drafts.sort(key=lambda draft: -len(draft.values))
    chosen = drafts[: count * 2]
    random.shuffle(chosen)
    order = {town.code: place for place, town in enumerate(towns)}
    chosen = sorted(chosen[:count], key=lambda draft: order[draft.town.code])
    return [_filled(draft) for draft in chosen]


def _some_towns(county: str, chance: Chance, random: Random) -> Sequence[Town]:
    known = set(places(county).towns.values())
    ordinary = [one for one in region.towns(county) if one.name.endswith(("镇", "乡", "街道"))]
    codes = [one.code for one in ordinary if one.code in known]
    return [_town(code, chance) for code in random.sample(codes, min(len(codes), random.randint(3, 6)))]


def _filled(draft: Draft) -> Values:
    fields = fields_of(draft.kind)
    totals = {name: sum(amount for _, amount in parts) for name, parts in draft.progress.items()}
    whole = {**draft.values, **totals}
    return {name: value for name, value in whole.items() if name in fields and value is not None}
