"""The grid's model: every record's id in order, and the rows of the few windows that are looked at."""

from array import array
from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.models.field import Stored
from app.models.queries.grid import GridRow
from app.services.browsing import Browser, Listed
from app.ui.grid.columns import Column, columns_of, typed

Index = QModelIndex | QPersistentModelIndex
_WINDOW = 100
_KEPT = 40
ROOT = QModelIndex()

_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

WRONG = Qt.ItemDataRole.UserRole
"""Whether a cell holds a text that is no value (bool)."""


class GridModel(QAbstractTableModel):
    """One ledger's rows. ``edited`` asks for a cell to be changed; the page has it done and calls ``reload``."""

    edited = Signal(int, str, str)
    """The record, the field and the text that was typed."""

    def __init__(self, kind: str, browser: Browser) -> None:
        super().__init__()
        self.kind = kind
        self.columns: list[Column] = columns_of(kind)
        self.total = 0
        self._browser = browser
        self._ids = array("q")
        self._windows: OrderedDict[int, list[GridRow | None]] = OrderedDict()
        self._unsaved: dict[tuple[int, str], tuple[str, str]] = {}

    def show(self, listed: Listed) -> None:
        """Show other records, or the same in another order."""
        self.beginResetModel()
        self._ids = listed.ids
        self.total = listed.total
        self._windows.clear()
        self.endResetModel()

    def reload(self) -> None:
        """Read the rows again that are looked at; their order stays, so that no edited row jumps away."""
        self._windows.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1))

    def keep(self, record: int, name: str, text: str, reason: str) -> None:
        """Go on showing a typed text that could not be saved, and why."""
        self._unsaved[record, name] = text, reason
        self.reload()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def record(self, row: int) -> int:
        """The id of the record in a row."""
        return self._ids[row]

    def row_of(self, record: int) -> int:
        """The row a record stands in, or -1."""
        return self._ids.index(record) if record in self._ids else -1

    def column_of(self, name: str) -> int:
        """The column of a field."""
        return next(i for i, column in enumerate(self.columns) if column.name == name)

    def held(self, row: int) -> GridRow | None:
        """The row as the ledger holds it; None for a record that is gone."""
        number, offset = divmod(row, _WINDOW)
        window = self._windows.get(number)
        if window is None:
            window = self._windows[number] = self._fetch(number)
            if len(self._windows) > _KEPT:
                self._windows.popitem(last=False)
        return window[offset]

    def _fetch(self, number: int) -> list[GridRow | None]:
        wanted = self._ids[number * _WINDOW : (number + 1) * _WINDOW]
        found = {row.id: row for row in self._browser.rows(wanted)}
        return [found.get(one) for one in wanted]

    def value(self, index: Index) -> Stored | None:
        """The stored value of a cell."""
        held = self.held(index.row())
        return held.values.get(self.columns[index.column()].name) if held else None

    def cell(self, row: int, column: int) -> tuple[str, str]:
        """What a cell shows, and the reason where that is no value; empty where it is in order."""
        held, shown = self.held(row), self.columns[column]
        if held is None:
            return "", ""
        if self._unsaved and (held.id, shown.name) in self._unsaved:
            return self._unsaved[held.id, shown.name]
        if held.waiting and shown.name in held.waiting:
            text = held.waiting[shown.name]
            return text.raw, text.reason
        return shown.text(held.values[shown.name]), ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        text, wrong = self.cell(index.row(), index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.EditRole:
                return text if wrong else typed(self.columns[index.column()].field, self.value(index))
            case Qt.ItemDataRole.ToolTipRole:
                return f"{wrong}。已原样保留，可直接改" if wrong else None
        return bool(wrong) if role == WRONG else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        text, held = str(value), self.held(index.row()) if index.isValid() else None
        if held is None or role != Qt.ItemDataRole.EditRole or text == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        name = self.columns[index.column()].name
        self._unsaved.pop((held.id, name), None)
        self.edited.emit(held.id, name, text)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FLAGS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            column = self.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.title
            return column.field.heading if role == Qt.ItemDataRole.AccessibleTextRole else None
        return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
