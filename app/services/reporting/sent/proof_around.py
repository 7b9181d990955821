"""What a file says around its table: title, unit, period, headings, notes and signatures, beside how they went out."""

from collections.abc import Iterator

from app.services.reporting.sent.frozen import FrozenColumn, FrozenSheet
from app.services.reporting.sent.proof_content import Touched
from app.services.workbook.book import Sheet, address
from app.services.workbook.layout import ColumnKind

AROUND = FrozenColumn("", ("表外",), "", ColumnKind.TEXT.value, None)
"""What stands for a column where a cell belongs to none."""


def around(went: Sheet, sheet: Sheet, frozen: FrozenSheet, last: int) -> Iterator[Touched]:
    """The cells above and below the table that differ; ``last`` is where the table ends in the file now.

    What stands below is looked for at the same distance from the table's end, for rows may have been put in.
    """
    top = min(filter(None, (frozen.first, frozen.total_row)))
    ended = max(frozen.first + len(frozen.lines or ()) - 1, frozen.total_row)
    yield from _differing(went, sheet, range(1, top), 0)
    height = max(len(went.rows) - ended, len(sheet.rows) - last)
    yield from _differing(went, sheet, range(ended + 1, ended + height + 1), last - ended)


def _differing(went: Sheet, sheet: Sheet, rows: range, moved: int) -> Iterator[Touched]:
    for row in rows:
        for column in range(max(went.width, sheet.width)):
            before, now = (_words(one, at, column) for one, at in ((went, row), (sheet, row + moved)))
            if before != now:
                yield Touched(f"{sheet.name}!{address(row + moved, column)}", "", AROUND, before or None, now or None)


def _words(sheet: Sheet, row: int, column: int) -> str:
    return " ".join(str(sheet.cell(row, column)).split())
