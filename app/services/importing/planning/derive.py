"""What follows for a row from its other cells, the table and the ledger."""

import re
from collections.abc import Callable, Mapping, Sequence

from app.models import region
from app.models.field import Stored
from app.models.stage import inferred, may_follow, open_from, stages_of, telling
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.places import Places, towns_in, village_in, villages_of, without_town
from app.services.importing.planning.rows import ReadRow, ReadRows, first_told
from app.services.importing.tables.surroundings import Over
from app.services.importing.text import half_width
from app.services.importing.view import View

IDENTITIES = frozenset({"code", "filing_no", "name", "party_name", "subcompartment", "location"})
GIVEN = frozenset({"county_code", "town_code", "village", "plan_year", "stage"})
"""The fields that a new record may be given although its row leaves them blank."""

_TOWN = "town_code"
_TELL_PLACE = ("location", "name", "village")
_YEAR_IN_CODE = re.compile(r"-((?:19|20)\d{2})-")
_COUNTY_IN_CODE = re.compile(r"-(\d{6})(?:\d{3})?-")


def complete(rows: ReadRows, view: View, over: Mapping[int, Over]) -> None:
    """Put right what needs more than one cell to be seen: the town a row stands under, a village with its town.

    ``over`` are the towns that rows stand under, by their numbers.
    """
    if over:
        _stand_under(rows, over)
    pairs = list(zip(rows.column("town_code"), rows.column("village"), strict=True))
    called = {pair: _village(*pair, view.home) for pair in set(pairs)}
    if any(village != pair[1] for pair, village in called.items()):
        rows.give("village", list(map(called.__getitem__, pairs)))


def _village(town: Stored | None, village: Stored | None, home: Places) -> Stored | None:
    """A village as it is called in its town."""
    if isinstance(town, str) and isinstance(village, str):
        return village_in(without_town(village, town, home), town)
    return village


def _stand_under(rows: ReadRows, over: Mapping[int, Over]) -> None:
    under = [
        over.get(number) if said is None else None
        for number, said in zip(rows.numbers, rows.column(_TOWN), strict=True)
    ]
    rows.give(_TOWN, [one.code if one else None for one in under])
    for place, one in enumerate(under):
        if one and not one.sure:
            name = region.name_of(one.code)
            text = f"表里没有镇（街道）一列，按“{name}”填"
            rows[place].issues.append(Issue(None, None, Code.AMBIGUOUS, Severity.NOTE, text, _TOWN, name))


def place(row: ReadRow, view: View) -> None:
    """The town of a new record that says it only in its address or name, and the village with it; both with a note."""
    if row.values.get("town_code") is not None or any(one.field == "town_code" for one in row.waiting):
        return
    for name in _TELL_PLACE:
        said = half_width(str(row.values.get(name) or ""))
        towns = towns_in(said, view.home)
        if len(towns) == 1:
            town = next(iter(towns))
            _placed(row, "town_code", town, f"没有写镇（街道），按“{said}”里的“{region.name_of(town)}”填")
            inside = [one for one in villages_of(town) if one in said]
            if inside and row.values.get("village") is None:
                village = max(inside, key=len)
                _placed(row, "village", village, f"没有写村（社区），按“{said}”里的“{village}”填")
            return


def _placed(row: ReadRow, name: str, value: str, text: str) -> None:
    row.values[name] = value
    row.issues.append(Issue(None, None, Code.AMBIGUOUS, Severity.NOTE, text, name))


def is_someone(values: Mapping[str, Stored]) -> bool:
    """Whether a row says who it is about."""
    return not IDENTITIES.isdisjoint(values)


def fill(kind: str, values: dict[str, Stored], view: View, year: int | None) -> None:
    """Give a new record what it has although its row does not say so: county, year (None: not to be guessed), stage."""
    if "county_code" not in values and (county := _county(values, view)):
        values["county_code"] = county
    if "plan_year" not in values:
        code = _YEAR_IN_CODE.search(str(values.get("code") or ""))
        planned = int(code[1]) if code else year
        if planned is not None:
            values["plan_year"] = planned
    if "stage" not in values:
        values["stage"] = inferred(kind, values)


def filled(kind: str, rows: ReadRows, year: int | None) -> dict[str, list[Stored | None]]:
    """The columns of rows that have a town, as new records have them: what ``fill`` gives each of them."""
    given = dict(rows.columns)
    ways: Mapping[str, Callable[[], Sequence[Stored | None]]] = {
        "county_code": lambda: _counties(rows.column(_TOWN)),
        "plan_year": lambda: _years(rows.column("code"), year),
        "stage": lambda: _stages(kind, rows),
    }
    for name, filling in ways.items():
        if name not in given:
            given[name] = list(filling())
        elif None in given[name]:
            given[name] = list(map(first_told, given[name], filling()))
    return given


def _counties(towns: Sequence[Stored | None]) -> Sequence[Stored | None]:
    county = {town: None if town is None else str(town)[:6] for town in set(towns)}
    return list(map(county.__getitem__, towns))


def _years(codes: Sequence[Stored | None], otherwise: int | None) -> Sequence[Stored | None]:
    found = map(_YEAR_IN_CODE.search, ("" if code is None else str(code) for code in codes))
    return [otherwise if one is None else int(one[1]) for one in found]


def _stages(kind: str, rows: ReadRows) -> Sequence[Stored | None]:
    """The stages that follow from what rows hold; those that are alike in all that tells of it are looked at once."""
    read, dates = telling(kind)
    columns = [rows.column(name) for name in sorted(read)]
    columns += [[None if day is None else "" for day in rows.column(name)] for name in sorted(dates - read)]
    found: list[Stored | None] = [None] * len(rows)
    seen: dict[tuple[Stored | None, ...], str] = {}
    for place, said in enumerate(zip(*columns, strict=True)):
        if said not in seen:
            seen[said] = inferred(kind, rows.values(place))
        found[place] = seen[said]
    return found


def _county(values: Mapping[str, Stored], view: View) -> str | None:
    town = values.get("town_code")
    if town is not None:
        return str(town)[:6]
    code = _COUNTY_IN_CODE.search(str(values.get("code") or ""))
    return code[1] if code and code[1] in view.home.counties_codes else view.county


def leads_to(kind: str, values: Mapping[str, Stored | None], before: str, left: str) -> bool:
    """Whether a record may come from the stage ``before`` to its present one over stages whose dates are there.

    A pause leads nowhere but back to where it began: to the stage ``left``, and on from there.
    """
    after, stages = str(values.get("stage")), stages_of(kind)
    if before not in stages:
        return True
    if stages[before].pauses:
        back, *following = open_from(stages[before], values, left)
        return after in (back, *following) or leads_to(kind, values, back, "")
    reached, waiting = {before}, [before]
    while waiting:
        stage = waiting.pop()
        if may_follow(kind, stage, after):
            return True
        for one in (stages[name] for name in stages[stage].next):
            dated = one.date_field and values.get(one.date_field) is not None
            if dated and not one.pauses and one.name not in reached:
                reached.add(one.name)
                waiting.append(one.name)
    return False
