"""Where everything on a sheet stands: rows, merged header cells, widths and heights, worked out from the layout."""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, partial
from itertools import pairwise, repeat

from app.services.known import Known
from app.services.workbook.layout import (
    NUMERIC_KINDS,
    CellValue,
    ColumnKind,
    ColumnLayout,
    Paper,
    SheetFill,
    SheetLayout,
    TotalPlace,
)

LINE = 1.4
"""The height of a line of text with its leading, for each point of its size."""

LIST_SCALE = 0.7
"""The scale at which a list is printed that is wider than its paper."""

_PRINTABLE = {Paper.A3: 150.0, Paper.A4: 102.0}
"""The width between the margins of a landscape page in characters of 11 points.

A little less than it is: where 宋体 is not installed, the font in its place may be wider.
"""
_USUAL_WIDTH = {
    ColumnKind.TEXT: 10.0,
    ColumnKind.CODE: 10.0,
    ColumnKind.INTEGER: 6.0,
    ColumnKind.QUANTITY: 8.0,
    ColumnKind.PERCENT: 8.0,
    ColumnKind.DATE: 11.5,
}
_WIDEST_TEXT = 30.0
"""Longer texts wrap in a report and are cut at the cell's border in a list."""
_MEASURED_ROWS = 2000
"""So many rows are looked at for the width of a column, no more."""


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One header cell: text and the block it covers (rows as Excel numbers them, columns from 0, ends included)."""

    text: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The row numbers of a sheet as Excel shows them; 0 where the sheet has no such row."""

    code: int
    title: int
    meta: int
    header: int
    number: int
    total: int
    first: int
    """The first data row."""
    last: int
    """The last data row; a sheet without data keeps one blank row, so that formulas have a range."""
    notes: int
    signature: int
    end: int

    @property
    def band(self) -> tuple[int, int]:
        """The first and last row of the band that is streamed, the total row included."""
        return min(self.first, self.total or self.first), max(self.last, self.total)


def frame_of(fill: SheetFill) -> Frame:
    """Where the parts of a filled sheet stand, from top to bottom."""
    layout = fill.layout
    code = 1 if layout.table_code else 0
    title = code + 1
    meta = title + 1 if any(layout.meta) else 0
    header = max(title, meta) + 1
    above = header + layout.header_depth - 1 + layout.numbered
    first = above + 1 + (layout.total is TotalPlace.FIRST)
    last = first + max(fill.count, 1) - 1
    total = {None: 0, TotalPlace.FIRST: first - 1, TotalPlace.LAST: last + 1}[layout.total]
    below = max(last, total)
    notes = below + 1 if layout.notes else 0
    under_notes = below + len(layout.notes)
    signature = under_notes + 2 if layout.signatures else 0
    return Frame(
        code=code,
        title=title,
        meta=meta,
        header=header,
        number=above if layout.numbered else 0,
        total=total,
        first=first,
        last=last,
        notes=notes,
        signature=signature,
        end=max(under_notes, signature),
    )


def header_cells(layout: SheetLayout, top: int) -> Iterator[HeaderCell]:
    """The header's cells: equal neighbours under the same parents share one, a short path reaches down to the leaf."""
    depth = layout.header_depth
    paths = [column.path for column in layout.columns]
    for level in range(depth):
        for left, right in _runs(paths, level):
            path = paths[left]
            leaf = level == len(path) - 1
            text = leaf_text(layout.columns[left]) if leaf else path[level]
            yield HeaderCell(text, top + level, left, top + (depth - 1 if leaf else level), right)


def leaf_text(column: ColumnLayout) -> str:
    """The leaf's words with the unit in brackets under them."""
    return f"{column.path[-1]}\n({column.unit})" if column.unit else column.path[-1]


def _runs(paths: Sequence[tuple[str, ...]], level: int) -> Iterator[tuple[int, int]]:
    """The column ranges that share a header cell at ``level``; two leaves never share one."""
    start = 0
    for index, path in enumerate(paths):
        following = paths[index + 1] if index + 1 < len(paths) else ()
        group = min(len(path), len(following)) > level + 1 and path[: level + 1] == following[: level + 1]
        if not group:
            if len(path) > level:
                yield start, index
            start = index + 1


def text_width(text: str) -> float:
    """The width of the longest line in half-width characters; a Chinese character takes two."""
    return max(map(_line_width, text.split("\n")), default=0)


def widest(texts: Iterable[str]) -> float:
    """The width of the widest of some texts: only those are measured that have characters enough to be it."""
    width = 0.0
    for text in sorted(texts, key=len, reverse=True):
        if 2 * len(text) <= width:
            break
        if len(text) > width or not text.isascii():
            width = max(width, text_width(text))
    return width


def _line_width(line: str) -> int:
    return len(line) if line.isascii() else sum(map(_character_width, line))


@cache
def _character_width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def text_height(text: str, width: float, size: float) -> float:
    """The height in points that a text of a font size takes when wrapped in a cell so wide.

    A column's width counts in digits of 11 points. A word may leave a line short, so a little room is kept.
    """
    room = max(width * 11 / size - 1, 1)
    if 2 * len(text) <= room and "\n" not in text:  # most texts fit however wide their characters are
        return LINE * size + 6
    lines = sum(max(1, math.ceil(_line_width(line) / room)) for line in text.split("\n"))
    return lines * LINE * size + 6


