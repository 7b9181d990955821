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
from PySide6.QtWidgets import QPlainTextEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.models.field import FieldType
from app.ui import theme
from app.ui.grid.editors import ListBox, begin_once, cell_editor, is_entering, text_of
from app.ui.grid.model import GridModel
from app.ui.painting import CHOSEN, FOCUSED, LEFT, RIGHT, area_of, fitted, paint_frame, state_of

Index = QModelIndex | QPersistentModelIndex
_CORNER = 6
_WIDEST_LIST = 320
_WIDER = 160  # pixels that the editor of a longer text reaches over the next cells
_KEY, _MODIFIER = Qt.Key, Qt.KeyboardModifier
_RETURNS = (_KEY.Key_Return, _KEY.Key_Enter)
_TABS = (_KEY.Key_Tab, _KEY.Key_Backtab)
_ARROWS = (_KEY.Key_Up, _KEY.Key_Down, _KEY.Key_Left, _KEY.Key_Right)
_HELD = _MODIFIER.ControlModifier | _MODIFIER.ShiftModifier | _MODIFIER.AltModifier
_INVITATION = "在此输入或粘贴新行"
_SELECTED = QColor(29, 92, 159, 26)


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of one ledger's grid and makes their editors."""

    everywhere = Signal(str)
    """The text that was typed for all selected cells."""
    left = Signal(object)
    """An editor was left by a key (``QKeyCombination``), which now means what it means without one."""

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
        if state & CHOSEN:
            painter.fillRect(cell, _SELECTED)
        painter.setPen(theme.colour("bad" if wrong else "ink"))
        words = cell.adjusted(theme.GAP, 0, -theme.GAP, 0)
        if text:
            side = RIGHT if self._model.columns[index.column()].right else LEFT
            painter.drawText(words, side, fitted(painter, text, words.width()))
        elif _invites(self._model, index):
            painter.setPen(theme.colour("ink3"))
            painter.drawText(words, LEFT, _INVITATION)
        if wrong:
            _paint_corner(painter, cell)
        if state & FOCUSED:
            paint_frame(painter, cell)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = cell_editor(self._model.kind, self._unit, self._model.columns[index.column()].field, parent)
        if isinstance(editor, ListBox):
            editor.picked.connect(lambda: self._take(editor))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        begin_once(editor, str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        model.setData(index, text_of(editor))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter, Tab and, where a letter opened the cell, the arrows take what is typed and leave the cell."""
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget)):
            return super().eventFilter(editor, event)
        key, held = event.key(), event.modifiers()
        if key in _RETURNS and held & Qt.KeyboardModifier.ControlModifier:
            self._fill(editor)
        elif key in _RETURNS and held & Qt.KeyboardModifier.AltModifier:
            if isinstance(editor, QPlainTextEdit):
                editor.insertPlainText("\n")
        elif key in _RETURNS or key in _TABS or (key in _ARROWS and not held & _HELD and is_entering(editor)):
            self._take(editor)
            self.left.emit(event.keyCombination())
        else:
            return super().eventFilter(editor, event)
        return True

    def _fill(self, editor: QWidget) -> None:
        """Ctrl+Enter puts what is typed into every selected cell."""
        text = text_of(editor)
        self.closeEditor.emit(editor, self.EndEditHint.RevertModelCache)
        self.everywhere.emit(text)

    def _take(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, self.EndEditHint.NoHint)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        cell = area_of(option)
        kind = self._model.columns[index.column()].field.type
        wider = _WIDER if kind in (FieldType.LONGTEXT, FieldType.MULTICHOICE) else 0
        taller = 2 * theme.ROW if kind is FieldType.LONGTEXT else 0
        if isinstance(editor, ListBox):  # its longest line beside the arrow
            wider = max(min(editor.sizeHint().width(), _WIDEST_LIST) - cell.width(), 0)
        editor.setGeometry(cell.adjusted(0, 0, wider, taller))


def _invites(model: GridModel, index: Index) -> bool:
    """Whether a cell is the first of the empty row, with nothing begun in it."""
    return index.column() == 0 and index.row() == model.rowCount() - 1 and not model.begun_in(index.row())


def _paint_corner(painter: QPainter, cell: QRect) -> None:
    corner = cell.topRight()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("bad"))
    painter.drawPolygon(QPolygon([corner - QPoint(_CORNER, 0), corner, corner + QPoint(0, _CORNER)]))
