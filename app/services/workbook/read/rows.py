"""A stretch of a sheet part -> its rows, each cut at its cells, as nearly every program writes them.

What a cell holds is all that stands between its place (``A12"``) and the next cell's, so that equal cells are equal
bytes. Nothing is searched for cell by cell, since this is done for millions: a row is cut at its own number, and each
piece but the last must then end with the next cell's column. What is written otherwise raises ``NotPlain``: it is for
a parser (``canonical.py``).
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from app.services.workbook.book import column_of
from app.services.workbook.read.plain import NotPlain, is_unusual

_ROW = b"<row "
_OPEN = b'<c r="'
_NUMBER = b'r="'
_NUMBERED = re.compile(rb"""([^<>]*?\s|)r="(\d{1,20})"([^<>]*)>""")
_FIRST = re.compile(rb"""\s*<c r="([A-Z]{1,9})""")
_COLUMN = re.compile(rb"[A-Z]{1,9}")
_PLACE = re.compile(rb"""<c r="([A-Z]{1,9})(\d{1,20})\"""")
_NO_CELLS = re.compile(rb"\s*</row>\s*")
_CLOSED = b"</row>"
_STRAY = re.compile(rb"<row(?!Breaks\b)|<c\b(?!:)|<\w+:worksheet\b")


class Contradicted(ValueError):
    """A cell says that it stands in another row, or not right of the one before."""


class CutRow(NamedTuple):
    """A row: ``said`` are its attributes beside its number, ``last`` is the place of its last cell with a value, or -1.

    ``columns`` and ``cells`` go together; a cell comes with the opening of the next one behind it.
    """

    number: int
    said: bytes
    columns: Sequence[int]
    cells: Sequence[bytes]
    last: int


class _Layout(NamedTuple):
    """Which columns a row has and what is said of it: what stands before its first cell, and how the cells end."""

    columns: tuple[int, ...]
    said: bytes
    first: bytes
    ends: tuple[bytes, ...]


class RowCutter:
    """Cuts stretches of whole rows; remembers how rows are laid out, since most are like one before."""

    def __init__(self) -> None:
        self._usual: dict[int, _Layout] = {}  # the last one with so many cells

    def cut(self, stretch: bytes) -> tuple[list[CutRow], bytes]:
        """The rows of a stretch, and what is in it beside them. Raises NotPlain and Contradicted."""
        beside, *rows = stretch.split(_ROW)
        if rows:
            rows[-1], behind = _ended(rows[-1])
            beside += behind
        if _STRAY.search(beside) or is_unusual(beside):
            raise NotPlain
        return list(map(self._row, rows)), beside

    def _row(self, row: bytes) -> CutRow:
        if row.startswith(_NUMBER):
            number = row[len(_NUMBER) : row.find(b'"', len(_NUMBER))]
            pieces = row.split(number + b'"')  # the number's own, what stands before the first cell, and the cells
            cells = pieces[2:]
            layout = self._usual.get(len(cells))
            if layout is not None and layout.first == pieces[1] and all(map(bytes.endswith, cells, layout.ends)):
                return CutRow(int(number), layout.said, layout.columns, cells, _last(cells))
        return self._unlike_others(row)

    def _unlike_others(self, row: bytes) -> CutRow:
        """A row that is not laid out like one before; it is remembered where others may be like it."""
        head = _NUMBERED.match(row)
        if head is None:
            raise NotPlain
        before, number, behind = head.groups()
        first, *cells = row[head.end() :].split(number + b'"')
        said = before + behind
        if not cells and _OPEN not in first:
            return _without_cells(int(number), said, first)
        columns = _columns(first, cells)
        if not columns:
            return _walked(int(number), said, row[head.end() :])
        if row.startswith(_NUMBER):
            ends = tuple(cell[cell.rindex(_OPEN) :] for cell in cells[:-1])
            self._usual[len(cells)] = _Layout(columns, said, behind + b">" + first, ends)
        return CutRow(int(number), said, columns, cells, _last(cells))


def has_value(cell: bytes) -> bool:
    """Whether a cell says any value, an empty text too."""
    return b"<v" in cell or b"<is>" in cell


def _ended(row: bytes) -> tuple[bytes, bytes]:
    """The last row of a stretch, and what follows it."""
    end = row.find(b"/>") if b"/>" in row[: row.find(b">") + 1] else row.find(_CLOSED)
    if end < 0:
        raise NotPlain
    end = row.index(b">", end) + 1
    return row[:end], row[end:]


def _without_cells(number: int, said: bytes, rest: bytes) -> CutRow:
    if rest.strip() if said.endswith(b"/") else not _NO_CELLS.fullmatch(rest):
        raise NotPlain
    return CutRow(number, said, (), (), -1)


def _columns(first: bytes, cells: Sequence[bytes]) -> tuple[int, ...]:
    """The columns of a row that was cut at its number; none where it was not cut at its cells alone."""
    found = _FIRST.fullmatch(first)
    names = [cell.rpartition(_OPEN)[2] for cell in cells[:-1]]
    if found is None or not all(map(_COLUMN.fullmatch, names)):
        return ()
    columns = tuple(column_of(name.decode()) for name in (found[1], *names))
    return columns if all(left < right for left, right in pairwise(columns)) else ()


def _walked(number: int, said: bytes, cells: bytes) -> CutRow:
    """A row followed cell by cell: a text in it holds the row's number, or its cells are not in order."""
    before, *found = _PLACE.split(cells)
    if before.strip() or not found:
        raise NotPlain
    columns = tuple(column_of(name.decode()) for name in found[::3])
    if any(int(place) != number for place in found[1::3]) or any(left >= right for left, right in pairwise(columns)):
        raise Contradicted
    return CutRow(number, said, columns, found[2::3], _last(found[2::3]))


def _last(cells: Sequence[bytes]) -> int:
    for place in range(len(cells) - 1, -1, -1):
        if has_value(cells[place]):
            return place
    return -1
