"""The row numbers beside a sheet, with the bands its rows belong to; the edges of a header are moved by the mouse."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView

from app.services.importing.table import Table
from app.ui import theme

_NEAR = 5  # pixels
_THICK = 3
Edge = tuple[Table, bool]
"""A table, and whether the upper edge of its header is meant; else the lower one, where its data begin."""


class Bands(QHeaderView):
    """An edge of a header is a coloured line: dragged to another row, it says that the header ends there."""

    moved = Signal(int, int)
    """The first and the last row of the header, as Excel numbers them."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._tables: tuple[Table, ...] = ()
        self._held: Edge | None = None
        self._above = 0  # rows above the line that is being dragged
        self.setSectionsClickable(True)
        self.setMouseTracking(True)
        self.setToolTip("拖蓝线可移动表头的上下边；数据从下边那条线开始")

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
            yield (table, True), table.top - 1
            yield (table, False), table.bottom

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
        (table, upper), self._held = self._held, None
        top = self._above + 1 if upper else min(table.top, self._above)
        bottom = max(table.bottom, top) if upper else self._above
        self.viewport().update()
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
