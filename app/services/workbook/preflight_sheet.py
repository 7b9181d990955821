"""The gate for one sheet part: how much it holds and where, told while its bytes pass.

Value readers fill the whole rectangle between a sheet's first and last value, so two cells far apart can take all
memory; and of two cells in one place each reader believes another. Both are refused before a reader sees them.
"""

import operator
import re

from app.models.refusal import Refusal
from app.services.workbook.book import column_of, letter
from app.services.workbook.read_advice import CUT, SPLIT

MOST_ROWS = 200_000
MOST_COLUMNS = 1_024
MOST_CELLS = 5_000_000
MOST_AREA = 20_000_000
_LAST_ROW = 1_048_576
_HEAD_ROWS = 60  # titles and headings beside the rows of data

_COLUMNS = {letter(column).encode(): column for column in range(MOST_COLUMNS)}
_PREFIX = re.compile(rb"<(\w+:)?worksheet\b")
_ROW_NUMBER = re.compile(rb"""[^>]*?\sr=["'](\d{1,20})["']""")
_PLACE = re.compile(rb"""\sr=["']([A-Z]{1,9})(\d{1,20})["']""")


class SheetGate:
    """Takes a sheet part in stretches of whole rows and refuses what is too much or contradicts itself."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._prefix: bytes | None = None
        self._last = self._rows = self._cells = self._right = 0
        self._usual: tuple[bytes, ...] = ()

    def take(self, stretch: bytes) -> None:
        """Look at the next stretch. Raises Refusal."""
        if self._prefix is None:
            self._learn_prefix(stretch)
        if self._below_zero in stretch and self._no_text.search(stretch):
            self._contradicted()
        self._cells += stretch.count(self._value) + stretch.count(self._text)
        for row in stretch.split(self._row)[1:]:
            value = row.rfind(self._value)
            if value < 0:
                value = row.rfind(self._text)
            if value >= 0:
                self._take_row(row, value)
        if self._rows > MOST_ROWS + _HEAD_ROWS or self._cells > MOST_CELLS:
            raise Refusal(f"“{self._name}”有 {MOST_ROWS // 10_000} 万行以上，太多了", SPLIT)

    def _learn_prefix(self, stretch: bytes) -> None:
        """The tags' prefix, which most programs leave out."""
        found = _PREFIX.search(stretch)
        self._prefix = prefix = (found[1] if found else None) or b""
        self._row, self._cell = b"<" + prefix + b"row", b"<" + prefix + b"c"
        self._value, self._text = b"<" + prefix + b"v", b"<" + prefix + b"is>"
        self._open = self._cell + b' r="'
        self._below_zero = self._value + b">-"
        # One reader takes the last text for a text numbered -1.
        self._no_text = re.compile(rb"""\bt=["']s["'][^>]*>\s*""" + re.escape(self._below_zero))
        self._tag = re.compile(re.escape(self._cell) + rb"\b([^>]*)>")

    def _take_row(self, row: bytes, value: int) -> None:
        """One row, whose last value is at the byte ``value``."""
        self._rows += 1
        found = _ROW_NUMBER.match(row)
        number = int(found[1]) if found else self._last + 1
        if not self._is_plain(row, number):
            number = self._walk(row, number, numbered=found is not None)
        if not self._last < number <= _LAST_ROW:
            self._contradicted()
        self._last = number
        self._reach(row, value)

    def _is_plain(self, row: bytes, number: int) -> bool:
        """Whether the row's cells say where they stand the way most programs write it, each right of the one before.

        Told without a loop over the cells, since this is done for millions: cut at the row's number, each piece ends
        with the next cell's column. A row that cannot be told so is walked.
        """
        pieces = row.split(b'%d"' % number)[1:-1]
        if len(pieces) != row.count(self._cell):
            return False
        if len(pieces) == len(self._usual) and all(map(bytes.endswith, pieces, self._usual)):
            return True
        letters = [piece.rpartition(self._open)[2] for piece in pieces]
        columns = [_COLUMNS.get(name, -1) for name in letters]
        if -1 in columns or not all(map(operator.lt, columns, columns[1:])):
            return False
        self._usual = tuple(map(self._open.__add__, letters))
        return True

    def _walk(self, row: bytes, number: int, *, numbered: bool) -> int:
        """Follow the row cell by cell, and return the number its cells bear."""
        column = -1
        for tag in self._tag.finditer(row):
            place = _PLACE.search(tag[1])
            if place is None:
                column += 1
                continue
            if column < 0 and not numbered:
                number = int(place[2])
            if int(place[2]) != number or column_of(place[1].decode()) <= column:
                self._contradicted()
            column = column_of(place[1].decode())
        return number

    def _reach(self, row: bytes, value: int) -> None:
        """Note how far right and down values have come by this row."""
        place = _PLACE.match(row, row.rfind(self._cell, 0, value) + len(self._cell))
        column = column_of(place[1].decode()) if place else row.count(self._cell) - 1
        self._right = max(self._right, column + 1)
        if self._right > MOST_COLUMNS or self._right * self._last > MOST_AREA:
            raise Refusal(f"“{self._name}”的表格范围过大", CUT)

    def _contradicted(self) -> None:
        raise Refusal(
            f"“{self._name}”里单元格的位置或内容互相矛盾，没有读取", "请用 WPS 或 Excel 打开核对，另存为 .xlsx 后再导入"
        )
