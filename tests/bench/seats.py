"""Twenty seats at once, each a process of its own, editing the same few records: nothing may be lost.

``python -m tests.bench --only seats``. Every edit is compared with the journal, its chain and the sums of every table.
"""

from collections.abc import Iterator

from app.models.store import Store
from app.services import ledger
from tests.bench.side_by_side import Verdict
from tests.postgresql import server_programs, start_server
from tests.seats.crowd import crowd
from tests.services.reporting.county import UNIT, WEITANG, YEAR, add, point

SEATS, TURNS, RECORDS = 20, 50, 5


def measure() -> Iterator[Verdict]:
    """Whether every edit is there, once; nothing where there is no PostgreSQL."""
    programs = server_programs()
    if programs is None:
        return
    with start_server(programs, settings="") as server:
        address = server.new_database()
        ledger.create(address, UNIT, YEAR).close()
        with Store.open(address, writing=True) as store:
            records = add(store, *(point(number, WEITANG) for number in range(1, RECORDS + 1)))
        told = crowd(address, SEATS, TURNS, records)
    print(f"{SEATS} 个席位各改 {TURNS} 次：被抢先 {told.overtaken} 次，重看再改", flush=True)
    yield Verdict("seats", f"{SEATS} 个席位各改 {TURNS} 次：丢失的修改", told.made - told.counted, 0, unit="")
    yield Verdict(
        "seats",
        "版本号、修改历史与修改次数之差",
        abs(told.versions - told.steps) + abs(told.made - told.steps),
        0,
        unit="",
    )
    yield Verdict("seats", "校验和与历史链的错处", len(told.faults), 0, unit="")
    yield Verdict("seats", "每次修改，连同重看再改", told.seconds / told.made * 1000, 1000, unit=" ms")
