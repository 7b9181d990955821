"""Tables that lie otherwise than one row for one thing under its headings, and how such a sheet looks stood upright."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.services.importing import lexicon
from app.services.importing.tables.header import unit_in
from app.services.importing.tables.table import HeaderAt
from app.services.importing.text import compact
from app.services.workbook.book import Area, Cell, Position, Sheet

_DEEP, _BROAD = 60, 4
_FEWEST, _TWICE = 2, 2
_NUMBER = re.compile(r"[(（]?(\d{1,3}|[甲乙丙丁戊己庚辛])[)）]?栏?")

IsOne = Callable[[str], bool]
"""Whether a text names one of the things that would have a row each."""


@dataclass(frozen=True, slots=True)
class Upright:
    """How a sheet looks with one row for one thing: ``places`` tell where each cell stands in the sheet itself.

    ``said`` are headings as they read upright, ``header`` is where these then stand. What stands above and below the
    table is above and below it still. ``by_period`` says that a thing had a row for each period.
    """

    places: Mapping[Position, Position]
    said: Mapping[Position, str]
    header: HeaderAt
    by_period: bool = False

    def of(self, sheet: Sheet) -> Sheet:
        """The sheet stood upright; of the same form another workbook may be seen so too."""
        spots = self.places.keys() | self.said.keys()
        height, width = max(row for row, _ in spots), max(column for _, column in spots) + 1
        hidden_by = {spot: (area.top, area.left) for area in sheet.merges for spot in _spots(area)}
        headings = range(self.header.top, self.header.bottom + 1)

        def cell(row: int, column: int) -> Cell:
            own = self.places.get((row, column))
            if (row, column) in self.said or own is None:
                return self.said.get((row, column), "")
            return sheet.cell(*(hidden_by.get(own, own) if row in headings else own))

        return replace(
            sheet,
            rows=[tuple(cell(row, column) for column in range(width)) for row in range(1, height + 1)],
            merges=tuple(area for area in sheet.merges if area.bottom < self.header.top),
            hidden_rows=frozenset(),
            hidden_columns=frozenset(),
            marks={spot: sheet.marks[own] for spot, own in self.places.items() if own in sheet.marks},
        )

    def place(self, row: int, column: int) -> Position:
        """Where a cell of the upright sheet stands in the sheet itself."""
        return self.places.get((row, column), (row, column))


def _spots(area: Area) -> Iterator[Position]:
    return ((row, column) for row in area.rows for column in area.columns)


def periods_below(sheet: Sheet) -> list[str]:
    """The periods that stand one below the other for each thing (本月, 累计), as one of the first columns says them."""
    return _periods(sheet)[1]


def _periods(sheet: Sheet) -> tuple[int, list[str]]:
    known = lexicon.words("period") | lexicon.words("cumulative")
    for column in range(min(_BROAD, sheet.width)):
        said = [compact(str(row[column])) for row in sheet.rows[:_DEEP]]
        periods = [text for text in said if text in known]
        different = list(dict.fromkeys(periods))
        if len(different) >= _FEWEST and all(periods.count(one) >= _TWICE for one in different):
            return column, different
    return 0, []


def things_across(sheet: Sheet, is_one: IsOne) -> list[str]:
    """What stands side by side in one row although each is a thing (a town) that would have a row of its own."""
    number, columns = _row_of_things(sheet, is_one)
    return list(dict.fromkeys(str(sheet.cell(number, column)) for column in columns))


def _row_of_things(sheet: Sheet, is_one: IsOne) -> tuple[int, list[int]]:
    rows = enumerate(sheet.rows[:_DEEP], 1)
    found = [
        (number, [at for at, cell in enumerate(row) if isinstance(cell, str) and cell and is_one(cell)])
        for number, row in rows
    ]
    return max(found, key=lambda one: len({sheet.cell(one[0], column) for column in one[1]}), default=(1, []))


# ---------------------------------------------------------------- things side by side


def upright_from_across(sheet: Sheet, is_one: IsOne) -> Upright | None:
    """A sheet whose things stand side by side, upright; None where they have not one column each."""
    number, columns = _row_of_things(sheet, is_one)
    names = [sheet.cell(number, column) for column in columns]
    wide = [area for area in sheet.merges if number in area.rows and area.left < area.right]
    if not columns or columns[0] == 0 or len(set(names)) < len(names):
        return None
    if any(area.left <= column <= area.right for area in wide for column in columns):
        return None
    found = _Across(sheet, number, columns)
    return found.upright() if found.lines else None


@dataclass(slots=True)
class _Across:
    """A table whose things stand side by side in row ``number``; ``lines`` are the rows of its figures."""

    sheet: Sheet
    number: int
    columns: list[int]
    first: int = field(init=False)
    last: int = field(init=False)
    top: int = field(init=False)
    lines: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.last = self.columns[0], self.columns[-1]
        while self.first > 1 and self._sums(self.first - 1):
            self.first -= 1
        while self._sums(self.last + 1):
            self.last += 1
        beside = [one for one in self.sheet.merges if self.number in one.rows and one.left < self.first]
        self.top = min([self.number, *(one.top for one in beside)])
        self.lines = [number for number in self._band() if not self._only_numbers(number)]

    def _sums(self, column: int) -> bool:
        return compact(str(self.sheet.cell(self.number, column))) in lexicon.words("total")

    def _band(self) -> range:
        end = self.number + 1
        while end <= len(self.sheet.rows) and not self._ends(end):
            end += 1
        return range(self.number + 1, end)

    def _ends(self, number: int) -> bool:
        """Whether a row below the table was reached: an empty one, a note, one for names and stamps."""
        row = self.sheet.rows[number - 1]
        said = next((compact(cell) for cell in row if isinstance(cell, str) and cell), "")
        across = any(number in one.rows and one.left < self.first <= one.right for one in self.sheet.merges)
        merged = any(number in one.rows and one.left < self.first for one in self.sheet.merges)
        if across or (not said and not merged):
            return True
        alone = all(cell == "" for cell in row[self.first :])
        opens = re.match(r"[^:：]{1,8}[:：]", said) is not None
        return alone and opens and (lexicon.begins("note", said) or lexicon.has("signature", said))

    def _only_numbers(self, number: int) -> bool:
        """Whether a row only numbers the columns (栏次)."""
        row = self.sheet.rows[number - 1][self.first : self.last + 1]
        counted = [_figure(cell) for cell in row if cell != ""]
        numbers = [int(text) for text in counted if text.isdigit()]
        labelled = any(
            compact(str(cell)) in lexicon.words("numbering") for cell in self.sheet.rows[number - 1][: self.first]
        )
        return labelled or (len(numbers) > 1 and all(one + 1 == other for one, other in pairwise(numbers)))

    def _labels(self) -> Iterator[int]:
        """The columns before the figures that say what they are; not those that number them (代码, 栏次)."""
        for column in range(self.first):
            said = [_figure(cell) for number in self.lines if (cell := self.sheet.cell(number, column)) != ""]
            if said and not all(map(_NUMBER.fullmatch, said)):
                yield column

    def _is_unit(self, column: int) -> bool:
        heads = (compact(str(self.sheet.cell(number, column))) for number in range(self.top, self.number + 1))
        if any(text in lexicon.words("unit_heading") for text in heads):
            return True
        said = [compact(str(cell)) for number in self.lines if (cell := self.sheet.cell(number, column)) != ""]
        known = lexicon.words("counting") | {"%", "％"}
        return all(text in known or unit_in(text) for text in said)

    def upright(self) -> Upright:
        """The table with a row for each thing, its rows as columns."""
        sheet, labels = self.sheet, list(self._labels())
        units = [column for column in labels if self._is_unit(column)]
        levels = [column for column in labels if column not in units]
        rows = [*range(self.top, self.number + 1), *self.lines]
        columns = [*levels, *range(self.first, self.last + 1)]
        places = {(number, at): (number, at) for number in range(1, self.top) for at in range(sheet.width)}
        places |= {
            (self.top + down, at): (row, column) for down, column in enumerate(columns) for at, row in enumerate(rows)
        }
        bottom = self.top + len(levels) - 1
        said = {
            (bottom, at): f"{sheet.cell(row, levels[-1])}（{compact(str(sheet.cell(row, units[-1])))}）"
            for at, row in enumerate(rows)
            if units and levels and row in self.lines and sheet.cell(row, units[-1]) != ""
        }
        last = self.top + len(columns) - 1
        places |= _below(sheet, max(rows) + 1, last + 2)
        header = HeaderAt(sheet.name, self.top, bottom, bottom + 1)
        return Upright(places, said, header)


def _figure(cell: Cell) -> str:
    return f"{cell:g}" if isinstance(cell, float) else compact(str(cell))


def _below(sheet: Sheet, own: int, upright: int) -> dict[Position, Position]:
    """What stands below a table from a row on, from another row on."""
    numbers = range(own, len(sheet.rows) + 1)
    return {(number - own + upright, at): (number, at) for number in numbers for at in range(sheet.width)}


# ---------------------------------------------------------------- periods below each other


def upright_from_periods(sheet: Sheet, top: int) -> Upright | None:
    """A sheet whose things have a row for each period, upright; its headings begin in row ``top``.

    None where a thing has not a row for each of the periods, in one order.
    """
    column, periods = _periods(sheet)
    said = [compact(str(row[column])) for row in sheet.rows]
    of_periods = [number for number, text in enumerate(said, 1) if text in periods and number > top]
    blocks = of_periods[:: len(periods)]
    told = [said[number - 1] for number in of_periods]
    in_order = told == periods * len(blocks) and of_periods == list(range(of_periods[0], of_periods[-1] + 1))
    return _Below(sheet, top, column, periods, blocks).upright() if column and in_order else None


@dataclass(frozen=True, slots=True)
class _Below:
    """A table whose things have a row for each period; ``blocks`` are the first rows of the things."""

    sheet: Sheet
    top: int
    column: int
    periods: list[str]
    blocks: list[int]

    def _bottom(self) -> int:
        """The last row of the headings: above the first thing, and above a row that only numbers the columns."""
        number = self.blocks[0] - 1
        while number > self.top and self._only_numbers(number):
            number -= 1
        return number

    def _only_numbers(self, number: int) -> bool:
        said = [_figure(cell) for cell in self.sheet.rows[number - 1] if cell != ""]
        return len(said) > 1 and all(map(_NUMBER.fullmatch, said))

    def _columns(self) -> Iterator[tuple[int, int]]:
        """The upright table's columns: each one's own, and which of the periods it is of (-1: of none)."""
        last = self.blocks[0] + len(self.periods) - 1
        whole = {
            area.left
            for area in self.sheet.merges
            if area.left == area.right and area.top == self.blocks[0] and area.bottom >= last
        }
        values = range(self.column + 1, self.sheet.width)
        yield from ((at, -1) for at in range(self.column))
        yield from ((at, -1) for at in values if at in whole)
        yield from ((at, period) for period in range(len(self.periods)) for at in values if at not in whole)

    def upright(self) -> Upright:
        """The table with a row for each thing, its columns once for each period."""
        sheet, bottom, columns = self.sheet, self._bottom(), list(self._columns())
        levels = range(self.top, bottom + 1)
        places = {(number, at): (number, at) for number in range(1, self.top) for at in range(sheet.width)}
        places |= {(number + 1, at): (number, own) for number in levels for at, (own, _) in enumerate(columns)}
        said = {(self.top, at): self.periods[period] for at, (_, period) in enumerate(columns) if period >= 0}
        first = bottom + 2
        places |= {
            (first + line, at): (block + max(period, 0), own)
            for line, block in enumerate(self.blocks)
            for at, (own, period) in enumerate(columns)
        }
        last = first + len(self.blocks) - 1
        places |= _below(sheet, self.blocks[-1] + len(self.periods), last + 2)
        return Upright(places, said, HeaderAt(sheet.name, self.top, bottom + 1, first), by_period=True)
