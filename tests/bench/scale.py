"""A city's and a province's ledger on a real PostgreSQL server: how large it is and what each thing costs.

``python -m tests.bench.scale [--projects 1000000]`` makes a city's ledger of so many projects with twelve dated entries
each (a demo year multiplied by ``generate_series`` in the server), on a server that flushes every commit, and prints
what ``docs/scale.md`` tells: sizes, the figures, one edit, a page of the list, an import of 100,000 rows, a copy by
``pg_dump``, the proof of every row.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg

from app.models import dump
from app.models.ledger import LEDGERS
from app.models.queries.grid import By
from app.models.soundness import last
from app.models.store import Store
from app.services import cells, ledger
from app.services.browsing import Browser, Wanted
from app.services.demo.fill import fill
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.indicators import figures
from tests.bench.importing import workbook
from tests.bench.side_by_side import clock, folder
from tests.postgresql import Server, server_programs, start_server
from tests.seats.crowd import crowd

UNIT, YEAR, KIND = "330400", 2022, "demolition"
DAY = date(YEAR, 6, 30)
ENTRIES, KNOWN, IMPORTED = 12, 500, 100_000
LASTING = "-c shared_buffers=2GB -c work_mem=64MB -c maintenance_work_mem=512MB -c max_wal_size=8GB -c jit=off"


def say(what: str, value: float, unit: str) -> None:
    """One line of what was found."""
    sys.stdout.write(f"{what:<28}{value:>14,.1f} {unit}\n")
    sys.stdout.flush()


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how many seconds something took on the clock."""
    began = time.perf_counter()
    yield
    say(what, time.perf_counter() - began, "秒")


def multiply(address: str, projects: int) -> None:
    """The records there are, again under new numbers and codes; then twelve entries for each, whatever it had."""
    with psycopg.connect(address, autocommit=True) as base:

        def run(statement: str) -> None:
            base.execute(statement.encode())

        known, step = base.execute("SELECT count(*), max(id) FROM record").fetchone() or (0, 0)
        times = projects // known - 1
        run("DELETE FROM progress_entry")
        again = f"generate_series(1, {times}) AS time"
        run(f"INSERT INTO record SELECT id + time * {step}, kind FROM record, {again}")
        for kind in LEDGERS:
            columns = base.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
                (kind,),
            ).fetchall()
            made = {"id": f"id + time * {step}", "code": "code || '-' || time", "name": "name || time"}
            names = ", ".join(f'"{name}"' for (name,) in columns)
            values = ", ".join(made.get(name, f'"{name}"') for (name,) in columns)
            run(f"INSERT INTO {kind} ({names}) SELECT {values} FROM {kind}, {again}")
        for kind, field in zip(LEDGERS, _MAIN, strict=True):
            run(f"UPDATE {kind} SET {field} = 12000 WHERE {field} IS NULL")
            run(
                "INSERT INTO progress_entry (id, record_id, field, dated, amount) "
                f"SELECT (id - 1) * {ENTRIES} + month, id, '{field}', '{YEAR}-' || lpad(month::text, 2, '0') || '-15', "
                f"{field} / {ENTRIES} + CASE WHEN month = {ENTRIES} THEN {field} % {ENTRIES} ELSE 0 END "
                f"FROM {kind}, generate_series(1, {ENTRIES}) AS month"
            )
        run("UPDATE counter SET last = (SELECT max(id) FROM record) WHERE name = 'record'")
        run("UPDATE counter SET last = (SELECT max(id) FROM progress_entry) WHERE name = 'progress_entry'")
        for table in ("standing_sum", "standing_measure", "content_sum"):
            run(f"DELETE FROM {table}")
        run("VACUUM ANALYZE")


_MAIN = ("done_area", "demolished_area", "planted_area")
"""The dated quantity of each ledger that its entries tell of, in the order of ``LEDGERS``."""


def sizes(address: str) -> None:
    """What the tables take, with their indexes."""
    with psycopg.connect(address) as base:
        total = base.execute("SELECT pg_database_size(current_database())").fetchone()
        say("整个数据库", (total or (0,))[0] / 2**20, "MiB")
        asked = "SELECT relname, pg_total_relation_size(oid), reltuples FROM pg_class WHERE relkind = 'r' "
        for name, size, rows in base.execute(asked + "ORDER BY 2 DESC LIMIT 7").fetchall():
            say(f"  {name}（{rows:,.0f} 行）", size / 2**20, "MiB")


