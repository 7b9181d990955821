"""S11: one page of a list, and a bulk write with its journal and proofs, against the same done by sqlite3 alone."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from app.models.queries import grid
from app.models.queries import records as held
from app.models.store import Store
from app.services import records
from app.services.records import Addition
from tests.bench.ledgers import KIND, ledger_of
from tests.bench.side_by_side import Verdict, compared, folder

SIZES = (1_000, 10_000, 100_000)
_PAGE = 100
_WRITTEN = 10_000


def paging(many: int) -> Iterator[Verdict]:
    """A page from the middle of the ledger."""
    path = ledger_of(many)
    with Store.open(str(path)) as store, closing(sqlite3.connect(path)) as base, store.read() as session:
        wanted = grid.ids(session, KIND)[many // 2 :][:_PAGE].tolist()
        marks = ", ".join("?" * len(wanted))

        def ours() -> None:
            grid.rows(session, KIND, wanted)

        def theirs() -> None:
            base.execute(f"SELECT * FROM {KIND} WHERE id IN ({marks})", wanted).fetchall()

        yield compared("S11", f"{many:,} 条中的一页", (ours, theirs), 1.6, pairs=25)


def writing() -> Iterator[Verdict]:
    """Ten thousand records added in one step, journaled and proved, against two readings of the same rows written bare.

    The one writes the records' rows and nothing else; the other every row that the step leaves behind: the records,
    what hangs on them and the history. Neither has an index, and no row is looked at.
    """
    path, made = ledger_of(1_000), folder("写入") / "我们的.db"
    with Store.open(str(path)) as store, store.read() as session:
        values = [one.values for one in held.every(session, KIND)]

    def ours() -> None:
        with Store.open(str(shutil.copy(path, made)), writing=True) as store:
            added = [
                Addition({**values[at % len(values)], "code": f"N-{at}", "previous_code": None, "case_no": None})
                for at in range(_WRITTEN)
            ]
            with store.write("批量写入") as work:
                records.add(work, KIND, added)

    ours()
    left = _left_behind(made)
    for what, tables in (("只写记录行", [KIND]), ("写下同样的每一行（记录、进度、历史）", list(left))):
        ways = ours, partial(_bare, [left[table] for table in tables])
        yield compared("S11", f"批量写入 {_WRITTEN:,} 条（连同历史与校验和），参照{what}", ways, 1.6)


def _left_behind(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that the last step added, by table."""
    with closing(sqlite3.connect(path)) as base:
        changed = f"(SELECT CAST(row_key AS INT) FROM row_change WHERE table_name = '{KIND}' AND batch_id = batch)"
        asked = dict.fromkeys(("record", KIND), f"id IN {changed}")
        asked |= {"progress_entry": f"record_id IN {changed}", "row_change": "batch_id = batch"}
        newest = "(SELECT max(id) AS batch FROM batch)"
        return {
            table: base.execute(f"SELECT {table}.* FROM {table}, {newest} WHERE {table}.{where}").fetchall()
            for table, where in asked.items()
        }


def _bare(tables: Sequence[Sequence[tuple[Any, ...]]]) -> None:
    """Rows into a new file by sqlite3 alone."""
    bare = folder("写入") / "空的.db"
    bare.unlink(missing_ok=True)
    with closing(sqlite3.connect(bare)) as base, base:
        for number, rows in enumerate(tables):
            width = len(rows[0])
            base.execute(f"CREATE TABLE bare{number} ({', '.join(f'c{at}' for at in range(width))})")
            base.executemany(f"INSERT INTO bare{number} VALUES ({', '.join('?' * width)})", rows)


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[Verdict]:
    """Every budget of storage."""
    for many in sizes:
        yield from paging(many)
    yield from writing()
