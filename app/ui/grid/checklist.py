"""A list whose lines are ticked by a click anywhere on them, or by the space bar."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.models.field import Stored
from app.ui.painting import without_focus
from app.ui.standing import stand

_VALUE = Qt.ItemDataRole.UserRole
_LINE, _TALLEST = 28, 232


class _Line(QStyledItemDelegate):
    """A line without the frame of its own that the style draws: the tint says which line is current."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        without_focus(option)


class CheckList(QListView):
    """Lines of (text, value), ticked where their value is among ``ticked`` (None: all)."""

    def __init__(self, lines: Sequence[tuple[str, Stored | None]], ticked: Collection[Stored | None] | None) -> None:
        super().__init__()
        self._lines = QStandardItemModel(self)
        for text, value in lines:
            item = QStandardItem(text)
            item.setData(value, _VALUE)
            item.setCheckable(True)
            item.setEditable(False)
            _tick(item, ticked=ticked is None or value in ticked)
            self._lines.appendRow(item)
        self.setModel(self._lines)
        self.setItemDelegate(_Line(self))

    def sizeHint(self) -> QSize:
        """As high as the lines are, up to a height from which on they are scrolled; a dialog may give more."""
        lines = max(2, self._lines.rowCount())
        return QSize(super().sizeHint().width(), min(_TALLEST, _LINE * lines + 8))

    @property
    def ticked(self) -> frozenset[Stored | None]:
        """The values of the lines that are ticked."""
        return frozenset(item.data(_VALUE) for item in self._items() if _is_ticked(item))

    @property
    def all_ticked(self) -> bool:
        """Whether nothing is left out."""
        return all(map(_is_ticked, self._items()))

    def tick_all(self, *, ticked: bool) -> None:
        """Tick every line, or none."""
        for item in self._items():
            _tick(item, ticked=ticked)

    def _items(self) -> list[QStandardItem]:
        return [self._lines.item(row) for row in range(self._lines.rowCount())]

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The line that the space bar ticks is tinted from the start."""
        super().focusInEvent(event)
        stand(self, self.currentIndex())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            item = self._lines.itemFromIndex(index)
            _tick(item, ticked=not _is_ticked(item))
            stand(self, index)


def _is_ticked(item: QStandardItem) -> bool:
    return item.checkState() == Qt.CheckState.Checked


def _tick(item: QStandardItem, *, ticked: bool) -> None:
    item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
