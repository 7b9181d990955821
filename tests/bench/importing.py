"""S1 and S4: imports against the barest way to get the same rows.

S1: everything from the file to the commit (read, recognise, map, clean, match, compare, back up, journal, write), by
a program that begins for it, against calamine's rows and ``executemany`` of sqlite3. S4: reading and validating, by
such a program, against openpyxl's read-only rows.

The two ways take turns, each in a process of its own; the times are those of the processors, children included, the
memory is the most that a process and its children held at one moment. Bytecode is compiled before. A true ratio needs a
quiet machine, but is fair on a busy one: the load is printed.
"""

import argparse
import datetime as dt
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from main import prepare_memory
from tests.bench.side_by_side import PAIRS, Verdict, folder

SIZES = (1_000, 10_000, 100_000)
CHECKED = 10_000
MOST_MEMORY = 700
UNIT, YEAR = "330421", 2022
LEDGER = "本县.ledger"
HEADINGS = (
    *("项目编号", "项目名称", "镇街", "村", "坐落地址", "经度", "纬度", "当前阶段", "责任单位", "责任人", "联系电话"),
    *("项目类型", "项目区总规模（亩）", "立项复垦面积（亩）", "立项新增耕地面积（亩）", "涉及户数", "项目审查通过日期"),
    *("立项文号", "立项日期", "规划设计批复日期", "承担单位", "总投资（万元）", "资金来源", "施工单位", "开工日期"),
    *("竣工日期", "竣工面积（亩）", "县级初验日期", "验收日期", "备注"),
)


def rows(many: int) -> Iterator[list[object]]:
    """The data rows: as varied as a county's ledger is, every code and name its own."""
    from app.models import region
    from app.services.importing.places import places

    towns = [(region.name_of(code), code) for code in sorted(set(places(UNIT).towns.values()))][:9]
    day = dt.date(YEAR, 1, 1)
    for number in range(many):
        (town, code), area = towns[number % len(towns)], 5 + number % 9973 / 100
        serial, year = number // len(towns) % 10_000, YEAR - number // len(towns) // 10_000
        start = day + dt.timedelta(days=number % 60)
        yield [
            *(f"FK-{code}-{year}-{serial:04d}", f"{town}第{number}号建设用地复垦项目", town, f"第{number % 90}村"),
            *(
                f"{number % 90}村{number % 40}组{number % 17}号",
                120.8 + number % 1000 / 10_000,
                30.8 + number % 700 / 10_000,
            ),
            *("竣工", f"{town}人民政府", f"经办人{number % 300}", f"139{number:08d}", "建设用地复垦", area),
            *(round(area * 0.95, 4), round(area * 0.9, 4), number % 40, start, f"自然资规〔{YEAR}〕{number % 500}号"),
            *(start + dt.timedelta(days=20), start + dt.timedelta(days=30), f"第{number % 90}村股份经济合作社"),
            *(round(area * 5.5, 4), "县级财政", f"第{number % 25}工程公司", start + dt.timedelta(days=40)),
            *(start + dt.timedelta(days=140), round(area * 0.94, 4), None, None, f"第{number % 1000}号说明"),
        ]


def workbook(path: Path, many: int) -> Path:
    """A workbook of so many rows; made once."""
    if not path.exists():
        import xlsxwriter

        book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, HEADINGS)
        for number, row in enumerate(rows(many), 1):
            sheet.write_row(number, 0, row)
        book.close()
    return path


def empty_ledger(path: Path) -> Path:
    """A ledger without records; to make one is no part of an import."""
    from app.services import ledger

    path.unlink(missing_ok=True)
    ledger.create(str(path), UNIT, YEAR).close()
    return path


def ours(path: Path, folder: Path) -> int:
    """The whole import; how many records the ledger has afterwards."""
    from app.models.queries.records import count
    from app.models.store import Store
    from app.services.importing.flow import imported
    from app.services.importing.plan import Options

    with Store.open(shutil.copy(path.with_name(LEDGER), folder), writing=True) as store:
        report = imported(store, [path], Options())
        assert not report.refused
        with store.read() as session:
            return count(session, "reclamation")


