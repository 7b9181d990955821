"""A sheet's cells by columns, a stretch of rows at a time: of what repeats in a stretch each comes once.

Most cells of a large workbook repeat. So they are kept from the reader to the parent, which gets rows that share them.
"""

import datetime as dt
import itertools
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, overload

from app.services.workbook.book import Cell, Row

STRETCH: Final = 5_000
"""Rows of a stretch: few enough for two bytes to tell one from another."""
_REPEATING = 0.5
_APART = frozenset({str, dt.date})  # whereas 1, 1.0 and True are equal, and 0.0 and -0.0


@dataclass(slots=True)
class Column:
    """The cells of one column of a stretch; where they repeat, ``values`` holds each once and ``which`` says where."""

    values: list[Cell]
    which: "array[int] | None" = None

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> "Column":
        """The cells as a column; only of texts and days is looked whether they repeat."""
        if not set(map(type, cells)) <= _APART:
            return cls(list(cells))
        known = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
        if not repeats(len(known), len(cells)):
            return cls(list(cells))
        return cls(list(known), array("H", map(known.__getitem__, cells)))

    @property
    def cells(self) -> Iterable[Cell]:
        """The cells from the top down."""
        return self.values if self.which is None else map(self.values.__getitem__, self.which)

    def some(self, places: slice) -> "Column":
        """The cells from one place to another, with all that repeats in the whole column."""
        if self.which is None:
            return Column(self.values[places])
        return Column(self.values, self.which[places])

    def picked(self, are_wanted: Sequence[bool]) -> "Column":
        """The cells that are wanted, with all that repeats in the whole column."""
        if self.which is None:
            return Column(list(itertools.compress(self.values, are_wanted)))
        return Column(self.values, array("H", itertools.compress(self.which, are_wanted)))

    def cell(self, place: int) -> Cell:
        """The cell at ``place``, from 0."""
        return self.values[place if self.which is None else self.which[place]]

    def where(self, tells: Callable[[Cell], object]) -> Sequence[int]:
        """The places, from 0, of the cells that tell something; each that repeats is looked at once."""
        if self.which is None:
            return [place for place, cell in enumerate(self.values) if tells(cell)]
        used = set(self.which)
        telling = {one for one in used if tells(self.values[one])}
        if telling == used:
            return range(len(self.which))
        return [place for place, one in enumerate(self.which) if one in telling] if telling else ()

    def holds(self, cell: str) -> bool:
        """Whether a text stands in the column."""
        return cell in self.values and (self.which is None or self.values.index(cell) in self.which)

    def empty(self, place: int) -> None:
        """Let the cell at ``place`` be empty."""
        if self.which is None:
            self.values[place] = ""
            return
        if "" not in self.values:
            self.values.append("")
        self.which[place] = self.values.index("")


