"""The second reader of old workbooks (.xls, .et): marks beside calamine's values, values where calamine fails."""

import datetime as dt
import io
import struct

import xlrd
from xlrd.biffh import XL_CELL_BLANK, XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_EMPTY, XL_CELL_ERROR, XLRDError
from xlrd.book import Book as XlsBook
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell as XlsCell
from xlrd.sheet import Sheet as XlsSheet

from app.services.workbook.book import Area, Cell, Sheet
from app.services.workbook.read_look import Look, verdict_colour

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
)


def open_book(data: bytes) -> XlsBook | None:
    """The workbook with its formats, or None where this reader cannot read it."""
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except _FAILURES:
        return None


def look(book: XlsBook) -> dict[str, Look]:
    """Per sheet name: hidden rows and columns, comments, error values, strike-through and verdict colours."""
    struck = {index for index, xf in enumerate(book.xf_list) if book.font_list[xf.font_index].struck_out}
    filled = {index: colour for index in range(len(book.xf_list)) if (colour := _fill(book, index))}
    return {sheet.name: _look_at(sheet, struck, filled) for sheet in book.sheets()}


def _look_at(sheet: XlsSheet, struck: set[int], filled: dict[int, str]) -> Look:
    seen = Look()
    seen.hidden_rows = {index + 1 for index, info in sheet.rowinfo_map.items() if info.hidden}
    seen.hidden_columns = {index for index, info in sheet.colinfo_map.items() if info.hidden}
    for (row, column), note in sheet.cell_note_map.items():
        seen.see((row + 1, column), comment=note.text.strip())
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(int(sheet.cell_value(row, column)), "#N/A")
                seen.see((row + 1, column), error=text)
            if struck or filled:
                _look_at_style(seen, sheet, (row, column), struck, filled)
    return seen


def _look_at_style(
    seen: Look, sheet: XlsSheet, cell: tuple[int, int], struck: set[int], filled: dict[int, str]
) -> None:
    row, column = cell
    style = sheet.cell_xf_index(row, column)
    if style in struck:
        seen.see((row + 1, column), struck=True)
    if style in filled:
        seen.see((row + 1, column), fill=filled[style])


def _fill(book: XlsBook, index: int) -> str:
    background = book.xf_list[index].background
    solid = background is not None and background.fill_pattern == 1
    rgb = book.colour_map.get(background.pattern_colour_index) if background and solid else None
    return verdict_colour(rgb) if rgb else ""


def values(book: XlsBook, looks: dict[str, Look]) -> tuple[Sheet, ...]:
    """The sheets by this reader alone, for the files that calamine refuses."""
    return tuple(_sheet(sheet, book.datemode, looks[sheet.name]) for sheet in book.sheets())


def _sheet(sheet: XlsSheet, datemode: int, seen: Look) -> Sheet:
    return Sheet(
        name=sheet.name,
        rows=[tuple(_value(cell, datemode) for cell in sheet.row(row)) for row in range(sheet.nrows)],
        merges=tuple(Area(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells),
        hidden=bool(sheet.visibility),
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
        return _moment(float(cell.value), datemode)
    value: Cell = cell.value
    return value


def _moment(serial: float, datemode: int) -> Cell:
    try:
        moment = xlrd.xldate_as_datetime(serial, 1 if datemode else 0)
    except (ValueError, OverflowError):
        return serial
    return moment.date() if moment.time() == dt.time() else moment
