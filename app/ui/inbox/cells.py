"""The cells that would change, each as it went out, as it came and as the ledger says, to be decided on one by one."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.services.importing.piles import CellLine, IssueLine, Line, RowLine
from app.ui import theme
from app.ui.inbox.words import BLANK, Three, issue_text, name_of, three
from app.ui.standing import stand

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
MARK, NAME, SENT, RETURNED, LEDGER, LESS, WHY, CHOICE = range(8)
_TITLES = ("", "项目 / 栏目", "报出", "返回", "台账现值", "返回−台账", "情形", "处理")
_ORDINARY = {RETURNED: "文件", LESS: "文件−台账"}
_WIDTHS = (32, 260, 130, 130, 130, 96, 92, 204)
_RIGHT = (SENT, RETURNED, LEDGER, LESS)
Decided = Callable[[CellLine], bool | None]
Written = Callable[[CellLine], str]
"""What the clerk wrote herself in place of what came for a cell; empty where she wrote nothing."""
SIDES = 3
"""What a cell can be decided for: what came, what the ledger says, what the clerk writes."""


def texts_of(cell: Three) -> tuple[str, ...]:
    """What a cell's line says, column by column."""
    label = f"{cell.label} {cell.unit}".strip()
    return ("", label, cell.sent or "", cell.returned, cell.ledger, cell.difference, cell.situation, "")


class Cells(QAbstractTableModel):
    """The lines of a pile, a row above its cells; ``decided`` tells what stands for a cell."""

    typed = Signal(object, str)
    """A cell (``CellLine``) and the text the clerk wrote for it; an empty one takes back what she wrote."""

    def __init__(self, decided: Decided, written: Written) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()
        self.decided, self.written = decided, written
        self.returned = False
        self._seen: dict[int, Three] = {}

    def show(self, lines: Sequence[Line], *, returned: bool) -> None:
        """Show other lines; ``returned`` says that they are of an answer."""
        self.beginResetModel()
        self.lines, self.returned = lines, returned
        self._seen.clear()
        self.endResetModel()

    def three_of(self, place: int, line: CellLine) -> Three:
        """The three values of a cell in words; every column of its line asks, so they are put together once."""
        if (found := self._seen.get(place)) is None:
            found = self._seen[place] = three(line)
        return found

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.EditRole and isinstance(line, CellLine):
            return self.written(line) or three(line).returned.removeprefix(BLANK)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        match line:
            case RowLine():
                return name_of(line) if index.column() == NAME else ""
            case IssueLine():
                return issue_text(line) if index.column() == NAME else ""
            case CellLine():
                return texts_of(self.three_of(index.row(), line))[index.column()]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        line, usual = self.lines[index.row()], super().flags(index)
        may = index.column() == CHOICE and isinstance(line, CellLine) and line.decidable
        return usual | Qt.ItemFlag.ItemIsEditable if may else usual

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self.lines[index.row()]
        if role != Qt.ItemDataRole.EditRole or not isinstance(line, CellLine):
            return False
        self.typed.emit(line, str(value).strip())
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if not self.returned and section in _ORDINARY:
            return _ORDINARY[section] if role == Qt.ItemDataRole.DisplayRole else None
        return _TITLES[section] if role == Qt.ItemDataRole.DisplayRole else None

    def cells_of(self, place: int) -> list[CellLine]:
        """The cells a line stands for: its own, or all of the row it heads."""
        if not 0 <= place < len(self.lines):
            return []
        line = self.lines[place]
        if isinstance(line, CellLine):
            return [line] if line.decidable else []
        found: list[CellLine] = []
        place += 1
        while isinstance(line, RowLine) and place < len(self.lines):
            below = self.lines[place]
            if isinstance(below, RowLine):
                break
            if isinstance(below, CellLine) and below.decidable:
                found.append(below)
            place += 1
        return found


class CellsView(QTableView):
    """The view of such lines: a click on 返回 or 台账 decides, so do 空格 and Shift+空格; F2 writes another value."""

    decided = Signal(list, bool)
    """Cells, and whether what came for them is taken."""
    chosen = Signal()

    def __init__(self, decided: Decided, written: Written, parent: QWidget) -> None:
        super().__init__(parent)
        from app.ui.inbox.painter import CellPainter

        self.cells = Cells(decided, written)
        self.setModel(self.cells)
        self.setAccessibleName("逐格核对")
        self.setToolTip("空格 采纳返回　Shift+空格 保留台账　F2 另填　F8 下一处未定")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(CellPainter(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setFixedHeight(32)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().selectionChanged.connect(self.chosen)

    def show_lines(self, lines: Sequence[Line], *, returned: bool) -> None:
        """Show other lines; a workbook that is no answer has nothing that went out."""
        self.cells.show(lines, returned=returned)
        self.setColumnHidden(SENT, not returned)
        if lines:
            stand(self, self.cells.index(0, NAME))

    @property
    def line(self) -> Line | None:
        """The line that is chosen."""
        place = self.currentIndex().row()
        return self.cells.lines[place] if 0 <= place < len(self.cells.lines) else None

    def decide(self, place: int, *, taken: bool) -> None:
        """Take what came for a line, or leave the ledger as it is."""
        if found := self.cells.cells_of(place):
            self.decided.emit(found, taken)
            self.viewport().update()

    def next_open(self) -> bool:
        """Go to the next cell that waits for a decision, from the top again after the last; whether there is one."""
        count, start = len(self.cells.lines), self.currentIndex().row() + 1
        for step in range(count):
            place = (start + step) % count
            line = self.cells.lines[place]
            if isinstance(line, CellLine) and line.decidable and self.cells.decided(line) is None:
                stand(self, self.cells.index(place, NAME))
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.decide(self.currentIndex().row(), taken=not shifted)
        elif event.key() == Qt.Key.Key_F2:
            self.write(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == CHOICE:
            cell = self.visualRect(index)
            parts = SIDES if isinstance(self.cells.lines[index.row()], CellLine) else 2
            side = int((event.position().x() - cell.left()) * parts / cell.width())
            if side == SIDES - 1:
                self.write(index.row())
            else:
                self.decide(index.row(), taken=side == 0)

    def write(self, place: int) -> None:
        """Let another value be written for a cell, in place of both."""
        index = self.cells.index(place, CHOICE)
        if self.cells.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
