"""A sheet that goes on from the one before it without headings of its own: 续表, or the next page of a long list.

It is joined where its columns prove alike: as many of them, cells of the same sorts in each, and either the sheet says
that it goes on or its serial numbers do.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from app.services.importing.mapping.content import content, is_code, is_date, is_number
from app.services.importing.tables.recognise import going_on
from app.services.importing.tables.table import Table
from app.services.importing.text import compact
from app.services.workbook.book import Book, Cell, Row, Sheet

_GOES_ON = re.compile(r"续[表页]|[(（]续|[\d表页]续\d*$")
_HIGHEST = 4  # the rows above the first record: a title, a unit line
_FEWEST = 3
_MOSTLY, _NEARLY_ALL = 0.6, 0.9
_SORTS = (("number", is_number), ("date", is_date), ("code", is_code))


def goes_on(sheet: Sheet) -> bool:
    """Whether a sheet says in its name or above its rows that it goes on from another."""
    above = (cell for row in sheet.rows[:_HIGHEST] for cell in row if isinstance(cell, str))
    return any(_GOES_ON.search(text.strip()) for text in (sheet.name, *above))


def first_row(sheet: Sheet, before: Table) -> int | None:
    """The first row of a sheet that goes on with a table; None where it does not."""
    sorts = {column.index: _sort(content(before, column).cells) for column in before.columns}
    if sheet.width <= max(sorts) - _FEWEST or len(sorts) < _FEWEST:
        return None
    first = next((number for number in _top(sheet) if _suits(sheet.rows[number - 1], sorts)), None)
    if first is None:
        return None
    rows = [row for row in sheet.rows[first - 1 :] if sum(cell != "" for cell in row) >= _FEWEST]
    alike = sum(_suits(row, sorts) for row in rows)
    if alike < _MOSTLY * len(rows) or not _alike(sheet, range(first - 1, len(sheet.rows)), sorts):
        return None
    return first if goes_on(sheet) or _counts_on(sheet, first, before) else None


def _top(sheet: Sheet) -> Iterator[int]:
    """The rows that may be the first record: below at most a few that hold less than one does."""
    for number in range(1, min(_HIGHEST, len(sheet.rows)) + 1):
        yield number
        if sum(cell != "" for cell in sheet.rows[number - 1]) > _FEWEST:
            return


@lru_cache(maxsize=4096, typed=True)  # most cells of a column repeat; what a file held is not kept for ever
def _sort_of(cell: Cell) -> str:
    return next((sort for sort, test in _SORTS if test(cell)), "text")


def _sort(cells: Sequence[Cell]) -> str:
    """The sort of most of some cells; empty where none of them prevails."""
    sorts = Counter(map(_sort_of, cells))
    found = sorts.most_common(1)
    return found[0][0] if found and found[0][1] >= _NEARLY_ALL * len(cells) else ""


def _suits(row: Row, sorts: dict[int, str]) -> bool:
    """Whether nearly all cells of a row stand under headings, of the sort that stands there."""
    filled = [(index, cell) for index, cell in enumerate(row) if cell != ""]
    right = sum(index in sorts and sorts[index] in ("", _sort_of(cell)) for index, cell in filled)
    return len(filled) >= max(_FEWEST, 0.5 * len(sorts)) and right >= _NEARLY_ALL * len(filled)


def _alike(sheet: Sheet, rows: range, sorts: dict[int, str]) -> bool:
    """Whether no column holds mostly another sort than the one it goes on with, and none is filled beyond them."""
    for index in range(sheet.width):
        cells = tuple(row[index] for row in sheet.rows[rows.start : rows.stop] if row[index] != "")
        own = _sort(cells)
        if cells and (index not in sorts or (own and sorts[index] and own != sorts[index])):
            return False
    return True


def _counts_on(sheet: Sheet, first: int, before: Table) -> bool:
    """Whether the first row has the serial number after that of the last row before."""
    last = before.records[-1] if before.records else 0
    pairs = ((before.cell(last, one.index), sheet.cell(first, one.index)) for one in before.columns[:2]) if last else ()
    return any(_serial(one) and _serial(other) == _serial(one) + 1 for one, other in pairs)


def _serial(cell: Cell) -> int:
    said = compact(str(cell)).removesuffix(".0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0


def with_continued(book: Book, tables: Sequence[Table]) -> list[Table]:
    """The tables of a book, and those that go on with one of them on the sheets after it."""
    found = list(tables)
    before: Table | None = None
    for sheet in (one for one in book.sheets if not one.hidden):
        own = [table for table in tables if table.sheet.name == sheet.name]
        if before and not own and (first := first_row(sheet, before)):
            before = going_on(sheet, before, first)
            found.insert(found.index(next(one for one in found if one.sheet.name == before.continues)) + 1, before)
        elif any(row for row in sheet.rows):
            before = own[-1] if len(own) == 1 else None
    return found


def said(tables: Iterable[Table]) -> Iterator[str]:
    """What is said of the sheets that were joined, sheet by sheet."""
    for table in tables:
        if table.continues:
            yield f"工作表“{table.sheet.name}”没有表头，各列与“{table.continues}”对得上，已按它的续表读取，请核对"
