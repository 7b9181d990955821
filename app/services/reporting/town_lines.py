"""The exact figures of a form whose rows are the unit's towns."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import partial

from app.models import measure
from app.models.measure import Measure
from app.models.quantity import factor
from app.models.queries import Session, targets, wording
from app.models.queries import figures as sums
from app.models.queries.counting import Span
from app.models.queries.scope import Place, Scope
from app.models.queries.settings import Settings
from app.models.target import Indicator
from app.services.indicators import measure_of, pace_of, target_at
from app.services.reporting.forms.form import ByHand, Counted, Fact, Form, OfIndicator, Over, Source
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
    asked.count(column.source for column in form.columns)
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
        self._counted: dict[tuple[Measure, Span], At] = {}

    def count(self, sources: Iterable[Source]) -> None:
        """Ask the ledger for all that sources count over the same days at once."""
        asked: dict[Span, dict[Measure, None]] = {}
        for tree, span in filter(None, map(self._measure_of, sources)):
            asked.setdefault(span, {})[tree] = None
        for span, trees in asked.items():
            found = sums.measures_over(self.session, self.scope, list(trees), [span])
            self._counted |= {(tree, span): at for tree, [at] in zip(trees, found, strict=True)}

    def _measure_of(self, source: Source) -> tuple[Measure, Span] | None:
        """What a source counts, and over which days; None for one that counts nothing."""
        match source:
            case Counted(measure=tree, over=over) if (span := self.span.days(over)) is not None:
                return tree, span
            case OfIndicator(what="actual", indicator=code) if code in self.indicators:
                text = measure_of(self.indicators[code], self.chosen)
                return None if text is None else (measure.measure(text), self.span.whole_year)
        return None

    def has(self, source: Source) -> bool:
        """Whether a source is asked of the ledger."""
        return isinstance(source, Counted | OfIndicator)

    def figure(self, source: Source) -> At:
        """The figures of one source."""
        match source:
            case Counted():
                return self._of_ledger(source)
            case OfIndicator(indicator=code) if code in self.indicators:
                return self._of_indicator(source, self.indicators[code])
        return lambda _: None

    def _of_ledger(self, source: Counted) -> At:
        """A measure of the ledger; the year's first period has nothing before it.

        A ledger begun this year holds no zeros of the last one.
        """
        asked = self._measure_of(source)
        if asked is None:
            return lambda _: Fraction(0)
        at = _times(self._counted[asked], source.factor)
        if source.over is Over.LAST_YEAR and not at(self.scope.unit):
            return lambda _: None
        return at

    def _of_indicator(self, source: OfIndicator, indicator: Indicator) -> At:
        if source.what == "pace":
            curve = self.curves.get(indicator.code, {})
            pace = pace_of(indicator, self.span.asked.end, self.chosen.cutoff_day, curve)
            return lambda _: pace * 100
        times = factor(indicator.unit, source.unit)
        if source.what == "target":
            return _times(target_at(indicator, self.targets), times)
        asked = self._measure_of(source)
        actual = partial(self._by_hand, indicator) if asked is None else self._counted[asked]
        return _times(actual, times)

    def _by_hand(self, indicator: Indicator, place: str) -> Fraction | None:
        entry = self.entered.get((indicator.code, place))
        return None if entry is None or entry.value is None else Fraction(entry.value, 10**indicator.scale)


def _times(at: At, times: Fraction) -> At:
    def value(place: str) -> Fraction | None:
        found = at(place)
        return None if found is None else found * times

    return value
