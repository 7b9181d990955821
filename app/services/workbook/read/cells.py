"""The cells of a sheet part, by columns: what repeats in a column is read once, what is alike is read together."""

import itertools
import operator
import re
from array import array
from collections.abc import Callable, Sequence
from typing import NamedTuple
from xml.parsers.expat import ExpatError

from app.services.workbook.book import Cell
from app.services.workbook.read.grid import STRETCH, Column, Grid, Stretch, repeats
from app.services.workbook.read.plain import NotPlain
from app.services.workbook.read.preflight_sheet import SheetGate
from app.services.workbook.read.rows import CutRow, has_value
from app.services.workbook.read.scan import SheetScan
from app.services.workbook.read.strings import Text, text_of, unescaped
from app.services.workbook.read.values import Reading, texts

_BEHIND = rb'\s*(?:<c r="[A-Z]+|</row>\s*)?'
_USUAL = re.compile(
    rb'(?: s="(\d+)")?(?: t="(\w+)")?>(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)</c>'
    + _BEHIND
)
_OTHER = re.compile(
    rb'(?: s="(\d+)")?(?: t="(\w+)")?(?: (?:cm|vm|ph)="\w+")*\s*(?:/>|>\s*(<f\b[^>]*(?:/>|>[^<]*</f>))?\s*'
    rb'(?:<v\s*/>|<v(?: [\w:]+="\w+")?>([^<]*)</v>|(<is>.*</is>))?\s*</c>)' + _BEHIND,
    re.DOTALL,
)
_MOST_GROUPS = 32  # of cells in a column that are alike: where there are more it is no use to put them together
_ABSENT = CutRow(0, b"", (), (), -1)

Spread = Callable[[list[bytes]], tuple[bytes, ...]]


class CellReader:
    """Takes a sheet part stretch by stretch, each through the gate, and keeps its cells and what is seen of them."""

    def __init__(self, reading: Reading, gate: SheetGate) -> None:
        self.scan = SheetScan(reading.styles, reading.marked_texts)
        self._reading = reading
        self._gate = gate
        self._height = 0  # the rows of the grid, those that wait included
        self._waiting: list[CutRow] = []
        self._notable: list[tuple[int, int, bytes]] = []
        self._spreads: dict[tuple[Sequence[int], int], Spread] = {}
        self._blank: dict[bytes, bool] = {}  # whether a cell without a value is notable
        self._stretches: list[Stretch] = []

    def take(self, stretch: bytes) -> None:
        """Take the next stretch of whole rows.

        Raises Refusal, NotPlain, and LookupError and ValueError where a cell refers to what is not there.
        """
        rows, beside = self._gate.take(stretch)
        self.scan.take_beside(beside)
        for row in rows:
            self.scan.take_row(row.number, row.said)
            if row.last < 0:
                self._look_at_blanks(row, 0)
                continue
            self._waiting.extend([_ABSENT] * (row.number - self._height - 1))
            self._waiting.append(row)
            self._height = row.number
            while len(self._waiting) >= STRETCH:
                self._keep()

    def grid(self) -> Grid:
        """All that has been taken."""
        if self._waiting:
            self._keep()
        self._tell()
        for stretch in self._stretches:
            missing = self._gate.width - len(stretch.columns)
            stretch.columns.extend(Column([""], array("H", bytes(2 * stretch.count))) for _ in range(missing))
        return Grid(self._stretches)

    def _keep(self) -> None:
        """Turn the first rows that wait into a stretch of columns."""
        rows, self._waiting = self._waiting[:STRETCH], self._waiting[STRETCH:]
        first, width = STRETCH * len(self._stretches) + 1, self._gate.width
        lines = [self._line(row, width) for row in rows]
        columns = [self._column(cells, first, place) for place, cells in enumerate(zip(*lines, strict=True))]
        self._stretches.append(Stretch(len(rows), columns))
        self._tell()

    def _line(self, row: CutRow, width: int) -> Sequence[bytes]:
        """The cells of a row from column A on, nothing where it has none."""
        columns = row.columns
        if len(columns) == width == columns[-1] + 1:
            return row.cells
        if columns and columns[-1] >= width:
            self._look_at_blanks(row, width)
        spread = self._spreads.get((columns, width))
        if spread is None:
            spread = self._spreads[columns, width] = _spread(columns, width)
        return spread([*row.cells, b""])

    def _look_at_blanks(self, row: CutRow, left: int) -> None:
        """Note what is notable of the cells from column ``left`` on, which have no value."""
        for column, cell in zip(row.columns, row.cells, strict=True):
            if column >= left:
                if cell not in self._blank:
                    self._blank[cell] = self._read(cell)[1]
                if self._blank[cell]:
                    self._notable.append((row.number, column, cell))

    def _column(self, cells: Sequence[bytes], first: int, place: int) -> Column:
        """The cells of a stretch that stand at ``place`` in its rows, of which the first is number ``first``."""
        different = list(dict.fromkeys(cells))
        values, notable, blank = self._told(different)
        self._gate.count(len(cells) - sum(map(cells.count, blank)))
        if notable:
            self._notable.extend((number, place, cell) for number, cell in enumerate(cells, first) if cell in notable)
        if len(different) == len(cells):
            return Column(values)
        if not repeats(len(different), len(cells)):
            return Column(list(map(dict(zip(different, values, strict=True)).__getitem__, cells)))
        which = dict(zip(different, itertools.count()))
        return Column(values, array("H", map(which.__getitem__, cells)))

    def _told(self, different: Sequence[bytes]) -> tuple[list[Cell], set[bytes], list[bytes]]:
        """The values of some different cells, those of which there is more to see, and those that hold no value."""
        notable: set[bytes] = set()
        blank: list[bytes] = []
        known: dict[bytes, Cell] = {}
        rest, at, groups = different, 0, 0
        while at < len(rest):
            if groups < _MOST_GROUPS and (usual := _USUAL.fullmatch(rest[at])):
                some, rest = _alike(rest[at:], usual)
                at, groups = 0, groups + 1
                notable.update(itertools.compress(some.cells, self.scan.are_notable(some.style, some.kind, some.raws)))
                if len(some.cells) == len(different):
                    return self._values(some), notable, blank
                known |= zip(some.cells, self._values(some), strict=True)
                continue
            known[rest[at]], is_notable = self._read(rest[at])
            if is_notable:
                notable.add(rest[at])
            if not has_value(rest[at]):
                blank.append(rest[at])
            at += 1
        return list(map(known.__getitem__, different)), notable, blank

    def _values(self, some: "_Alike") -> list[Cell]:
        return texts(some.raws) if some.is_inline else self._reading.values(some.style, some.kind, some.raws)

    def _read(self, cell: bytes) -> tuple[Cell, bool]:
        """The value of a cell of any kind, and whether there is more to see of it."""
        if not cell:
            return "", False
        found = _OTHER.fullmatch(cell)
        if found is None:
            raise NotPlain(cell)
        style, kind, formula, raw, inline = found.groups()
        is_notable = formula is not None or self.scan.is_notable(style, kind, raw)
        if inline is None:
            return self._reading.values(style, kind, [raw or b""])[0], is_notable
        text = _inline(inline)
        return unescaped(text.whole), is_notable or text.is_marked

    def _tell(self) -> None:
        """Have what is notable looked at, in the order of the sheet: a formula may be said by a cell before."""
        for number, column, cell in sorted(self._notable):
            self.scan.take_cell((number, column), cell)
        self._notable.clear()


