"""Names of counties, towns and villages -> codes, seen from the ledger's own unit (``domain.md`` D36–D38)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from app.models import region
from app.models.field import Field, Stored
from app.services.importing import lexicon
from app.services.importing.issue import BLANK, Cleaned, Code, doubted, refused
from app.services.importing.text import compact, figure, half_width
from app.services.workbook.book import Cell

_TOWN_ENDINGS = ("街道办事处", "人民政府", "街道", "镇", "乡")
_OFFICES = ("街道办", "办事处", "街办", "办", "街", "镇政府", "乡政府", "政府")
_COUNTY_ENDINGS = ("县", "市", "区")
_VILLAGE_TAIL = re.compile(r"(?:(?:村民|村)委员会|村委会|村委)$")
_COMMUNITY_TAIL = re.compile(r"(?:居民委员会|居委会)$")
_NUMBERING = re.compile(r"^(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．])+(?=\D)")
_OFFICE = re.compile(r"^(?:办事处|人民政府|政府|办)?(?:[(（](?:街道|镇|乡|镇街|本级|机关)[)）])?")
_VILLAGE = re.compile(r"(?:村|社区|居委会|村委会|委员会|居民区|农场|林场|渔场|组)$")
_ALIKE = 60
_SPLIT = re.compile(r"[,，、/\\|>\-·]+")


@dataclass(frozen=True, slots=True)
class Places:
    """The divisions at home: names of the towns and counties below the ledger's unit -> code."""

    unit: str
    towns: dict[str, str]
    counties: dict[str, str]

    @property
    def is_county(self) -> bool:
        """Whether the home is a single county."""
        return len(self.counties_codes) == 1

    @property
    def counties_codes(self) -> frozenset[str]:
        """The codes of the counties at home."""
        return frozenset(self.counties.values())


@cache
def places(unit: str) -> Places:
    """The places of a unit: a county, a city or a province by its code."""
    own = region.short(unit)
    towns = [one for one in region.below(own) if one.level == "town"]
    counties = [one for one in (region.division(own), *region.below(own)) if one and one.level == "county"]
    return Places(unit, _names(towns, _TOWN_ENDINGS), _names(counties, _COUNTY_ENDINGS))


def _names(divisions: Iterable[region.Division], endings: tuple[str, ...]) -> dict[str, str]:
    """Every name that means one division only: the official one, former ones, and the short form."""
    found: dict[str, set[str]] = {}
    former: dict[str, set[str]] = {}
    for division in divisions:
        found.setdefault(division.name, set()).add(division.code)
        for alias in region.town_aliases().get(division.code, ()):
            for spelling in {alias, _short(alias, endings)}:
                former.setdefault(spelling, set()).add(division.code)
        for short in {_short(division.name, endings), *_without_people(division.name, endings)}:
            if len(short) > 1:
                former.setdefault(short, set()).add(division.code)
    merged = {**{name: codes for name, codes in former.items() if name not in found}, **found}
    return {name: next(iter(codes)) for name, codes in merged.items() if len(codes) == 1}


def _without_people(name: str, endings: tuple[str, ...]) -> Iterator[str]:
    """The shorter names of a division that is named after those who live there as well: 赤岭畲族乡 is 赤岭乡, 赤岭."""
    ending = next((one for one in endings if name.endswith(one)), "")
    stem = name.removesuffix(ending).removesuffix("自治")
    while people := next((one for one in lexicon.words("people") if stem.endswith(one)), ""):
        stem = stem.removesuffix(people)
        yield stem + ending
        yield stem


def _short(name: str, endings: tuple[str, ...]) -> str:
    return next((name.removesuffix(ending) for ending in endings if name.endswith(ending)), name)


