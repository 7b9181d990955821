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
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.reporting.sent.file import original
from app.services.reporting.sent.frozen import Frozen, FrozenColumn, FrozenLine, FrozenSheet, Text, unpack
from app.services.reporting.sent.proof_around import AROUND, around
from app.services.reporting.sent.proof_content import Content, Touched
from app.services.workbook.book import PLAIN, Book, Cell, Sheet, address
from app.services.workbook.origin import origin_of
from app.services.workbook.read.book import read


class Verdict(StrEnum):
    """What can be said of a file."""

    SAME = "未改动"
    CHANGED = "已改动"
    ALIKE = "内容一致"
    DIFFERS = "内容不一致"
    UNKNOWN = "无法判断"


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

    A file whose marks or sheets are not ours any more, a whole ledger that was saved again and a bureau's own form are
    judged by what they say. Raises ``Refusal`` only for a file that cannot be read.
    """
    book = read(path)
    content = Content(store, book, path)
    origin = origin_of(book, path)
    with store.read() as session:
        export = queries.export_of_bytes(session, book.sha256)
        same_bytes = export is not None
        export = export or queries.export(session, origin.export_id if origin else "")
    marked = export is not None
    try:
        export = export or content.export()
        if export is None:
            return Proof(Verdict.UNKNOWN, "文件里没有本台账的导出标记，内容也不像从这本台账导出的哪一份")
        sent = _sent(store, export)
        if same_bytes:
            return Proof(Verdict.SAME, "与导出时逐字节相同", export, sent)
        frozen = unpack(export.packed)
        if marked and _is_ours(book, frozen):
            return _compared(book, _original(store, export), (export, frozen), sent)
        return _by_content(content, export, sent, marked=marked)
    except Refusal as refusal:
        return Proof(Verdict.UNKNOWN, refusal.sentence, export)


def _sent(store: Store, export: Export) -> Sent | None:
    with store.read() as session:
        return next((one for one in queries.submissions(session) if one.export_id == export.export_id), None)


def _is_ours(book: Book, frozen: Frozen) -> bool:
    """Whether a workbook still has every sheet of a report as we laid it out."""
    names = {sheet.name for sheet in book.sheets}
    return all(sheet.name in names and sheet.lines is not None and _is_laid_out(book, sheet) for sheet in frozen.sheets)


def _is_laid_out(book: Book, frozen: FrozenSheet) -> bool:
    """Whether the headings stand above the first row, where we write them."""
    sheet = next(one for one in book.sheets if one.name == frozen.name)
    above = {str(cell).split("\n")[0] for row in sheet.rows[: frozen.first - 1] for cell in row if cell != ""}
    leaves = {column.path[-1] for column in frozen.columns}
    return len(leaves & above) * 2 >= len(leaves)


def _by_content(content: Content, export: Export, sent: Sent | None, *, marked: bool) -> Proof:
    """What the file says beside what went out; where its marks are lost, it is held against the newest such export."""
    touched = tuple(content.touched(export))
    of = "" if marked else f"（没有导出标记，与 {export.made_at[:16].replace('T', ' ')} 导出的最近一份比较）"
    if touched:
        return Proof(Verdict.DIFFERS, f"有 {len(touched)} 处与导出时不同{of}", export, sent, touched)
    return Proof(Verdict.ALIKE, f"每一行与导出时相同{of}", export, sent)


def _original(store: Store, export: Export) -> Book | None:
    """The file as it was exported, where it is still there."""
    kept = original(store, export.sha256, export.file)
    return read(kept) if kept else None


def _compared(book: Book, first: Book | None, went: tuple[Export, Frozen], sent: Sent | None) -> Proof:
    """The cells of our own layout, each where it was written; those around the table beside the ``first`` file's."""
    touched: list[Touched] = []
    unsure, (export, packed) = 0, went
    for frozen in packed.sheets:
        sheet = next(one for one in book.sheets if one.name == frozen.name)
        found, rows = _touched(sheet, frozen)
        touched += found
        if first is not None:
            before = next(one for one in first.sheets if one.name == frozen.name)
            touched += around(before, sheet, frozen, max(rows, default=0))
        unsure += sum(_without_result(sheet, row, column) for row, column in sheet.marks)
    left = f"（有 {unsure} 个公式没有存下结果，没有比对）" if unsure else ""
    left += "" if first is not None else "（导出的原件已不在，标题、填报单位、说明等表外的字没有比对）"
    if touched:
        return Proof(Verdict.CHANGED, f"有 {len(touched)} 个单元格与导出时不同{left}", export, sent, tuple(touched))
    return Proof(Verdict.SAME, f"另存过或改过格式，表中每一格都与导出时相同{left}", export, sent)


def _without_result(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a cell is a formula whose result its writer did not store."""
    return sheet.cell(row, column) == "" and bool(sheet.marks.get((row, column), PLAIN).formula)


def _touched(sheet: Sheet, frozen: FrozenSheet) -> tuple[list[Touched], set[int]]:
    """The cells that differ, and the rows the table's lines stand in now.

    A row is looked for by its words where rows were inserted or moved.
    """
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
    return [*found, *_beside(sheet, len(frozen.columns), rows)], rows


def _beside(sheet: Sheet, width: int, rows: set[int]) -> Iterator[Touched]:
    """What someone wrote beside the table or into rows between its own."""
    for row in range(min(rows, default=1), max(rows, default=0) + 1):
        for column in range(width if row in rows else 0, sheet.width):
            if (value := sheet.cell(row, column)) != "":
                yield Touched(f"{sheet.name}!{address(row, column)}", "", AROUND, None, _shown(value))


def _row_of(sheet: Sheet, frozen: FrozenSheet, line: FrozenLine, usual: int) -> int:
    """The row a line stands in now: its own, else the one with the same words; its own where there is none."""
    named = [index for index, column in enumerate(frozen.columns) if _says(column, line.cells[index])]
    first = named[0] if named else None
    if first is None or _same(frozen.columns[first], line.cells[first], sheet.cell(usual, first)):
        return usual
    rows = range(1, len(sheet.rows) + 1)
    return next((row for row in rows if _same(frozen.columns[first], line.cells[first], sheet.cell(row, first))), usual)


def _says(column: FrozenColumn, cell: Text) -> bool:
    """Whether a cell holds words by which its row is known; 合计 may stand where the numbers of the rows do."""
    return bool(cell) and (not column.numeric or number(str(cell)) is None)


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
    if isinstance(found, float):
        return f"{Decimal(f'{found:.15g}'):f}"  # the digits a spreadsheet shows: 0.3, not 0.30000000000000004
    return str(found)
