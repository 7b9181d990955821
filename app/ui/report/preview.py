"""A report as it will print: its merged heading, its rows with all their places, what the checks found tinted."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.services.reporting.checking.finding import CheckResult
from app.services.reporting.forms.form import Level
from app.services.reporting.preview import PreviewSheet
from app.services.workbook.frame import header_cells, shown_text
from app.services.workbook.layout import Align, CellValue, FillRow, SheetFill, TotalPlace
from app.ui import theme
from app.ui.pages.page import label
from app.ui.painting import CHOSEN, area_of, balanced, state_of, widest
from app.ui.standing import stand

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
_SIDES = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}
_TINTS = {Level.MUST: "bad_tint", Level.HINT: "warn_tint"}
_HEAD, _NUMBER, _BODY = 26, 22, 26
_NARROWEST, _WIDEST, _MEASURED = 44, 180, 200
_NOTES = 4  # lines of what stands below the table; the rest is scrolled to


class PreviewModel(QAbstractTableModel):
    """A sheet from its heading to its last row; the heading's cells come as a spreadsheet merges them."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet: PreviewSheet | None = None
        self.depth = self.head = 0
        """The rows of the heading, without and with that of the 栏次."""
        self.heads: dict[tuple[int, int], str] = {}
        self.tints: dict[tuple[int, int], str] = {}
        self._rows: Sequence[FillRow] = ()

    def show(self, sheet: PreviewSheet | None, found: Sequence[CheckResult]) -> None:
        """Show another sheet with what was found in it."""
        self.beginResetModel()
        self.sheet = sheet
        self._rows = list(sheet.fill.rows) if sheet else ()
        self.depth = sheet.fill.layout.header_depth if sheet else 0
        self.head = self.depth + int(sheet.fill.layout.numbered) if sheet else 0
        cells = header_cells(sheet.fill.layout, 1) if sheet else ()
        self.heads = {(cell.top - 1, cell.left): cell.text for cell in cells}
        self.tints = {}
        for one in sorted(found, key=lambda one: one.level is Level.MUST):
            self.tints |= dict.fromkeys(self.places_of(one), _TINTS[one.level])
        self.endResetModel()

    @property
    def fill(self) -> SheetFill | None:
        """The sheet's layout and figures."""
        return self.sheet.fill if self.sheet else None

    def places_of(self, found: CheckResult) -> list[tuple[int, int]]:
        """Where a finding stands, as (row, column) of the model; a row alone means all of its cells."""
        if self.sheet is None or self.fill is None or found.sheet not in ("", self.fill.layout.name):
            return []
        columns = self.sheet.columns_of(found) or range(self.columnCount())
        return [(self._place(row), column) for row in self.sheet.rows_of(found) for column in columns]

    def _place(self, row: int) -> int:
        """The model's row of a data row; -1 is the total."""
        first = self.fill is not None and self.fill.layout.total is TotalPlace.FIRST
        if row < 0:
            return self.head if first else self.head + len(self._rows)
        return self.head + row + int(first)

    def rowCount(self, parent: Index = ROOT) -> int:
        if parent.isValid() or self.fill is None:
            return 0
        return self.head + len(self._rows) + int(self.fill.total is not None)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.fill is None else len(self.fill.layout.columns)

    def is_total(self, row: int) -> bool:
        """Whether a row is the total."""
        return self.fill is not None and self.fill.total is not None and row == self._place(-1)

    def _value(self, row: int, column: int) -> CellValue:
        assert self.fill is not None
        if self.is_total(row) and self.fill.total is not None:
            return self.fill.total[column]
        first = self.fill.layout.total is TotalPlace.FIRST
        return self._rows[row - self.head - int(first)].values[column]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.fill is None:
            return None
        row, column = index.row(), index.column()
        layout = self.fill.layout.columns[column]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                if row < self.depth:
                    return self.heads.get((row, column), "")
                return layout.number if row < self.head else shown_text(layout, self._value(row, column))
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignHCenter if row < self.head else _SIDES[layout.shown_align]
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.BackgroundRole:
                tint = self.tints.get((row, column)) or ("sub" if row < self.head else "")
                return theme.colour(tint) if tint else None
        return None


