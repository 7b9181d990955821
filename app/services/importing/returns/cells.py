"""The cells of a returned list as values of the ledger's fields, and when two of them print the same."""

from dataclasses import replace
from fractions import Fraction

from app.models import quantity
from app.models.field import Stored
from app.models.ledger import fields_of
from app.services.importing.clean.column import Setting, cleaner
from app.services.importing.mapping.map import Mapped
from app.services.importing.planning import compare
from app.services.importing.returns.reviewed import Figure, Reviewed
from app.services.importing.returns.sent import SentSheet, number_in
from app.services.importing.text import visible
from app.services.workbook.book import Cell


class Cells:
    """The mapped columns of one returned list, by field."""

    def __init__(self, reviewed: Reviewed, sent: SentSheet | None, setting: Setting) -> None:
        mapping = reviewed.mapping
        self.table = mapping.table
        self.columns: dict[str, Mapped] = {one.field.name: one for one in reversed(mapping.mapped)}
        self.names = {one.column.index: one.field.name for one in mapping.mapped}
        self._fields = fields_of(setting.kind)
        self._sent = sent
        self._clean = {one.column.index: cleaner(one, mapping.table, setting) for one in mapping.mapped}
        self._approved = {
            one.column.index: cleaner(replace(one.ours, column=one.column, factor=one.factor), mapping.table, setting)
            for one in reviewed.figures
        }
        went = {one.field.name: one for one in map(self._as_sent, mapping.mapped) if one}
        self._went = {name: cleaner(one, mapping.table, setting) for name, one in went.items()}
        self._places = {name: self._printed(one) for name, one in self.columns.items() if one.field.numeric}

    def identity(self, number: int) -> dict[str, Stored]:
        """What a row that is no data row is known by."""
        found: dict[str, Stored] = {}
        for name in ("code", "filing_no"):
            if name in self.columns and (value := self.value(name, self.cell(name, number))) is not None:
                found[name] = value
        return found

    def cell(self, name: str, number: int) -> Cell:
        """The cell of a field in a row."""
        return self.table.cell(number, self.columns[name].column.index)

    def text(self, number: int, index: int) -> str:
        """What a cell says in words."""
        cell = self.table.cell(number, index)
        return visible(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell))[:10_000]

    def value(self, name: str, cell: Cell) -> Stored | None:
        """A cell's value as a field's column gives it."""
        return None if cell == "" else self._clean[self.columns[name].column.index](cell).value

    def sent_value(self, name: str, text: str) -> Stored | None:
        """What went out in a field's column as a value, whatever unit the column came back in."""
        return self._went[name](text).value if text and name in self._went else self.value(name, text)

    def approved(self, figure: Figure, number: int) -> Stored | None:
        """The figure the city approved, as a value of our field."""
        cell = self.table.cell(number, figure.column.index)
        return None if cell == "" else self._approved[figure.column.index](cell).value

    def show(self, name: str, value: Stored | None) -> str | None:
        """A value as text in the field's own unit; None where it is blank."""
        return None if value is None else self._fields[name].show(value)

    def is_struck(self, name: str, number: int) -> bool:
        """Whether the cell of a field was struck out."""
        one = self.columns.get(name)
        mark = self.table.sheet.marks.get((number, one.column.index)) if one else None
        return mark is not None and mark.struck

    def agree(self, name: str, held: Stored | None, returned: Stored | None) -> bool:
        """Whether a value of the ledger, printed in the column of its field, is what came back."""
        if compare.same(self._fields[name], held, returned):
            return True
        one = self.columns.get(name)
        if one is None or not one.field.numeric or held is None or returned is None:
            return False
        places = self._places[name]
        printed, came = (Fraction(int(value), 10**one.field.scale) / one.factor for value in (held, returned))
        shown = quantity.rounded(came, places)
        return quantity.rounded(printed, places) == shown and came == Fraction(shown, 10**places)

    def _as_sent(self, one: Mapped) -> Mapped | None:
        """The column in the unit it went out in; None where it came back in the same."""
        if self._sent is None or one.column.index not in self._sent.fits:
            return None
        unit = self._sent.columns[self._sent.places[one.column.index]].unit
        return replace(one, unit=unit, factor=quantity.factor(unit, one.field.unit))

    def _printed(self, one: Mapped) -> int:
        """The decimals of a column: as it was sent, else the most that any of its cells has."""
        index = one.column.index
        if self._sent and index in self._sent.places and index not in self._sent.fits:
            declared = self._sent.columns[self._sent.places[index]].places
            if declared is not None:
                return declared
        numbers = (number_in(self.table.cell(number, index)) for number in self.table.records)
        return max((quantity.places_of(one) for one in numbers if one is not None), default=0)