@cache
def _everywhere(level: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in region.divisions().values():
        if one.level == level:
            found.setdefault(one.name, []).append(one.code)
    return {name: tuple(codes) for name, codes in found.items()}


def is_division(text: str) -> bool:
    """Whether a text is the whole name of a town or county of the country."""
    return text in region.names()


def clean_town(cell: Cell, field: Field, home: Places) -> Cleaned:
    """The nine-digit code of a town, from its name, its code, or a path that holds it (省、市、县、镇、村)."""
    said = _said(cell)
    if not said:
        return BLANK
    if said.isdigit():
        return _by_code(said, home)
    said = _NUMBERING.sub("", said)
    found = home.towns.get(said) or home.towns.get(_short(said, _TOWN_ENDINGS)) or _by_office(said, home)
    if found:
        return Cleaned(found)
    if len(towns_in(said, home)) > 1:
        return refused(Code.COMPOSITE, f"“{said}”里有几个镇（街道），请拆成几行或注明主要的一个")
    return _in_path(said, home) or _elsewhere(said, field, home)


def _by_office(said: str, home: Places) -> str | None:
    """The town whose office a text names in short: 西大街办."""
    shorter = (said.removesuffix(ending) for ending in _OFFICES if said.endswith(ending))
    return next((home.towns[name] for name in shorter if name in home.towns), None)


def towns_in(said: str, home: Places, *, whole: bool = True) -> set[str]:
    """The codes of the towns whose names stand in a text, a name inside a longer one not counted.

    ``whole`` names end in 镇, 乡 or 街道; short ones (``whole=False``) are safe to look for only in short texts.
    """
    found = set()
    for name in sorted(home.towns, key=len, reverse=True):
        if (name.endswith(_TOWN_ENDINGS) or not whole) and name in said:
            found.add(home.towns[name])
            said = said.replace(name, "|")
    return found


def _said(cell: Cell) -> str:
    text = figure(str(cell)).removesuffix(".0").rstrip("。.，,；;、")
    return "" if text in lexicon.nothing() else half_width(text)


def _by_code(said: str, home: Places) -> Cleaned:
    code = said[:9]
    division = region.division(code)
    if len(said) not in (9, 12) or division is None:
        return refused(Code.UNKNOWN_REGION, f"没有代码为 {said} 的镇（街道）")
    if code not in home.towns.values():
        return _foreign(code, said)
    return Cleaned(code)


def _in_path(said: str, home: Places) -> Cleaned | None:
    """A path from the province down: the town is what follows the county, the village what follows the town."""
    parts = [part for part in _SPLIT.split(said) if part]
    for index, part in enumerate(parts):
        if index and part in home.towns:
            return _with_village(home.towns[part], "".join(parts[index + 1 :]))
    rest = "".join(parts)
    for level in ("", "province", "city", "county"):
        rest = _without(rest, level, home)
        # A short name is no beginning: 西塘 must not be found in 西塘桥街道.
        whole = [name for name in home.towns if name.endswith(_TOWN_ENDINGS) and rest.startswith(name)]
        if whole:
            name = max(whole, key=len)
            return _with_village(home.towns[name], rest.removeprefix(name))
    return None


def _with_village(town: str, rest: str) -> Cleaned:
    """The town with the village behind it; what is neither a village nor the town's office is said to be left out."""
    village = _OFFICE.sub("", rest)
    if village and (_VILLAGE.search(village) or village in villages_of(town)):
        return Cleaned(town, None, (("village", village_name(village)),))
    if village:
        return doubted(town, Code.AMBIGUOUS, f"只取了“{region.name_of(town)}”，后面的“{village}”没有采用")
    return Cleaned(town)


def _without(text: str, level: str, home: Places) -> str:
    """The path without its first step, where that is the home's own province, city or county."""
    own = {
        "province": [region.name_of(home.unit[:2])],
        "city": [region.name_of(home.unit[:4])],
        "county": home.counties,
    }
    for name in sorted(own.get(level, ()), key=len, reverse=True):
        if text.startswith(name) and text != name:
            return text.removeprefix(name)
    return text


def _elsewhere(said: str, field: Field, home: Places) -> Cleaned:
    """A town of another county is named as such; a name nobody knows waits to be put right."""
    codes = _everywhere("town").get(said, ())
    nearest = _nearest(codes, home)
    if nearest or (codes and not lexicon.has("other_unit", said)):
        return _foreign(nearest, said)
    other = _below_another(said, home)
    if other:
        return _foreign(other, said)
    return refused(Code.UNKNOWN_REGION, f"“{field.label}”里没有“{said}”，{_suggestion(said, home)}")


def _suggestion(said: str, home: Places) -> str:
    """The one town a misspelt name is like, as a question; else what to do."""
    near = [name for name in home.towns if name.endswith(_TOWN_ENDINGS) and fuzz.ratio(name, said) >= _ALIKE]
    return f"是不是“{near[0]}”？" if len(near) == 1 else "请核对镇（街道）名称"


def _below_another(said: str, home: Places) -> str | None:
    """The town that a path without separators names below a county that is not ours."""
    for name, codes in _everywhere("county").items():
        if len(name) < 3 or name not in said:
            continue
        rest = "".join(_SPLIT.split(said.split(name, 1)[1]))
        for county in set(codes) - home.counties_codes:
            for town in region.children(county):
                if rest in (town.name, _short(town.name, _TOWN_ENDINGS)):
                    return town.code
    return None


def _foreign(code: str, said: str) -> Cleaned:
    county = region.name_of(code[:6]) if code else "别的县（市、区）"
    problem = refused(Code.UNKNOWN_REGION, f"“{said}”属于{county}，不在本单位范围内").problem
    return Cleaned(code or None, problem, foreign=True)


def _nearest(codes: tuple[str, ...], home: Places) -> str:
    """The one division that is meant by a name: the only one, or the only one in the home's own city; else none."""
    near = [code for code in codes if code[:4] == home.unit[:4]]
    return codes[0] if len(codes) == 1 else near[0] if len(near) == 1 else ""


def clean_county(cell: Cell, field: Field, home: Places) -> Cleaned:
    """The six-digit code of a county, from its name, its code or a path that ends in it."""
    said = _said(cell)
    if not said:
        return BLANK
    if said.isdigit() and region.division(said[:6]) and len(said) >= 6:
        return Cleaned(said[:6]) if said[:6] in home.counties_codes else _foreign(said[:6], said)
    last = _SPLIT.split(said)[-1]
    found = home.counties.get(last) or home.counties.get(_short(last, _COUNTY_ENDINGS))
    if found:
        return Cleaned(found)
    within = {code for name, code in home.counties.items() if len(name) > 2 and name in said}
    if len(within) == 1:
        return Cleaned(within.pop(), None, _below_county(said, home))
    known = _everywhere("county").get(last, ()) or _neighbours_in(said, home)
    if known:
        return _foreign(_nearest(known, home), said)
    return refused(Code.UNKNOWN_REGION, f"“{field.label}”里没有“{said}”，请核对县（市、区）名称")


def _neighbours_in(said: str, home: Places) -> tuple[str, ...]:
    """The county of the home's own city that a path without separators names: 某省某市某县."""
    city = home.unit[:4]
    return tuple(
        code
        for name, codes in _everywhere("county").items()
        for code in codes
        if len(name) > 2 and code[:4] == city and name in said
    )


def _below_county(said: str, home: Places) -> tuple[tuple[str, Stored], ...]:
    """The town and village that a path names below its county."""
    path = _in_path(said, home) if len(towns_in(said, home)) == 1 else None
    return (("town_code", path.value), *path.more) if path and path.value is not None else ()


def clean_village(cell: Cell, field: Field) -> Cleaned:
    """A village's name, as 村 rather than 村委会."""
    said = compact(str(cell)).removesuffix(".0")
    if not said or said in lexicon.nothing():
        return BLANK
    if isinstance(cell, int | float):
        return refused(Code.UNKNOWN_REGION, f"“{field.label}”不是村（社区）名称：“{said}”")
    return Cleaned(village_name(said))


def without_town(village: str, town: str, home: Places) -> str:
    """A village's name without its town before it: 西塘镇荷池村 is 荷池村 of that town."""
    if village in villages_of(town):
        return village
    whole = _whole_names(home.unit, town)
    before = max((name for name in whole if village.startswith(name)), key=len, default="")
    rest = village.removeprefix(before)
    return rest if len(rest) > 1 else village


@cache
def _whole_names(unit: str, town: str) -> tuple[str, ...]:
    """The names of a town that end in 镇, 乡 or 街道."""
    return tuple(name for name, code in places(unit).towns.items() if code == town and name.endswith(_TOWN_ENDINGS))


@lru_cache(maxsize=20_000)
def village_in(village: str, town: str) -> str:
    """A village's name as the town's list has it, where 村 or 社区 was left off and only one can be meant."""
    if village in villages_of(town):
        return village
    whole = [name for name in villages_of(town) if _VILLAGE.sub("", name) == village]
    return whole[0] if len(whole) == 1 else village


def village_name(said: str) -> str:
    """One spelling for a village: 荷池村村委会 is 荷池村, 日晖社区居委会 is 日晖社区."""
    name = _VILLAGE_TAIL.sub("", said)
    if name != said:
        return name if name.endswith("村") else name + "村"
    name = _COMMUNITY_TAIL.sub("", said)
    return name if name == said or name.endswith("社区") else name + "社区"


@cache
def villages_of(town: str) -> frozenset[str]:
    """The names of a town's villages, in the one spelling."""
    return frozenset(village_name(one.name) for one in region.children(town))