class _Alike(NamedTuple):
    """Cells that differ in nothing but in what they say, which is ``raws``."""

    cells: Sequence[bytes]
    style: bytes | None
    kind: bytes | None
    raws: Sequence[bytes]
    is_inline: bool


def _alike(cells: Sequence[bytes], first: "re.Match[bytes]") -> tuple[_Alike, list[bytes]]:
    """Of different cells those that are like the first one, and the others.

    What they say is cut out of all of them together, and must not hold a tag.
    """
    style, kind, _, text = first.groups()
    group = 3 if text is None else 4
    head, tail = cells[0][: first.start(group)], cells[0][first.end(group) :]
    like: Sequence[bytes] = cells
    others: list[bytes] = []
    if not (_all(bytes.startswith, cells, head) and _all(bytes.endswith, cells, tail)):
        like, others = _parted(cells, lambda cell: cell.startswith(head) and cell.endswith(tail))
    raws = b"".join(like)[len(head) : -len(tail)].split(tail + head)
    if len(raws) != len(like) or b"<" in b"".join(raws):
        like, more = _parted(like, lambda cell: b"<" not in cell[len(head) : -len(tail)])
        raws, others = [cell[len(head) : -len(tail)] for cell in like], more + others
    return _Alike(like, style, kind, raws, text is not None), others


def _parted(cells: Sequence[bytes], belongs: Callable[[bytes], bool]) -> tuple[list[bytes], list[bytes]]:
    """The cells that belong together, and the others."""
    belong = list(map(belongs, cells))
    return list(itertools.compress(cells, belong)), list(itertools.compress(cells, map(operator.not_, belong)))


def _all(asked: Callable[[bytes, bytes], bool], cells: Sequence[bytes], of: bytes) -> bool:
    return all(map(asked, cells, itertools.repeat(of)))


def _spread(columns: Sequence[int], width: int) -> Spread:
    """What places the cells of ``columns``, with nothing behind them, in a row of ``width``."""
    placed = {column: place for place, column in enumerate(columns)}
    places = [placed.get(column, -1) for column in range(width)]
    if width == 1:
        return lambda cells: (cells[places[0]],)
    spread: Spread = operator.itemgetter(*places)
    return spread


def _inline(element: bytes) -> Text:
    try:
        return text_of(element)
    except ExpatError:
        raise NotPlain(element) from None
