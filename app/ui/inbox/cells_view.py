"""The list of the cells that would change, to be decided on one by one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.services.importing.deciding.piles import CellLine, Line
from app.ui import theme
from app.ui.inbox.cells import CHOICE, NAME, SENT, SIDES, Cells, Decided, Written
from app.ui.inbox.painter import CellPainter
from app.ui.standing import stand

_WIDTHS = (32, 260, 130, 130, 130, 96, 92, 204)


class CellsView(QTableView):
    """The view of such lines: a click on 返回 or 台账 decides, so do 空格 and Shift+空格; F2 writes another value."""

    decided = Signal(list, bool)
    """Cells, and whether what came for them is taken."""
    chosen = Signal()

    def __init__(self, decided: Decided, written: Written, parent: QWidget) -> None:
        super().__init__(parent)
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