def shown_text(column: ColumnLayout, value: CellValue) -> str:
    """About what a cell shows, as far as its width is concerned."""
    if isinstance(value, Decimal) and column.shown_places is not None:
        return f"{value:.{column.shown_places}f}"
    return "" if value is None else str(value)


def column_widths(fill: SheetFill) -> list[float]:
    """Each column's width in characters: what the layout says, else wide enough for header and figures."""
    seen = isinstance(fill.rows, Sequence) and fill.count <= _MEASURED_ROWS
    rows = [row.values for row in fill.rows] if seen else []
    if fill.total is not None:
        rows.append(fill.total)
    return [
        column.width or _fitting(fill.layout, column, [row[index] for row in rows], seen=seen)
        for index, column in enumerate(fill.layout.columns)
    ]


def _fitting(layout: SheetLayout, column: ColumnLayout, values: Iterable[CellValue], *, seen: bool) -> float:
    """A width in which no figure shows as ### and the leaf takes three lines at most.

    A stream's figures are not seen beforehand (it can be read only once), so a column of them gets room for millions.
    """
    words = column.path[-1]
    header = max(math.ceil(text_width(words) / 6) * 2, text_width(f"({column.unit})") if column.unit else 0)
    body = widest(shown_text(column, value) for value in values)
    if not seen and column.kind in NUMERIC_KINDS:
        body = max(body, 9 + (column.shown_places or 0))
    if column.kind is ColumnKind.TEXT:
        body = min(body, _WIDEST_TEXT)
    return max(_USUAL_WIDTH[column.kind], header + 1.5 + 2 * layout.filtered, body + 1.5)


def header_heights(layout: SheetLayout, widths: Sequence[float]) -> list[float]:
    """The header rows' heights, so that no header text is cut: the lowest row of a cell takes what it still needs."""
    heights = [text_height("", 1, layout.body_size)] * layout.header_depth
    for cell in printed_header(layout, 0, widths):
        needed = text_height(cell.text, sum(widths[cell.left : cell.right + 1]), layout.body_size)
        heights[cell.bottom] += max(0.0, needed - sum(heights[cell.top : cell.bottom + 1]))
    return heights


class RowHeights:
    """The heights in points of data rows: the layout's, or more where wrapped text needs more lines."""

    def __init__(self, layout: SheetLayout, widths: Sequence[float]) -> None:
        self._least = layout.row_height or 0
        self._needed = [Known(partial(_needed_height, width, layout.body_size)) for width in widths]

    def of(self, columns: Sequence[Sequence[CellValue]]) -> list[float]:
        """The heights of some rows, given down their columns."""
        needed = [
            known.of(values)
            for known, values in zip(self._needed, columns, strict=True)
            if str in set(map(type, values))
        ]
        least = repeat(self._least, len(columns[0]))
        return list(map(max, zip(least, *needed, strict=True)))


def _needed_height(width: float, size: float, value: CellValue) -> float:
    return text_height(value, width, size) if isinstance(value, str) else 0


def page_breaks(layout: SheetLayout, widths: Sequence[float]) -> list[int]:
    """The columns before which a list printed at ``LIST_SCALE`` begins a new page, so that few header groups are cut.

    A group that does not fit on a page begins with what is left of the one before and goes on from page to page.
    """
    room = _PRINTABLE[layout.paper] / LIST_SCALE
    frozen = sum(widths[: layout.frozen_columns])
    breaks: list[int] = []
    used = 0.0
    for cell in header_cells(layout, 0):
        if cell.top == 0:
            group = sum(widths[cell.left : cell.right + 1])
            for column in range(cell.left, cell.right + 1):
                needed = group if column == cell.left and frozen + group <= room else widths[column]
                if used > frozen and used + needed > room:
                    breaks.append(column)
                    used = frozen
                used += widths[column]
    return breaks


def printed_header(layout: SheetLayout, top: int, widths: Sequence[float]) -> Iterator[HeaderCell]:
    """The header's cells as they are printed: in a list of several pages' width each group is named on every page.

    Cut where a page begins and behind the frozen columns, which every page and every screen repeats.
    """
    cuts = [] if layout.one_page_wide else sorted({layout.frozen_columns, *page_breaks(layout, widths)})
    for cell in header_cells(layout, top):
        inside = [cut for cut in cuts if cell.left < cut <= cell.right]
        for left, after in pairwise([cell.left, *inside, cell.right + 1]):
            yield replace(cell, left=left, right=after - 1)


def segments(widths: Sequence[float], parts: int) -> list[tuple[int, int]]:
    """Cut the columns into so many neighbouring ranges of about equal width; fewer where there are fewer columns."""
    parts = min(parts, len(widths))
    total = sum(widths)
    cuts = [0]
    for part in range(1, parts):
        reached = next(i for i in range(len(widths)) if sum(widths[: i + 1]) >= total * part / parts)
        cuts.append(min(max(reached + 1, cuts[-1] + 1), len(widths) - parts + part))
    return [(left, right - 1) for left, right in zip(cuts, [*cuts[1:], len(widths)], strict=True)]
