"""Which records stand behind the figures of a table, each with what it adds, counted as the figures are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from app.models import measure
from app.models.measure import Aggregate, Measure, Number, Operation
from app.models.quantity import factor
from app.models.queries import Session, targets
from app.models.queries import figures as sums
from app.models.queries import settings as choices
from app.models.queries.counting import Span
from app.models.target import Indicator
from app.services.indicators import measure_of
from app.services.reporting.forms import form as forms
from app.services.reporting.forms.form import Fact, OfIndicator, Rows, Source
from app.services.reporting.sent.frozen import Behind, Counted, FrozenFigure
from app.services.reporting.table import Table

Term = tuple[Aggregate, Fraction | None]


def behind(session: Session, table: Table) -> Behind:
    """The records behind every figure that the ledgers give; targets and what is kept by hand have none."""
    asked = _Asked(session, table)
    figures = tuple(asked.figures())
    return Behind(figures, tuple(asked.counted()))


def terms(tree: Measure) -> list[Term]:
    """A measure as a sum of aggregates times factors; factors are None where it is no such sum."""
    found = _linear(tree, Fraction(1))
    return [(one, None) for one in measure.aggregates(tree)] if found is None else found


def _linear(tree: Measure, times: Fraction) -> list[Term] | None:
    match tree:
        case Aggregate():
            return [(tree, times)]
        case Operation(operator="+" | "-" as sign, left=left, right=right):
            first, second = _linear(left, times), _linear(right, times if sign == "+" else -times)
            return None if first is None or second is None else [*first, *second]
        case Operation(operator="*", left=left, right=Number(text=text)):
            return _linear(left, times * Fraction(text))
        case Operation(operator="/", left=left, right=Number(text=text)):
            return _linear(left, times / Fraction(text))
    return None


@dataclass(slots=True)
class _Asked:
    """The aggregates a table's figures are made of, each once."""

    session: Session
    table: Table
    known: dict[tuple[Aggregate, Span], int] = field(default_factory=dict)

    def figures(self) -> Iterator[FrozenFigure]:
        chosen = choices.settings(self.session)
        indicators = targets.indicators(self.session, self.table.span.asked.year)
        texts = {one.code: (one, text) for one in indicators if (text := measure_of(one, chosen))}
        for index, column in enumerate(self.table.form.columns):
            if self.table.form.rows is Rows.INDICATORS:
                yield from self._of_indicators(index, column.source, texts)
            elif (found := self._of_places(column.source, texts)) is not None:
                yield self._figure(index, "", *found)

    def _of_places(
        self, source: Source, texts: dict[str, tuple[Indicator, str]]
    ) -> tuple[Measure, Fraction, Span] | None:
        span = self.table.span
        match source:
            case forms.Counted(measure=tree, factor=times, over=over):
                days = span.days(over)
                return None if days is None else (tree, times, days)
            case OfIndicator(what="actual", indicator=code, unit=unit) if code in texts:
                indicator, text = texts[code]
                return measure.measure(text), factor(indicator.unit, unit), span.whole_year
        return None

    def _of_indicators(
        self, index: int, source: Source, texts: dict[str, tuple[Indicator, str]]
    ) -> Iterator[FrozenFigure]:
        spans = {Fact("actual"): self.table.span.whole_year, Fact("current"): self.table.span.current}
        if isinstance(source, Fact) and source in spans:
            for code, (_, text) in texts.items():
                yield self._figure(index, code, measure.measure(text), Fraction(1), spans[source])

    def _figure(self, index: int, line: str, tree: Measure, times: Fraction, span: Span) -> FrozenFigure:
        made_of = tuple(
            (self.known.setdefault((one, span), len(self.known)), by and by * times / 10**one.scale)
            for one, by in terms(tree)
        )
        return FrozenFigure(index, line, made_of)

    def counted(self) -> Iterator[Counted]:
        added = {span: self._added(span) for span in {span for _, span in self.known}}
        for one, span in self.known:
            dates = tuple(name for name in one.credited_on if name)
            start, end = span.start.isoformat(), span.end.isoformat()
            yield Counted(one.kind, (*one.plus, *one.minus), dates, start, end, added[span][one])

    def _added(self, span: Span) -> dict[Aggregate, sums.Contributed]:
        asked = [one for one, of in self.known if of == span]
        return sums.contributions(self.session, self.table.scope, asked, span)
