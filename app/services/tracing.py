"""From a figure to the rows behind it: which records of which ledger, as a page shows them."""

from dataclasses import dataclass

from app.models import measure
from app.models.measure import Aggregate
from app.models.queries import Session, figures, targets
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries.counting import Span
from app.models.queries.grid import Filter, Those
from app.services.indicators import measure_of


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of one ledger: those that pass all filters."""

    kind: str
    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """One record of one ledger."""

    kind: str
    record: int


def counted_by(session: Session, indicator: str, year: int) -> Aggregate | None:
    """What a computed indicator counts first, under the chosen counting basis; None where it is kept by hand."""
    found = next((one for one in targets.indicators(session, year) if one.code == indicator), None)
    text = measure_of(found, choices.settings(session)) if found else None
    return next(iter(measure.aggregates(measure.measure(text))), None) if text else None


def rows_of(session: Session, indicator: str, span: Span, place: str, words: str) -> Rows | None:
    """The records an indicator counts in a place over a span of a year; None where it is kept by hand."""
    counted = counted_by(session, indicator, span.end.year)
    if counted is None:
        return None
    condition = figures.counted_in(scopes.scope(session), counted, span, place)
    return Rows(counted.kind, (Those(words, condition),))
