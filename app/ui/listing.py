"""A plain table of lines to read and choose from: measured columns, figures to the right, tones for what matters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui import theme
from app.ui.painting import CHOSEN, LEFT, RIGHT, SLACK, area_of, fitted, paint_words, state_of, widest

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
_MEASURED = 300
_WIDEST = 420
_NARROWEST = 32


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its title, whether it leans right as figures do, and whether it takes the width that is left.

    ``extra`` is the width in pixels of what is drawn beside its texts, ``widest`` the most its texts are given.
    """

    title: str
    right: bool = False
    stretches: bool = False
    extra: int = 0
    widest: int = _WIDEST


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its texts, the name of their colour, and what the line stands for."""

    texts: tuple[str, ...]
    tone: str = "ink"
    of: Any = None


class Lines(QAbstractTableModel):
    """The lines of a table."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        super().__init__()
        self.headings = tuple(headings)
        self.lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return line.texts[index.column()]
            case Qt.ItemDataRole.ForegroundRole:
                return theme.colour(line.tone)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(section)
        return self.headings[section].title if role == Qt.ItemDataRole.DisplayRole else None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        return RIGHT if self.headings[column].right else LEFT


class LineDelegate(QStyledItemDelegate):
    """Paints a cell of a line: padded like its heading, a hairline below, a tint where the line is chosen."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = area_of(option)
        state = state_of(option)
        painter.save()
        if state & CHOSEN:
            painter.fillRect(cell, theme.colour("accent_tint"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        self.paint_content(painter, cell, index)
        painter.restore()

    def paint_content(self, painter: QPainter, cell: QRect, index: Index) -> None:
        """Paint what stands in the cell."""
        words = cell.adjusted(theme.GAP, 0, -theme.GAP, 0)
        if text := str(index.data()):
            painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
            side = index.data(Qt.ItemDataRole.TextAlignmentRole)
            painter.drawText(words, side, fitted(painter, text, words.width()))


class Listing(QTableView):
    """The view of such lines; one line at a time is chosen, and ``on_choice`` hears of it.

    Where there are no lines, ``empty`` says why, or what brings one.
    """

    def __init__(
        self,
        name: str,
        headings: Sequence[Heading],
        on_choice: Callable[[], None] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows = Lines(headings)
        self.empty = ""
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(LineDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFixedHeight(32)
        self.horizontalHeader().setMinimumSectionSize(_NARROWEST + 2 * theme.GAP)  # of what stretches: a word
        self.selectionModel().selectionChanged.connect(on_choice)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show lines in columns as wide as what they hold."""
        self.rows.show(lines)
        self.ensurePolished()
        bold = QFontMetrics(theme.font(theme.SMALL, bold=True))
        for number, heading in enumerate(self.rows.headings):
            texts = {line.texts[number] for line in lines[:_MEASURED]}
            held = min(widest(self.font(), texts), heading.widest)
            wide = max(held, bold.horizontalAdvance(heading.title), _NARROWEST)
            self.setColumnWidth(number, wide + 2 * theme.GAP + heading.extra + SLACK)
            mode = QHeaderView.ResizeMode.Stretch if heading.stretches else QHeaderView.ResizeMode.Interactive
            self.horizontalHeader().setSectionResizeMode(number, mode)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.empty and not self.rows.lines:
            paint_words(self.viewport(), self.empty)

    @property
    def chosen(self) -> Line | None:
        """The line that is chosen."""
        rows = self.selectionModel().selectedRows()
        return self.rows.lines[rows[0].row()] if rows else None
