"""The table of a month's progress: any number of records through windows of rows, and the two columns one types in."""

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.models import region
from app.models.quantity import decimal
from app.models.store import Store
from app.services import monthly
from app.services.monthly import Asked, MonthRow, Sheet
from app.services.monthly_entry import Refused
from app.ui import theme
from app.ui.figures import grouped
from app.ui.grid.clipboard import as_text, from_text, spread
from app.ui.grid.hands import MOST
from app.ui.listing import ROOT, Index, LineDelegate
from app.ui.painting import FOCUSED, LEFT, RIGHT, SLACK, area_of, paint_frame, paint_words, state_of, widest
from app.ui.standing import stand

_WINDOW, _KEPT = 100, 40
CODE, NAME, TOWN, STAGE, WHOLE, BEFORE, TOTAL, AMOUNT = range(8)
_MEASURED, _WIDEST_TOWN = 100, 200
_WIDTHS = {CODE: 180, TOWN: 82, STAGE: 76, WHOLE: 104, BEFORE: 104, TOTAL: 104, AMOUNT: 104}
TYPED = (TOTAL, AMOUNT)
Unsaved = dict[tuple[Asked, int, int], tuple[str, str]]


class ProgressModel(QAbstractTableModel):
    """The rows of one month. ``typed`` asks for texts to be written: the column, and (record, text) pairs."""

    typed = Signal(int, list)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.asked: Asked | None = None
        self._ids = array("q")
        self._windows: OrderedDict[int, list[MonthRow | None]] = OrderedDict()
        self._unsaved: Unsaved = {}

    def show(self, sheet: Sheet) -> None:
        """Show a month's sheet; the same rows stay where they are."""
        self._windows.clear()
        if (sheet.asked, sheet.ids) == (self.asked, self._ids):
            self._repaint()
            return
        self.beginResetModel()
        self.asked, self._ids = sheet.asked, sheet.ids
        self.endResetModel()

    def _repaint(self) -> None:
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, AMOUNT))

    def keep(self, asked: Asked, column: int, refused: Sequence[Refused]) -> None:
        """Go on showing texts that are no totals, and why."""
        plus = "+" if column == AMOUNT else ""
        self._unsaved |= {(asked, one.record, column): (one.text.removeprefix(plus), one.reason) for one in refused}
        self._repaint()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(_WIDTHS) + 1

    def record(self, row: int) -> int:
        """The id of the record in a row."""
        return self._ids[row]

    def held(self, row: int) -> MonthRow | None:
        """A row as the ledger holds it; None for a record that is gone."""
        if self.asked is None:
            return None
        number, offset = divmod(row, _WINDOW)
        if number not in self._windows:
            wanted = self._ids[number * _WINDOW : (number + 1) * _WINDOW]
            found = {one.id: one for one in monthly.rows(self._store, self.asked, wanted)}
            self._windows[number] = [found.get(one) for one in wanted]
            if len(self._windows) > _KEPT:
                self._windows.popitem(last=False)
        return self._windows[number][offset]

    def figure(self, index: Index) -> int | None:
        """The scaled figure of a cell; None where it is blank or no figure."""
        row = self.held(index.row())
        if row is None:
            return None
        return {WHOLE: row.whole, BEFORE: row.before, TOTAL: row.month.total, AMOUNT: row.month.amount}.get(
            index.column()
        )

    def wrong(self, index: Index) -> tuple[str, str]:
        """The text of a cell that is no total, and why; empty where it is in order."""
        if self.asked is None or index.column() not in TYPED:
            return "", ""
        return self._unsaved.get((self.asked, self._ids[index.row()], index.column()), ("", ""))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text, reason = self.wrong(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text or self._text(index)
            case Qt.ItemDataRole.EditRole:
                return text or self._typed(index)
            case Qt.ItemDataRole.ToolTipRole:
                return (
                    f"{reason}。没有写入，可直接改"
                    if reason
                    else self._text(index)
                    if index.column() in (NAME, TOWN)
                    else None
                )
            case Qt.ItemDataRole.TextAlignmentRole:
                return _side(index.column())
        return self._colour(index, role, wrong=bool(reason))

    def _colour(self, index: Index, role: int, *, wrong: bool) -> Any:
        if role == Qt.ItemDataRole.BackgroundRole:
            return theme.colour("bad_tint" if wrong else "white" if index.column() in TYPED else "sub")
        if role == Qt.ItemDataRole.ForegroundRole:
            lower = index.column() == AMOUNT and (self.figure(index) or 0) < 0
            return theme.colour("bad" if wrong else "warn" if lower else "ink")
        return None

    def _text(self, index: Index) -> str:
        row = self.held(index.row())
        if row is None or self.asked is None:
            return ""
        column = index.column()
        if column == TOWN:
            return region.name_of(row.town) if row.town else ""
        if column < WHOLE:
            return {CODE: row.code, NAME: row.name, STAGE: row.stage}[column]
        value = self.figure(index)
        return "" if value is None else grouped(self.asked.done.show(value))

    def _typed(self, index: Index) -> str:
        """What a cell holds as it would be typed."""
        value = self.figure(index)
        return self._text(index) if value is None or self.asked is None else _short(self.asked, value)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or text == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        self.put(index.column(), [(index.row(), text)])
        return True

    def put(self, column: int, texts: Sequence[tuple[int, str]]) -> None:
        """Ask for texts to be written into rows; the month's own amount is asked for with a plus."""
        if self.asked is None:
            return
        cells = [(self._ids[row], text) for row, text in texts]
        for record, _ in cells:
            for typed in TYPED:
                self._unsaved.pop((self.asked, record, typed), None)
        if column == AMOUNT:
            cells = [(record, f"+{text}" if text.strip() else "") for record, text in cells]
        self.typed.emit(column, cells)

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() in TYPED else usual

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return _headings(self.asked)[section] if role == Qt.ItemDataRole.DisplayRole else None


def _headings(asked: Asked | None) -> tuple[str, ...]:
    if asked is None:
        return ("",) * (len(_WIDTHS) + 1)
    unit, month = asked.done.unit, int(asked.period.text[5:7])
    figures = (asked.whole.label, "上期末累计", f"{month}月末累计", f"{month}月完成")
    return "编号", "名称", "镇(街道)", "环节", *(f"{text}\n{unit}" for text in figures)


def _short(asked: Asked, value: int) -> str:
    """A scaled figure without the zeros that end it, as it would be typed."""
    text = f"{decimal(value, asked.done.scale):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _side(column: int) -> Qt.AlignmentFlag:
    return RIGHT if column >= WHOLE else LEFT


class _Cells(LineDelegate):
    """Paints a cell on its own ground, with a frame round the current one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = area_of(option)
        state = state_of(option)
        painter.fillRect(cell, index.data(Qt.ItemDataRole.BackgroundRole))
        super().paint(painter, option, index)
        painter.setPen(theme.colour("line"))
        painter.drawLine(cell.topRight(), cell.bottomRight())
        if state & FOCUSED:
            paint_frame(painter, cell)


class ProgressView(QTableView):
    """The table: Enter goes down, Ctrl+C, V and D are a spreadsheet's; ``said`` tells what they could not do."""

    said = Signal(str)
    moved = Signal()
    """Another cell is the current one, or others are selected."""

    def __init__(self, model: ProgressModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = model
        self.empty = ""
        """What is said where there are no rows."""
        self.setModel(model)
        self.setAccessibleName("每月进度")
        self.setItemDelegate(_Cells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        numbers, heads = self.verticalHeader(), self.horizontalHeader()
        numbers.setDefaultSectionSize(theme.ROW)
        numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setFixedHeight(theme.HEADER)
        heads.setHighlightSections(False)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        heads.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)

    def fit(self) -> None:
        """Give the towns of the first rows their room, within reason."""
        seen = range(min(self.rows.rowCount(), _MEASURED))
        names = {str(self.rows.index(row, TOWN).data()) for row in seen}
        wide = widest(self.font(), names) + 2 * theme.GAP + SLACK
        self.setColumnWidth(TOWN, min(max(wide, _WIDTHS[TOWN]), _WIDEST_TOWN))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.empty and not self.rows.rowCount():
            paint_words(self.viewport(), self.empty)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a spreadsheet."""
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing:
            self._down()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.fill_down()
        else:
            super().keyPressEvent(event)

    def _down(self) -> None:
        following = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
        if following.isValid():
            stand(self, following)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After a cell is typed, Enter has closed its editor: the next cell down is the current one."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._down()

    def selectionChanged(self, selected: Any, deselected: Any) -> None:
        super().selectionChanged(selected, deselected)
        self.moved.emit()

    def chosen(self) -> list[QModelIndex]:
        """The selected cells from the top left to the bottom right; none where they are too many."""
        blocks = self.selectionModel().selection()
        size = sum(blocks.at(number).width() * blocks.at(number).height() for number in range(blocks.count()))
        cells = self.selectionModel().selectedIndexes() if size <= MOST else []
        return sorted(cells, key=lambda one: (one.row(), one.column()))

    def records(self) -> list[int]:
        """The records whose rows are selected, in part or whole, from the top down."""
        blocks = self.selectionModel().selection()
        parts = (blocks.at(number) for number in range(blocks.count()))
        rows = {row for part in parts for row in range(part.top(), part.bottom() + 1)}
        return [self.rows.record(row) for row in sorted(rows)]

    def copy(self) -> None:
        """Put the selected cells on the clipboard."""
        lines: dict[int, list[str]] = {}
        for index in self.chosen():
            lines.setdefault(index.row(), []).append(str(index.data(Qt.ItemDataRole.EditRole)))
        if lines:
            QGuiApplication.clipboard().setText(as_text(list(lines.values())))
            self.said.emit(f"已复制 {len(lines)} 行")

    def _column(self) -> list[QModelIndex]:
        """The selected cells of the one column that is typed in; a word and none where it is another."""
        cells = self.chosen()
        if len({one.column() for one in cells}) == 1 and cells[0].column() in TYPED:
            return cells
        self.said.emit("只能填在“月末累计”或“月完成”一列里，请先选那一列的格")
        return []

    def paste(self) -> None:
        """Put the clipboard's column onto the rows from the first selected one down; one value fills the selection."""
        cells, block = self._column(), from_text(QGuiApplication.clipboard().text())
        if not cells or not block:
            return
        if len(block[0]) > 1:
            self.said.emit(f"剪贴板里有 {len(block[0])} 列，请只复制一列数再粘贴")
            return
        top = cells[0].row()
        texts = [row[0] for row in spread(block, cells[-1].row() - top + 1, 1)]
        fits = texts[: min(MOST, self.rows.rowCount() - top)]
        self.rows.put(cells[0].column(), [(top + down, text) for down, text in enumerate(fits)])
        if len(fits) < len(texts):
            self.said.emit(f"表里没有那么多行，剪贴板里最后 {len(texts) - len(fits)} 格没有粘贴")

    def fill_down(self) -> None:
        """Put the first selected cell's text into those below it."""
        cells = self._column()
        if len(cells) > 1:
            text = str(cells[0].data(Qt.ItemDataRole.EditRole))
            self.rows.put(cells[0].column(), [(one.row(), text) for one in cells[1:]])