def reading(store: Store) -> None:
    """What a seat asks for all day."""
    ways: dict[str, Callable[[], object]] = {
        "指标，全市": lambda: figures(store, DAY),
        "指标，分镇": lambda: figures(store, DAY, "town"),
        "指标，分月": lambda: figures(store, DAY, "month"),
        "别人改了什么": store.news,
    }
    for what, way in ways.items():
        way()
        say(what, clock(way, 5), "毫秒")
    browser = Browser(store, KIND)
    found = browser.find(Wanted())
    say("台账有多少行", len(found.ids), "行")

    def opened() -> None:
        browser.forget()
        browser.rows(browser.find(Wanted()).ids[:100])

    say("打开台账（次序和头一屏）", clock(opened, 3), "毫秒")
    middle = found.ids[len(found.ids) // 2 :][:100]
    say("翻到中间一屏", clock(lambda: browser.rows(middle), 5), "毫秒")

    def ordered() -> None:
        browser.forget()
        browser.find(Wanted(order=(By("illegal_area"),)))

    say("按一列排序", clock(ordered, 3), "毫秒")
    say("查找两个字", clock(lambda: browser.find(Wanted(text="东栅")), 3), "毫秒")


def writing(store: Store, address: str) -> None:
    """One edit alone, and edits of twenty seats at once."""
    with store.read() as session:
        few = [row[0] for row in session.connection().exec_driver_sql(f"SELECT id FROM {KIND} ORDER BY id LIMIT 8")]
    numbers = iter(range(10**6))
    say("改一格（备注）", clock(lambda: cells.type_in(store, KIND, few[0], "remark", f"{next(numbers)}"), 9), "毫秒")
    say(
        "改一格（拆除面积）",
        clock(lambda: cells.type_in(store, KIND, few[0], "demolished_area", f"{next(numbers)}"), 9),
        "毫秒",
    )
    for record in few:
        cells.type_in(store, KIND, record, "remark", "0")
    told = crowd(address, 20, 10, few, prove=False)
    say("20 个席位同时各改 10 次", told.seconds, "秒")
    say("  其中被别人抢先、重看再改", told.overtaken, "次")
    say("  丢失的修改", told.made - told.counted, "次")


def measured(projects: int) -> None:
    """Make the ledger and say what everything costs in it."""
    programs = server_programs()
    assert programs is not None, "需要 PostgreSQL：apt-get install postgresql"
    say("处理器", os.cpu_count() or 0, f"核，测前负载 {os.getloadavg()[0]:.1f}")
    book = workbook(folder("规模") / f"{IMPORTED}.xlsx", IMPORTED)
    with start_server(programs, settings=LASTING) as server, tempfile.TemporaryDirectory() as place:
        address = new_ledger(server)
        with timed(f"造出 {projects:,} 个项目"):
            multiply(address, projects)
        with timed("常备合计与校验和从头算起"):
            Store.open(address, writing=True).close()
        sizes(address)
        with Store.open(address, writing=True) as store:
            reading(store)
            writing(store, address)
            with timed(f"导入 {IMPORTED:,} 行"):
                report = imported(store, [book], Options(as_of=f"{YEAR}-12-31"))
            assert not report.refused, report
            say("指标，全市，导入之后", clock(lambda: figures(store, DAY), 5), "毫秒")
        with timed("pg_dump 一份"):
            copy = dump.back_up(address, "测", Path(place))
        say("  大小", copy.stat().st_size / 2**20, "MiB")
        with Store.open(address, writing=True) as store, timed("逐行核对全部（verify）"):
            assert last(store.faults(thorough=True)) == []
        sizes(address)


def new_ledger(server: Server) -> str:
    """A city's ledger with a demo year."""
    address = server.new_database()
    with ledger.create(address, UNIT, YEAR) as store:
        fill(store, KNOWN)
    return address


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--projects", type=int, default=1_000_000)
    measured(asked.parse_args().projects)
