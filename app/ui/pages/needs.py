"""需要处理: what needs attention, a shape and a sentence each, under a head for each kind; a click goes there."""

import re
from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.services.needs import Group, Point
from app.ui import theme
from app.ui.listing import Index
from app.ui.marks import draw_shape
from app.ui.painting import HOVERED, area_of, state_of

_POINT, _HEAD_OF = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_FIRST = 3
_SHAPES = {
    Group.BEHIND: "down",
    Group.OVERDUE: "square",
    Group.RETURNED: "back",
    Group.WAITING: "dash",
    Group.UNSENT: "ring",
    Group.COPY: "ring",
}
_HEAD = 24
_LEFT = 28
_ROOM = 5  # pixels over and under the words of a line
_WRAP = int(Qt.TextFlag.TextWordWrap)
_COUNTED = re.compile(r"(\d) ")


class NeedsList(QListWidget):
    """The list; ``asked`` gives the point that was clicked, or chosen with Enter."""

    asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._points: Sequence[Point] = ()
        self._open: set[Group] = set()
        self.setObjectName("needs")
        self.setAccessibleName("需要处理")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_NeedsDelegate(self))
        self.itemClicked.connect(self._ask)
        self.itemActivated.connect(self._ask)

    def show_points(self, points: Sequence[Point]) -> None:
        """Show other points, each kind under its head."""
        self._points = points
        self.clear()
        for group, mine in groupby(points, key=lambda point: point.group):
            self._add_group(group, list(mine))

    def _add_group(self, group: Group, points: Sequence[Point]) -> None:
        """The first of a kind, and all of them once its head was clicked."""
        shown = points if group in self._open else points[:_FIRST]
        number = sum(point.number for point in points)
        closed = f"前 {_FIRST} 项 · 共 {len(points)} 项 ▾" if len(shown) < len(points) else f"{number:,} 条"
        head = QListWidgetItem(group.value, self)
        head.setData(_HEAD_OF, group)
        head.setData(_POINT, "收起 ▴" if group in self._open else closed)
        for point in shown:
            item = QListWidgetItem(f"{point.text}，{point.detail}", self)
            item.setData(_POINT, point)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _ask(self, item: QListWidgetItem) -> None:
        if isinstance(point := item.data(_POINT), Point):
            self.asked.emit(point)
        else:
            self._open ^= {item.data(_HEAD_OF)}
            # The list must not lose the item whose click it is telling of.
            QTimer.singleShot(0, self, lambda: self.show_points(self._points))


class _NeedsDelegate(QStyledItemDelegate):
    """Paints a head as a band with its number, a point as its shape, its sentence and what more there is to say."""

    def __init__(self, view: NeedsList) -> None:
        super().__init__(view)
        self._view = view

    def _heights(self, point: Point) -> tuple[int, int]:
        width = self._view.viewport().width() - _LEFT - theme.GAP
        fonts = theme.font(), theme.font(theme.SMALL)
        text, detail = (
            QFontMetrics(font).boundingRect(QRect(0, 0, width, 999), _WRAP, words).height()
            for font, words in zip(fonts, (_together(point.text), point.detail), strict=True)
        )
        return text, detail

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        point = index.data(_POINT)
        height = sum(self._heights(point)) + 2 * _ROOM if isinstance(point, Point) else _HEAD
        return QSize(0, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = area_of(option)
        state = state_of(option)
        if cell.bottom() > self._view.viewport().height():
            return  # a line that has no room is not shown in part; scrolling brings it
        painter.save()
        found = index.data(_POINT)
        if isinstance(found, Point):
            self._paint_point(painter, cell, found, marked=bool(state & HOVERED))
        else:
            self._paint_head(painter, cell, index.data(), found)
        painter.restore()

    def _paint_head(self, painter: QPainter, cell: QRect, words: str, number: str) -> None:
        painter.fillRect(cell, theme.colour("sub"))
        inside = cell.adjusted(theme.PADDING, 0, -theme.PADDING, 0)
        painter.setFont(theme.font(theme.SMALL, bold=True))
        painter.setPen(theme.colour("ink2"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.colour("ink3"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number)

    def _paint_point(self, painter: QPainter, cell: QRect, point: Point, *, marked: bool) -> None:
        if marked:
            painter.fillRect(cell, theme.colour("accent_tint"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(cell.left() + theme.PADDING, cell.bottom(), cell.right() - theme.PADDING, cell.bottom())
        text, detail = self._heights(point)
        words = cell.adjusted(_LEFT, _ROOM, -theme.GAP, 0)
        painter.setPen(theme.colour("ink"))
        painter.setFont(theme.font())
        painter.drawText(words, _WRAP, _together(point.text))
        painter.setPen(theme.colour("ink3"))
        painter.setFont(theme.font(theme.SMALL))
        painter.drawText(words.adjusted(0, text, 0, detail), _WRAP, point.detail)
        tint = "bad" if point.grave else "warn" if point.group in (Group.BEHIND, Group.WAITING) else "ink2"
        draw_shape(painter, _SHAPES[point.group], QPointF(cell.left() + 17, cell.top() + _ROOM + 9.5), tint)


def _together(text: str) -> str:
    """A number and the word it counts are never on two lines."""
    return _COUNTED.sub("\\1\u00a0", text)
