"""The records that a detailed report lists, with the values it shows, as they stood on a day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.models.field import Stored
from app.models.ledger import LEDGERS, ProgressEntry
from app.models.measure import Where
from app.models.queries.counting import Span, until, void, where
from app.models.queries.records import fetched
from app.models.queries.scope import Scope
from app.models.stage import stages_of

_ALWAYS = ("county_code", "town_code", "stage", "stage_on")


@dataclass(frozen=True, slots=True)
class Listed:
    """A record of a list: its id, the place of the unit it counts in, the asked values, the dates not credited now."""

    id: int
    place: str
    values: dict[str, Stored | None]
    suspended: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is listed: the records that fulfil one of several lists of conditions, which values, in what order."""

    kind: str
    any_of: Sequence[Sequence[Where]]
    names: Sequence[str]
    order: Sequence[str]


def listed(session: Session, scope: Scope, listing: Listing, span: Span) -> Iterator[Listed]:
    """The records of a list that count as seen from the span's end."""
    kind, table = listing.kind, LEDGERS[listing.kind]
    asked = list(dict.fromkeys((*_ALWAYS, *listing.names)))
    suspends = {stage.name: stage.suspends for stage in stages_of(kind).values() if stage.suspends}
    statement = (
        select(table.id, *(getattr(table, name) for name in asked))
        .where(
            or_(*(and_(*(where(kind, one, span) for one in conditions)) for conditions in listing.any_of)),
            *void(kind, span.end),
        )
        .order_by(*(getattr(table, name) for name in listing.order), table.id)
    )
    place_of = cache(scope.place_of)
    for record, *found in fetched(session, statement):
        values = dict(zip(asked, found, strict=True))
        place = place_of(values["county_code"], values["town_code"])
        if place is None:
            continue
        held = suspends.get(str(values["stage"]), ()) if _has_begun(values["stage_on"], span.end) else ()
        yield Listed(record, place, values, frozenset(held))


def _has_begun(since: Stored | None, day: date) -> bool:
    return since is None or str(since) <= day.isoformat()


def totals(session: Session, kind: str, field: str, day: date) -> dict[int, int]:
    """A dated quantity as it stood on a day (scaled as its field), by record, of those that have any entry."""
    table = LEDGERS[kind]
    statement = (
        select(ProgressEntry.record_id, func.sum(ProgressEntry.amount))
        .join(table, table.id == ProgressEntry.record_id)
        .where(ProgressEntry.field == field, until(ProgressEntry.dated, day))
        .group_by(ProgressEntry.record_id)
    )
    return {record: int(amount) for record, amount in session.execute(statement)}
