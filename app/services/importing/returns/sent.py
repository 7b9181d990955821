"""What we sent, as it was printed, beside what came back: which cells of a returned sheet another hand changed.

Compared as printed: a figure at the places it went out with, a text without regard to width and brackets, a date by
its day. So a re-save, a rounding or a retyping that changes nothing is no change (``domain.md`` D48, D55).
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from app.models import quantity
from app.services.importing import lexicon
from app.services.importing.tables.header import heading, unit_in
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import compact, figure, half_width, key
from app.services.reporting.sent.frozen import FrozenColumn, FrozenLine, FrozenSheet
from app.services.workbook.book import Cell

_DUST = 9
_MEASURED = re.compile(r"([+-]?\d+(?:\.\d+)?)\(?([^\d()]+\d?)\)?")
_FIRST_DAY = dt.date(1899, 12, 30)
_BRACKETS = str.maketrans("〔〕[]【】", "()()()")
_DAY = "date"


@dataclass(frozen=True, slots=True)
class Fit:
    """How a bureau's column shows our figures: times ``factor`` in its unit, with at most ``places``.

    A percentage may stand as its hundredth.
    """

    factor: Fraction
    places: int
    hundredth: bool = False

    def same(self, sent: Decimal, returned: Decimal, own: int | None) -> bool:
        """Whether both are one figure: no further apart than the coarser of the two roundings."""
        ours, theirs = Fraction(1, 2 * 10 ** (_DUST if own is None else own)), Fraction(1, 2 * 10**self.places)
        factors = (self.factor, self.factor / 100) if self.hundredth else (self.factor,)
        return any(abs(Fraction(sent) * one - Fraction(returned)) <= max(ours * one, theirs) for one in factors)

    @property
    def is_own(self) -> bool:
        """Whether the column stands in our unit."""
        return self.factor == 1

    def back(self, returned: Decimal) -> Decimal:
        """A returned figure in our unit."""
        exact = Fraction(returned) / self.factor
        return quantity.decimal(quantity.rounded(exact, _DUST), _DUST).normalize()


@dataclass(frozen=True, slots=True)
class SentSheet:
    """A sheet as it went out, and which of its columns stands where in a returned table (table index -> ours).

    ``fits`` says of the columns that came back in another unit how they show ours.
    """

    columns: Sequence[FrozenColumn]
    lines: Mapping[str, FrozenLine]
    records: Mapping[int, FrozenLine]
    places: Mapping[int, int]
    fits: Mapping[int, Fit] = field(default_factory=dict)

    def line(self, record: int | None, code: str) -> FrozenLine | None:
        """The line of a record, by its id or its code."""
        return (self.records.get(record) if record is not None else None) or self.lines.get(key(code))

    def text(self, line: FrozenLine, index: int) -> str | None:
        """What stood in a column of the returned table when the line went out."""
        return line.cells[self.places[index]]

    def is_same(self, line: FrozenLine, index: int, cell: Cell) -> bool:
        """Whether a returned cell is what went out."""
        place = self.places[index]
        return same_cell(self.columns[place], line.cells[place], cell, self.fits.get(index))


def sent_sheet(sheet: FrozenSheet, table: Table) -> SentSheet | None:
    """The sheet beside a returned table; None where it kept no lines, or less than half of its columns are there."""
    if sheet.lines is None:
        return None
    places = matched([column.path for column in sheet.columns], table.columns)
    if len(places) * 2 < len(sheet.columns):
        return None
    return SentSheet(
        columns=sheet.columns,
        lines={key(line.key): line for line in sheet.lines if line.key},
        records={int(line.record): line for line in sheet.lines if line.record.isdigit()},
        places=places,
    )


def matched(paths: Sequence[Sequence[str]], columns: Sequence[Column]) -> dict[int, int]:
    """Which declared column a returned one is: by its whole path, else by a leaf that only one of each has."""
    known = [tuple(heading(part).key for part in path) for path in paths]
    there = [(column.index, tuple(map(key, column.path))) for column in columns]
    found: dict[int, int] = {}
    for index, path in there:
        same = [at for at, one in enumerate(known) if one == path and at not in found.values()]
        if same:
            found[index] = same[0]
    for index, path in there:
        leaf = [at for at, one in enumerate(known) if one[-1] == path[-1] and at not in found.values()]
        alone = sum(other[-1] == path[-1] for at, other in there if at not in found) == 1
        if index not in found and len(leaf) == 1 and alone:
            found[index] = leaf[0]
    return found


def same_cell(column: FrozenColumn, sent: str | None, cell: Cell, fit: Fit | None = None) -> bool:
    """Whether a returned cell says what was printed in it, where the column ``fit`` other units and places."""
    if sent and str(cell) == sent:  # most cells of most workbooks
        return True
    if not sent or is_blank(cell):
        return (not sent and is_blank(cell)) or (_none(sent) and _none(str(cell)))
    if column.numeric and (number := quantity.number(sent)) is not None:
        returned = number_in(cell)
        if returned is None and isinstance(cell, str):
            measured = measured_in(cell, column.unit)
            return measured is not None and same_figure(number, measured, column.places)
        return returned is not None and (
            fit.same(number, returned, column.places) if fit else same_figure(number, returned, column.places)
        )
    if column.kind == _DAY:
        return _day(sent) == _day(cell)
    return spelt(sent) == spelt(cell)


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return isinstance(cell, str) and not compact(cell)


def _none(text: str | None) -> bool:
    return not text or not compact(text) or compact(text) in lexicon.nothing()


def number_in(cell: Cell) -> Decimal | None:
    """The number in a cell, also where it was typed as text."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    text = figure(cell).replace(",", "").removesuffix("%") if isinstance(cell, str) else f"{Decimal(repr(cell)):f}"
    return quantity.number(text)


def measured_in(text: str, unit: str) -> Decimal | None:
    """A figure with a measure behind it (``0.5万㎡``, ``3个``) in ``unit``; None where the measure is none of it."""
    found = _MEASURED.fullmatch(figure(half_width(text)).replace(",", ""))
    if found is None:
        return None
    number, named = Fraction(found[1]), unit_in(found[2])
    try:
        exact = number if found[2] == unit or named in (None, unit) else number * quantity.factor(named, unit)
    except ValueError:
        return None
    counted = named or found[2] == unit or found[2] in lexicon.words("counting")
    return quantity.decimal(quantity.rounded(exact, _DUST), _DUST).normalize() if counted else None


def same_figure(sent: Decimal, returned: Decimal, places: int | None) -> bool:
    """Whether a figure came back as it was printed: exactly, or rounded to the printed places."""
    if sent == returned:
        return True
    if places is None:
        return False
    shown = _at(returned, places)
    return _at(sent, places) == shown and _at(returned, _DUST) == shown


def _at(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _day(cell: Cell) -> tuple[int, ...]:
    if isinstance(cell, dt.date):
        return (cell.year, cell.month, cell.day)
    if isinstance(cell, int | float) and 20_000 < cell < 80_000:
        return _day(_FIRST_DAY + dt.timedelta(int(cell)))
    return tuple(map(int, re.findall(r"\d+", str(cell)[:10])))


def spelt(cell: Cell) -> str:
    """A cell's text as two hands would agree on it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    return half_width(str(cell)).translate(_BRACKETS).strip("'")
