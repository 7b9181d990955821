"""Whether a file is what was sent: the register's word against the file's, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from app.models.quantity import number
from app.models.queries import submissions as queries
from app.models.queries.submissions import Export, Sent
from app.models.store import Store
from app.services.reporting.frozen import FrozenColumn, FrozenLine, FrozenSheet, Text, unpack
from app.services.workbook.book import PLAIN, Book, Cell, Sheet, address
from app.services.workbook.layout import ColumnKind
from app.services.workbook.meta import META_SHEET
from app.services.workbook.read import read


class Verdict(StrEnum):
    """What can be said of a file."""

    SAME = "未改动"
    CHANGED = "已改动"
    UNKNOWN = "无法判断"


@dataclass(frozen=True, slots=True)
class Touched:
    """A cell that is not as it was written: where it stands, what it is about, what was sent, what is there."""

    cell: str
    row: str
    column: FrozenColumn
    sent: Text
    found: Text


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict, the export and submission it is about, the sentence that says why, the cells that were touched."""

    verdict: Verdict
    sentence: str
    export: Export | None = None
    sent: Sent | None = None
    touched: tuple[Touched, ...] = ()


def proof(store: Store, path: Path) -> Proof:
    """Whether ``path`` is one of our exports as it was written; a re-save by another program changes nothing.

    Raises ``Refusal`` only for a file that cannot be read.
    """
    book = read(path)
    with store.read() as session:
        export = queries.export_of_bytes(session, book.sha256)
        same_bytes = export is not None
        export = export or queries.export(session, export_id(book))
        sent = next((one for one in queries.submissions(session) if export and one.export_id == export.export_id), None)
    if export is None:
        return Proof(Verdict.UNKNOWN, "文件里没有本台账的导出标记，或不是从这本台账导出的")
    if same_bytes:
        return Proof(Verdict.SAME, "与导出时逐字节相同", export, sent)
    return _compared(book, export, sent)


def export_id(book: Book) -> str:
    """The export id on the ``_meta`` sheet, empty where it was lost."""
    meta = next((sheet for sheet in book.sheets if sheet.name == META_SHEET), None)
    rows = meta.rows if meta else []
    return next((str(row[1]) for row in rows if len(row) > 1 and row[0] == "export"), "")


def _compared(book: Book, export: Export, sent: Sent | None) -> Proof:
    touched: list[Touched] = []
    unsure = 0
    for frozen in unpack(export.packed).sheets:
        sheet = next((one for one in book.sheets if one.name == frozen.name), None)
        if frozen.lines is None:
            return Proof(Verdict.UNKNOWN, "整本台账另存过，请改用 import --dry-run 逐行比对", export, sent)
        if sheet is None:
            return Proof(Verdict.UNKNOWN, f"工作表“{frozen.name}”不在文件里", export, sent)
        touched += _touched(sheet, frozen)
        unsure += sum(_without_result(sheet, row, column) for row, column in sheet.marks)
    left = f"（有 {unsure} 个公式没有存下结果，没有比对）" if unsure else ""
    if touched:
        return Proof(Verdict.CHANGED, f"有 {len(touched)} 个单元格与导出时不同{left}", export, sent, tuple(touched))
    return Proof(Verdict.SAME, f"另存过，表中每一格都与导出时相同{left}", export, sent)


def _without_result(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a cell is a formula whose result its writer did not store."""
    return sheet.cell(row, column) == "" and bool(sheet.marks.get((row, column), PLAIN).formula)


def _touched(sheet: Sheet, frozen: FrozenSheet) -> list[Touched]:
    """The cells that differ; a row is looked for by its words where rows were inserted or moved."""
    lines = [(frozen.first + place, line) for place, line in enumerate(frozen.lines or ())]
    if frozen.total is not None:
        lines.append((frozen.total_row, FrozenLine("", "", frozen.total)))
    found, rows = [], set()
    for usual, line in lines:
        row = _row_of(sheet, frozen, line, usual)
        rows.add(row)
        for column, (at, cell) in enumerate(zip(frozen.columns, line.cells, strict=True)):
            value = sheet.cell(row, column)
            if not _same(at, cell, value) and not _without_result(sheet, row, column):
                place = f"{sheet.name}!{address(row, column)}"
                found.append(Touched(place, _words(frozen, line), at, cell, _shown(value)))
    return [*found, *_beside(sheet, len(frozen.columns), rows)]


def _beside(sheet: Sheet, width: int, rows: set[int]) -> Iterator[Touched]:
    """What someone wrote beside the table or into rows between its own."""
    beside = FrozenColumn("", ("表外",), "", ColumnKind.TEXT.value, None)
    for row in range(min(rows, default=1), max(rows, default=0) + 1):
        for column in range(width if row in rows else 0, sheet.width):
            if (value := sheet.cell(row, column)) != "":
                yield Touched(f"{sheet.name}!{address(row, column)}", "", beside, None, _shown(value))


def _row_of(sheet: Sheet, frozen: FrozenSheet, line: FrozenLine, usual: int) -> int:
    """The row a line stands in now: its own, else the one with the same words; its own where there is none."""
    named = [index for index, column in enumerate(frozen.columns) if not column.numeric and line.cells[index]]
    first = named[0] if named else None
    if first is None or _same(frozen.columns[first], line.cells[first], sheet.cell(usual, first)):
        return usual
    rows = range(1, len(sheet.rows) + 1)
    return next((row for row in rows if _same(frozen.columns[first], line.cells[first], sheet.cell(row, first))), usual)


def _words(frozen: FrozenSheet, line: FrozenLine) -> str:
    return next((cell for at, cell in zip(frozen.columns, line.cells, strict=True) if cell and not at.numeric), "")


def _same(column: FrozenColumn, sent: Text, found: Cell) -> bool:
    """Whether a cell holds what was sent; a figure once rounded to its places, for a live one is not stored rounded."""
    if sent is None or found == "":
        return (sent or "") == str(found)
    figure = number(sent) if column.numeric else None
    if figure is None:
        return " ".join(sent.split()) == " ".join(_shown(found).split())
    value = _figure(found)
    return value is not None and abs(value - Fraction(figure)) <= Fraction(1, 2 * 10 ** (-_exponent(figure) + 6))


def _exponent(figure: Decimal) -> int:
    exponent = figure.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _figure(found: Cell) -> Fraction | None:
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    written = number(found if isinstance(found, str) else repr(found))
    return None if written is None else Fraction(written)


def _shown(found: Cell) -> str:
    if isinstance(found, datetime) and found.time() == datetime.min.time():
        found = found.date()
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, float) and found.is_integer():
        return str(int(found))
    return str(found)
