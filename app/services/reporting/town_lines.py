"""The exact figures of a form whose rows are the unit's towns."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from app.models import measure
from app.models.quantity import factor
from app.models.queries import Session, targets, wording
from app.models.queries import figures as sums
from app.models.queries.counting import Span
from app.models.queries.scope import Place, Scope
from app.models.queries.settings import Settings
from app.models.target import Indicator
from app.services.indicators import measure_of, pace_of, target_of
from app.services.reporting.form import ByHand, Counted, Fact, Form, OfIndicator, Over, Source
from app.services.reporting.span import Covered
from app.services.reporting.table import Exact, Value

FACTS = frozenset({"name"})
"""What a form's columns can ask of a town itself."""

At = Callable[[str], Fraction | None]
"""A figure as a function of the place's code."""


def lines(session: Session, form: Form, scope: Scope, span: Covered, chosen: Settings) -> tuple[list[Exact], Exact]:
    """A line for each town in the unit's order, then the whole unit's.

    What names no town has a line of its own only where it has any figure.
    """
    asked = _Asked(session, scope, span, chosen)
    sources = {column.source: asked.figure(column.source) for column in form.columns if asked.has(column.source)}
    counted = [at for source, at in sources.items() if isinstance(source, Counted)]
    words = wording.texts(session, form.id, span.own.text)
    by_hand = {place: row.text for place, row in words.items()}
    places = scope.towns()
    if any(at(scope.elsewhere.code) for at in counted):
        places = [*places, scope.elsewhere]
    whole = Place(scope.unit, scope.name)
    return [_exact(place, sources, by_hand) for place in places], _exact(whole, sources, by_hand)


def _exact(place: Place, sources: dict[Source, At], by_hand: Mapping[tuple[str, str], str]) -> Exact:
    def value(source: Source) -> Value:
        match source:
            case Fact(name="name"):
                return place.name
            case ByHand(heading=heading):
                return by_hand.get((place.code, heading))
        return sources[source](place.code)

    return Exact(place.code, place.name, value)


class _Asked:
    """What a form asks of the ledger, each answered for every place at once."""

    def __init__(self, session: Session, scope: Scope, span: Covered, chosen: Settings) -> None:
        year, day = span.asked.year, span.asked.end
        self.session, self.scope, self.span, self.chosen = session, scope, span, chosen
        self.indicators = {one.code: one for one in targets.indicators(session, year)}
        self.targets = targets.in_force(session, year, day.isoformat())
        self.entered = targets.entered(session, year, day.isoformat())
        self.curves = targets.curves(session, year)

    def has(self, source: Source) -> bool:
        """Whether a source is asked of the ledger."""
        return isinstance(source, Counted | OfIndicator)

    def figure(self, source: Source) -> At:
        """The figures of one source."""
        match source:
            case Counted(over=over):
                return self._counted(source, self.span.days(over))
            case OfIndicator(what=what, indicator=code, unit=unit) if code in self.indicators:
                return self._of(self.indicators[code], what, unit)
        return lambda _: None

    def _counted(self, source: Counted, span: Span | None) -> At:
        """A measure of the ledger; the year's first period has nothing before it.

        A ledger begun this year holds no zeros of the last one.
        """
        if span is None:
            return lambda _: Fraction(0)
        at = _times(sums.measured(self.session, self.scope, source.measure, span), source.factor)
        if source.over is Over.LAST_YEAR and not at(self.scope.unit):
            return lambda _: None
        return at

    def _of(self, indicator: Indicator, what: str, unit: str) -> At:
        match what:
            case "pace":
                curve = self.curves.get(indicator.code, {})
                pace = pace_of(indicator, self.span.asked.end, self.chosen.cutoff_day, curve)
                return lambda _: pace * 100
            case "target":
                return _times(lambda place: target_of(indicator, place, self.targets), factor(indicator.unit, unit))
        return _times(self._actual(indicator), factor(indicator.unit, unit))

    def _actual(self, indicator: Indicator) -> At:
        text = measure_of(indicator, self.chosen)
        if text is not None:
            return sums.measured(self.session, self.scope, measure.measure(text), self.span.whole_year)
        return lambda place: self._by_hand(indicator, place)

    def _by_hand(self, indicator: Indicator, place: str) -> Fraction | None:
        entry = self.entered.get((indicator.code, place))
        return None if entry is None or entry.value is None else Fraction(entry.value, 10**indicator.scale)


def _times(at: At, times: Fraction) -> At:
    def value(place: str) -> Fraction | None:
        found = at(place)
        return None if found is None else found * times

    return value
