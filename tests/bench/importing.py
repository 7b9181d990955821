"""Whole imports against the barest way to get the same rows into a database: ``python -m tests.bench.importing``.

Ours is everything from the file to the commit: read, recognise, map, clean, match, compare, back up, journal, write.
The yardstick is calamine's rows and ``executemany`` of sqlite3. The two take turns, each in a process of its own; the
times are those of the processors, children included. A true ratio needs a quiet machine, but is fair on a busy one.
"""

import argparse
import datetime as dt
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from app.models import region
from app.models.queries.records import count
from app.services import ledger
from app.services.importing.flow import imported
from app.services.importing.places import places
from app.services.importing.plan import Options

SIZES = (1_000, 10_000, 100_000)
BUDGET, MOST_MEMORY = 2.0, 700
UNIT, YEAR = "330421", 2022
HEADINGS = (
    *("项目编号", "项目名称", "镇街", "村", "坐落地址", "经度", "纬度", "当前阶段", "责任单位", "责任人", "联系电话"),
    *("项目类型", "项目区总规模（亩）", "立项复垦面积（亩）", "立项新增耕地面积（亩）", "涉及户数", "项目审查通过日期"),
    *("立项文号", "立项日期", "规划设计批复日期", "承担单位", "总投资（万元）", "资金来源", "施工单位", "开工日期"),
    *("竣工日期", "竣工面积（亩）", "县级初验日期", "验收日期", "备注"),
)


def rows(many: int) -> Iterator[list[object]]:
    """The data rows: as varied as a county's ledger is, every code and name its own."""
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
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, HEADINGS)
        for number, row in enumerate(rows(many), 1):
            sheet.write_row(number, 0, row)
        book.close()
    return path


def ours(path: Path, folder: Path) -> int:
    """The whole import; how many records the ledger has afterwards."""
    with ledger.create(str(folder / "本县.ledger"), UNIT, YEAR) as store:
        report = imported(store, [path], Options())
        assert not report.refused
        with store.read() as session:
            return count(session, "reclamation")


def yardstick(path: Path, folder: Path) -> int:
    """Calamine's rows into one table of sqlite3."""
    read = iter(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows())
    width = len(next(read))
    base = sqlite3.connect(folder / "bare.db")
    with base:
        base.execute(f"CREATE TABLE bare ({', '.join(f'c{number}' for number in range(width))})")
        base.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * width)})", map(_bare, read))
    return int(base.execute("SELECT count(*) FROM bare").fetchone()[0])


def _bare(row: list[object]) -> list[object]:
    return [cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row]


WAYS: dict[str, Callable[[Path, Path], int]] = {"ours": ours, "yardstick": yardstick}


def alone(way: str, path: Path) -> None:
    """One run, in this process: its processor seconds and the peak of its memory, as JSON."""
    began = _seconds()
    with tempfile.TemporaryDirectory() as folder:
        records = WAYS[way](path, Path(folder))
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"records": records, "seconds": _seconds() - began, "own": peaks[0], "child": peaks[1]}))


def _seconds() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _run(way: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.importing", "--alone", way, "--file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def compared(path: Path, many: int, pairs: int) -> float:
    """The ratio of the two ways over interleaved runs, printed with its figures."""
    found = [(_run("ours", path), _run("yardstick", path)) for _ in range(pairs)]
    assert all(run["records"] == many for pair in found for run in pair)
    ratio = statistics.median(mine["seconds"] / bare["seconds"] for mine, bare in found)
    own, child = (max(mine[side] for mine, _ in found) for side in ("own", "child"))
    seconds = [statistics.median(run["seconds"] for run in side) for side in zip(*found, strict=True)]
    print(
        f"{many:>7} rows: {seconds[0]:7.2f} s against {seconds[1]:6.2f} s, ratio {ratio:.2f} (budget {BUDGET}); "
        f"peak {own:.0f} MB and {child:.0f} MB in the reader, together at most {own + child:.0f} (budget {MOST_MEMORY})"
    )
    return seconds[0] / many


def main() -> None:
    """Measure all sizes, or one run where ``--alone`` asks for it."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--alone", choices=WAYS)
    asked.add_argument("--file", type=Path)
    asked.add_argument("--pairs", type=int, default=3)
    asked.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "importing-bench")
    chosen = asked.parse_args()
    if chosen.alone:
        alone(chosen.alone, chosen.file)
        return
    chosen.folder.mkdir(exist_ok=True)
    print("load", *(f"{load:.1f}" for load in os.getloadavg()))
    each = [compared(workbook(chosen.folder / f"{many}.xlsx", many), many, chosen.pairs) for many in chosen.sizes]
    print("a row's cost from the smallest to the largest:", *(f"{one * 1000:.3f} ms" for one in each))


if __name__ == "__main__":
    main()
