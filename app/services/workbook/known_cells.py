"""The cells of one column in one look: each different value is made a cell once.

A long list says the same things again and again, so nearly every cell is one look-up; what was not met yet comes by
the quick way of ``usual``, and what that leaves by the general way of ``cells``, which defines every cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Self, TypeAlias

from app.services.known import MOST_KNOWN, taken
from app.services.workbook.cells import BLANK, FIGURE_CELL, GUARD, TEXT_CELL, Cell, text_cell, value_cell
from app.services.workbook.layout import CellValue, ColumnKind
from app.services.workbook.usual import ODD, Usual, usual_for

Made: TypeAlias = tuple[Sequence[bytes], Sequence[bytes]]
"""What follows the row's number in each cell of a column, and each value as the checksum takes it, both in UTF-8."""

NAMES: Final = frozenset({ColumnKind.TEXT, ColumnKind.CODE})
"""The columns whose every value is written as text."""
_EXACT = frozenset({str, int, Decimal, date, type(None)})
"""Types of which equal values make equal cells; a truth equals a number and is none."""


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a column's cells, by their numbers; ``guarded`` keeps a text from becoming a formula.

    ``end`` is what a row goes on with behind the cell, up to where its number comes again.
    """

    plain: str
    guarded: str
    end: str

    def on(self, cell: Cell) -> bytes:
        """The cell from its row's number on."""
        if cell.xml.startswith(GUARD):
            return f'" s="{self.guarded}"{cell.xml.removeprefix(GUARD)}{self.end}'.encode()
        return f'" s="{self.plain}"{cell.xml}{self.end}'.encode()


def cell_of(kind: ColumnKind, value: CellValue) -> Cell:
    """The general way: the cell of any value in a column of that kind."""
    return text_cell(value) if kind in NAMES else value_cell(value)


@dataclass(slots=True)
class KnownCells:
    """Makes the cells of a column; ``frame`` is a usual cell with a hole for its plain text."""

    kind: ColumnKind
    styles: Styles
    usual: Usual
    frame: bytes
    blank: bytes
    _contents: dict[CellValue, bytes] = field(default_factory=dict)
    _plains: dict[CellValue, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, kind: ColumnKind, styles: Styles) -> Self:
        """Those of a column of that kind with these styles."""
        frame = styles.on(Cell(TEXT_CELL if kind in NAMES else FIGURE_CELL, ""))
        return cls(kind, styles, usual_for(kind), frame, styles.on(BLANK))

    def made(self, values: Sequence[CellValue]) -> Made:
        """The cells of some values, one under the other."""
        if not any(values) and values.count(None) == len(values):
            return [self.blank] * len(values), [b""] * len(values)
        if self.kind not in NAMES and not _EXACT.issuperset(map(type, values)):
            cells = [cell_of(self.kind, value) for value in values]
            return [self.styles.on(cell) for cell in cells], [cell.plain.encode() for cell in cells]
        try:
            return self._known(values)
        except KeyError:
            self._learn(values)
            return self._known(values)

    def _known(self, values: Sequence[CellValue]) -> Made:
        return taken(self._contents, values), taken(self._plains, values)

    def _learn(self, values: Sequence[CellValue]) -> None:
        if len(self._contents) > MOST_KNOWN:
            self._contents.clear()
            self._plains.clear()
        new = list(set(values).difference(self._contents))
        plains, frame, blank = self.usual(new), self.frame, self.blank
        self._plains.update(zip(new, plains, strict=True))
        self._contents.update(zip(new, [frame % plain if plain else blank for plain in plains], strict=True))
        if ODD in plains:
            for value in (value for value, plain in zip(new, plains, strict=True) if plain == ODD):
                cell = cell_of(self.kind, value)
                self._contents[value], self._plains[value] = self.styles.on(cell), cell.plain.encode()
