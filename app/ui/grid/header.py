"""The grid's heading: name over unit, the mark of the sort, and a funnel with its own place to click."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPolygon
from PySide6.QtWidgets import QHeaderView, QWidget

from app.ui import theme
from app.ui.grid.columns import Column

_FUNNEL = 14
_FUNNEL_SPACE = 24
_ARROW = 16


class Header(QHeaderView):
    """Clicking a heading sorts by it, then the other way round, then not; clicking its funnel asks for a filter."""

    sort_asked = Signal(int)
    filter_asked = Signal(int, QPoint)

    def __init__(self, columns: list[Column], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self._filtered: frozenset[int] = frozenset()
        self._sorted: tuple[int, bool] | None = None
        self.setFixedHeight(theme.HEADER)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.setMinimumSectionSize(48)
        self.sectionClicked.connect(self.sort_asked)

    def mark(self, sort: tuple[int, bool] | None, filtered: frozenset[int]) -> None:
        """Show which column the rows are sorted by (and whether downwards) and which are filtered."""
        self._sorted, self._filtered = sort, filtered
        self.viewport().update()

    def width_of(self, section: int) -> int:
        """The width a heading needs."""
        column = self._columns[section]
        title = _metrics(bold=True).horizontalAdvance(column.title)
        return max(title, _metrics(bold=False).horizontalAdvance(column.unit)) + theme.GAP + _FUNNEL_SPACE + _ARROW

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        column = self._columns[section]
        painter.save()
        painter.fillRect(rect, theme.colour("sub"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.setPen(theme.colour("line2"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self._paint_words(painter, rect, column, section)
        self._paint_funnel(painter, rect, on=section in self._filtered)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, column: Column, section: int) -> None:
        text = rect.adjusted(theme.GAP, 4, -_FUNNEL_SPACE, -4)
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        upper = QRect(text.left(), text.top(), text.width(), text.height() // 2) if column.unit else text
        painter.setFont(theme.font(theme.SMALL, bold=True))
        painter.setPen(theme.colour("accent" if self._sorted and self._sorted[0] == section else "ink2"))
        drawn = painter.drawText(upper, side | Qt.AlignmentFlag.AlignVCenter, column.title)
        if column.unit:
            painter.setFont(theme.font(theme.SMALL))
            painter.setPen(theme.colour("ink3"))
            lower = QRect(text.left(), upper.bottom(), text.width(), text.height() // 2)
            painter.drawText(lower, side | Qt.AlignmentFlag.AlignVCenter, column.unit)
        if self._sorted and self._sorted[0] == section:
            at = drawn.left() - 8 if column.right else drawn.right() + 8
            self._paint_arrow(painter, QPoint(at, upper.center().y()), down=self._sorted[1])

    def _paint_arrow(self, painter: QPainter, at: QPoint, *, down: bool) -> None:
        rise = 3 if down else -3
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawPolygon(QPolygon([at + QPoint(-4, -rise), at + QPoint(4, -rise), at + QPoint(0, rise)]))

    def _paint_funnel(self, painter: QPainter, rect: QRect, *, on: bool) -> None:
        spot = self._funnel(rect)
        ratio = self.devicePixelRatioF()
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(spot.adjusted(-3, -3, 3, 3), 3, 3)
        painter.drawPixmap(spot.topLeft(), theme.pixmap("filter", "white" if on else "off", _FUNNEL, ratio))

    def _funnel(self, rect: QRect) -> QRect:
        return QRect(rect.right() - _FUNNEL - 5, rect.center().y() - _FUNNEL // 2, _FUNNEL, _FUNNEL)

    def _section_rect(self, section: int) -> QRect:
        return QRect(self.sectionViewportPosition(section), 0, self.sectionSize(section), self.height())

    def _on_funnel(self, at: QPoint) -> int:
        section = self.logicalIndexAt(at)
        if section < 0:
            return -1
        return section if self._funnel(self._section_rect(section)).adjusted(-5, -14, 2, 14).contains(at) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        section = self._on_funnel(event.position().toPoint())
        if section < 0:
            super().mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.ask_filter(section)

    def ask_filter(self, section: int) -> None:
        """Ask for the filter of a column, just below its heading."""
        rect = self._section_rect(section)
        self.filter_asked.emit(section, self.viewport().mapToGlobal(rect.bottomLeft()))


def _metrics(*, bold: bool) -> QFontMetrics:
    return QFontMetrics(theme.font(theme.SMALL, bold=bold))
