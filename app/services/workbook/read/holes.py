"""Values that nobody sees: cells under a merged area, and results that were never calculated, come as empty cells.

What lies under a merge is lost to the eye, not to a program: taking it in would give the clerk figures that no one
can find in the sheet. Each is counted, so that the clerk is told.
"""

from collections.abc import Iterable, Iterator, Sequence

from app.services.workbook.book import Area, Cell, Position, address
from app.services.workbook.read.grid import Grid

_NAMED = 3


def emptied(grid: Grid, merges: Sequence[Area], hollow: Iterable[Position]) -> list[Position]:
    """Empty the cells of ``grid`` that lie under ``merges`` and those that are ``hollow``.

    Returns where values were found under merges, in the order of the sheet.
    """
    shown = [_cell(grid, (area.top, area.left)) for area in merges]
    covered = []
    for area, value in zip(merges, shown, strict=True):
        for number, column in _under(grid, area):
            if (cell := grid.cell(number, column)) != "":
                if cell != value:
                    covered.append((number, column))
                grid.empty(number, column)
    for number, column in hollow:
        if _cell(grid, (number, column)) != "":
            grid.empty(number, column)
    return sorted(covered)


def _cell(grid: Grid, position: Position) -> Cell:
    """The cell at ``position``, empty where the grid does not reach."""
    number, column = position
    return grid.cell(number, column) if 1 <= number <= grid.height and column < grid.width else ""


def _under(grid: Grid, area: Area) -> Iterator[Position]:
    """The positions of ``area`` within the grid, without its first, which is seen."""
    columns = range(area.left, min(area.right + 1, grid.width))
    for number in range(area.top, min(area.bottom, grid.height) + 1):
        for column in columns[1:] if number == area.top else columns:
            yield number, column


def remark(title: str, covered: Sequence[Position]) -> str | None:
    """What the clerk should know of the values ``covered`` by merges of the sheet ``title``."""
    if not covered:
        return None
    more = "等" if len(covered) > _NAMED else ""
    named = "、".join(address(*position) for position in covered[:_NAMED])
    return f"工作表“{title}”的合并单元格下面压着看不见的值（{named}{more} {len(covered)} 格），没有读取"
