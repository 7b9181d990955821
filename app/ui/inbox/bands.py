"""The row numbers beside a sheet, with its bands; the edges of a header and of the data are moved by the mouse."""

from collections.abc import Iterator
from enum import Enum, auto

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView

from app.services.importing.tables.table import Table
from app.ui import theme

_NEAR = 5  # pixels
_THICK = 3


class Side(Enum):
    """Where a line stands: over a header, under it where its data begin, under the last row of the data."""

    TOP = auto()
    BOTTOM = auto()
    END = auto()


Edge = tuple[Table, Side]


class Bands(QHeaderView):
    """An edge is a coloured line: dragged to another row, it says that the header or the data end there."""

    moved = Signal(int, int)
    """The first and the last row of the header, as Excel numbers them."""
    ended = Signal(int)
    """The last row of the data."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._tables: tuple[Table, ...] = ()
        self._held: Edge | None = None
        self._above = 0  # rows above the line that is being dragged
        self.setSectionsClickable(True)
        self.setMouseTracking(True)
        self.setToolTip("拖蓝线可移动表头的上下边和数据的末行；末行以下不当作记录")

    def show_tables(self, tables: tuple[Table, ...]) -> None:
        """Show where the headers of other tables stand."""
        self._tables, self._held = tables, None
        self.viewport().update()

    def place(self, above: int) -> int:
        """Where the line below so many rows is drawn."""
        if above < self.count():
            return self.sectionViewportPosition(above)
        return self.sectionViewportPosition(above - 1) + self.sectionSize(above - 1)

    def _edges(self) -> Iterator[tuple[Edge, int]]:
        """Every edge, and how many rows stand above it."""
        for table in self._tables:
            yield (table, Side.TOP), max(table.top - 1, 0)
            yield (table, Side.BOTTOM), table.bottom
            if table.last > table.bottom:
                yield (table, Side.END), table.last

    def _edge_at(self, point: QPoint) -> tuple[Edge, int] | None:
        near = (pair for pair in self._edges() if abs(self.place(pair[1]) - point.y()) <= _NEAR)
        return next(near, None)

    def _nearest(self, point: QPoint) -> int:
        """The line between two rows that a point is nearest to, as the number of rows above it."""
        row = self.logicalIndexAt(point)
        if row < 0:
            return self.count() if point.y() > 0 else 0
        return row + int(point.y() > self.sectionViewportPosition(row) + self.sectionSize(row) // 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._edge_at(event.position().toPoint())
        if found is None:
            super().mousePressEvent(event)
        else:
            self._held, self._above = found

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the line follow the mouse; over a line that can be dragged the mouse says so."""
        point = event.position().toPoint()
        if self._held is not None:
            self._above = self._nearest(point)
            self.viewport().update()
            return
        over = self._edge_at(point) is not None
        self.viewport().setCursor(Qt.CursorShape.SplitVCursor if over else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            super().mouseReleaseEvent(event)
            return
        (table, side), self._held = self._held, None
        self.viewport().update()
        if side is Side.END:
            if self._above != table.last and self._above > table.bottom:
                self.ended.emit(self._above)
            return
        upper = side is Side.TOP
        top = self._above + 1 if upper else min(table.top, self._above)
        bottom = max(table.bottom, top) if upper else self._above
        if (top, bottom) != (table.top, table.bottom) and 1 <= top <= bottom < self.count():
            self.moved.emit(top, bottom)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The edges are drawn over the numbers, the one that is dragged where it would stand."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(QPen(theme.colour("accent"), _THICK))
        for edge, above in self._edges():
            line = self.place(self._above if edge == self._held else above)
            painter.drawLine(0, line, self.width(), line)
        painter.end()
