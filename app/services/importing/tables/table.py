"""What is recognised in a book: tables with their headings, their data rows, and the rows that are none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.services.workbook.book import Cell, Position, Row, Sheet, letter
from app.services.workbook.read.grid import GridRows, by_column

IDENTITIES = ("code", "filing_no", "name", "party_name", "subcompartment")
"""The fields that rows of a ledger are told apart by."""


Spots = Mapping[Position, Position]
"""Where the cells of a table really stand, by record and column as the table counts them."""


class Skip(StrEnum):
    """Why a row of a table is no record (``decisions.md`` 21)."""

    TOTAL = "total"
    SUBTOTAL = "subtotal"
    NOTE = "note"
    BLANK = "blank"
    SIGNATURE = "signature"
    HIDDEN = "hidden"
    ORDINAL = "ordinal"
    STRUCK = "struck"
    TITLE = "title"
    SAMPLE = "sample"
    OTHER_UNIT = "other-unit"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: ``path`` runs from the topmost heading to the leaf, units taken out.

    ``units`` are those the headings name, from the leaf upwards.
    """

    index: int
    path: tuple[str, ...]
    units: tuple[str, ...]

    @property
    def letter(self) -> str:
        """The column as Excel names it."""
        return letter(self.index)

    @property
    def text(self) -> str:
        """The path as it is shown: ``验收|复垦面积``."""
        return "|".join(self.path)


@dataclass(frozen=True, slots=True)
class HeaderAt:
    """Where a sheet's header stands by the word of a person: its first and last row, and the first row of data.

    ``last`` is the last row of data, 0 where they run to the end of the sheet.
    """

    sheet: str
    top: int
    bottom: int
    first: int
    last: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a sheet; rows are numbered as Excel shows them.

    ``records`` are the data rows, ``skipped`` the others of the band with the reason. ``notices`` are
    the texts around the table that may name a period or a unit; those above it begin with the row ``head``.
    ``spots`` are set where the table was put together of cards (``cards.py``): its ``sheet`` then holds one row a
    card, and its cells stand elsewhere. ``continues`` is the sheet whose headings are the table's as well; its own has
    none, and ``top`` and ``bottom`` are the row above its data then.
    """

    sheet: Sheet
    top: int
    bottom: int
    columns: tuple[Column, ...]
    records: tuple[int, ...]
    skipped: dict[int, Skip]
    title: str
    notices: tuple[str, ...]
    head: int = 1
    spots: Spots = field(default_factory=dict)
    continues: str = ""

    def cell(self, number: int, column: int) -> Cell:
        """A cell of the table."""
        rows = self.sheet.rows
        return rows.cell(number - 1, column) if isinstance(rows, GridRows) else rows[number - 1][column]

    def at(self, number: int, column: Column) -> Position:
        """Where on its sheet the cell of a record stands."""
        if not self.spots:
            return number, column.index
        index = next((one.index for one in self.columns if one.path == column.path), -1)
        return self.spots.get((number, index), (number, column.index))

    def row(self, number: int) -> Row:
        """A row of the table."""
        return self.sheet.rows[number - 1]

    def where(self, index: int, numbers: Sequence[int], tells: Callable[[Cell], object]) -> Sequence[int]:
        """Those of some of its rows, whose numbers ascend, that have a telling cell in a column."""
        pieces = by_column(self.sheet.rows, numbers, index)
        return [some[place] for some, column in pieces for place in column.where(tells)]

    @property
    def last(self) -> int:
        """The last row that belongs to the table; where there is none below it, that of its header."""
        return max((self.bottom, *self.records, *self.skipped))
