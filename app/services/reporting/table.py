"""A filled form before it is a workbook: the lines, the total, what to say of them."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from app.models.quantity import Rounding
from app.models.queries.scope import Scope
from app.services.reporting.forms.form import Form, Source
from app.services.reporting.span import Covered

Value: TypeAlias = Fraction | str | None
"""What a source gives: an exact number, words, or nothing."""
Printed: TypeAlias = Decimal | str | None
"""What a cell holds: a number rounded to its column's places (in a detailed form at full precision), words, or nothing.
A day is words too, in ISO form."""

NOT_APPLICABLE: Final = "—"
"""Stands where a column has no meaning for a row; a blank is a figure that is missing."""


@dataclass(frozen=True, slots=True)
class Exact:
    """A line before it is rounded. ``places`` are those of the columns that have none of their own."""

    key: str
    name: str
    value: Callable[[Source], Value]
    indent: int = 0
    places: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: the code and name of what it is about, and a cell for each column.

    Of a record it also knows the place it counts in and its id. ``adjusted`` are the cells that were closed to the
    total (平差).
    """

    key: str
    name: str
    cells: tuple[Printed, ...]
    indent: int = 0
    place: str = ""
    record: int | None = None
    adjusted: frozenset[int] = frozenset()

    def number(self, index: int) -> Fraction | None:
        """The number in a cell; None for words and blanks."""
        cell = self.cells[index]
        return Fraction(cell) if isinstance(cell, Decimal) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A form filled for one unit and period. ``form`` has the sources its ledger's settings choose.

    ``summed`` are the columns whose total is the sum of their printed lines; ``notes`` are said below the form's own.
    ``also`` are the further sheets of the form.
    """

    form: Form
    scope: Scope
    span: Covered
    words: dict[str, str]
    rounding: Rounding
    lines: tuple[Line, ...]
    total: Line | None = None
    summed: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    also: tuple["Table", ...] = ()

    @property
    def sheets(self) -> tuple["Table", ...]:
        """The tables of the workbook in the order of its sheets."""
        return (self, *self.also)


def number_in(form: Form, line: Line) -> Callable[[str], Fraction | None]:
    """The numbers of a line by 栏次, as expressions ask for them."""
    return lambda number: line.number(form.index(number))
