"""The gate for one sheet part: how much it holds and where, told while its bytes pass.

Whoever fills the whole rectangle between a sheet's first and last value can be made to take all memory by two cells far
apart; and of two cells in one place each reader believes another. Both are refused before a cell is kept.
"""

import re
from collections.abc import Sequence
from operator import lt
from typing import NoReturn

from app.models.refusal import Refusal
from app.services.workbook.read.advice import CUT, SPLIT
from app.services.workbook.read.rows import Contradicted, CutRow, RowCutter

MOST_ROWS = 200_000
MOST_COLUMNS = 1_024
MOST_CELLS = 5_000_000
MOST_AREA = 20_000_000
_LAST_ROW = 1_048_576
_HEAD_ROWS = 60  # titles and headings beside the rows of data

_BELOW_ZERO = b"<v>-"
# One reader takes the last text for a text numbered -1.
_NO_TEXT = re.compile(rb"""\bt=["']s["'][^>]*>\s*<v>-""")


class SheetGate:
    """Takes a sheet part in stretches of whole rows and refuses what is too much or contradicts itself."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cutter = RowCutter()
        self._last = self._rows = self._cells = self._right = 0

    @property
    def width(self) -> int:
        """How far right values have come: the number of columns."""
        return self._right

    def take(self, stretch: bytes) -> tuple[list[CutRow], bytes]:
        """Look at the next stretch: its rows, and what is beside them. Raises Refusal and NotPlain."""
        if _BELOW_ZERO in stretch and _NO_TEXT.search(stretch):
            self._contradicted()
        try:
            rows, beside = self._cutter.cut(stretch)
        except Contradicted:
            self._contradicted()
        self._take_rows([row for row in rows if row.last >= 0])
        self._limit()
        return rows, beside

    def count(self, cells: int) -> None:
        """Note that so many cells more have a value. Raises Refusal."""
        self._cells += cells
        self._limit()

    def _limit(self) -> None:
        if self._rows > MOST_ROWS + _HEAD_ROWS or self._cells > MOST_CELLS:
            raise Refusal(f"“{self._name}”有 {MOST_ROWS // 10_000} 万行以上，太多了", SPLIT)

    def _take_rows(self, rows: Sequence[CutRow]) -> None:
        """Note how far right and down values have come by some rows that hold any."""
        if not rows:
            return
        numbers = [self._last, *(row.number for row in rows)]
        if not all(map(lt, numbers, numbers[1:])) or numbers[-1] > _LAST_ROW:
            self._contradicted()
        self._rows += len(rows)
        self._last = numbers[-1]
        self._right = max(self._right, 1 + max(row.columns[row.last] for row in rows))
        if self._right > MOST_COLUMNS or self._right * self._last > MOST_AREA:
            raise Refusal(f"“{self._name}”的表格范围过大", CUT)

    def _contradicted(self) -> NoReturn:
        raise Refusal(
            f"“{self._name}”里单元格的位置或内容互相矛盾，没有读取", "请用 WPS 或 Excel 打开核对，另存为 .xlsx 后再导入"
        )
