"""Values that nobody sees: cells under a merged area, and results that were never calculated, come as empty cells.

What lies under a merge is lost to the eye, not to a program: taking it in would give the clerk figures that no one
can find in the sheet. Each is counted, so that the clerk is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.services.workbook.book import Area, Cell, Position, address

_NAMED = 3


@dataclass(slots=True)
class Holes:
    """The cells of one sheet that are to be empty. ``covered`` are the values found under merges, by address."""

    merges: Sequence[Area]
    hollow: Iterable[Position] = ()
    covered: list[str] = field(default_factory=list)

    def emptied(self, rows: Iterable[Sequence[Cell]]) -> Iterable[Sequence[Cell]]:
        """The rows with the holes in them."""
        return self._emptied(rows) if self.merges or self.hollow else rows

    def _emptied(self, rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
        hollow: dict[int, set[int]] = defaultdict(set)
        for place, column in self.hollow:
            hollow[place].add(column)
        waiting = sorted(self.merges, key=lambda area: area.top, reverse=True)
        open_areas: list[tuple[Area, Cell]] = []
        for number, row in enumerate(rows, start=1):
            while waiting and waiting[-1].top == number:
                area = waiting.pop()
                open_areas.append((area, row[area.left] if area.left < len(row) else ""))
            if not open_areas and number not in hollow:
                yield row
                continue
            cells = list(row)
            self._cover(cells, number, open_areas)
            for column in hollow[number]:
                cells[column] = ""
            yield cells
            open_areas = [(area, shown) for area, shown in open_areas if area.bottom > number]

    def _cover(self, cells: list[Cell], number: int, areas: Sequence[tuple[Area, Cell]]) -> None:
        for area, shown in areas:
            for column in range(area.left + (number == area.top), min(area.right + 1, len(cells))):
                if cells[column] not in ("", shown):
                    self.covered.append(address(number, column))
                cells[column] = ""

    def remark(self, title: str) -> str | None:
        """What the clerk should know once the rows have come."""
        if not self.covered:
            return None
        more = "等" if len(self.covered) > _NAMED else ""
        named = "、".join(self.covered[:_NAMED])
        return f"工作表“{title}”的合并单元格下面压着看不见的值（{named}{more} {len(self.covered)} 格），没有读取"
