"""The exact figures of a form whose rows are the year's indicators."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.models import measure
from app.models.queries import Session, targets
from app.models.queries import figures as sums
from app.models.queries.counting import Span
from app.models.queries.scope import Scope
from app.models.queries.settings import Settings
from app.models.queries.targets import Entered
from app.models.target import Indicator
from app.services.figure import Figure
from app.services.indicators import MILESTONE, figures_in, measure_of
from app.services.reporting.forms.form import Fact, Source
from app.services.reporting.span import Covered
from app.services.reporting.table import NOT_APPLICABLE, Exact, Value

DIRECTIONS = {">=": "≥", "<=": "≤", "=": "=", MILESTONE: "办结"}
_SUB_ITEM = "其中："


def lines(session: Session, scope: Scope, span: Covered, chosen: Settings) -> list[Exact]:
    """A line for each indicator of the year in the document's order. Raises ``Refusal`` for a year without any."""
    found = {one.indicator: one for one in figures_in(session, span.asked.end)}
    known = targets.indicators(session, span.asked.year)
    past = _Past(session, scope, span, chosen, known)
    by_code = {one.code: one for one in known}
    return [
        Row(number, one, found[one.code], past, depth_of(one, by_code)).exact() for number, one in enumerate(known, 1)
    ]


def depth_of(indicator: Indicator, by_code: Mapping[str, Indicator]) -> int:
    """How many indicators stand above one: 0, or 1 for a 其中, 2 for a 其中 of it."""
    depth = 0
    while indicator.parent in by_code:
        indicator = by_code[str(indicator.parent)]
        depth += 1
    return depth


class _Past:
    """What an indicator had done by earlier days."""

    def __init__(
        self, session: Session, scope: Scope, span: Covered, chosen: Settings, known: Sequence[Indicator]
    ) -> None:
        self.session, self.scope, self.span, self.chosen, self.known = session, scope, span, chosen, known
        self.earlier = self._entered(span.before) if span.before else {}
        self.now = self._entered(span.asked.end)
        self.entered_last_year = self._entered(span.last_year.end)
        self.counted_now, self.counted_last_year = (self._counted(days) for days in (span.current, span.last_year))

    def _entered(self, day: date) -> Mapping[tuple[str, str], Entered]:
        return targets.entered(self.session, day.year, day.isoformat())

    def current(self, indicator: Indicator, actual: Fraction | None) -> Fraction | None:
        """What was done within the period; None where nobody told it since the period before, or what it was then."""
        if measure_of(indicator, self.chosen):
            return self.counted_now[indicator.code]
        if actual is None or self.span.before is None:
            return actual
        place = (indicator.code, self.scope.unit)
        before, told = self._by_hand(indicator, self.earlier), self.now.get(place) != self.earlier.get(place)
        return actual - before if told and before is not None else None

    def a_year_ago(self, indicator: Indicator) -> Fraction | None:
        """The cumulative value on the same day of last year.

        None where there is none, and where nothing was counted: a ledger begun this year holds no zeros of the last.
        """
        if measure_of(indicator, self.chosen) is None:
            return self._by_hand(indicator, self.entered_last_year)
        return self.counted_last_year[indicator.code] or None

    def _counted(self, span: Span) -> Mapping[str, Fraction | None]:
        """What the ledgers say of the computed indicators over some days, by their codes."""
        texts = {one.code: text for one in self.known if (text := measure_of(one, self.chosen))}
        found = sums.measures_over(self.session, self.scope, [measure.measure(text) for text in texts.values()], [span])
        return {code: at(self.scope.unit) for code, [at] in zip(texts, found, strict=True)}

    def _by_hand(self, indicator: Indicator, entered: Mapping[tuple[str, str], Entered]) -> Fraction | None:
        entry = entered.get((indicator.code, self.scope.unit))
        return None if entry is None or entry.value is None else Fraction(entry.value, 10**indicator.scale)


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator and what a report can say of it."""

    number: int
    indicator: Indicator
    figure: Figure
    past: _Past
    depth: int

    def exact(self) -> Exact:
        """The row as a line of a form."""

        def value(source: Source) -> Value:
            return FACTS[source.name](self) if isinstance(source, Fact) else None

        return Exact(self.indicator.code, self.indicator.name, value, self.depth, self.indicator.scale)

    @property
    def milestone(self) -> bool:
        """Whether it is done or not done, without a figure."""
        return self.indicator.direction == MILESTONE

    def direction(self) -> str:
        """The direction, and how the document prints it where it was read otherwise."""
        sign = DIRECTIONS[self.indicator.direction]
        return f"{sign}（原文：{self.indicator.wording}）" if self.indicator.wording else sign

    def target(self) -> Value:
        """The year's target."""
        return NOT_APPLICABLE if self.milestone else self.figure.target

    def current(self) -> Value:
        """What was done within the period; a percentage is no sum of months."""
        additive = not self.milestone and self.indicator.unit != "%"
        return self.past.current(self.indicator, self.figure.actual) if additive else NOT_APPLICABLE

    def actual(self) -> Value:
        """The cumulative value, or a milestone's state."""
        return self.figure.state if self.milestone else self.figure.actual

    def judged(self, value: Fraction | None) -> Value:
        """A rate or pace; a limit and a milestone have none."""
        return NOT_APPLICABLE if self.milestone or self.indicator.direction == "<=" else value

    def last_year(self) -> Value:
        """The cumulative value a year ago."""
        return NOT_APPLICABLE if self.milestone else self.past.a_year_ago(self.indicator)


FACTS: dict[str, Callable[[Row], Value]] = {
    "ordinal": lambda row: Fraction(row.number),
    "name": lambda row: f"{_SUB_ITEM if row.depth else ''}{row.indicator.name}",
    "unit": lambda row: row.indicator.unit,
    "explanation": lambda row: row.indicator.explanation,
    "direction": Row.direction,
    "target": Row.target,
    "current": Row.current,
    "actual": Row.actual,
    "rate": lambda row: row.judged(row.figure.rate),
    "pace": lambda row: row.judged(row.figure.pace * 100),
    "signal": lambda row: row.figure.signal,
    "last_year": Row.last_year,
    "office": lambda row: row.indicator.office,
    "source": lambda row: "台账" if row.indicator.source == "computed" else "手工",
    "remark": lambda row: f"{row.figure.date}完成" if row.figure.date else None,
}
"""What a form's columns can ask of an indicator."""
