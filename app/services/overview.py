"""What 总览 shows, asked of an open ledger: of one day, of the year's course, and of the days to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.store import Store
from app.services import attention, indicators
from app.services.figure import Figure
from app.services.glance import Glance, Read
from app.services.keeping import last_copy

_AHEAD = 4
"""Days from today for which what a start shows is kept: over a weekend; after a longer rest the ledger is asked."""


@dataclass(frozen=True, slots=True)
class Year:
    """The course of a place's year: every month's figures, and what had been reached a year before, by indicator."""

    months: Sequence[Figure]
    before: Mapping[str, Sequence[Fraction | None]]


def of_day(store: Store, day: date, place: str) -> Read:
    """What a place (the unit, or one of its towns, by its code) shows on a day of the working year."""
    found = indicators.figures(store, day, "town")
    unit = found[0].region
    return Read(
        [one for one in found if one.region == place],
        [one for one in found if one.region != unit],
        attention.attention(store, found, day),
        _copied(store),
    )


def _copied(store: Store) -> tuple[str, bool]:
    """Of a ledger on a server nothing: its keeper copies it."""
    if store.path is None:
        return "", False
    days = last_copy.age(store.location)
    return last_copy.said(days), last_copy.is_old(days)


def of_year(store: Store, year: int, place: str) -> Year:
    """The course of a place's year."""
    months = indicators.figures(store, date(year, 12, 31), "month", place)
    return Year(months, indicators.year_before(store, year, place))


def coming(store: Store) -> dict[date, Glance]:
    """What a start shows first today and on each of the next days, as long as nothing of the ledger is changed."""
    with store.read() as session:
        chosen = choices.settings(session)
        scope = scopes.scope(session, chosen)
    days = [date.today() + timedelta(days=ahead) for ahead in range(_AHEAD)]
    shown = {day: indicators.default_day(chosen, day) for day in days}
    reads = {day: of_day(store, day, scope.unit) for day in set(shown.values())}
    whose, towns = (scope.name, chosen.year), len(scope.towns())
    return {day: Glance(*whose, shown[day], chosen.cutoff_day, towns, reads[shown[day]]) for day in days}
