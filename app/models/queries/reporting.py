"""What a report says beside its figures: the records that lack a field it divides by, and the texts that wait."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select

from app.models.field import Field
from app.models.journal import RowChange
from app.models.keys import chunks
from app.models.ledger import LEDGERS, PendingValue, ProgressEntry, TownShare, fields_of
from app.models.measure import Aggregate
from app.models.quantity import number
from app.models.queries.counting import Span
from app.models.queries.figures import behind
from app.models.queries.scope import Scope
from app.models.session import Session


@dataclass(frozen=True, slots=True)
class Named:
    """A record as a sentence names it: its id, its place in the unit, its code or name."""

    id: int
    place: str
    name: str


def lacking(session: Session, scope: Scope, aggregate: Aggregate, span: Span, field: str) -> list[Named]:
    """The records an aggregate counts over a span in which a field is blank."""
    table = LEDGERS[aggregate.kind]
    statement = (
        select(table.id, table.county_code, table.town_code, table.code, table.name)
        .where(table.id.in_(behind(aggregate, span)), getattr(table, field).is_(None))
        .order_by(table.id)
    )
    return [
        Named(record, place, code or name or f"第 {record} 号记录")
        for record, county, town, code, name in session.execute(statement)
        if (place := scope.place_of(county, town)) is not None
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that is no value of its field yet, and the record it stands in."""

    record: Named
    field: Field
    raw: str

    @property
    def lacks_day(self) -> bool:
        """Whether it is a figure, and only the day up to which it counts is not known."""
        return bool(self.field.dated_by) and number(self.raw) is not None


def waiting(session: Session, scope: Scope, kind: str, fields: Collection[str]) -> list[Waiting]:
    """The pending texts of some fields in the records of the unit."""
    table = LEDGERS[kind]
    statement = (
        select(
            PendingValue.field, PendingValue.raw, table.id, table.county_code, table.town_code, table.code, table.name
        )
        .join(table, table.id == PendingValue.record_id)
        .where(PendingValue.field.in_(sorted(fields)))
        .order_by(table.id, PendingValue.id)
    )
    return [
        Waiting(Named(record, place, code or name or f"第 {record} 号记录"), fields_of(kind)[field], raw)
        for field, raw, record, county, town, code, name in session.execute(statement)
        if (place := scope.place_of(county, town)) is not None
    ]


def pending_texts(session: Session, kind: str) -> dict[int, dict[str, str]]:
    """The texts of a whole ledger that wait to become values: record -> field -> text."""
    table = LEDGERS[kind]
    statement = select(PendingValue.record_id, PendingValue.field, PendingValue.raw).join(
        table, table.id == PendingValue.record_id
    )
    found: dict[int, dict[str, str]] = {}
    for record, field, raw in session.execute(statement):
        found.setdefault(record, {})[field] = raw
    return found


def any_divided(session: Session, kind: str) -> bool:
    """Whether any record of a ledger lies in several towns."""
    table = LEDGERS[kind]
    return bool(session.scalar(select(exists().where(TownShare.record_id == table.id))))


def divided(session: Session, scope: Scope, kind: str) -> dict[str, int]:
    """How many records that lie in several towns have a part in each place of the unit."""
    table = LEDGERS[kind]
    statement = (
        select(table.county_code, TownShare.town_code, func.count())
        .join(table, table.id == TownShare.record_id)
        .group_by(table.county_code, TownShare.town_code)
    )
    found: dict[str, int] = {}
    for county, town, count in session.execute(statement):
        if (place := scope.place_of(county, town)) is not None:
            found[place] = found.get(place, 0) + count
    return found


def named(session: Session, kind: str, records: Sequence[int]) -> dict[int, str]:
    """How sentences name some records."""
    table = LEDGERS[kind]
    found: dict[int, str] = {}
    for chunk in chunks(records):
        for record, code, name in session.execute(select(table.id, table.code, table.name).where(table.id.in_(chunk))):
            found[record] = code or name or f"第 {record} 号记录"
    return found


def dated_on(session: Session, aggregate: Aggregate, records: Sequence[int], head: int) -> dict[int, str]:
    """The day on which each record counts in an aggregate; of entries, the last one made after a batch."""
    table = LEDGERS[aggregate.kind]
    found: dict[int, str] = {}
    for chunk in chunks(records):
        if aggregate.dated:
            keys = select(RowChange.row_key).where(
                RowChange.table_name == ProgressEntry.__tablename__, RowChange.batch_id > head
            )
            made = {int(key) for key in session.scalars(keys)}
            statement = select(ProgressEntry.id, ProgressEntry.record_id, ProgressEntry.dated).where(
                ProgressEntry.record_id.in_(chunk), ProgressEntry.field == aggregate.plus[0]
            )
            found |= {record: dated for key, record, dated in session.execute(statement) if key in made}
        elif aggregate.credited_on:
            column = getattr(table, aggregate.credited_on[0])
            rows = session.execute(select(table.id, column).where(table.id.in_(chunk)))
            found |= {record: dated for record, dated in rows if dated}
    return found
