"""S6 and S7: what figures and one edit cost however many records there are.

S6: the figures over a ledger, against the same rows of the standing sums read by sqlite3, each time of another day, so
that no figure is asked twice; and after each of several edits, when nothing that was answered holds any more. S7: one
cell edited, each time of another record, with journal, proofs, standing sums and a full sync, against one bare row
inserted and committed; in a copy, so that the ledger stays as large as it is called.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from app.models.driver import connect
from app.models.queries import grid
from app.models.store import Store
from app.services import records
from app.services.indicators import By, figures
from app.services.records import Edit
from tests.bench.ledgers import YEAR, entries_of
from tests.bench.side_by_side import Step, Verdict, clock, compared, folder

SIZES = (1_000, 10_000, 100_000)
_PAIRS = 15
RAW_FIGURES = """SELECT measure_id, town_code, sum(total) FROM standing_sum
    WHERE credited >= :since AND begins <= :until AND ends > :until GROUP BY measure_id, town_code"""


def days() -> Iterator[date]:
    """Days of the year's middle, none of them twice."""
    return map(date.fromordinal, range(date(YEAR, 6, 1).toordinal(), date(YEAR, 12, 31).toordinal()))


def asked(store: Store, by: By | None) -> Step:
    """Our way: the figures of one more day."""
    own = days()
    return lambda: figures(store, next(own), by)


def read(base: sqlite3.Connection) -> Step:
    """The yardstick: the sums of one more day."""
    own, since = days(), f"{YEAR}-01-01"
    return lambda: base.execute(RAW_FIGURES, {"since": since, "until": next(own).isoformat()}).fetchall()


def of_figures(path: Path, many: int) -> Iterator[Verdict]:
    """S6: the unit's figures, by town and by month."""
    ways: dict[str, By | None] = {"本单位": None, "分镇": "town", "分月": "month"}
    with Store.open(str(path)) as store, closing(connect(path, "ro")) as base:
        for name, by in ways.items():
            ours = asked(store, by)
            yield compared("S6", f"{many:,} 条的指标，{name}", (ours, read(base)), 2.0, _PAIRS)
            yield Verdict("S6", f"{many:,} 条的指标，{name}", clock(ours), 100, unit=" ms")


def of_edits(path: Path, many: int) -> Iterator[Verdict]:
    """S7: a cell that counts nowhere, and one that moves the figures."""
    bare = folder("写入") / "一行.db"
    bare.unlink(missing_ok=True)
    ledger = shutil.copy(path, folder("写入") / "改.db")
    with closing(sqlite3.connect(bare, isolation_level=None)) as base, Store.open(str(ledger), writing=True) as store:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, what TEXT)")
        with store.read() as session:
            known = grid.ids(session, "demolition")
        numbers, those = iter(range(1, 10**6)), iter(known[:: max(1, len(known) // 100)])

        def edited(field: str, dated: str | None = None) -> None:
            with store.write("改一格") as work:
                records.change(work, "demolition", [Edit(next(those), {field: next(numbers)}, dated)])

        def theirs() -> None:
            base.execute("INSERT INTO bare (what) VALUES ('x')")

        kept, counted = ("illegal_area", None), ("demolished_area", f"{YEAR}-06-01")
        with closing(connect(Path(ledger), "ro")) as beside:
            ways = asked(store, "town"), read(beside)
            what = f"{many:,} 条刚改过一格的指标，分镇"
            yield compared("S6", what, ways, 2.0, _PAIRS, before=lambda: edited(*kept))
        yield compared("S7", f"{many:,} 条里改一格", (lambda: edited(*kept), theirs), 3.0, _PAIRS)
        yield compared("S7", f"{many:,} 条里改一个进度数", (lambda: edited(*counted), theirs), 3.0, _PAIRS)


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[Verdict]:
    """Every budget of figures and single edits."""
    for many in sizes:
        path = entries_of(many)
        yield from of_figures(path, many)
        yield from of_edits(path, many)
