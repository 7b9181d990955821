"""The records that a detailed report lists, with the values it shows, as they stood on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import and_, func, or_, select

from app.models.field import Stored
from app.models.ledger import LEDGERS, ProgressEntry
from app.models.measure import Where
from app.models.queries.counting import Span, until, void, where
from app.models.queries.records import fetched
from app.models.queries.scope import Scope
from app.models.session import Session
from app.models.stage import stages_of

_ALWAYS = ("county_code", "town_code", "stage", "stage_on")
"""What is read of every record, in this order."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The records of a list down their columns: their ids, the places of the unit they count in, the asked values by
    field, and of each record the dates that are not credited now.
    """

    ids: Sequence[int]
    places: Sequence[str]
    values: Mapping[str, Sequence[Stored | None]]
    suspended: Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is listed: the records that fulfil one of several lists of conditions, which values, in what order."""

    kind: str
    any_of: Sequence[Sequence[Where]]
    names: Sequence[str]
    order: Sequence[str]


def listed(session: Session, scope: Scope, listing: Listing, span: Span) -> Listed:
    """The records of a list that count as seen from the span's end."""
    kind, table = listing.kind, LEDGERS[listing.kind]
    asked = list(dict.fromkeys((*_ALWAYS, *listing.names)))
    statement = (
        select(table.id, *(getattr(table, name) for name in asked))
        .where(
            or_(*(and_(*(where(kind, one, span) for one in conditions)) for conditions in listing.any_of)),
            *void(kind, span.end),
        )
        .order_by(*(getattr(table, name) for name in listing.order), table.id)
    )
    place_of = cache(scope.place_of)
    found = [(place_of(*row[1:3]), row) for row in fetched(session, statement)]
    inside = [(place, row) for place, row in found if place is not None]
    ids, *columns = zip(*(row for _, row in inside), strict=True) if inside else [()] * (1 + len(asked))
    values, places = dict(zip(asked, columns, strict=True)), [place for place, _ in inside]
    return Listed(ids, places, values, _suspended(kind, values["stage"], values["stage_on"], span.end))


def _suspended(
    kind: str, stages: Sequence[Stored | None], since: Sequence[Stored | None], day: date
) -> list[frozenset[str]]:
    """The dates whose credit the stages of some records suspend, where they had been reached on a day."""
    suspends = {stage.name: frozenset(stage.suspends) for stage in stages_of(kind).values() if stage.suspends}
    nothing, until_then = frozenset[str](), day.isoformat()
    return [
        suspends[stage] if stage in suspends and (on is None or str(on) <= until_then) else nothing
        for stage, on in zip(stages, since, strict=True)
    ]


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
