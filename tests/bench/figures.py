"""What figures and one edit cost however many records there are: ``python -m tests.bench.figures``.

S6: the overview's figures over a ledger, against the same rows of the standing sums read by sqlite3 (at most 2 times,
and at most 100 ms). S7: one cell edited, with journal, proofs, standing sums and a full sync, against one bare row
inserted and committed (at most 3 times). Pairs are interleaved, medians of CPU time compared; seconds on the clock are
for information. Each size is made once: a demo year's records again and again, each dated total in twelve entries.
"""

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.models.engine import connect
from app.models.ledger import LEDGERS
from app.models.store import Store
from app.services import ledger, records
from app.services.demo.fill import fill
from app.services.indicators import figures
from app.services.records import Edit

SIZES = (1_000, 10_000, 100_000)
DAY = date(2022, 6, 30)
ENTRIES = 12
MOST_READ, MOST_MILLISECONDS, MOST_EDIT = 2.0, 100.0, 3.0

Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of a step: seconds of CPU, and on the clock."""

    cpu: float
    clock: float


def ledger_of(path: Path, projects: int) -> None:
    """A ledger with so many projects and twelve times as many entries; made once."""
    if path.exists():
        return
    with ledger.create(str(path), "330421", 2022) as store:
        fill(store, projects=min(projects, 1000))
    with closing(connect(path, "rw")) as base:
        base.execute("BEGIN")
        _multiply(base, projects)
        _divide_entries(base)
        base.execute("DELETE FROM standing_sum")
        base.execute("DELETE FROM standing_measure")
        base.execute("DELETE FROM content_sum")
        base.execute("COMMIT")
    Store.open(str(path), writing=True).close()


def _multiply(base: sqlite3.Connection, projects: int) -> None:
    """The records there are, again under new numbers and codes, until there are enough."""
    (known, step) = base.execute("SELECT count(*), max(id) FROM record").fetchone()
    (entries,) = base.execute("SELECT max(id) FROM progress_entry").fetchone()
    for time_ in range(1, projects // known):
        base.execute(f"INSERT INTO record SELECT id + {time_ * step}, kind FROM record WHERE id <= {step}")
        for table in (*LEDGERS, "progress_entry"):
            names = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
            most = entries if table == "progress_entry" else step
            values = ", ".join(_again(name, time_ * step, time_ * most) for name in names)
            base.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE id <= {most}")
    base.execute("UPDATE counter SET last = (SELECT max(id) FROM record) WHERE name = 'record'")


def _again(name: str, by: int, own: int) -> str:
    made = {"id": f"id + {own}", "record_id": f"record_id + {by}", "code": f"code || '-{by}'"}
    return made.get(name, name)


def _divide_entries(base: sqlite3.Connection) -> None:
    """Each record's entries again until it has twelve, the amounts parts of what they were."""
    (many,) = base.execute("SELECT max(id) FROM progress_entry").fetchone()
    for time_ in range(1, 3 * ENTRIES):
        base.execute(
            "INSERT INTO progress_entry SELECT id + ?, record_id, field, "
            "CASE WHEN length(dated) = 10 THEN date(dated, '-' || ? || ' days') ELSE dated END, amount / ? "
            "FROM progress_entry WHERE id <= ?",
            (time_ * many, time_, ENTRIES, many),
        )
        entries, projects = base.execute(
            "SELECT (SELECT count(*) FROM progress_entry), count(*) FROM record"
        ).fetchone()
        if entries >= ENTRIES * projects:
            break
    base.execute("UPDATE counter SET last = (SELECT max(id) FROM progress_entry) WHERE name = 'progress_entry'")


def costs(ours: Step, theirs: Step, pairs: int) -> tuple[Cost, Cost]:
    """What two steps cost that take turns, after one unmeasured run of each."""
    ours()
    theirs()
    found = [(_cost(ours), _cost(theirs)) for _ in range(pairs)]
    return tuple(_median([pair[side] for pair in found]) for side in (0, 1))  # type: ignore[return-value]


