"""The rows of the standing sums: made afresh, added to, compared with what the ledger holds."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    union_all,
)

from app.models import spelled, standing
from app.models.base import table_of
from app.models.keys import given, listed
from app.models.latest import Numbered
from app.models.ledger import LEDGERS
from app.models.measure import Aggregate
from app.models.queries.contribution import COLUMNS, contributed
from app.models.standing import StandingMeasure, StandingSum

Place = tuple[int | str, ...]
"""Which row of the standing sums: the measure's number, and the columns of a contribution but its amount."""

_PLACE = ("measure_id", *COLUMNS[:-1])
_COLUMNS = (*_PLACE, "total", "parts")
_NAMES, _VALUES = ", ".join(_PLACE), ", ".join(f":{name}" for name in _PLACE)
_ADD = text(
    f"INSERT INTO standing_sum ({_NAMES}, total, parts) VALUES ({_VALUES}, :total, :parts) "  # noqa: S608 - our columns
    f"ON CONFLICT ({_NAMES}) DO UPDATE "
    "SET total = standing_sum.total + excluded.total, parts = standing_sum.parts + excluded.parts"
)
_CLEAR = text(f"DELETE FROM standing_sum WHERE ({_NAMES}) = ({_VALUES}) AND parts = 0")  # noqa: S608 - our columns


def enrol(connection: Connection, definitions: Sequence[str]) -> list[int]:
    """Note that the sums of some measures are kept from now on; their numbers."""
    last = connection.scalar(select(func.max(StandingMeasure.id))) or 0
    numbers = list(range(last + 1, last + 1 + len(definitions)))
    rows = [{"id": number, "definition": one} for number, one in zip(numbers, definitions, strict=True)]
    if rows:
        connection.execute(insert(StandingMeasure), rows)
    return numbers


def forget(connection: Connection, numbers: Collection[int]) -> None:
    """Keep the sums of some measures no longer."""
    if numbers:
        connection.execute(delete(StandingSum).where(StandingSum.measure_id.in_(numbers)))
        connection.execute(delete(StandingMeasure).where(StandingMeasure.id.in_(numbers)))


def discard(connection: Connection) -> None:
    """Keep nothing until everything is counted again."""
    connection.execute(delete(StandingSum))
    connection.execute(delete(StandingMeasure))


def make_afresh(connection: Connection, measures: Numbered) -> None:
    """Count measures over all that the ledger holds, in place of what their sums were."""
    if not measures:
        return
    connection.execute(delete(StandingSum).where(StandingSum.measure_id.in_([number for number, _ in measures])))
    for number, one in _counting(connection, measures):
        connection.execute(insert(StandingSum).from_select(_COLUMNS, _summed(number, one)))


def _counting(connection: Connection, measures: Numbered) -> Iterator[tuple[int, Aggregate]]:
    """The measures that may count something: their ledger holds records, of which some name each day they ask for.

    That none names a day is seen at once where the day has an index; to count would take a look at every record.
    """
    told: dict[tuple[str, str], bool] = {}
    for number, one in measures:
        asked = ["id", *filter(None, one.credited_on)]
        for name in asked:
            if (one.kind, name) not in told:
                column = getattr(LEDGERS[one.kind], name)
                first = connection.execute(select(column).where(column.is_not(None)).limit(1)).first()
                told[one.kind, name] = first is not None
        if all(told[one.kind, name] for name in asked):
            yield number, one


@cache
def _summed(number: int, one: Aggregate) -> Select[Any]:
    rows = contributed(one).subquery()
    place = [rows.c[name] for name in COLUMNS[:-1]]
    sums = (cast(func.sum(rows.c.amount), BigInteger), func.count())
    return select(literal(number), *place, *sums).group_by(*place)


def adrift(connection: Connection) -> Iterator[bool]:
    """Of one measure after the other, whether its sums differ from what the ledger's records come to."""
    numbered = standing.numbered(connection)
    counting = dict(_counting(connection, numbered))
    for number, one in numbered:
        counted = spelled.rows(connection, _summed(number, one)) if number in counting else []
        yield set(counted) != set(spelled.rows(connection, _HELD, number=number))


_HELD = select(*(table_of(StandingSum).c[name] for name in _COLUMNS)).where(
    table_of(StandingSum).c.measure_id == bindparam("number")
)


def add(connection: Connection, changes: Mapping[Place, tuple[int, int]]) -> None:
    """Add to sums how much they change by, and by how many parts; what has no part any more goes."""
    rows = [
        {**dict(zip(_PLACE, place, strict=True)), "total": total, "parts": parts}
        for place, (total, parts) in changes.items()
        if total or parts
    ]
    if rows:
        spelled.run(connection, _ADD, *rows)
    if fewer := [row for row in rows if int(row["parts"]) < 0]:
        spelled.run(connection, _CLEAR, *fewer)


def added_by(connection: Connection, measures: Numbered, records: Sequence[int]) -> Iterator[tuple[Place, int]]:
    """What some records add to measures of their ledger: which sum, and how much."""
    if not measures:
        return
    asked = _asked(connection.dialect.name, measures)
    for *place, amount in spelled.rows(connection, asked, given=listed(records)):
        yield tuple(place), int(amount)


@cache
def _asked(store: str, measures: Numbered) -> Select[Any]:
    """What some records, given as a JSON list of their numbers, add to measures."""
    those = select(given(store).label("id")).cte("given")
    parts = [
        contributed(one, select(those)).add_columns(literal(number).label("measure_id")) for number, one in measures
    ]
    rows = union_all(*parts).subquery()
    return select(*(rows.c[name] for name in (*_PLACE, COLUMNS[-1])))
