"""The grid's heading: name over unit, the mark of the sort, and a funnel with its own place to click."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPolygon
from PySide6.QtWidgets import QHeaderView, QWidget

from app.services.arrangement import NARROWEST
from app.ui import theme
from app.ui.grid.columns import Column
from app.ui.grid.model import GridModel
from app.ui.painting import widest

_FUNNEL = 14
_FUNNEL_SPACE = 24
_ARROW, _NUMBER = 26, 10


class Header(QHeaderView):
    """Clicking a heading sorts by it, then the other way round, then not; with Shift it is a further key of the order.

    Clicking its funnel asks for a filter, its right button for the menu of the column; dragging it asks for a place.
    """

    sort_asked = Signal(int, bool)
    """The column, and whether it comes behind the keys there are."""
    filter_asked = Signal(int, QPoint)
    menu_asked = Signal(int, QPoint)
    moved = Signal(int, int)
    """A column, and the place it was dragged to."""

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._grid = model
        self._filtered: frozenset[int] = frozenset()
        self._order: Sequence[tuple[int, bool]] = ()
        self._widths: dict[str, int] = {}
        self.setFixedHeight(theme.HEADER)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.setMinimumSectionSize(NARROWEST)
        self.sectionClicked.connect(lambda section: self.sort_asked.emit(section, False))
        self.sectionMoved.connect(self._on_moved, Qt.ConnectionType.QueuedConnection)

    def _on_moved(self, section: int, _: int, place: int) -> None:
        """The order of the columns is the model's: the heading goes back, and the move is asked for."""
        with QSignalBlocker(self):
            self.moveSection(place, section)
        self.moved.emit(section, place)

    def mark(self, order: Sequence[tuple[int, bool]], filtered: frozenset[int]) -> None:
        """Show which columns the rows are sorted by, first key first and whether downwards, and which are filtered."""
        self._order, self._filtered = tuple(order), filtered
        self.viewport().update()

    def width_of(self, column: Column) -> int:
        """The width a column's heading needs."""
        if column.name not in self._widths:
            title = widest(theme.font(theme.SMALL, bold=True), [column.title])
            self._widths[column.name] = max(title, widest(theme.font(theme.SMALL), [column.unit]))
        return self._widths[column.name] + theme.GAP + _FUNNEL_SPACE + _ARROW

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        column = self._grid.columns[section]
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
        place = next((number for number, (key, _) in enumerate(self._order) if key == section), -1)
        painter.setPen(theme.colour("accent" if place >= 0 else "ink2"))
        drawn = painter.drawText(upper, side | Qt.AlignmentFlag.AlignVCenter, column.title)
        if column.unit:
            painter.setFont(theme.font(theme.SMALL))
            painter.setPen(theme.colour("ink3"))
            lower = QRect(text.left(), upper.bottom(), text.width(), text.height() // 2)
            painter.drawText(lower, side | Qt.AlignmentFlag.AlignVCenter, column.unit)
        if place >= 0:
            at = drawn.left() - 8 if column.right else drawn.right() + 8
            self._paint_arrow(painter, QPoint(at, upper.center().y()), place, toleft=column.right)

    def _paint_arrow(self, painter: QPainter, at: QPoint, place: int, *, toleft: bool) -> None:
        """The direction of one key of the order, and its number where there are several."""
        rise = 3 if self._order[place][1] else -3
        if len(self._order) > 1:
            painter.setFont(theme.font(theme.SMALL))
            beside = at + QPoint(-_NUMBER if toleft else _NUMBER, 0)
            spot = QRect(beside.x() - _NUMBER // 2, beside.y() - 8, _NUMBER, 16)
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, str(place + 1))
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
        pressed = self.logicalIndexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if section < 0 and left and pressed >= 0 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sort_asked.emit(pressed, True)
        elif section < 0:
            super().mousePressEvent(event)
        elif left:
            self.ask_filter(section)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button asks for the menu of the column it is over."""
        section = self.logicalIndexAt(event.pos())
        if section >= 0:
            self.menu_asked.emit(section, event.globalPos())

    def ask_filter(self, section: int) -> None:
        """Ask for the filter of a column, just below its heading."""
        self.filter_asked.emit(section, self.below(section))

    def ask_menu(self, section: int) -> None:
        """Ask for the menu of a column, just below its heading."""
        self.menu_asked.emit(section, self.below(section))

    def below(self, section: int) -> QPoint:
        """The point of the screen just below a heading."""
        return self.viewport().mapToGlobal(self._section_rect(section).bottomLeft())


class Numbers(QHeaderView):
    """The numbers of the rows, painted by hand: Qt's own way asks every cell of a selected row what may be done in it,
    for each of its numbers and those beside it, which with everything selected takes as long as all else on the screen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.fillRect(rect, theme.colour("sub"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.setPen(theme.colour("line2"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(theme.colour("ink2"))
        painter.setFont(theme.font(theme.SMALL))
        said = self.model().headerData(section, Qt.Orientation.Vertical)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(said))
        painter.restore()
