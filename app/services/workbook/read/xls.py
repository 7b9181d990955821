"""The second reader of old workbooks (.xls, .et): marks beside calamine's values, values where calamine fails."""

import io
import itertools
import struct

import xlrd
from xlrd.biffh import XL_CELL_BLANK, XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_EMPTY, XL_CELL_ERROR, XLRDError
from xlrd.book import Book as XlsBook
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell as XlsCell
from xlrd.sheet import Sheet as XlsSheet

from app.services.workbook.book import Area, Cell, Sheet
from app.services.workbook.read.look import Look, verdict_colour, verdict_ink
from app.services.workbook.read.serial import moment
from app.services.workbook.read.styles import Styles
from app.services.workbook.read.xls_filter import filtered_sheets

_FAILURES = (
    XLRDError,
    CompDocError,
    struct.error,
    AssertionError,
    UnicodeDecodeError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RecursionError,
)


def open_book(data: bytes) -> XlsBook | None:
    """The workbook with its formats, or None where this reader cannot read it."""
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except _FAILURES:
        return None


def look(book: XlsBook, data: bytes) -> dict[str, Look]:
    """Per sheet name: hidden rows and columns, filters, comments, errors, strike-through, verdict colours and ink."""
    formats = _styles(book)
    looks = {sheet.name: _look_at(book, sheet, formats) for sheet in book.sheets()}
    for number in filtered_sheets(data):
        looks[book.sheet_by_index(number).name].filtered = True
    return looks


def _look_at(book: XlsBook, sheet: XlsSheet, formats: Styles) -> Look:
    seen, interesting = Look(), bool(formats.interesting)
    seen.hidden_rows = {index + 1 for index, info in sheet.rowinfo_map.items() if info.hidden}
    seen.hidden_columns = {index for index, info in sheet.colinfo_map.items() if info.hidden}
    for (row, column), note in sheet.cell_note_map.items():
        seen.see((row + 1, column), comment=note.text.strip())
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(int(sheet.cell_value(row, column)), "#N/A")
                seen.see((row + 1, column), error=text)
            if interesting:
                _look_at_style(seen, sheet, (row, column), formats)
    for (row, column), runs in sheet.rich_text_runlist_map.items():
        own = book.xf_list[sheet.cell_xf_index(row, column)].font_index
        text = str(sheet.cell_value(row, column))
        starts = [(0, own), *runs, (len(text), own)]
        pieces = [
            (text[first:last], bool(book.font_list[font].struck_out))
            for (first, font), (last, _) in itertools.pairwise(starts)
        ]
        seen.see_pieces((row + 1, column), pieces)
    return seen


def _look_at_style(seen: Look, sheet: XlsSheet, cell: tuple[int, int], formats: Styles) -> None:
    row, column = cell
    style = sheet.cell_xf_index(row, column)
    if style in formats.struck:
        seen.see((row + 1, column), struck=True)
    if style in formats.filled:
        seen.see((row + 1, column), fill=formats.filled[style])
    if style in formats.inked:
        seen.see((row + 1, column), ink=formats.inked[style])


def _styles(book: XlsBook) -> Styles:
    """The cell formats that say something of a value, by their numbers."""
    numbers = range(len(book.xf_list))
    fonts = [book.font_list[xf.font_index] for xf in book.xf_list]
    inks = [verdict_ink(rgb) if (rgb := book.colour_map.get(font.colour_index)) else "" for font in fonts]
    return Styles(
        struck=frozenset(index for index in numbers if fonts[index].struck_out),
        filled={index: colour for index in numbers if (colour := _fill(book, index))},
        inked={index: inks[index] for index in numbers if inks[index]},
    )


def _fill(book: XlsBook, index: int) -> str:
    background = book.xf_list[index].background
    solid = background is not None and background.fill_pattern == 1
    rgb = book.colour_map.get(background.pattern_colour_index) if background and solid else None
    return verdict_colour(rgb) if rgb else ""


def values(book: XlsBook, looks: dict[str, Look]) -> tuple[Sheet, ...]:
    """The sheets by this reader alone, for the files that calamine refuses."""
    return tuple(_sheet(sheet, book.datemode, looks[sheet.name]) for sheet in book.sheets())


def _sheet(sheet: XlsSheet, datemode: int, seen: Look) -> Sheet:
    rows = [[_value(cell, datemode) for cell in sheet.row(row)] for row in range(sheet.nrows)]
    width = max(map(len, rows), default=0)
    return Sheet(
        name=sheet.name,
        rows=[(*row, *[""] * (width - len(row))) for row in rows],
        merges=tuple(Area(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells),
        hidden=bool(sheet.visibility),
        filtered=seen.filtered,
        hidden_rows=frozenset(seen.hidden_rows),
        hidden_columns=frozenset(seen.hidden_columns),
        marks=seen.marks,
    )


def _value(cell: XlsCell, datemode: int) -> Cell:
    if cell.ctype in (XL_CELL_EMPTY, XL_CELL_BLANK, XL_CELL_ERROR):
        return ""
    if cell.ctype == XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == XL_CELL_DATE:
        return moment(float(cell.value), since_1904=bool(datemode))
    value: Cell = cell.value
    return value
