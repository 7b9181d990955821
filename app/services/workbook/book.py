"""A workbook as plain values: what the readers hand on, whatever the file's format was."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Cell: TypeAlias = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""What a cell holds; the empty text is an empty cell."""

Row: TypeAlias = tuple[Cell, ...]

Position: TypeAlias = tuple[int, int]
"""A cell as (row as Excel numbers it, column from 0)."""


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells: rows as Excel numbers them, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> range:
        """The row numbers of the block."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """The column indexes of the block."""
        return range(self.left, self.right + 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell carries beside its value: a verdict may be in any of these.

    ``ink`` is ``红`` where its signs are red. ``struck`` says that the whole cell is struck through, ``kept`` what is
    left of one that is in part.
    ``error`` is the error the cell shows (``#REF!``), ``formula`` an expression that was saved
    without a result (``=`` alone where the expression is not written out).
    """

    comment: str = ""
    fill: str = ""
    ink: str = ""
    struck: bool = False
    kept: str = ""
    error: str = ""
    formula: str = ""


PLAIN = Mark()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a workbook: the ``part`` that keeps it, the file it was made of ("": not told), what it really is.

    ``size`` in bytes; ``suffix`` with its dot, empty for one that is not taken: of no known kind, or too large.
    ``drawn_of`` is the SHA-256 of the attachment that we drew it from for an export, empty where it is a file's own.
    """

    part: str
    name: str
    suffix: str
    sha256: str
    size: int
    drawn_of: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``rows[n - 1]`` is the row Excel numbers ``n``, all rows of one width from column A.

    ``marks`` is sparse. ``filtered`` says that hidden rows are hidden by a filter in force. ``pictures`` are those that
    float over the sheet, by the cell under their upper left corner.
    """

    name: str
    rows: Sequence[Row]
    merges: tuple[Area, ...] = ()
    hidden: bool = False
    filtered: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    marks: Mapping[Position, Mark] = field(default_factory=dict)
    pictures: Mapping[Position, tuple[Picture, ...]] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def cell(self, number: int, column: int) -> Cell:
        """The cell at row ``number``, empty where the sheet does not reach."""
        if 1 <= number <= len(self.rows) and 0 <= column < self.width:
            return self.rows[number - 1][column]
        return ""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that was read: its sheets in order, and what the clerk should know about the reading.

    ``cell_pictures`` are those that WPS keeps inside cells, by the names that the cells' formulas call them.
    """

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[str, ...] = ()
    cell_pictures: Mapping[str, Picture] = field(default_factory=dict)


def letter(column: int) -> str:
    """The letters of a column counted from 0: ``letter(27)`` is ``AB``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """The column, from 0, that ``letters`` name: ``column_of("AB")`` is 27."""
    column = 0
    for sign in letters:
        column = column * 26 + ord(sign) - ord("A") + 1
    return column - 1


def address(number: int, column: int) -> str:
    """The cell as Excel shows it: ``address(5, 3)`` is ``D5``."""
    return f"{letter(column)}{number}"
