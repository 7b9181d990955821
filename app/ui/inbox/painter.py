"""How the lines of a reconciliation are painted: heads across the row, the value that counts in colour, the switch."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from app.services.importing.deciding.piles import CellLine, IssueLine, RowLine
from app.ui import theme
from app.ui.inbox import cells as columns
from app.ui.inbox.cells import Cells, Index
from app.ui.inbox.words import BLANK
from app.ui.marks import draw_shape
from app.ui.painting import CHOSEN, LEFT, RIGHT, area_of, fitted, state_of

_ROW_SIDES = ("整行采纳", "整行保留")
_SIDES = {True: ("返回", "台账"), False: ("文件", "台账")}
_OTHER = "另填"


class CellPainter(QStyledItemDelegate):
    """Paints one cell of the list, whatever its line is."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = area_of(option)
        state = state_of(option)
        model = index.model()
        assert isinstance(model, Cells)
        line = model.lines[index.row()]
        chosen = bool(state & CHOSEN)
        painter.save()
        painter.setClipRect(rect)
        painter.setFont(theme.font())
        match line:
            case RowLine():
                self._head(painter, rect, index, line, model, chosen=chosen)
            case IssueLine():
                self._issue(painter, rect, index, chosen=chosen)
            case CellLine():
                self._cell(painter, rect, index, line, model, chosen=chosen)
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A value of the clerk's own is written on one line, as high as its row."""
        editor = super().createEditor(parent, option, index)
        editor.setProperty("cell", "true")
        return editor

    def _across(self, rect: QRect) -> QRect:
        """The room from the name to the switch, whichever cell of it is painted."""
        first = self._view.columnViewportPosition(columns.NAME)
        last = self._view.columnViewportPosition(columns.WHY) + self._view.columnWidth(columns.WHY)
        return QRect(first, rect.top(), last - first, rect.height())

    def _head(self, painter: QPainter, rect: QRect, index: Index, line: RowLine, model: Cells, *, chosen: bool) -> None:
        painter.fillRect(rect, theme.colour("accent_tint" if chosen else "sub"))
        if index.column() == columns.CHOICE:
            if model.cells_of(index.row()):
                self._links(painter, rect)
            return
        if index.column() == columns.MARK:
            return
        room, named = self._across(rect).adjusted(theme.GAP, 0, 0, 0), model.named_of(index.row(), line)
        painter.setFont(theme.font(bold=True))
        name = fitted(painter, named.name, room.width() * 2 // 3)
        self._run_on(painter, rect, room, name, "ink")
        painter.setFont(theme.font(theme.SMALL))
        self._run_on(painter, rect, room, named.code, "ink3")
        self._run_on(painter, rect, room, named.said, "good" if named.passed else "warn")

    def _run_on(self, painter: QPainter, rect: QRect, room: QRect, text: str, tone: str) -> None:
        """Write a text at the beginning of the room, as far as it lies in the cell, and leave what is beside it."""
        if not text or room.left() > rect.right():
            return
        end = room.left() + painter.fontMetrics().horizontalAdvance(text)
        if end >= rect.left():
            painter.setPen(theme.colour(tone))
            painter.drawText(room, LEFT, text)
        room.setLeft(end + theme.PADDING)

    def _links(self, painter: QPainter, rect: QRect) -> None:
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.colour("accent"))
        half = rect.width() // 2
        for text, left in zip(_ROW_SIDES, (rect.left(), rect.left() + half), strict=True):
            painter.drawText(QRect(left, rect.top(), half, rect.height()), Qt.AlignmentFlag.AlignCenter, text)

    def _issue(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool) -> None:
        painter.fillRect(rect, theme.colour("accent_tint" if chosen else "bad_tint"))
        if index.column() == columns.MARK:
            draw_shape(painter, "square", QPointF(rect.center()), "bad")
            return
        painter.setPen(theme.colour("bad"))
        text = str(index.sibling(index.row(), columns.NAME).data())
        painter.drawText(self._across(rect).adjusted(24, 0, 0, 0), LEFT, text)

    def _cell(
        self, painter: QPainter, rect: QRect, index: Index, line: CellLine, model: Cells, *, chosen: bool
    ) -> None:
        taken, written, column = model.decided(line), model.written(line), index.column()
        waits = line.decidable and taken is None
        painter.fillRect(rect, theme.colour("accent_tint" if chosen else "warn_tint" if waits else "white"))
        if column == columns.MARK:
            self._mark(painter, rect, line, taken)
            return
        if column == columns.CHOICE:
            self._switch(painter, rect, line, taken, written)
            return
        cell = model.three_of(index.row(), line)
        returned, held = taken is True and not written, taken is False and line.decidable
        wins = {columns.RETURNED: returned, columns.LEDGER: held}
        loses = {columns.RETURNED: held or bool(written), columns.LEDGER: taken is True}
        if wins.get(column) and not chosen:
            painter.fillRect(rect, theme.colour("accent_tint"))
        struck = bool(loses.get(column)) and cell.ledger != BLANK
        painter.setFont(theme.font(bold=bool(wins.get(column)), struck=struck))
        doubtful = column == columns.WHY and cell.doubtful
        tone = "accent" if wins.get(column) else "warn" if doubtful else "ink3" if loses.get(column) else "ink"
        painter.setPen(theme.colour("ink2" if column in (columns.WHY, columns.SENT) and not doubtful else tone))
        indent = 24 if column == columns.NAME else theme.GAP
        words = rect.adjusted(indent, 0, -theme.GAP, 0)
        leans = RIGHT if column in (columns.SENT, columns.RETURNED, columns.LEDGER, columns.LESS) else LEFT
        painter.drawText(words, leans, fitted(painter, columns.texts_of(cell)[column], words.width()))

    def _mark(self, painter: QPainter, rect: QRect, line: CellLine, taken: bool | None) -> None:
        if not line.decidable:
            draw_shape(painter, "dash", QPointF(rect.center()), "ink3")
        elif taken is None:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.colour("warn"))
            painter.translate(QPointF(rect.center()))
            painter.rotate(45)
            painter.drawRect(QRectF(-4, -4, 8, 8))
            painter.restore()
        else:
            draw_shape(painter, "tick", QPointF(rect.center()), "accent" if taken else "ink3")

    def _switch(self, painter: QPainter, rect: QRect, line: CellLine, taken: bool | None, written: str) -> None:
        if not line.decidable:
            painter.setPen(theme.colour("ink3"))
            painter.drawText(rect.adjusted(theme.GAP, 0, 0, 0), LEFT, "不必处理")
            return
        third = (rect.width() - theme.GAP) // columns.SIDES
        stands = (taken is True and not written, taken is False, bool(written))
        texts = (*_SIDES[line.head.returned], written or _OTHER)
        for place, (text, on) in enumerate(zip(texts, stands, strict=True)):
            box = QRect(rect.left() + place * third + 2, rect.top() + 3, third - 4, rect.height() - 7)
            painter.setPen(theme.colour("accent" if on else "off"))
            painter.setBrush(theme.colour("accent" if on else "white"))
            painter.drawRoundedRect(box, 2, 2)
            painter.setPen(theme.colour("white" if on else "ink"))
            painter.setFont(theme.font(theme.SMALL, bold=on))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
