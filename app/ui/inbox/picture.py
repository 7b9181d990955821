"""The file's own sheet, read only: bands in colour, above each column what it was taken for, cells that stand out."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.services.importing.deciding.picture import Band, Heading, Picture, Tone
from app.services.workbook.book import Cell, letter
from app.ui import theme
from app.ui.inbox.bands import Bands
from app.ui.painting import CHOSEN, LEFT, area_of, fitted, state_of, widest
from app.ui.standing import stand

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
BAND_GROUNDS = {
    Band.TITLE: "sub2",
    Band.UNIT: "sub",
    Band.HEAD: "soft",
    Band.TOTAL: "good_tint",
    Band.NOTE: "sub",
}
_AROUND = (Band.TITLE, Band.UNIT, Band.NOTE)
TONE_GROUNDS = {Tone.CHANGED: "accent_tint", Tone.CONFLICT: "warn_tint", Tone.WRONG: "bad_tint"}
"""The colours under the texts of a sheet: by the band of a row, and by what is to be seen of a cell."""
_HEADER = 60
_NARROWEST, _WIDEST, _MEASURED = 64, 220, 60


class SheetModel(QAbstractTableModel):
    """The cells of one sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.picture: Picture | None = None

    def show(self, picture: Picture | None) -> None:
        """Show another sheet."""
        self.beginResetModel()
        self.picture = picture
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.picture is None else len(self.picture.sheet.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.picture is None else self.picture.sheet.width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.picture is None:
            return None
        place = (index.row() + 1, index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _said(self.picture.sheet.rows[index.row()][index.column()])
            case Qt.ItemDataRole.BackgroundRole:
                tone, band = self.picture.tones.get(place), self.picture.bands.get(place[0], Band.OTHER)
                name = TONE_GROUNDS[tone] if tone else BAND_GROUNDS.get(band)
                return theme.colour(name) if name else None
            case Qt.ItemDataRole.ForegroundRole:
                return theme.colour("bad" if self.picture.tones.get(place) is Tone.WRONG else "ink")
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(place)
        return None

    def _tip(self, place: tuple[int, int]) -> str:
        assert self.picture is not None
        band = self.picture.bands.get(place[0], Band.OTHER)
        return "　".join(filter(None, (f"{letter(place[1])}{place[0]}", band, self.picture.tones.get(place, ""))))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or self.picture is None:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return letter(section)
        band = self.picture.bands.get(section + 1, Band.OTHER)
        return f"{section + 1} {band}" if band and band is not Band.DATA else str(section + 1)


def _said(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell).replace("\n", " ")


class Headings(QHeaderView):
    """Above each column its letter, what it was taken for, and how sure that is; what is in doubt stands out."""

    def __init__(self, model: SheetModel) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._model = model
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(_HEADER)
        self.setToolTip("点一下更改这一列对应的栏目")

    def heading(self, section: int) -> Heading | None:
        """What is known of a column."""
        return self._model.picture.headings.get(section) if self._model.picture else None

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        one = self.heading(section)
        painter.save()
        tint = "warn_tint" if one and one.doubtful else "sub" if one is None or not one.field else "good_tint"
        painter.fillRect(rect, theme.colour(tint))
        painter.setPen(theme.colour("line2"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        line = rect.adjusted(6, 2, -4, 0)
        line.setHeight(18)
        for text, tone, bold in self._words(section, one):
            painter.setFont(theme.font(theme.SMALL, bold=bold))
            painter.setPen(theme.colour(tone))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
            line.translate(0, 19)
        painter.restore()

    def _words(self, section: int, one: Heading | None) -> list[tuple[str, str, bool]]:
        words = [(letter(section), "ink3", False)]
        if one is None:
            return words
        tone = "warn" if one.doubtful else "ink" if one.field else "ink3"
        words.append((f"{one.label} {one.unit}".strip(), tone, True))
        sure = f"把握 {one.confidence:.0%}" if one.field else ""
        words.append(("请指定" if one.doubtful and not one.field else sure, tone, False))
        return words


class _CellPainter(QStyledItemDelegate):
    """Paints a cell in its own colour also where it is chosen, and frames the current one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = area_of(option)
        state = state_of(option)
        painter.save()
        tint = index.data(Qt.ItemDataRole.BackgroundRole)
        if state & CHOSEN:
            tint = tint or theme.colour("accent_tint")
        if tint:
            painter.fillRect(rect, tint)
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        words = rect.adjusted(4, 0, -4, 0)
        if text := str(index.data()):
            painter.drawText(words, LEFT, fitted(painter, text, words.width()))
        if state & CHOSEN:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()


class SheetView(QTableView):
    """The sheet; headings are clicked to say what a column is, rows to say where the header and the data stand."""

    column_asked = Signal(int)
    header_said = Signal(int, int)
    """First and last row of the header."""
    data_said = Signal(int)
    """The first row of data."""
    end_said = Signal(int)
    """The last row of data."""

    def __init__(self) -> None:
        super().__init__()
        self.model_of_sheet = SheetModel()
        self.setModel(self.model_of_sheet)
        self.headings = Headings(self.model_of_sheet)
        self.setHorizontalHeader(self.headings)
        self.headings.sectionClicked.connect(self.column_asked)
        self.setAccessibleName("原表")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setWordWrap(False)
        self.setItemDelegate(_CellPainter(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)
        self.bands = Bands()
        self.setVerticalHeader(self.bands)
        self.bands.sectionClicked.connect(self.selectRow)
        self.bands.moved.connect(self.header_said)
        self.bands.ended.connect(self.end_said)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(24)
        self.verticalHeader().setFixedWidth(72)

    def show_picture(self, picture: Picture | None) -> None:
        """Show another sheet in columns as wide as its first rows want them."""
        self.model_of_sheet.show(picture)
        self.bands.show_tables(tuple(picture.tables) if picture else ())
        self.clearSpans()
        if picture is None:
            return
        self._spread_words(picture)
        bold = QFontMetrics(theme.font(theme.SMALL, bold=True))
        firsts = picture.sheet.rows[:_MEASURED]
        for column in range(picture.sheet.width):
            data = (row for number, row in enumerate(firsts, 1) if picture.bands.get(number) is Band.DATA)
            wide = widest(theme.font(), {_said(row[column])[:40] for row in data})
            one = picture.headings.get(column)
            title = bold.horizontalAdvance(f"{one.label} {one.unit}") if one else 0
            self.setColumnWidth(column, min(max(wide, title, _NARROWEST) + 2 * theme.GAP, _WIDEST))

    def _spread_words(self, picture: Picture) -> None:
        """Let a title, a unit or a note run over the empty cells beside it, as a spreadsheet does."""
        around = [number for number, band in picture.bands.items() if band in _AROUND]
        for number in around[:_MEASURED]:
            row = picture.sheet.rows[number - 1]
            filled = [column for column, cell in enumerate(row) if _said(cell)]
            for column, following in pairwise((*filled, len(row))):
                if following - column > 1:
                    self.setSpan(number - 1, column, 1, following - column)

    def go(self, row: int, column: int) -> None:
        """Show a cell and choose it."""
        index = self.model_of_sheet.index(row - 1, column)
        stand(self, index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    @property
    def chosen_rows(self) -> Sequence[int]:
        """The rows that are chosen, as Excel numbers them."""
        return sorted({index.row() + 1 for index in self.selectedIndexes()})

    def say_header(self) -> None:
        """Say that the chosen rows are the header."""
        if rows := self.chosen_rows:
            self.header_said.emit(rows[0], rows[-1])

    def say_data(self) -> None:
        """Say that the data begin at the first chosen row."""
        if rows := self.chosen_rows:
            self.data_said.emit(rows[0])

    def say_end(self) -> None:
        """Say that the data end with the last chosen row."""
        if rows := self.chosen_rows:
            self.end_said.emit(rows[-1])

    def menu(self) -> QMenu:
        """What can be said of the chosen rows and the current column."""
        menu = QMenu(self)
        menu.addAction("设为表头行", self.say_header)
        menu.addAction("设为数据起始行", self.say_data)
        menu.addAction("设为数据末行", self.say_end)
        menu.addAction("这一列是……", lambda: self.column_asked.emit(self.currentIndex().column()))
        return menu

    def _offer(self, at: QPoint) -> None:
        self.menu().popup(self.viewport().mapToGlobal(at))
