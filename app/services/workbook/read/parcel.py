"""What the reading child tells its parent, and how rows travel between them.

A hundred thousand rows of thirty cells pass in a few tenths of a second: columns of text and numbers go as one
block of ``marshal``, which is several times faster than pickling cell by cell. Of texts and days that repeat each comes
once, so that the rows share them: most cells of a large workbook repeat.
"""

import datetime as dt
import marshal
import math
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from app.services.workbook.book import Cell, Picture, Sheet
from app.services.workbook.read.grid import Column, Grid, Stretch

_FORMAT = 2  # of marshal: later ones look for shared objects, of which a sheet has none
_PLAIN = frozenset({str, float, int, bool})
_FLOATS = frozenset({float})
_DAYS = frozenset({str, dt.date})


@dataclass(frozen=True, slots=True)
class SheetBegins:
    """A sheet whose ``rows`` are still empty: they follow."""

    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows, turned into columns: ``packed`` holds the plain columns and those of days, by their place.

    Of a column that repeats itself it holds what is in it, and apart from that which of these each cell is.
    """

    count: int
    packed: bytes
    others: dict[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class BookEnds:
    """All sheets have come; ``peak`` is the most memory, in bytes, that it took."""

    sha256: str
    remarks: tuple[str, ...]
    peak: int
    cell_pictures: Mapping[str, Picture] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """The file cannot be read, and why: the two parts of a ``Refusal``."""

    sentence: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The reader itself was at fault; ``trace`` is its path through the code."""

    trace: str


Message: TypeAlias = SheetBegins | Rows | BookEnds | Refused | Failed


def packed(grid: Grid) -> Iterator[Rows]:
    """The rows of a sheet in parcels; every number in them is finite."""
    return map(_pack, grid.stretches)


def _pack(stretch: Stretch) -> Rows:
    plain: dict[int, list[Cell]] = {}
    days: dict[int, list[str | int]] = {}
    others: dict[int, list[Cell]] = {}
    places: dict[int, bytes] = {}
    for index, column in enumerate(stretch.columns):
        cells, kinds = column.values, set(map(type, column.values))
        if column.which is not None:
            places[index] = column.which.tobytes()
        if kinds <= _PLAIN:
            plain[index] = _finite(cells, kinds)
        elif kinds <= _DAYS:
            days[index] = [cell if isinstance(cell, str) else cast("dt.date", cell).toordinal() for cell in cells]
        else:
            others[index] = _finite(cells, kinds)
    return Rows(stretch.count, marshal.dumps((plain, days, places), _FORMAT), others)


def _finite(cells: list[Cell], kinds: set[type]) -> list[Cell]:
    """The cells with what is written as a number but is none, ``1E999`` or ``NaN``, as text."""
    floats = cells if kinds == _FLOATS else [cell for cell in cells if type(cell) is float]
    if math.isfinite(sum(cast("list[float]", floats))):
        return cells
    return [str(cell) if type(cell) is float and not math.isfinite(cell) else cell for cell in cells]


def unpacked(parcel: Rows) -> Stretch:
    """The rows of a parcel, by columns."""
    plain, days, places = marshal.loads(parcel.packed)
    day = dt.date.fromordinal
    restored = {index: [cell if type(cell) is str else day(cell) for cell in column] for index, column in days.items()}
    values = {**plain, **restored, **parcel.others}
    which = {index: array("H", place) for index, place in places.items()}
    columns = [Column(values[index], which.get(index)) for index in range(len(values))]
    return Stretch(parcel.count, columns)