class _Painter(QStyledItemDelegate):
    """Paints a cell as print has it: black rules, a bold heading and total, words broken over lines."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = area_of(option)
        state = state_of(option)
        model = index.model()
        assert isinstance(model, PreviewModel)
        painter.save()
        tint = index.data(Qt.ItemDataRole.BackgroundRole) or theme.colour("white")
        painter.fillRect(rect, theme.colour("accent_tint") if state & CHOSEN else tint)
        bold = index.row() < model.head - 1 or model.is_total(index.row())
        painter.setFont(theme.font(theme.SMALL, bold=bold))
        painter.setPen(theme.colour("ink"))
        flags = index.data(Qt.ItemDataRole.TextAlignmentRole) | Qt.TextFlag.TextWordWrap
        words, text = rect.adjusted(3, 0, -4, 0), str(index.data())
        if index.row() < model.depth:
            text = balanced(text, painter.fontMetrics(), words.width())
        painter.drawText(words, int(flags), text)
        painter.setPen(theme.colour("ink2"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


class PreviewPanel(QWidget):
    """The sheets of a report, one in front: title, the line under it, the table, the notes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheets: Sequence[PreviewSheet] = ()
        self._found: Sequence[CheckResult] = ()
        self.sheets = QComboBox()
        self.sheets.setAccessibleName("工作表")
        self.sheets.currentIndexChanged.connect(self._show)
        self.model = PreviewModel()
        self.table = QTableView(self)
        self.table.setTabKeyNavigation(False)
        self.table.setModel(self.model)
        self.table.setItemDelegate(_Painter(self.table))
        self.table.setAccessibleName("打印预览")
        self.table.setShowGrid(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.table.horizontalHeader().hide()
        self.table.verticalHeader().hide()
        self.title = label("", "title")
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.particulars = [label("", "small") for _ in range(3)]
        self.notes = label("", "hint")
        self.notes.setWordWrap(True)
        self.notes.setAlignment(Qt.AlignmentFlag.AlignTop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        line = QHBoxLayout()
        for place, one in enumerate(self.particulars):
            line.addWidget(one)
            if place < len(self.particulars) - 1:
                line.addStretch(1)
        for widget in (self.sheets, self.title):
            whole.addWidget(widget)
        whole.addLayout(line)
        whole.addWidget(self.table, 1)
        whole.addWidget(_scrolled(self.notes))
        self.show_sheets((), ())

    def show_sheets(self, sheets: Sequence[PreviewSheet], found: Sequence[CheckResult]) -> None:
        """Show another report; none leaves the panel blank."""
        self._sheets, self._found = sheets, found
        self.sheets.blockSignals(True)
        self.sheets.clear()
        self.sheets.addItems([one.fill.layout.name for one in sheets])
        self.sheets.blockSignals(False)
        self.sheets.setVisible(len(sheets) > 1)
        self._show()

    def _show(self) -> None:
        place = self.sheets.currentIndex()
        sheet = self._sheets[place] if 0 <= place < len(self._sheets) else None
        self.table.clearSpans()
        self.model.show(sheet, self._found)
        self.table.scrollToTop()
        self.table.horizontalScrollBar().setValue(0)
        self.title.setText(sheet.fill.layout.title if sheet else "")
        for one, text in zip(self.particulars, sheet.fill.layout.meta if sheet else ("", "", ""), strict=True):
            one.setText(text)
        notes = "　".join(sheet.notes) if sheet else ""
        self.notes.setText(f"说明：{notes}" if notes else "")
        if sheet:
            self._measure(sheet)

    def _measure(self, sheet: PreviewSheet) -> None:
        """Columns as wide as what they hold, the heading merged as it prints."""
        layout, depth = sheet.fill.layout, self.model.depth
        font = theme.font(theme.SMALL, bold=True)
        metrics = QFontMetrics(font)
        seen = range(self.model.head, min(self.model.rowCount(), self.model.head + _MEASURED))
        for column, one in enumerate(layout.columns):
            texts = {str(self.model.index(row, column).data()) for row in seen}
            heading = max(one.path[-1].split("\n"), key=len)
            wanted = max(widest(font, texts), metrics.horizontalAdvance(heading) // 2)
            self.table.setColumnWidth(column, min(max(wanted + 10, _NARROWEST), _WIDEST))
        for cell in header_cells(layout, 1):
            rows, columns = cell.bottom - cell.top + 1, cell.right - cell.left + 1
            if rows * columns > 1:
                self.table.setSpan(cell.top - 1, cell.left, rows, columns)
        self.table.verticalHeader().setDefaultSectionSize(_BODY)
        for row in range(self.model.head):
            self.table.setRowHeight(row, _NUMBER if row >= depth else _HEAD * (2 if row == depth - 1 else 1))

    def go_to(self, found: CheckResult) -> bool:
        """Bring the cells of a finding to the front; whether they are on a sheet of this report."""
        for place, sheet in enumerate(self._sheets):
            if found.sheet in ("", sheet.fill.layout.name) and sheet.rows_of(found):
                self.sheets.setCurrentIndex(place)
                self._choose(self.model.places_of(found))
                return True
        return False

    def _choose(self, places: Collection[tuple[int, int]]) -> None:
        row, column = min(places)
        index = self.model.index(row, column)
        stand(self.table, index)
        self.table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)


def _scrolled(notes: QLabel) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setFixedHeight(QFontMetrics(theme.font(theme.SMALL)).size(0, "\n".join("说" * _NOTES)).height())
    area.setWidget(notes)
    return area
