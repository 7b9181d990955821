"""S12: a clerk's job, a town × month summary of a workbook she was sent, against what she would do it with.

Ours is everything: the workbook imported into a new ledger and the figures by town and by month told. LibreOffice Calc
opens the workbook without a window, all its columns and a sheet of SUMIFS beside them, works the table out and saves
it. A script reads the workbook with openpyxl, as pandas does, and adds up; the table that pandas makes of it would come
on top.
"""

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

from app.models.ledger import fields_of
from app.models.store import Store
from app.services import ledger
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.indicators import figures
from app.services.reporting.export import export
from tests.bench.ledgers import KIND, UNIT, YEAR, ledger_of
from tests.bench.side_by_side import Verdict, compared, folder

SIZES = (10_000, 100_000)
_BESIDE_CALC, _BESIDE_SCRIPT = 0.25, 0.2
_MONTHS = range(1, 13)
_ASKED = ("town_code", "demolish_date", "demolished_area")


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
    """The workbook with a sheet of SUMIFS beside its rows: towns down, months across."""
    path = book.with_name(f"{many}-同表公式.xlsx")
    if path.exists():
        return path
    rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    made = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    data, table = made.add_worksheet("数据"), made.add_worksheet("汇总")
    for at, row in enumerate(rows):
        data.write_row(at, 0, row)
    places = _places(rows)
    town, day, area = (f"数据!${column}:${column}" for column in map(xlsxwriter.utility.xl_col_to_name, places))
    for down, name in enumerate(sorted({str(row[places[0]]) for row in rows if isinstance(row[places[1]], date)}), 1):
        table.write(down, 0, name)
        for month in _MONTHS:
            within = f'{day},">="&DATE({YEAR},{month},1),{day},"<"&DATE({YEAR},{month + 1},1)'
            table.write_formula(down, month, f"=SUMIFS({area},{town},$A{down + 1},{within})")
    made.close()
    return path


def _places(rows: Sequence[Sequence[object]]) -> list[int]:
    """Where the columns of a summary stand: the town, the day and the amount."""
    labels = [fields_of(KIND)[name].label for name in _ASKED]
    said = ([str(cell).partition("\n")[0] for cell in row] for row in rows)
    heads = next(row for row in said if set(labels) <= set(row))
    return [heads.index(label) for label in labels]


def script(book: Path) -> None:
    """Every row read by openpyxl, and added up."""
    rows = list(openpyxl.load_workbook(book, read_only=True).worksheets[0].iter_rows(values_only=True))
    town, day, area = _places(rows)
    sums: Counter[tuple[object, int]] = Counter()
    for row in rows:
        if isinstance(row[day], date) and row[day].year == YEAR:
            sums[row[town], row[day].month] += row[area] or 0
    assert sums


def calc(book: Path) -> None:
    """LibreOffice opens, works out and saves."""
    out = folder("汇总") / "calc"
    profile = f"-env:UserInstallation={(folder('汇总') / '用户').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(out), str(book)]
    subprocess.run(command, check=True, capture_output=True)


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[Verdict]:
    """The job at each size; beside Calc only where there is one."""
    for many in sizes:
        book, formulas = sent(many), asking(sent(many), many)
        if shutil.which("soffice"):
            beside_calc = (lambda book=book: ours(book), lambda formulas=formulas: calc(formulas))  # type: ignore[misc]
            yield compared("S12", f"{many:,} 行的镇×月汇总，对 Calc", beside_calc, _BESIDE_CALC, pairs=1)
        beside_script = (lambda book=book: ours(book), lambda book=book: script(book))  # type: ignore[misc]
        yield compared("S12", f"{many:,} 行的镇×月汇总，对 openpyxl", beside_script, _BESIDE_SCRIPT, pairs=1)
