"""A sheet grown cell by cell from a table in markup: spans push later cells right, titles are rows of one cell."""

from collections.abc import Iterable

from app.models.refusal import Refusal
from app.services.workbook.book import Area, Cell, Position, Sheet
from app.services.workbook.read.advice import CUT, SPLIT
from app.services.workbook.read.look import Look, Seen
from app.services.workbook.read.preflight_sheet import MOST_CELLS, MOST_COLUMNS, MOST_ROWS

_REST = 65_534  # rowspan="0" means: to the end of the table


class GrowingSheet:
    """Takes rows from the top down and cells from the left; nothing is placed where a span reaches."""

    def __init__(self, file: str) -> None:
        self.look = Look()
        self._file = file
        self._cells: dict[Position, Cell] = {}
        self._merges: list[Area] = []
        self._taken: dict[int, int] = {}  # the last row that a span from above takes, by column
        self._row = 0
        self._column = 0

    @property
    def row(self) -> int:
        """The number of the row that is being filled, 0 before the first."""
        return self._row

    def next_row(self, number: int | None = None) -> None:
        """Begin the next row, or a later one that is named. Raises Refusal where there are too many."""
        self._row = max(number or 0, self._row + 1)
        self._column = 0
        if self._row > MOST_ROWS:
            raise Refusal(f"“{self._file}”有 {MOST_ROWS // 10_000} 万行以上，太多了", SPLIT)

    def end_spans(self) -> None:
        """Let no span reach further down than this row: the table is over."""
        last = self._row
        self._merges = [Area(area.top, area.left, min(area.bottom, last), area.right) for area in self._merges]
        self._taken.clear()

    def skip_to(self, column: int) -> None:
        """Place the next cell at ``column``."""
        self._column = column

    def place(self, value: Cell, seen: Seen, down: int = 1, across: int = 1) -> None:
        """Put a cell at the next free column, ``down`` rows high and ``across`` columns wide."""
        while self._taken.get(self._column, 0) >= self._row:
            self._column += 1
        if self._column >= MOST_COLUMNS or len(self._cells) >= MOST_CELLS:
            raise Refusal(f"“{self._file}”的表格范围过大", CUT)
        position = (self._row, self._column)
        if value != "":
            self._cells[position] = value
        if seen:
            self.look.see(position, **seen)
        self._span(down or _REST, min(across, MOST_COLUMNS - self._column))

    def _span(self, down: int, across: int) -> None:
        area = Area(self._row, self._column, min(self._row + down - 1, MOST_ROWS), self._column + across - 1)
        if (down, across) != (1, 1):
            self._merges.append(area)
            self._taken.update(dict.fromkeys(area.columns, area.bottom))
        self._column += across

    def hide_rows(self, numbers: Iterable[int]) -> None:
        """Say that rows are hidden."""
        self.look.hidden_rows.update(numbers)

    def sheet(self, name: str, *, hidden: bool = False) -> Sheet:
        """What has grown."""
        self.end_spans()
        places = self._cells.keys() | self.look.marks.keys()
        bottom = max((row for row, _ in places), default=0)
        rights = [*(column for _, column in places), *(area.right for area in self._merges)]
        width = max(rights, default=-1) + 1
        if bottom * width > MOST_CELLS:
            raise Refusal(f"“{self._file}”的表格范围过大", CUT)
        empty: list[Cell] = [""] * width
        rows = [empty.copy() for _ in range(bottom)]
        for (row, column), value in self._cells.items():
            rows[row - 1][column] = value
        return Sheet(
            name=name,
            rows=[tuple(row) for row in rows],
            merges=tuple(area for area in self._merges if area.top != area.bottom or area.left != area.right),
            hidden=hidden,
            filtered=self.look.filtered,
            hidden_rows=frozenset(self.look.hidden_rows),
            hidden_columns=frozenset(self.look.hidden_columns),
            marks=self.look.marks,
        )
