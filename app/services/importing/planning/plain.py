"""Which rows of a table are more than plain new records: they are planned one by one, all others by their columns."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from app.models.field import Stored
from app.services.importing.planning.derive import IDENTITIES
from app.services.importing.planning.doubles import Double
from app.services.importing.planning.identity import Match
from app.services.importing.planning.rows import ReadRows

Admits = Callable[[Stored | None, Stored | None], bool]
"""Whether a row of a county and a town belongs in the ledger."""


def looked_at(
    rows: ReadRows,
    matches: Mapping[int, Match],
    doubles: Mapping[int, Double],
    admits: Admits,
    dated: Iterable[tuple[str, str]],
    masked: Iterable[str],
) -> set[int]:
    """The places of the rows that anything is said of, that may be known, or that hold what no new record does.

    ``doubles`` go by the rows' numbers. ``dated`` are the cumulative values, each with the field of its day,
    ``masked`` the personal fields of which some value came masked.
    """
    found = {*rows.apart, *matches, *_elsewhere(rows, admits), *_nobody(rows)}
    if doubles:
        found.update(place for place, number in enumerate(rows.numbers) if number in doubles)
    for name, day in dated:
        pairs = zip(rows.column(name), rows.column(day), strict=True)
        found.update(place for place, (value, said) in enumerate(pairs) if value and said is None)
    for name in masked:
        found.update(place for place, value in enumerate(rows.column(name)) if "*" in str(value))
    return found


def _elsewhere(rows: ReadRows, admits: Admits) -> Iterator[int]:
    """The rows that name no town, or places that are not the ledger's."""
    places = list(zip(rows.column("county_code"), rows.column("town_code"), strict=True))
    other = {place for place in set(places) if place[1] is None or not admits(*place)}
    return (at for at, place in enumerate(places) if place in other) if other else iter(())


def _nobody(rows: ReadRows) -> Sequence[int]:
    """The rows that do not say whom they are about."""
    columns = [rows.columns[name] for name in IDENTITIES if name in rows.columns]
    if any(None not in column for column in columns):
        return ()
    return [place for place in range(len(rows)) if all(column[place] is None for column in columns)]
