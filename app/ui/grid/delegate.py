"""How a cell is painted and edited: padded text, wrong texts in red with a corner, an editor made from the field."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPolygon
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.models.field import FieldType
from app.ui import theme
from app.ui.grid.editors import editor_for
from app.ui.grid.model import GridModel
from app.ui.painting import area_of, paint_frame, state_of

Index = QModelIndex | QPersistentModelIndex
_CORNER = 6
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_INVITATION = "在此输入或粘贴新行"
_SELECTED = QColor(29, 92, 159, 26)


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of one ledger's grid and makes their editors."""

    everywhere = Signal(str)
    """The text that was typed for all selected cells."""

    def __init__(self, model: GridModel, unit: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._unit = unit

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = area_of(option)
        state = state_of(option)
        text, wrong = self._model.cell(index.row(), index.column())
        if wrong:
            painter.fillRect(cell, theme.colour("bad_tint"))
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, _SELECTED)
        painter.setPen(theme.colour("bad" if wrong else "ink"))
        words = cell.adjusted(theme.GAP, 0, -theme.GAP, 0)
        if len(text) * theme.BODY > words.width():  # no letter is wider than it is tall
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        if text:
            painter.drawText(words, _RIGHT if self._model.columns[index.column()].right else _LEFT, text)
        elif _invites(self._model, index):
            painter.setPen(theme.colour("ink3"))
            painter.drawText(words, _LEFT, _INVITATION)
        if wrong:
            _paint_corner(painter, cell)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_frame(painter, cell)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        return editor_for(self._model.kind, self._unit, self._model.columns[index.column()].field, parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        model.setData(index, _text_of(editor))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Ctrl+Enter puts what is typed into every selected cell."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget):
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                text = _text_of(editor)
                self.closeEditor.emit(editor, self.EndEditHint.RevertModelCache)
                self.everywhere.emit(text)
                return True
        return super().eventFilter(editor, event)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        cell = area_of(option)
        wide = self._model.columns[index.column()].field.type in (FieldType.LONGTEXT, FieldType.MULTICHOICE)
        editor.setGeometry(cell.adjusted(0, 0, 160 if wide else 0, 0))


def _text_of(editor: QWidget) -> str:
    if isinstance(editor, QComboBox):
        return editor.currentText()
    return editor.text() if isinstance(editor, QLineEdit) else ""


def _invites(model: GridModel, index: Index) -> bool:
    """Whether a cell is the first of the empty row, with nothing begun in it."""
    return index.column() == 0 and index.row() == model.rowCount() - 1 and not model.begun_in(index.row())


def _paint_corner(painter: QPainter, cell: QRect) -> None:
    corner = cell.topRight()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("bad"))
    painter.drawPolygon(QPolygon([corner - QPoint(_CORNER, 0), corner, corner + QPoint(0, _CORNER)]))
