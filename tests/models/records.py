"""Short ways to put records into a ledger and to say what is in it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.models.base import journaled
from app.models.field import Stored
from app.models.ledger import LEDGERS, ProgressEntry, StageChange, TownShare
from app.models.measure import measure
from app.models.queries import figures
from app.models.queries.counting import Span
from app.models.queries.scope import scope
from app.models.session import Session
from app.models.store import Store
from app.models.unit import ReportingUnit, Setting, UnitTown

COUNTY = "330482"
TOWNS = ("330482001", "330482002", "330482102")
ZONE_TOWN = "330482101"  # the harbour zone answers for it
ZONE = "3304GQ"
OTHER_COUNTY_TOWN = "330481001"


def settle(store: Store, unit: str = COUNTY, **chosen: str) -> None:
    """Make a ledger one of a unit whose neighbour zone answers for one of its towns."""
    with store.write("设置") as work:
        work.insert(
            Setting, [{"id": key, "value": value} for key, value in {"unit": unit, "year": "2022", **chosen}.items()]
        )
        work.insert(
            ReportingUnit,
            [
                {"id": COUNTY, "name": "平湖市", "host": None, "position": 1},
                {"id": ZONE, "name": "嘉兴港区", "host": COUNTY, "position": 2},
            ],
        )
        work.insert(UnitTown, [{"id": ZONE_TOWN, "unit": ZONE}])


def put(store: Store, kind: str, *rows: Mapping[str, Stored | None]) -> list[int]:
    """Add rows of one ledger in one step; their ids."""
    with store.write("登记") as work:
        return [int(key) for key in work.insert(LEDGERS[kind], [{"county_code": COUNTY, **row} for row in rows])]


def enter_progress(store: Store, record: int, field: str, *amounts: tuple[str, int]) -> None:
    """Add dated entries to a record."""
    with store.write("进度") as work:
        work.insert(
            ProgressEntry,
            [{"record_id": record, "field": field, "dated": day, "amount": amount} for day, amount in amounts],
        )


def divide(store: Store, record: int, *shares: tuple[str, int]) -> None:
    """Say in which towns a record lies."""
    with store.write("分镇") as work:
        work.insert(TownShare, [{"record_id": record, "town_code": town, "area": area} for town, area in shares])


def move(store: Store, kind: str, record: int, to_stage: str, dated: str, **values: Stored) -> None:
    """Take a record to a stage."""
    with store.write("阶段") as work:
        work.update(LEDGERS[kind], [(record, {"stage": to_stage, "stage_on": dated, **values})])
        work.insert(StageChange, [{"record_id": record, "to_stage": to_stage, "dated": dated}])


def span(end: str, start: str = "2022-01-01") -> Span:
    """The days a figure covers."""
    return Span(date.fromisoformat(start), date.fromisoformat(end))


def measured(store: Store, text: str, end: str, start: str = "2022-01-01", place: str | None = None) -> Any:
    """A measure of the ledger's unit, or of one of its places."""
    with store.read() as session:
        around = scope(session)
        return figures.measured(session, around, measure(text), span(end, start))(place or around.unit)


def contents(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Every row of every journaled table, in the order of their keys; how often a row was written is left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, table in journaled().items():
        columns: Sequence[Any] = [column for column in table.columns if column.name != "version"]
        rows = session.execute(select(*columns).order_by(table.c.id)).mappings()
        found[name] = [dict(row) for row in rows]
    return found


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    """What a ledger holds."""
    with store.read() as session:
        return contents(session)
