"""What targets are set: the unit's own and those below it, their papers and revisions, and whether they add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries import targets
from app.models.queries.scope import Place
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.target import Indicator, Target
from app.services.importing.target_sums import adds_up
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
