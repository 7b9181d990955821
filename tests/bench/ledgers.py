"""Ledgers of any size, made once and kept."""

from pathlib import Path

from app.models.queries import records as held
from app.models.store import Store
from app.services import ledger, records
from app.services.demo.fill import fill
from app.services.records import Addition
from tests.bench.side_by_side import folder

KIND = "demolition"
UNIT, YEAR = "330421", 2022
_KNOWN = 300


def ledger_of(rows: int) -> Path:
    """The file of a ledger with so many points: a demo year's, again and again under new codes and names."""
    path = folder("台账") / f"{rows}.db"
    if not path.exists():
        made = path.with_suffix(".part")
        made.unlink(missing_ok=True)
        with ledger.create(str(made), UNIT, YEAR) as store:
            fill(store, projects=_KNOWN)
            _multiply(store, rows)
        made.replace(path)
    return path


def _multiply(store: Store, rows: int) -> None:
    with store.read() as session:
        known = [one.values for one in held.every(session, KIND)]
    more = range(len(known), rows)
    with store.write("更多点位") as work:
        records.add(work, KIND, [Addition(_again(known[number % len(known)], number)) for number in more])


def _again(values: records.Values, number: int) -> records.Values:
    named = {"name": f"{values['name']}{number}号"} if values.get("name") else {}
    return {**values, **named, "code": f"CW-{UNIT}-2023-{number:06}", "previous_code": None, "case_no": None}
