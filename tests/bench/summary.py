"""S12: a clerk's job, a town × month summary of a workbook she was sent, against the spreadsheet she would use.

Ours is everything: the workbook imported into a new ledger and the figures by town and by month told. LibreOffice Calc
opens the workbook without a window, works out the same table by SUMIFS and saves it.
"""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import xlsxwriter

from app.models.store import Store
from app.services import ledger
from app.services.importing.flow import imported
from app.services.importing.plan import Options
from app.services.indicators import figures
from app.services.reporting.export import export
from tests.bench.ledgers import KIND, UNIT, YEAR, ledger_of
from tests.bench.side_by_side import Verdict, compared, folder

SIZES = (10_000, 100_000)
_BUDGET = 0.25
_MONTHS = range(1, 13)


def sent(many: int) -> Path:
    """The workbook: a whole ledger as we export it."""
    path = folder("汇总") / f"{many}.xlsx"
    if not path.exists():
        with Store.open(str(ledger_of(many))) as store:
            export(store, KIND, None, path, unmasked=True)
    return path


def ours(book: Path) -> None:
    """Import, and tell the figures by town and by month."""
    made = folder("汇总") / "我们的.db"
    for old in made.parent.glob("我们的.db*"):
        old.unlink()
    with ledger.create(str(made), UNIT, YEAR) as store:
        report = imported(store, [book], Options(as_of=f"{YEAR}-12-31"))
        assert not report.refused
        for by in ("town", "month"):
            assert figures(store, date(YEAR, 12, 31), by)


def asking(book: Path, many: int) -> Path:
    """The same rows with a sheet of SUMIFS beside them: towns down, months across."""
    path = book.with_name(f"{many}-公式.xlsx")
    if path.exists():
        return path
    with Store.open(str(ledger_of(many))) as store, store.read() as session:
        connection = session.connection()
        rows = connection.exec_driver_sql(f"SELECT town_code, demolish_date, demolished_area / 100.0 FROM {KIND}")
        held = [tuple(row) for row in rows]
    made = xlsxwriter.Workbook(str(path))
    data, table = made.add_worksheet("数据"), made.add_worksheet("汇总")
    for at, row in enumerate(held):
        data.write_row(at, 0, [str(row[0]), row[1] or "", row[2] or 0])
    for down, town in enumerate(sorted({row[0] for row in held}), 1):
        table.write(down, 0, town)
        for month in _MONTHS:
            asked = f'SUMIFS(数据!$C:$C,数据!$A:$A,$A{down + 1},数据!$B:$B,"{YEAR}-{month:02}*")'
            table.write_formula(down, month, f"={asked}")
    made.close()
    return path


def calc(book: Path) -> None:
    """LibreOffice opens, works out and saves."""
    out = folder("汇总") / "calc"
    profile = f"-env:UserInstallation={(folder('汇总') / '用户').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(out), str(book)]
    subprocess.run(command, check=True, capture_output=True)


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[Verdict]:
    """The job at each size; nothing where there is no LibreOffice."""
    if shutil.which("soffice") is None:
        return
    for many in sizes:
        book, formulas = sent(many), asking(sent(many), many)
        ways = (lambda book=book: ours(book), lambda formulas=formulas: calc(formulas))  # type: ignore[misc]
        yield compared("S12", f"{many:,} 行的镇×月汇总", ways, _BUDGET, pairs=1)