def checked(path: Path, folder: Path) -> int:
    """What would be imported, as it is before anything is written; how many rows."""
    from app.models.store import Store
    from app.services.importing.flow import imported
    from app.services.importing.plan import Options

    with Store.open(shutil.copy(path.with_name(LEDGER), folder)) as store:
        return len(list(imported(store, [path], Options(), dry_run=True).files[0].rows))


def yardstick(path: Path, folder: Path) -> int:
    """Calamine's rows into one table of sqlite3."""
    from python_calamine import CalamineWorkbook

    read = iter(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows())
    width = len(next(read))
    base = sqlite3.connect(folder / "bare.db")
    with base:
        base.execute(f"CREATE TABLE bare ({', '.join(f'c{number}' for number in range(width))})")
        base.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * width)})", map(_bare, read))
    return int(base.execute("SELECT count(*) FROM bare").fetchone()[0])


def _bare(row: list[object]) -> list[object]:
    return [cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row]


def common(path: Path, _: Path) -> int:
    """The rows as openpyxl streams them."""
    from openpyxl import load_workbook

    return sum(1 for _ in load_workbook(path, read_only=True).worksheets[0].iter_rows(min_row=2, values_only=True))


WAYS: dict[str, Callable[[Path, Path], int]] = {
    "ours": ours,
    "yardstick": yardstick,
    "checked": checked,
    "common": common,
}


@dataclass(frozen=True, slots=True)
class Run:
    """One run: processor seconds, and the most megabytes at one moment."""

    seconds: float
    memory: float


def alone(way: str, path: Path) -> None:
    """One run, in this process: how many rows it found and its processor seconds, as JSON."""
    prepare_memory()  # as our program begins
    with tempfile.TemporaryDirectory() as folder:
        found = WAYS[way](path, Path(folder))
    used = os.times()
    print(json.dumps([found, used.user + used.system + used.children_user + used.children_system]))


def _run(way: str, path: Path, many: int) -> Run:
    command = [sys.executable, "-m", "tests.bench.importing", "--alone", way, "--file", str(path)]
    allowed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled = {"PYTHONPYCACHEPREFIX": str(folder("bytecode"))}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**allowed, **compiled})
    most = 0
    while process.poll() is None:
        most = max(most, _resident(process.pid))
        time.sleep(0.05)
    assert process.stdout is not None
    found, seconds = json.loads(process.stdout.read().splitlines()[-1])
    assert found == many, (way, found)
    return Run(seconds, most / 2**20)


def _resident(pid: int) -> int:
    """The bytes that a process and its children hold just now; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_resident(int(child)) for child in children)


def ratio(budget: str, ways: tuple[str, str], allowed: float, path: Path, many: int) -> Iterator[Verdict]:
    """The ratio of two ways' processor time, the two having taken turns, and the most memory of the first."""
    for way in ways:
        _run(way, path, many)  # compiles its bytecode
    found = [tuple(_run(way, path, many) for way in ways) for _ in range(PAIRS)]
    ours, theirs = (statistics.median(run.seconds for run in side) for side in zip(*found, strict=True))
    quotient = statistics.median(mine.seconds / bare.seconds for mine, bare in found)
    what = f"{'导入' if budget == 'S1' else '读入并核对'} {many:,} 行"
    yield Verdict(budget, what, quotient, allowed, ours, theirs)
    yield Verdict(budget, f"{what}占用的内存", max(run.memory for run, _ in found), MOST_MEMORY, unit=" MB")


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[Verdict]:
    """Every budget of importing."""
    kept = folder("导入")
    empty_ledger(kept / LEDGER)
    for many in sizes:
        yield from ratio("S1", ("ours", "yardstick"), 2.0, workbook(kept / f"{many}.xlsx", many), many)
    yield from ratio("S4", ("checked", "common"), 0.2, workbook(kept / f"{CHECKED}.xlsx", CHECKED), CHECKED)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--alone", choices=WAYS, required=True)
    asked.add_argument("--file", type=Path, required=True)
    chosen = asked.parse_args()
    alone(chosen.alone, chosen.file)
