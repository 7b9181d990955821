"""An old binary workbook as a package that looks the same: values, formats, fonts, borders, widths, merges.

Formulas of the old format are copied as the values they last had; drawings and macros are not copied.
"""

from copy import copy
from io import BytesIO
from typing import Any

import xlrd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.services.workbook.fill.plain_copy import put_text
from app.services.workbook.read.xls import open_book

_LINES = (None, "thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed", "dashDot")
_ACROSS = ("general", "left", "center", "right", "fill", "justify", "centerContinuous", "distributed")
_DOWN = ("top", "center", "bottom", "justify", "distributed")
_WIDTH_UNIT, _HEIGHT_UNIT = 256, 20


def copy_of_legacy(data: bytes) -> bytes | None:
    """The package of a BIFF workbook; None where its looks cannot be read."""
    source = open_book(data)
    return None if source is None else _copied(source)


def _copied(source: Any) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for sheet in source.sheets():
        target = made.create_sheet(sheet.name)
        target.sheet_state = ("visible", "hidden", "veryHidden")[sheet.visibility]
        _copy(source, sheet, target)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def _copy(source: Any, sheet: Any, made: Worksheet) -> None:
    looks: dict[int, Any] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            _copy_cell(source, sheet.cell(row, column), made.cell(row + 1, column + 1), looks)
    for top, bottom, left, right in sheet.merged_cells:
        made.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom, end_column=right)
    for column, info in sheet.colinfo_map.items():
        dimension = made.column_dimensions[get_column_letter(column + 1)]
        dimension.width = info.width / _WIDTH_UNIT
        dimension.hidden = bool(info.hidden)
    for row, line in sheet.rowinfo_map.items():
        made.row_dimensions[row + 1].height = line.height / _HEIGHT_UNIT
        made.row_dimensions[row + 1].hidden = bool(line.hidden)


def _copy_cell(source: Any, cell: Any, made: Any, looks: dict[int, Any]) -> None:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            put_text(made, cell.value)
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            made.value = cell.value
        case xlrd.XL_CELL_BOOLEAN:
            made.value = bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            put_text(made, xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.xf_index in looks:
        made._style = copy(looks[cell.xf_index]._style)  # noqa: SLF001 - as the library's own copying of looks does
    else:
        _dress(source, source.xf_list[cell.xf_index], made)
        looks[cell.xf_index] = made


def _dress(source: Any, xf: Any, made: Any) -> None:
    font = source.font_list[xf.font_index]
    made.font = Font(
        name=font.name,
        size=font.height / _HEIGHT_UNIT,
        bold=bool(font.bold),
        italic=bool(font.italic),
        strike=bool(font.struck_out),
        underline="single" if font.underlined else None,
        color=_colour(source, font.colour_index),
    )
    made.alignment = Alignment(
        horizontal=_ACROSS[xf.alignment.hor_align % len(_ACROSS)],
        vertical=_DOWN[xf.alignment.vert_align % len(_DOWN)],
        wrap_text=bool(xf.alignment.text_wrapped),
    )
    sides = ("left", "right", "top", "bottom")
    lines = [getattr(xf.border, f"{side}_line_style") for side in sides]
    made.border = Border(**dict(zip(sides, map(_side, lines), strict=True)))
    if xf.background.fill_pattern == 1 and (paint := _colour(source, xf.background.pattern_colour_index)):
        made.fill = PatternFill("solid", fgColor=paint)
    known = source.format_map.get(xf.format_key)
    made.number_format = known.format_str if known else "General"


def _side(line: int) -> Any:
    style: Any = _LINES[line] if line < len(_LINES) else "thin"
    return Side(style=style)


def _colour(source: Any, index: int) -> str | None:
    rgb = source.colour_map.get(index)
    return None if rgb is None else "FF{:02X}{:02X}{:02X}".format(*rgb)