def _median(found: list[Cost]) -> Cost:
    return Cost(statistics.median(one.cpu for one in found), statistics.median(one.clock for one in found))


def _cost(step: Step) -> Cost:
    cpu, clock = time.process_time(), time.perf_counter()
    step()
    return Cost(time.process_time() - cpu, time.perf_counter() - clock)


RAW_FIGURES = """SELECT measure_id, town_code, sum(total) FROM standing_sum
    WHERE credited >= '2022-01-01' AND begins <= '2022-06-30' AND ends > '2022-06-30' GROUP BY measure_id, town_code"""


def of_figures(path: Path, pairs: int) -> Iterator[bool]:
    """S6: whether the overview's figures cost little more than the reading of the sums."""
    with Store.open(str(path)) as store, closing(connect(path, "ro")) as base:
        for name, by in (("本单位", None), ("分镇", "town"), ("分月", "month")):
            mine, least = costs(
                lambda by=by: figures(store, DAY, by),  # type: ignore[misc]
                lambda: base.execute(RAW_FIGURES).fetchall(),
                pairs,
            )
            yield said(f"S6 {name}", mine, least, MOST_READ)
            yield mine.clock * 1000 <= MOST_MILLISECONDS


def of_edits(path: Path, pairs: int, folder: Path) -> Iterator[bool]:
    """S7: whether one edit costs little more than the barest row."""
    bare = folder / "bare.db"
    bare.unlink(missing_ok=True)
    with closing(sqlite3.connect(bare, isolation_level=None)) as base, Store.open(str(path), writing=True) as store:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, what TEXT)")
        with store.read() as session:
            record = session.connection().exec_driver_sql("SELECT min(id) FROM demolition").scalar_one()
        numbers = iter(range(10**6))

        def ours() -> None:
            with store.write("改一格") as work:
                records.change(work, "demolition", [Edit(record, {"illegal_area": next(numbers)})])

        def ours_counted() -> None:
            with store.write("改一格") as work:
                records.change(work, "demolition", [Edit(record, {"demolished_area": next(numbers)}, "2022-06-01")])

        for name, step in (("改一格", ours), ("改进度", ours_counted)):
            mine, least = costs(step, lambda: base.execute("INSERT INTO bare (what) VALUES ('x')"), pairs)
            yield said(f"S7 {name}", mine, least, MOST_EDIT)


def said(name: str, mine: Cost, least: Cost, budget: float) -> bool:
    """Print a step's cost beside its budget; whether it is held."""
    ratio = mine.cpu / least.cpu
    print(
        f"{'✓' if ratio <= budget else '✗'} {name}: {mine.cpu * 1000:.2f} / {least.cpu * 1000:.2f} ms CPU = {ratio:.2f}"
        f"（≤ {budget:g}）；{mine.clock * 1000:.2f} / {least.clock * 1000:.2f} ms = {mine.clock / least.clock:.2f}",
        flush=True,
    )
    return ratio <= budget


def main() -> int:
    """Measure every size; exit status 1 where a budget is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pairs", type=int, default=9)
    asked.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "figures-bench")
    chosen = asked.parse_args()
    chosen.folder.mkdir(exist_ok=True)
    print(f"load {os.getloadavg()[0]:.2f}")
    held: list[bool] = []
    for size in chosen.sizes:
        path = chosen.folder / f"{size}.db"
        ledger_of(path, size)
        with closing(connect(path, "ro")) as base:
            print(size, *base.execute("SELECT count(*) FROM progress_entry").fetchone(), "entries")
            print(*base.execute("SELECT count(*) FROM standing_sum").fetchone(), "sums")
        held += [*of_figures(path, chosen.pairs), *of_edits(path, chosen.pairs, chosen.folder)]
    print(f"budgets held {sum(held)}/{len(held)}")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
