"""Ledgers of any size, made once and kept."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.models import ledgerfile, migration
from app.models.driver import connect
from app.models.ledger import LEDGERS
from app.models.queries import records as held
from app.models.store import Store
from app.services import ledger, records
from app.services.demo.fill import fill
from app.services.records import Addition
from tests.bench.side_by_side import folder

KIND = "demolition"
UNIT, YEAR = "330421", 2022
_KNOWN, _KNOWN_PROJECTS, _ENTRIES = 300, 1_000, 12


def ledger_of(rows: int) -> Path:
    """The file of a ledger with so many points: a demo year's, again and again under new codes and names."""
    path = folder("台账") / f"{rows}.db"
    if path.exists():
        return _up_to_date(path)
    made = path.with_suffix(".part")
    made.unlink(missing_ok=True)
    with ledger.create(str(made), UNIT, YEAR) as store:
        fill(store, projects=_KNOWN)
        _multiply(store, rows)
    made.replace(path)
    return path


def _up_to_date(path: Path) -> Path:
    """A ledger kept from an earlier run, which a new version of the program may have to migrate."""
    if ledgerfile.header(path).version < migration.newest():
        Store.open(str(path), writing=True).close()
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


def entries_of(projects: int) -> Path:
    """The file of a ledger with so many projects of all kinds and twelve times as many dated entries."""
    path = folder("台账") / f"{projects}-进度.db"
    if path.exists():
        return _up_to_date(path)
    made = path.with_suffix(".part")
    made.unlink(missing_ok=True)
    with ledger.create(str(made), UNIT, YEAR) as store:
        fill(store, projects=min(projects, _KNOWN_PROJECTS))
    with closing(connect(made, "rw")) as base:
        base.execute("BEGIN")
        _repeat(base, projects)
        _divide_entries(base)
        base.execute("DELETE FROM standing_sum")
        base.execute("DELETE FROM standing_measure")
        base.execute("DELETE FROM content_sum")
        base.execute("COMMIT")
    Store.open(str(made), writing=True).close()
    made.replace(path)
    return path


def _repeat(base: sqlite3.Connection, projects: int) -> None:
    """The records there are, again under new numbers and codes, until there are enough."""
    (known, step) = base.execute("SELECT count(*), max(id) FROM record").fetchone()
    (entries,) = base.execute("SELECT max(id) FROM progress_entry").fetchone()
    for time_ in range(1, projects // known):
        base.execute(f"INSERT INTO record SELECT id + {time_ * step}, kind FROM record WHERE id <= {step}")
        for table in (*LEDGERS, "progress_entry"):
            names = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
            most = entries if table == "progress_entry" else step
            values = ", ".join(_copied(name, time_ * step, time_ * most) for name in names)
            base.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE id <= {most}")
    base.execute("UPDATE counter SET last = (SELECT max(id) FROM record) WHERE name = 'record'")


def _copied(name: str, by: int, own: int) -> str:
    made = {"id": f"id + {own}", "record_id": f"record_id + {by}", "code": f"code || '-{by}'"}
    return made.get(name, name)


def _divide_entries(base: sqlite3.Connection) -> None:
    """Each record's entries again until it has twelve, the amounts parts of what they were."""
    (many,) = base.execute("SELECT max(id) FROM progress_entry").fetchone()
    for time_ in range(1, 3 * _ENTRIES):
        base.execute(
            "INSERT INTO progress_entry SELECT id + ?, record_id, field, "
            "CASE WHEN length(dated) = 10 THEN date(dated, '-' || ? || ' days') ELSE dated END, amount / ? "
            "FROM progress_entry WHERE id <= ?",
            (time_ * many, time_, _ENTRIES, many),
        )
        entries, projects = base.execute(
            "SELECT (SELECT count(*) FROM progress_entry), count(*) FROM record"
        ).fetchone()
        if entries >= _ENTRIES * projects:
            break
    base.execute("UPDATE counter SET last = (SELECT max(id) FROM progress_entry) WHERE name = 'progress_entry'")
