"""What the reading child tells its parent, and how rows travel between them.

A hundred thousand rows of thirty cells pass in a few tenths of a second: columns of text and numbers go as one
block of ``marshal``, which is several times faster than pickling cell by cell. Of texts and days that repeat each comes
once, so that the rows share them: most cells of a large workbook repeat.
"""

import datetime as dt
import itertools
import marshal
import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from app.services.workbook.book import Cell, Picture, Row, Sheet

_STRETCH = 5_000  # rows, few enough for two bytes to tell one from another
_REPEATING = 0.5
_FORMAT = 2  # of marshal: later ones look for shared objects, of which a sheet has none
_PLAIN = frozenset({str, float, int, bool})
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
    others: dict[int, tuple[Cell, ...]]


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


def packed(rows: Iterable[Sequence[Cell]]) -> Iterator[Rows]:
    """The rows of a sheet, all of one width, in parcels; every number in them is finite."""
    remaining = iter(rows)
    while stretch := list(itertools.islice(remaining, _STRETCH)):
        yield _pack(stretch)


def _pack(rows: Sequence[Sequence[Cell]]) -> Rows:
    plain: dict[int, tuple[Cell, ...]] = {}
    days: dict[int, list[str | int]] = {}
    others: dict[int, tuple[Cell, ...]] = {}
    places: dict[int, bytes] = {}
    for index, cells in enumerate(zip(*rows, strict=True)):
        column, kinds = cells, set(map(type, cells))
        if kinds <= _DAYS:
            known = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
            if len(known) <= _REPEATING * len(cells):
                column, places[index] = tuple(known), array("H", map(known.__getitem__, cells)).tobytes()
        if kinds <= _PLAIN:
            plain[index] = _finite(column, kinds)
        elif kinds <= _DAYS:
            days[index] = [cell if type(cell) is str else cell.toordinal() for cell in column]
        else:
            others[index] = _finite(column, kinds)
    return Rows(len(rows), marshal.dumps((plain, days, places), _FORMAT), others)


def _finite(column: tuple[Cell, ...], kinds: set[type]) -> tuple[Cell, ...]:
    """The column with what is written as a number but is none, ``1E999`` or ``NaN``, as text."""
    if float not in kinds or math.isfinite(sum(cell for cell in column if type(cell) is float)):
        return column
    return tuple(str(cell) if type(cell) is float and not math.isfinite(cell) else cell for cell in column)


def unpacked(parcel: Rows) -> list[Row]:
    """The rows of a parcel."""
    plain, days, places = marshal.loads(parcel.packed)
    day = dt.date.fromordinal
    restored = {index: [cell if type(cell) is str else day(cell) for cell in column] for index, column in days.items()}
    columns = {**plain, **restored, **parcel.others}
    columns |= {index: list(map(columns[index].__getitem__, array("H", which))) for index, which in places.items()}
    if not columns:
        return [()] * parcel.count
    return list(zip(*(columns[index] for index in range(len(columns))), strict=True))
