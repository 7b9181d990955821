"""A workbook made of what was read from a file of another kind: its values, its merges, what it hides."""

import datetime as dt
import re
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import MergedCell
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.services.workbook.book import Book, Cell, Sheet
from app.services.workbook.cells import clean_text
from app.services.workbook.frame import text_width

_THIN = Side(style="thin")
_NARROWEST, _WIDEST = 8.0, 40.0
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


def copy_of_book(book: Book) -> bytes:
    """The package of a book that came as text, a web page or an open document."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in book.sheets:
        _copy(sheet, workbook.create_sheet(_NOT_IN_NAMES.sub("_", sheet.name)[:_LONGEST_NAME] or None))
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _copy(sheet: Sheet, made: Worksheet) -> None:
    if sheet.hidden:
        made.sheet_state = "hidden"
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row, 1):
            _fill(made.cell(number, column), value)
    for area in sheet.merges:
        made.merge_cells(start_row=area.top, start_column=area.left + 1, end_row=area.bottom, end_column=area.right + 1)
    for number in sheet.hidden_rows:
        made.row_dimensions[number].hidden = True
    for index in range(sheet.width):
        longest = max((text_width(str(row[index])) for row in sheet.rows), default=0)
        letters = get_column_letter(index + 1)
        made.column_dimensions[letters].width = min(_WIDEST, max(_NARROWEST, longest + 2))
        made.column_dimensions[letters].hidden = index in sheet.hidden_columns


def _fill(made: SheetCell | MergedCell, value: Cell) -> None:
    made.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
    made.alignment = Alignment(vertical="center", wrap_text=True)
    if value == "":
        return
    if isinstance(value, str):
        put_text(made, value)
    else:
        made.value = value
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            made.number_format = "yyyy-mm-dd"


def put_text(made: SheetCell | MergedCell, text: str) -> None:
    """A text that stays one, whatever it begins with."""
    made.value = clean_text(text)
    made.data_type = "s"
