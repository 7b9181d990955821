"""What targets are set: the unit's own and those below it, their papers and revisions, and whether they add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.models.field import Stored
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries import targets
from app.models.queries.scope import Place
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.target import Indicator, Target
from app.services.entering import scaled_value
from app.services.importing.targets.sums import adds_up
from app.services.indicators import MILESTONE, default_day, inherits


@dataclass(frozen=True, slots=True)
class SetTarget:
    """One region's target on a day: ``value`` is scaled as its indicator, None where nothing is set.

    ``revision`` counts the values set up to the day (0: none); ``inherited`` tells that the document's own value
    counts because none was set (``decisions.md`` 8).
    """

    region: str
    region_name: str
    value: int | None
    revision: int
    effective: str | None
    doc_no: str | None
    inherited: bool


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One indicator's targets: the unit's own, and those of the places below it that have one."""

    indicator: Indicator
    own: SetTarget
    below: tuple[SetTarget, ...]

    @property
    def total(self) -> int | None:
        """What the places below come to; None where nothing is set for them, or where they do not add up."""
        set_below = [one.value for one in self.below if one.value is not None]
        return sum(set_below) if set_below and adds_up(self.indicator) else None

    @property
    def difference(self) -> int | None:
        """How much the places below exceed the unit's own; None where either is missing."""
        return None if self.total is None or self.own.value is None else self.total - self.own.value


def targets_set(store: Store, as_of: date | None = None) -> list[TargetLine]:
    """The targets in force on a day (default: today within the working year, else its end); milestones have none.

    Raises ``Refusal`` for a year without indicators.
    """
    with store.read() as session:
        chosen = choices.settings(session)
        day = as_of or default_day(chosen)
        known = [one for one in targets.indicators(session, day.year) if one.direction != MILESTONE]
        if not known:
            raise Refusal(f"台账里没有 {day.year} 年的指标", "请检查日期，或先导入当年的工作要点")
        revisions = targets.revisions(session, day.year)
        scope = scopes.scope(session, chosen)
        below = scope.towns()
    until = {key: [one for one in several if one.effective <= day.isoformat()] for key, several in revisions.items()}

    def target(indicator: Indicator, place: Place) -> SetTarget:
        return _target(indicator, place, until.get((indicator.code, place.code), ()))

    own = Place(scope.unit, scope.name)
    return [
        TargetLine(one, target(one, own), tuple(found for place in below if (found := target(one, place)).revision))
        for one in known
    ]


def _target(indicator: Indicator, place: Place, several: Sequence[Target]) -> SetTarget:
    if not several:
        value = indicator.value if inherits(indicator, place.code) else None
        return SetTarget(place.code, place.name, value, 0, None, None, inherited=value is not None)
    last = several[-1]
    return SetTarget(place.code, place.name, last.value, len(several), last.effective, last.doc_no, inherited=False)


def set_target(store: Store, code: str, region: str, text: str, doc_no: str = "", effective: str = "") -> None:
    """Set one region's target in the indicator's unit; a blank text takes the value away, earlier revisions stay.

    It counts from ``effective`` on (default: the year's beginning for a first value, today for a revision). Raises
    ``Refusal`` for what is no target.
    """
    with store.read() as session:
        chosen = choices.settings(session)
        scope = scopes.scope(session, chosen)
        indicator = next((one for one in targets.indicators(session, chosen.year) if one.code == code), None)
        several = targets.revisions(session, chosen.year).get((code, region), [])
    if indicator is None or indicator.direction == MILESTONE:
        raise Refusal(f"“{code}”没有数量目标", "请用 targets 查看有哪些指标")
    if region not in {scope.unit, *(place.code for place in scope.towns())}:
        raise Refusal(f"“{region}”不是本单位或所辖镇(街道)的代码", "请填本单位代码或九位镇(街道)代码")
    value = scaled_value(indicator, text) if text.strip() else None
    day = _day_in(effective, chosen.year) if effective else _usual_day(several, chosen.year)
    values: dict[str, Stored | None] = {"value": value, "doc_no": doc_no.strip() or None}
    same = next((one for one in several if one.effective == day), None)
    with store.write(f"目标 {indicator.name} {_name_of(scope, region)}") as work:
        if same is not None:
            work.update(Target, [(same.id, values)])
        elif value is not None or several:
            work.insert(Target, [{"year": chosen.year, "code": code, "region": region, "effective": day, **values}])


def _usual_day(several: Sequence[Target], year: int) -> str:
    if not several:
        return f"{year}-01-01"
    today = date.today().isoformat()
    return max(min(today, f"{year}-12-31"), several[-1].effective)


def _day_in(text: str, year: int) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(f"“{text}”不是日期", "请写成 2022-03-25 的样子") from error
    if day.year != year:
        raise Refusal(f"“{text}”不在 {year} 年", "请填当年的日期")
    return day.isoformat()


def _name_of(scope: scopes.Scope, region: str) -> str:
    return next((place.name for place in scope.towns() if place.code == region), scope.name)
