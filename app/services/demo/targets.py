"""The demo year's targets: the unit's and its towns', the plan curves, and what is entered by hand.

What the ledgers compute gets targets that the year's own figures miss here and pass there; a town's pace decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from app.models import resources
from app.models.measure import measure
from app.models.period import Period, cutoff, months
from app.models.quantity import number, rounded
from app.models.queries import figures
from app.models.queries.counting import Span
from app.models.queries.scope import Scope
from app.models.queries.settings import Settings
from app.models.target import EnteredFigure, Indicator, PlanPoint, Target
from app.models.work import Row, Work
from app.services.demo.chance import Chance
from app.services.demo.places import Town
from app.services.demo.wording import patterns
from app.services.indicators import MILESTONE, STATES, measure_of

_EVERY = {"月": 1, "季": 3, "节点": 1, "年": 12}  # months from one entry to the next, by an indicator's frequency
_STATES_EVERY = 3  # a milestone's state is asked for every quarter whenever it is due


@dataclass(frozen=True, slots=True)
class Aim:
    """What a unit is to reach in an indicator, what part of it (in hundredths) it did, when a milestone was done."""

    target: Fraction | None
    reached: int | None
    done_month: int | None


@cache
def aims() -> dict[str, Aim]:
    """The aims of the indicators that no ledger computes towns' shares of, by code."""
    return {
        row["code"]: Aim(
            _fraction(row["target"]),
            int(row["reached"]) if row["reached"] else None,
            int(row["done_month"]) if row["done_month"] else None,
        )
        for row in resources.rows("demo/targets.csv")
    }


def _fraction(text: str) -> Fraction | None:
    value = number(text)
    return None if value is None else Fraction(value)


@dataclass(frozen=True, slots=True)
class Plan:
    """Whose targets these are, and what they are set by."""

    year: int
    scope: Scope
    settings: Settings
    towns: Sequence[Town]
    chance: Chance


def set_targets(work: Work, plan: Plan, known: Sequence[Indicator]) -> None:
    """Write the targets of a year whose records are already there."""
    day = date(plan.year, 1, 10)
    issued: Row = {
        "year": plan.year,
        "effective": date(plan.year, 1, 1).isoformat(),
        "doc_no": patterns()["doc.target"].format(short=plan.towns[0].short, year=plan.year, number=day.day),
    }
    rows = [
        {**issued, "code": indicator.code, "region": region, "value": value}
        for indicator in known
        for region, value in _values(work, plan, indicator).items()
    ]
    work.insert(Target, rows)
    work.insert(PlanPoint, list(_curve_points(plan.year, {indicator.code for indicator in known})))


def _values(work: Work, plan: Plan, indicator: Indicator) -> dict[str, int]:
    """An indicator's targets by region, scaled as it is."""
    aim = aims().get(indicator.code)
    if aim is not None:
        return {} if aim.target is None else {plan.scope.unit: rounded(aim.target, indicator.scale)}
    text = measure_of(indicator, plan.settings)
    if text is None:
        return {}
    span = Span(date(plan.year, 1, 1), date(plan.year, 12, 31))
    actual = figures.measured(work.session, plan.scope, measure(text), span)
    towns = {
        place.code: _aimed_at(plan, place.code, actual(place.code) or Fraction(0), indicator.scale)
        for place in plan.scope.towns()
    }
    towns = {code: value for code, value in towns.items() if value}
    return {plan.scope.unit: sum(towns.values()), **towns} if towns else {}


def _aimed_at(plan: Plan, place: str, actual: Fraction, scale: int) -> int:
    """A round figure that a quick town passed and a slow one missed."""
    paces = [town.pace for town in plan.towns if town.code.startswith(place)]
    pace = sum(paces) // len(paces) if paces else 100
    return _round_figure(rounded(actual * 100 / (pace + plan.chance.between(-6, 6)), scale))


def _round_figure(value: int) -> int:
    step = int(10 ** max(0, len(str(value)) - 2))
    return (value + step // 2) // step * step


def _curve_points(year: int, codes: set[str]) -> Iterator[Row]:
    for row in resources.rows("demo/curves.csv"):
        if row["code"] in codes:
            for month, share in enumerate(resources.listed(row["shares"]), 1):
                yield {"year": year, "code": row["code"], "month": month, "share": int(share) * 100}


def enter_figures(work: Work, plan: Plan, known: Sequence[Indicator]) -> None:
    """Write what is kept by hand, as often as each indicator is asked for, up to the year's end."""
    wanted = aims()
    rows = [
        {"year": plan.year, "code": indicator.code, "region": plan.scope.unit, **entry}
        for indicator in known
        if indicator.source != "computed" and indicator.code in wanted
        for entry in _entries(plan, indicator, wanted[indicator.code])
    ]
    work.insert(EnteredFigure, rows)


def _entries(plan: Plan, indicator: Indicator, aim: Aim) -> Iterator[Row]:
    closing = months(plan.year, plan.settings.cutoff_day)
    milestone = indicator.direction == MILESTONE
    every = _STATES_EVERY if milestone else _EVERY.get(indicator.frequency or "", 1)
    for month in closing[every - 1 :: every]:
        values = _state(plan, aim, month) if milestone else _figure(plan, indicator, aim, month)
        yield {"cutoff": month.end.isoformat(), **values}


def _state(plan: Plan, aim: Aim, month: Period) -> Row:
    """Not begun in the first months, done in the month it was done, under way between."""
    if aim.done_month is not None and month.end.month >= aim.done_month:
        day = cutoff(plan.year, aim.done_month, 20)
        return {"value": None, "state": STATES[2], "state_on": day.isoformat()}
    return {"value": None, "state": STATES[1 if month.end.month > 2 else 0], "state_on": None}


def _figure(plan: Plan, indicator: Indicator, aim: Aim, month: Period) -> Row:
    """Where an indicator stood at a month's end: a level that moves a little, or a sum that grows until it is done."""
    number_of_month = month.end.month
    final = (aim.target or Fraction(0)) * (aim.reached or 0) / 100
    if indicator.unit == "%":
        part = Fraction(88 + number_of_month + (plan.chance.between(-2, 1) if number_of_month < 12 else 0), 100)
    else:
        part = min(Fraction(1), Fraction(number_of_month, aim.done_month or 12))
    return {"value": int(final * part * 10**indicator.scale), "state": None, "state_on": None}
