"""S2 and S3: what it costs to write workbooks, against the least any program could do and against the common way.

S2: a whole ledger exported, against a raw SELECT of the same columns, joined to text and zipped at level 6, and the
memory it takes over the idle program; and a month's report of that ledger, checked, written and registered, against
the same: a table of sums (R4) and a list of its records (R5). The ledger is open for work, as the window has it: its
file is brought to rest, with the SHA-256 of all its bytes, when it is closed and not by each export. S3: 10,000 rows
against openpyxl's write-only mode.
``python -m tests.bench.exporting`` times every report of a month, a quarter and the year on the largest ledger.
"""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

from app.models.ledger import fields_of
from app.models.store import Store
from app.services.reporting.export import export
from tests.bench.ledgers import KIND, ledger_of
from tests.bench.side_by_side import Step, Verdict, compared, folder

SIZES = (1_000, 10_000, 100_000)
_COMMON_ROWS = 10_000
REPORTS = {"R4": 1.0, "R5": 1.5}
PERIODS = ("2022-06", "2022-Q2", "2022")


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
    fields = list(fields_of(KIND).values())
    sheet.append([field.label for field in fields])
    names = ", ".join(field.name for field in fields)
    for row in sqlite3.connect(path).execute(f"SELECT {names} FROM {KIND} ORDER BY id LIMIT {rows}"):
        sheet.append(row)
    book.save(target)


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


def whole_ledger(many: int) -> Iterator[Verdict]:
    """S2: time and memory."""
    path, out = ledger_of(many), folder("导出")
    with Store.open(str(path), writing=True) as store:

        def ours() -> None:
            export(store, KIND, None, out / "台账.xlsx", unmasked=True)

        ours()
        yield Verdict("S2", f"导出 {many:,} 行占用的内存", peak_over_idle(ours) / 2**20, 40, unit=" MB")
        yield compared("S2", f"导出 {many:,} 行", (ours, lambda: raw(path, out / "raw.zip", many)), 1.5)


def reports_of(many: int) -> Iterator[Verdict]:
    """S2: a month's reports of a ledger."""
    path, out = ledger_of(many), folder("导出")
    with Store.open(str(path), writing=True) as store:
        for report, allowed in REPORTS.items():

            def ours(report: str = report) -> None:
                export(store, report, PERIODS[0], out / f"{report}.xlsx")

            ways = (ours, lambda: raw(path, out / "raw.zip", many))
            yield compared("S2", f"导出 {many:,} 条的 {report}", ways, allowed)


def against_common() -> Iterator[Verdict]:
    """S3: ten thousand rows against the common way."""
    path, out = ledger_of(_COMMON_ROWS), folder("导出")
    with Store.open(str(path), writing=True) as store:

        def ours() -> None:
            export(store, KIND, None, out / "台账.xlsx", unmasked=True)

        ways = (ours, lambda: common(path, out / "openpyxl.xlsx", _COMMON_ROWS))
        yield compared("S3", f"导出 {_COMMON_ROWS:,} 行", ways, 0.15)


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[Verdict]:
    """Every budget of writing."""
    for many in sizes:
        yield from whole_ledger(many)
        yield from reports_of(many)
    yield from against_common()


def reports() -> None:
    """The CPU and wall time of each period's folder on the large ledger."""
    with Store.open(str(ledger_of(SIZES[-1])), writing=True) as store:
        for period in PERIODS:
            for report in [f"R{number}" for number in range(1, 10)]:
                began, used = time.monotonic(), time.process_time()
                try:
                    export(store, report, period, folder("报表"))
                except Exception as refusal:  # noqa: BLE001 - a period the report does not have
                    print(f"{report} {period}: {refusal}")
                    continue
                print(f"{report} {period}: {time.process_time() - used:.2f} s CPU, {time.monotonic() - began:.2f} s")


if __name__ == "__main__":
    reports()
