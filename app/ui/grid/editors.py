"""The editor of a cell, made from its field's declaration. What it gives is text; the service understands it."""

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.models import region
from app.models.field import Field, FieldType
from app.services import cells

_HINTS = {
    FieldType.DATE: "年-月-日，或 3/5",
    FieldType.MULTICHOICE: "多项用顿号隔开",
}


class ListBox(QComboBox):
    """A list one may also type into; ``picked`` says that a line of the open list was chosen."""

    picked = Signal()

    def __init__(self, lines: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._is_open = False
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(lines)
        self.activated.connect(self._on_activated)

    def showPopup(self) -> None:
        super().showPopup()  # which tells of a choice itself, of what stands there already
        self._is_open = True

    def hidePopup(self) -> None:
        super().hidePopup()
        QTimer.singleShot(0, self._shut)  # the choice is told after the list has gone

    def _shut(self) -> None:
        self._is_open = False

    def _on_activated(self) -> None:
        if self._is_open:
            self.picked.emit()


def cell_editor(kind: str, unit: str, field: Field, parent: QWidget) -> QWidget:
    """The editor of a cell of the grid: a long text may have several lines."""
    if field.type is not FieldType.LONGTEXT:
        return editor_for(kind, unit, field, parent)
    lines = QPlainTextEdit(parent)
    lines.setTabChangesFocus(True)
    lines.setProperty("cell", "true")
    lines.setAccessibleName(field.heading)
    lines.setPlaceholderText("Alt+回车换行")
    return lines


def editor_for(kind: str, unit: str, field: Field, parent: QWidget) -> QWidget:
    """A list for what has a code list, else a line of text."""
    listed = choices(kind, unit, field)
    editor = ListBox(["", *listed], parent) if listed else _line(field, parent)
    editor.setProperty("cell", "true")
    editor.setAccessibleName(field.heading)
    return editor


def choices(kind: str, unit: str, field: Field) -> list[str]:
    """What a cell of the field may be chosen from; empty where anything may be written."""
    match field.type:
        case FieldType.CHOICE:
            return list(cells.options(kind, field))
        case FieldType.FLAG:
            return ["是", "否"]
        case FieldType.REGION if field.name == "town_code":
            return [town.name for town in region.towns(unit)]
    return []


def _line(field: Field, parent: QWidget) -> QLineEdit:
    line = QLineEdit(parent)
    line.setPlaceholderText(_HINTS.get(field.type, ""))
    if field.type is FieldType.DATE:
        today = QShortcut(QKeySequence("Ctrl+;"), line, lambda: line.setText(date.today().isoformat()))
        today.setContext(Qt.ShortcutContext.WidgetShortcut)
    if field.numeric:
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
    return line


def text_of(editor: QWidget | None) -> str:
    """What stands in an editor."""
    match editor:
        case QComboBox():
            return editor.currentText()
        case QPlainTextEdit():
            return editor.toPlainText()
        case QLineEdit():
            return editor.text()
    return ""


def begin_with(editor: QWidget, text: str) -> None:
    """Put a text into an editor, all of it chosen, so that the first sign that is typed replaces it.

    It is chosen from its end to its beginning: that is what is seen where the cell is too narrow for all of it.
    """
    match editor:
        case QComboBox():
            editor.setCurrentText(text)
            if line := editor.lineEdit():
                line.end(False)
                line.home(True)
        case QPlainTextEdit():
            editor.setPlainText(text)
            editor.selectAll()
        case QLineEdit():
            editor.setText(text)


def go_on_at_end(editor: QWidget | None) -> None:
    """Put the cursor behind what stands in an editor, nothing of it chosen."""
    line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
    if isinstance(line, QPlainTextEdit):
        line.moveCursor(QTextCursor.MoveOperation.End)
    elif isinstance(line, QLineEdit):
        line.deselect()
        line.end(False)


_BEGUN, _ENTERING = "begun", "entering"


def begin_once(editor: QWidget, text: str) -> None:
    """Put the cell's text into an editor that was just opened; what is being typed is never overwritten."""
    if not editor.property(_BEGUN):
        editor.setProperty(_BEGUN, True)
        begin_with(editor, text)


def begin_anew(editor: QWidget) -> None:
    """Let the cell's text be put into an editor once more."""
    editor.setProperty(_BEGUN, False)


def mark_entering(editor: QWidget) -> None:
    """A letter opened this editor: arrows leave the cell, as they would have before it was opened."""
    editor.setProperty(_ENTERING, True)


def is_entering(editor: QWidget) -> bool:
    """Whether a letter opened an editor, so that arrows leave the cell."""
    return bool(editor.property(_ENTERING))
