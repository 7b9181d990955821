"""S1 and S4: imports against the barest way to get the same rows.

S1: everything from the file to the commit (read, recognise, map, clean, match, compare, back up, journal, write), by
a program that begins for it, against calamine's rows and ``executemany`` of sqlite3. S4: reading and validating, by
such a program, against openpyxl's read-only rows.

Both are measured a second time as in a window that stands open (``开着的程序里``): each way first takes in a small
workbook of another ledger, and only what the asked one takes after that is counted.

The two ways take turns, each in a process of its own; the times are those of the processors, children included, the
memory is the most that a process and its children held at one moment. Bytecode is compiled before. A true ratio needs a
quiet machine, but is fair on a busy one: the load is printed.
"""

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

from tests.bench.side_by_side import PAIRS, Verdict, cpu, folder

SIZES = (1_000, 10_000, 100_000)
CHECKED = 10_000
MOST_OPEN = 10_000
"""Rows up to which an open program is measured apart: above, what it takes to begin no longer shows."""
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


def another(path: Path) -> Path:
    """The small workbook of another ledger that an open program took in before; made once."""
    if not path.exists():
        import xlsxwriter

        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet("拆违")
        sheet.write_row(0, 0, ("点位编号", "户主（单位）", "镇街", "坐落地址", "违建面积（㎡）", "发现时间"))
        for number, (code, _, town, *_) in enumerate(rows(50), 1):
            day = f"{YEAR}-03-{number % 28 + 1:02d}"
            sheet.write_row(number, 0, (code, f"{number}号户", town, f"{number}组", number * 10, day))
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
    from app.services.importing.planning.plan import Options

    with Store.open(shutil.copy(path.with_name(LEDGER), folder), writing=True) as store:
        report = imported(store, [path], Options())
        assert not report.refused
        with store.read() as session:
            return count(session, "reclamation")


def checked(path: Path, folder: Path) -> int:
    """What would be imported, as it is before anything is written; how many rows."""
    from app.models.store import Store
    from app.services.importing.flow import imported
    from app.services.importing.planning.plan import Options

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


def alone(way: str, path: str, before: str = "") -> None:
    """One run, in this process: how many rows it found and its processor seconds, as JSON.

    What it takes to begin counts, but not where the program is open already and has taken in a file ``before``.
    """
    if not before:
        found = _found(way, path)
        used = os.times()
        seconds = used.user + used.system + used.children_user + used.children_system
    else:
        _found(way, before)
        rows: list[int] = []
        seconds = cpu(lambda: rows.append(_found(way, path)))
        (found,) = rows
    print(json.dumps([found, seconds]))


def _found(way: str, path: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        return WAYS[way](Path(path), Path(folder))


def in_a_process(way: str, path: Path, many: int, before: Path | None) -> Run:
    """One run in a process of its own, which is to find so many rows; ``before`` as ``alone`` takes it."""
    command = [sys.executable, "-m", "tests.bench.alone", way, str(path), *([str(before)] if before else [])]
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


@dataclass(frozen=True, slots=True)
class Budget:
    """What is measured: its name, what it does, our way and theirs, and the ratio that is allowed."""

    name: str
    what: str
    ways: tuple[str, str]
    allowed: float


IMPORT = Budget("S1", "导入", ("ours", "yardstick"), 2.0)
CHECK = Budget("S4", "读入并核对", ("checked", "common"), 0.2)


def ratio(budget: Budget, many: int, *, is_open: bool = False) -> Iterator[Verdict]:
    """The ratio of two ways' processor time, the two having taken turns, and the most memory of the first.

    Each run is a program that begins, or one that ``is_open`` already; of such a one the memory says nothing more.
    """
    kept = folder("导入")
    path = workbook(kept / f"{many}.xlsx", many)
    before = another(kept / "先前.xlsx") if is_open else None
    for way in budget.ways:
        in_a_process(way, path, many, before)  # compiles its bytecode
    found = [tuple(in_a_process(way, path, many, before) for way in budget.ways) for _ in range(PAIRS)]
    ours, theirs = (statistics.median(run.seconds for run in side) for side in zip(*found, strict=True))
    quotient = statistics.median(mine.seconds / bare.seconds for mine, bare in found)
    what = f"{budget.what} {many:,} 行{'（开着的程序里）' if is_open else ''}"
    yield Verdict(budget.name, what, quotient, budget.allowed, ours, theirs)
    if not is_open:
        most = max(run.memory for run, _ in found)
        yield Verdict(budget.name, f"{what}占用的内存", most, MOST_MEMORY, unit=" MB")


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[Verdict]:
    """Every budget of importing."""
    empty_ledger(folder("导入") / LEDGER)
    for many in sizes:
        yield from ratio(IMPORT, many)
        if many <= MOST_OPEN:
            yield from ratio(IMPORT, many, is_open=True)
    yield from ratio(CHECK, CHECKED)
    yield from ratio(CHECK, CHECKED, is_open=True)
