"""A value written over in words: ``12.5（原13.0）``, ``13.0→12.5``, ``13.0改为12.5`` all say 12.5 where 13.0 went out.

Only where the old value is the one that went out: then nobody can take what is meant for anything else.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache, partial

from app.services.importing.returns.reviewed import words
from app.services.importing.tables.table import Table
from app.services.workbook.book import Cell

WentOut = Callable[[int, int, str], bool]
"""Whether a text is what went out in a cell (row as Excel numbers it, column from 0)."""


def put_right(table: Table, rows: Collection[int], columns: Collection[int], went_out: WentOut) -> Table:
    """The table with the new value in each cell of some rows and columns in which the old one was written over."""
    cells = ((number, index, table.cell(number, index)) for number in rows for index in columns)
    found = {
        (number, index): new
        for number, index, cell in cells
        if (new := _new(cell, partial(went_out, number, index))) is not None
    }
    if not found:
        return table
    changed = {number for number, _ in found}
    changed_rows = [
        tuple(found.get((number, index), cell) for index, cell in enumerate(row)) if number in changed else row
        for number, row in enumerate(table.sheet.rows, start=1)
    ]
    return replace(table, sheet=replace(table.sheet, rows=changed_rows))


def _new(cell: Cell, went_out: Callable[[str], bool]) -> str | None:
    """The new value of a cell in which the one that ``went_out`` was written over; None of any other cell."""
    if not isinstance(cell, str) or not _marked().search(cell):
        return None
    matches = [found for form in _forms() if (found := form.fullmatch(cell.strip()))]
    return next((found["new"] for found in matches if went_out(found["old"])), None)


@cache
def _marked() -> re.Pattern[str]:
    return re.compile("|".join(map(_any, (words("was"), words("becomes")))))


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    was, becomes = (_any(words(sort)) for sort in ("was", "becomes"))
    before = rf"(?P<new>.+?)\s*[（(\[【]\s*{was}\s*[:：]?\s*(?P<old>.+?)\s*[)）\]】]"
    after = rf"(?:{was}\s*[:：]?)?\s*(?P<old>.+?)\s*[,，]?\s*[（(]?\s*{becomes}\s*[:：]?\s*(?P<new>.+?)\s*[)）]?"
    return re.compile(before, re.DOTALL), re.compile(after, re.DOTALL)


def _any(known: tuple[str, ...]) -> str:
    longest_first = sorted(known, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})"
