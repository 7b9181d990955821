"""S11: one page of a list, and a bulk write with its journal and proofs, against the same done by sqlite3 alone."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing

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
    """Ten thousand records added in one step, journaled and proved; the bare way writes the rows and nothing else."""
    path = ledger_of(1_000)
    with closing(sqlite3.connect(path)) as base:
        width = len(base.execute(f"SELECT * FROM {KIND} LIMIT 1").fetchone())
        rows = base.execute(f"SELECT * FROM {KIND}").fetchall() * (_WRITTEN // 1_000)
    with Store.open(str(path)) as store, store.read() as session:
        values = [one.values for one in held.every(session, KIND)]

    def ours() -> None:
        with Store.open(str(shutil.copy(path, folder("写入") / "我们的.db")), writing=True) as store:
            added = [
                Addition({**values[at % len(values)], "code": f"N-{at}", "previous_code": None, "case_no": None})
                for at in range(_WRITTEN)
            ]
            with store.write("批量写入") as work:
                records.add(work, KIND, added)

    def theirs() -> None:
        bare = folder("写入") / "空的.db"
        bare.unlink(missing_ok=True)
        with closing(sqlite3.connect(bare)) as base, base:
            base.execute(f"CREATE TABLE bare ({', '.join(f'c{at}' for at in range(width))})")
            base.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * width)})", rows)

    yield compared("S11", f"批量写入 {_WRITTEN:,} 条（连同历史与校验和）", (ours, theirs), 1.6)


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[Verdict]:
    """Every budget of storage."""
    for many in sizes:
        yield from paging(many)
    yield from writing()
