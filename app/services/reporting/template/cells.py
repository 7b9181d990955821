"""A report's values as the cells of a bureau's form: in the form's unit, with its places, never a formula of ours."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from app.models.quantity import Rounding, decimal, rounded
from app.services.reporting.template.match import Matched
from app.services.reporting.template.seen import FormParts, FormSheet
from app.services.workbook.book import Position
from app.services.workbook.cells import BLANK, GUARD, Cell, text_cell, value_cell
from app.services.workbook.fill.parts import BookParts
from app.services.workbook.fill.row_text import CellText
from app.services.workbook.fill.styles import Styles
from app.services.workbook.layout import NUMERIC_KINDS, CellValue, ColumnKind, ColumnLayout

Place = tuple[str, int, int]

_LARGEST_MERGE = 10_000
"""So many cells of a merged area are looked at: a form's are small, a broken one may reach to the last row."""


@dataclass(slots=True)
class Pen:
    """Writes into one sheet of a form and remembers which cells became others."""

    parts: BookParts
    seen: FormParts
    """The parts as the form's table is seen: upright, where it lies otherwise."""
    styles: Styles
    sheet: str
    rounding: Rounding
    exact: bool
    """Whether figures keep all their places (a form of records) or are rounded to those the form shows."""
    changed: set[Place] = field(default_factory=set)
    _covering: tuple[str, frozenset[Position]] = ("", frozenset())
    """The cells that merged areas hide, and the end of the sheet's part that says so."""

    @property
    def cells(self) -> FormSheet:
        """The cells of the sheet, as it is seen."""
        return self.seen.sheet(self.sheet)

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        return self.seen.shown(self.cells.seek(row, column))

    def write(self, row: int, matched: Matched, column: ColumnLayout, value: CellValue) -> None:
        """Put a value where the form has no formula of its own; a blank takes away what stood there.

        What a merged area hides stays empty: nobody would see it.
        """
        found = self.cells.seek(row, matched.column.index)
        if (found is not None and found.formula is not None) or self._hidden(row, matched.column.index):
            return
        self.put(row, matched.column.index, self._content(found, matched, column, value))

    def _hidden(self, row: int, column: int) -> bool:
        sheet = self.parts.sheet(self.sheet)
        if sheet.tail is not self._covering[0]:  # merges move where rows are put in
            spots = (spot for area in sheet.merges for spot in islice(area.cells(), 1, _LARGEST_MERGE))
            self._covering = (sheet.tail, frozenset(spots))
        return self.cells.place(row, column) in self._covering[1]

    def put(self, row: int, column: int, content: Cell) -> None:
        """Give a cell a content, unless it holds the very same."""
        sheet = self.cells
        found = sheet.seek(row, column)
        held = self.seen.shown(found)
        if held == content.plain and (found is None or found.kind != "e"):
            return
        cell = sheet.put(row, column, content)
        if content.xml.startswith(GUARD):
            cell.put_style(self.styles.quoted(cell.style))
        self.changed.add((self.sheet, *sheet.place(row, column)))

    def clear(self, row: int, column: int) -> None:
        """Take away what stood in a cell, unless the form works it out."""
        found = self.cells.seek(row, column)
        if found is not None and found.formula is None and found.raw:
            self.put(row, column, BLANK)

    def _content(self, found: CellText | None, matched: Matched, column: ColumnLayout, value: CellValue) -> Cell:
        form = self.styles.number_format(found.style if found else 0)
        if isinstance(value, Decimal | int) and column.kind in NUMERIC_KINDS:
            hundredth = form.is_percent and column.kind is ColumnKind.PERCENT
            return value_cell(
                self._figure(
                    Fraction(value) * matched.factor, matched, form.places, own=column.shown_places, hundredth=hundredth
                )
            )
        if column.kind is ColumnKind.DATE or isinstance(value, date):
            day = _day(value)
            return value_cell(day) if day and form.is_date else text_cell(value)
        return text_cell(value)

    def _figure(
        self, value: Fraction, matched: Matched, shown: int | None, *, own: int | None, hundredth: bool
    ) -> Decimal:
        """A figure in the form's unit. The places of a percentage are those of its hundredfold."""
        if hundredth:
            places = (2 if shown is None else shown) + 2
            return decimal(rounded(value / 100, places, self.rounding), places)
        ends, enough = places_of(value), _enough(own, matched.factor)
        places = enough if ends is None else min(ends, enough)
        if not self.exact and shown is not None:
            places = min(places, shown)
        return decimal(rounded(value, places, self.rounding), places)


def _enough(places: int | None, factor: Fraction) -> int:
    """The places that bring a converted figure back unharmed: 亩 with four of them are 公顷 with six."""
    return (15 if places is None else places) + max(0, len(str(int(1 / factor)))) * (factor < 1)


def places_of(value: Fraction) -> int | None:
    """The decimal places of a value; None where they have no end."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def _day(value: CellValue) -> date | None:
    if isinstance(value, date):
        return value
    text = str(value or "")
    try:
        return date.fromisoformat(text) if len(text) == len("0000-00-00") else None
    except ValueError:
        return None
