"""The editor of a cell, made from its field's declaration. What it gives is text; the service understands it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.models import region
from app.models.field import Field, FieldType
from app.services import cells

_HINTS = {
    FieldType.DATE: "年-月-日，或 3/5",
    FieldType.MULTICHOICE: "多项用顿号隔开",
}


def editor_for(kind: str, unit: str, field: Field, parent: QWidget) -> QWidget:
    """A list for what has a code list, else a line of text."""
    listed = choices(kind, unit, field)
    editor = _list(listed, parent) if listed else _line(field, parent)
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


def _list(listed: list[str], parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(["", *listed])
    return box


def _line(field: Field, parent: QWidget) -> QLineEdit:
    line = QLineEdit(parent)
    line.setPlaceholderText(_HINTS.get(field.type, ""))
    if field.numeric:
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
    return line