def repeats(different: int, many: int) -> bool:
    """Whether to keep each of ``different`` cells once is worth it, of so ``many``."""
    return different <= _REPEATING * many


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some rows: how many, and their columns from A on."""

    count: int
    columns: list[Column]

    def only(self, places: Sequence[int]) -> list[Column]:
        """The columns of some of its rows, whose places ascend."""
        if len(places) == self.count:
            return self.columns
        if places[-1] - places[0] == len(places) - 1:
            return [column.some(slice(places[0], places[-1] + 1)) for column in self.columns]
        wanted = set(places)
        return [column.picked([place in wanted for place in range(self.count)]) for column in self.columns]

    @property
    def rows(self) -> Iterable[Row]:
        """The rows."""
        columns = [column.cells for column in self.columns]
        return zip(*columns, strict=True) if columns else itertools.repeat((), self.count)


class GridRows(Sequence[Row]):
    """Rows that came in stretches, which are kept: whoever goes by columns need not take rows apart.

    Rows are made of a stretch when one of them is looked at; of most stretches of a large workbook nobody does.
    """

    def __init__(self) -> None:
        self.stretches: list[Stretch] = []
        self._firsts: list[int] = []
        self._size = 0
        self._made: dict[int, list[Row]] = {}
        self._at: tuple[int, int, list[Row]] = (0, 0, [])

    def take(self, stretch: Stretch) -> None:
        """Add the next rows."""
        self.stretches.append(stretch)
        self._firsts.append(self._size)
        self._size += stretch.count

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return [self[one] for one in range(self._size)[place]]
        first, end, rows = self._at
        if not first <= place < end:  # most are asked for one after another
            place = range(self._size)[place]
            first, end, rows = self._at = self._around(place)
        return rows[place - first]

    def cell(self, place: int, column: int) -> Cell:
        """One cell, without making rows for it."""
        first, end, rows = self._at
        if first <= place < end:
            return rows[place - first][column]
        number = bisect_right(self._firsts, place) - 1
        return self.stretches[number].columns[column].cell(place - self._firsts[number])

    def _around(self, place: int) -> tuple[int, int, list[Row]]:
        """The rows of the stretch that ``place`` is in, and where they begin and end."""
        number = bisect_right(self._firsts, place) - 1
        stretch, first = self.stretches[number], self._firsts[number]
        if number not in self._made:
            self._made[number] = list(stretch.rows)
        return first, first + stretch.count, self._made[number]

    def __iter__(self) -> Iterator[Row]:
        return itertools.chain.from_iterable(stretch.rows for stretch in self.stretches)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, GridRows | list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a list of rows has none: mypy knows no other way to say so


def stretches(rows: Sequence[Row]) -> Sequence[Stretch]:
    """Rows by columns, a stretch at a time."""
    return rows.stretches if isinstance(rows, GridRows) else Grid.of(rows).stretches


def some_by_columns(rows: Sequence[Row], numbers: Sequence[int]) -> Iterator[tuple[Sequence[int], list[Column]]]:
    """Some rows of a sheet by columns, a stretch at a time, each with its numbers, which ascend."""
    if not isinstance(rows, GridRows):
        for start in range(0, len(numbers), STRETCH):
            some = numbers[start : start + STRETCH]
            yield some, Grid.of(rows[number - 1] for number in some).stretches[0].columns
        return
    first = 1
    for stretch in rows.stretches:
        some = numbers[bisect_left(numbers, first) : bisect_left(numbers, first + stretch.count)]
        if some:
            yield some, stretch.only([number - first for number in some])
        first += stretch.count


def filled_columns(rows: Sequence[Row]) -> list[bool]:
    """For each column whether anything stands in it."""
    columns = range(len(rows[0]) if rows else 0)
    if not isinstance(rows, GridRows):
        return [any(row[index] != "" for row in rows) for index in columns]
    return [
        any(stretch.columns[index].where(lambda cell: cell != "") for stretch in rows.stretches) for index in columns
    ]


def by_column(rows: Sequence[Row], numbers: Sequence[int], index: int) -> Iterator[tuple[Sequence[int], Column]]:
    """One column of some rows of a sheet, a stretch at a time, each with its numbers, which ascend."""
    if not isinstance(rows, GridRows):
        yield numbers, Column([rows[number - 1][index] for number in numbers])
        return
    first = 1
    for stretch in rows.stretches:
        some = numbers[bisect_left(numbers, first) : bisect_left(numbers, first + stretch.count)]
        if some:
            (column,) = Stretch(stretch.count, [stretch.columns[index]]).only([number - first for number in some])
            yield some, column
        first += stretch.count


@dataclass(slots=True)
class Grid:
    """All cells of a sheet from row 1 and column A on; each stretch but the last has ``STRETCH`` rows."""

    stretches: list[Stretch] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[Sequence[Cell]]) -> "Grid":
        """The rows, all of one width, as a grid."""
        remaining, stretches = iter(rows), []
        while some := list(itertools.islice(remaining, STRETCH)):
            stretches.append(Stretch(len(some), [Column.of(cells) for cells in zip(*some, strict=True)]))
        return cls(stretches)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return sum(stretch.count for stretch in self.stretches)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.stretches[0].columns) if self.stretches else 0

    @property
    def rows(self) -> Iterator[Row]:
        """The rows from the top down."""
        return itertools.chain.from_iterable(stretch.rows for stretch in self.stretches)

    def cell(self, number: int, column: int) -> Cell:
        """The cell in row ``number``, which is one of the grid's."""
        stretch, place = divmod(number - 1, STRETCH)
        return self.stretches[stretch].columns[column].cell(place)

    def empty(self, number: int, column: int) -> None:
        """Let the cell in row ``number`` be empty."""
        stretch, place = divmod(number - 1, STRETCH)
        self.stretches[stretch].columns[column].empty(place)
