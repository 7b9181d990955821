"""The marks of a workbook that was handed back with its errors (``errors_back.py``), and the workbook without them."""

from dataclasses import replace

from app.services.workbook.book import Book, Mark, Sheet
from app.services.workbook.read.grid import stretches

HEAD = "错误说明（导入核对）"
"""The head of the column of reasons, by which it is known again."""
REMARK = "【导入核对】"
"""How our remarks begin; what a person wrote stands before it."""


def without_marks(book: Book) -> Book:
    """The book as it was before its errors were marked: no column of reasons, no remarks of ours."""
    return replace(book, sheets=tuple(map(_cleaned, book.sheets)))


def _cleaned(sheet: Sheet) -> Sheet:
    marks = {place: _without_remark(mark) for place, mark in sheet.marks.items()}
    found = (enumerate(stretch.columns) for stretch in stretches(sheet.rows))
    ours = {place for columns in found for place, column in columns if column.holds(HEAD)}
    if not ours:
        return sheet if marks == sheet.marks else replace(sheet, marks=marks)
    rows = [tuple("" if column in ours else cell for column, cell in enumerate(row)) for row in sheet.rows]
    width = max((column + 1 for row in rows for column, cell in enumerate(row) if cell != ""), default=0)
    return replace(sheet, rows=[row[:width] for row in rows], marks=marks)


def _without_remark(mark: Mark) -> Mark:
    if REMARK not in mark.comment:
        return mark
    return replace(mark, comment=mark.comment.partition(REMARK)[0].strip())
