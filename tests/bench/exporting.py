"""Measures what it costs to write workbooks, against the least that any program could do and against the common way.

python tests/bench/exporting.py [--rows 100000] [--pairs 5] [--reports]

S2: a whole ledger exported, against a raw SELECT of the same columns, joined to text and zipped at level 6 (at most
1.5), and the memory it takes over the idle program (at most 40 MB). S3: 10,000 rows against openpyxl's write-only mode
(ratio at most 0.15). Pairs are interleaved and medians of CPU time compared; seconds are for information. With
``--reports`` every report of a month, a quarter and the year is built and timed on the same ledger. Exit status 1 where
a budget is missed.
"""

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import openpyxl  # noqa: E402 - the program is found only now

from app.models.field import Field  # noqa: E402
from app.models.ledger import fields_of  # noqa: E402
from app.models.queries import records as held  # noqa: E402
from app.models.store import Store  # noqa: E402
from app.services import ledger, records  # noqa: E402
from app.services.demo.fill import fill  # noqa: E402
from app.services.records import Addition  # noqa: E402
from app.services.reporting import export  # noqa: E402

KIND = "demolition"
COMMON_ROWS = 10_000
MOST_RAW, MOST_COMMON, MOST_MEMORY = 1.5, 0.15, 40 * 2**20
PERIODS = ("2022-06", "2022-Q2", "2022")

Step = Callable[[], object]


def ledger_of(path: Path, rows: int) -> None:
    """A ledger with so many points: a demo year's, again and again under new codes."""
    with ledger.create(str(path), "330421", 2022) as store:
        fill(store, projects=300)
        with store.read() as session:
            known = [one.values for one in held.every(session, KIND)]
        more = max(0, rows - len(known))
        with store.write("更多点位") as work:
            records.add(work, KIND, [Addition(_again(known[at % len(known)], at)) for at in range(more)])


def _again(values: records.Values, number: int) -> records.Values:
    return {**values, "code": f"CW-330421-2023-{number:06}", "previous_code": None, "case_no": None}


def raw(path: Path, target: Path, rows: int) -> None:
    """The least: the same columns selected, joined and zipped."""
    names = ", ".join(fields_of(KIND))
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=6) as package, package.open("sheet.xml", "w") as stream:
        cursor = sqlite3.connect(path).execute(f"SELECT {names} FROM {KIND} ORDER BY id LIMIT {rows}")
        while block := cursor.fetchmany(256):
            lines = ("</v></c><c><v>".join(["" if value is None else str(value) for value in row]) for row in block)
            stream.write("".join(f"<row><c><v>{line}</v></c></row>" for line in lines).encode())


def common(path: Path, target: Path, rows: int) -> None:
    """The common way: openpyxl's write-only mode over the same rows."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    fields: list[Field] = list(fields_of(KIND).values())
    sheet.append([field.label for field in fields])
    names = ", ".join(field.name for field in fields)
    for row in sqlite3.connect(path).execute(f"SELECT {names} FROM {KIND} ORDER BY id LIMIT {rows}"):
        sheet.append(row)
    book.save(target)


def paired(ours: Step, theirs: Step, pairs: int) -> tuple[float, float]:
    """The medians of CPU time of two steps run in turn, after one unmeasured run of each."""
    ours()
    theirs()
    times = [(cpu(ours), cpu(theirs)) for _ in range(pairs)]
    return statistics.median(one for one, _ in times), statistics.median(other for _, other in times)


def cpu(step: Step) -> float:
    """Seconds of CPU that a step takes."""
    began = time.process_time()
    step()
    return time.process_time() - began


def peak_over_idle(step: Step) -> int:
    """Bytes of memory that a step takes over what the program holds before it; 0 where the system does not say."""
    if not Path("/proc/self/clear_refs").exists():
        return 0
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    step()
    return _status("VmHWM") - before


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{key}:"))


def measured(folder: Path, rows: int, pairs: int) -> Iterator[bool]:
    """Whether each budget is held, each said as it is known."""
    path, out = folder / "台账.db", folder / "out.xlsx"
    ledger_of(path, rows)
    with Store.open(str(path)) as store:

        def ours() -> object:
            return export(store, KIND, None, out, unmasked=True)

        ours()
        yield said("S2 内存", peak_over_idle(ours) / 2**20, MOST_MEMORY / 2**20, "MB")
        mine, least = paired(ours, lambda: raw(path, folder / "raw.zip", rows), pairs)
        yield said(f"S2 {rows} 行 {mine:.2f} s / {least:.2f} s", mine / least, MOST_RAW)


def against_common(folder: Path, pairs: int) -> Iterator[bool]:
    """Whether ten thousand rows are written in a small part of the common way's time."""
    path, out = folder / "小.db", folder / "小.xlsx"
    ledger_of(path, COMMON_ROWS)
    with Store.open(str(path)) as store:
        mine, usual = paired(
            lambda: export(store, KIND, None, out, unmasked=True),
            lambda: common(path, folder / "openpyxl.xlsx", COMMON_ROWS),
            pairs,
        )
    yield said(f"S3 {COMMON_ROWS} 行 {mine:.2f} s / {usual:.2f} s", mine / usual, MOST_COMMON)


def reports(folder: Path) -> None:
    """The CPU and wall time of each period's folder on the large ledger."""
    with Store.open(str(folder / "台账.db")) as store:
        for period in PERIODS:
            for report in [f"R{number}" for number in range(1, 10)]:
                began, used = time.monotonic(), time.process_time()
                try:
                    export(store, report, period, folder / "报表")
                except Exception as refusal:  # noqa: BLE001 - a period the report does not have
                    print(f"{report} {period}: {refusal}")
                    continue
                print(f"{report} {period}: {time.process_time() - used:.2f} s CPU, {time.monotonic() - began:.2f} s")


def said(name: str, found: float, budget: float, unit: str = "") -> bool:
    """Print a figure beside its budget; whether it is held."""
    print(f"{'✓' if found <= budget else '✗'} {name}: {found:.3f}{unit}（≤ {budget:g}{unit}）", flush=True)
    return found <= budget


def main() -> int:
    """Run what is asked and say what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--reports", action="store_true", help="time every report on the same ledger")
    arguments = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.2f}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        held_ones = [*against_common(folder, arguments.pairs), *measured(folder, arguments.rows, arguments.pairs)]
        if arguments.reports:
            reports(folder)
    print(f"budgets held {sum(held_ones)}/{len(held_ones)}")
    return 0 if all(held_ones) else 1


if __name__ == "__main__":
    sys.exit(main())
