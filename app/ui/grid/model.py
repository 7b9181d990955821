"""The grid's model: every record's id in order, and the rows of the few windows that are looked at.

Below the last record stands an empty row: what is typed there becomes a record. Until it has become one, the next may
be begun below it.
"""

from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.models.field import Stored
from app.models.queries.grid import GridRow
from app.models.refusal import Refusal
from app.services.browsing import Browser, Listed
from app.ui.grid.columns import Column, columns_of

Index = QModelIndex | QPersistentModelIndex
_WINDOW = 50  # rows: a page is seldom more, and what is read and not looked at is time lost
_KEPT = 80
_AHEAD = 2
ROOT = QModelIndex()
_NOTHING: Mapping[str, str] = MappingProxyType({})

_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_FLAGS = _SHOWN | Qt.ItemFlag.ItemIsEditable

WRONG = Qt.ItemDataRole.UserRole
"""Whether a cell holds a text that is no value (bool)."""


class GridModel(QAbstractTableModel):
    """One ledger's rows. ``edited`` asks for a cell to be changed; the page has it done and calls ``reload``."""

    edited = Signal(int, str, str)
    """The record, the field and the text that was typed."""
    begun = Signal()
    """Something was typed below the last record: the first of ``beginnings`` is to be made a record."""
    unread = Signal(object)
    """Why rows could not be read: until ``reload`` or ``show`` those read before are shown, and none is asked for."""

    def __init__(self, kind: str, browser: Browser) -> None:
        super().__init__()
        self.kind = kind
        self.every: dict[str, Column] = {column.name: column for column in columns_of(kind)}
        self.columns: list[Column] = list(self.every.values())
        self.total = 0
        self.beginnings: list[dict[str, str]] = [{}]
        self._refused = ""
        self._browser = browser
        self._ids = array("q")
        self._windows: OrderedDict[int, list[GridRow | None]] = OrderedDict()
        self._before: dict[int, list[GridRow | None]] = {}
        self._silent = False
        self._unsaved: dict[tuple[int, str], tuple[str, str]] = {}
        self._allow()

    def _allow(self) -> None:
        """What may be done in each column: Qt asks it of every cell it paints, several times."""
        self._flags = [_FLAGS if self.may_set(column.name) else _SHOWN for column in self.columns]

    def show(self, listed: Listed, first: Iterable[GridRow] = ()) -> None:
        """Show other records, or the same in another order; the ``first`` were read already (``ahead``)."""
        self.beginResetModel()
        self._ids = array("q", listed.ids)
        self.total = listed.total
        self._windows.clear()
        self._before, self._silent = {}, False
        if found := {row.id: row for row in first}:
            self._windows.update((number, self._window(number, found)) for number in range(_AHEAD))
        self.endResetModel()

    def ahead(self, listed: Listed) -> list[GridRow]:
        """The rows that ``show`` will be asked for at once; the worker reads them, so that the window need not."""
        return self._browser.rows(listed.ids[: _AHEAD * _WINDOW])

    def arrange(self, names: Sequence[str]) -> None:
        """Show these columns, in this order."""
        self.beginResetModel()
        self.columns = [self.every[name] for name in names]
        self._allow()
        self.endResetModel()

    def cover(self) -> None:
        """Mask personal numbers from now on, as in whatever leaves this computer."""
        self.every = {name: replace(column, covered=True) for name, column in self.every.items()}
        self.columns = [self.every[column.name] for column in self.columns]
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self.columns) - 1))

    def reload(self) -> None:
        """Read the rows again that are looked at; their order stays, so that no edited row jumps away."""
        self._before, self._silent = {**self._before, **self._windows}, False
        self._windows.clear()
        self._tell(0, self.records)

    def keep(self, record: int, name: str, text: str, reason: str) -> None:
        """Go on showing a typed text that could not be saved, and why."""
        self._unsaved[record, name] = text, reason
        self._tell(0, self.records)  # read again it is not: the ledger may be out of reach

    def give_up(self, cells: Iterable[tuple[int, str]]) -> None:
        """Show what the ledger holds in place of typed texts that are not to be saved."""
        for cell in cells:
            self._unsaved.pop(cell, None)
        self.reload()

    def append(self, added: Sequence[int]) -> None:
        """Show new records below the others, whatever the order and the filters."""
        self.total += len(added)
        known = set(self._ids)
        added = [one for one in added if one not in known]  # read again meanwhile
        if added:
            self.beginInsertRows(ROOT, self.records, self.records + len(added) - 1)
            self._ids.extend(added)
            self._windows.clear()
            self.endInsertRows()

    def drop(self, gone: Collection[int]) -> None:
        """Show some records no longer; the others stay as they stand."""
        left = array("q", (one for one in self._ids if one not in gone))
        self.beginResetModel()
        self.total -= len(self._ids) - len(left)
        self._ids = left
        self._windows.clear()
        self.endResetModel()

    def began(self, record: int, saved: Mapping[str, str]) -> None:
        """The first beginning has become a record; what was typed into it meanwhile is asked for as an edit."""
        typed_ = self.beginnings.pop(0)
        self._refused = ""
        if record not in self._ids:
            self._ids.append(record)
            self.total += 1
        self._windows.clear()
        if not self.beginnings:
            self.begin_below()
        self._tell(self.records - 1, self.rowCount() - 1)
        for name in {**saved, **typed_}:
            if typed_.get(name, "") != saved.get(name, ""):
                self.edited.emit(record, name, typed_.get(name, ""))

    def begin_below(self) -> None:
        """Put one more empty row below the others."""
        self.beginInsertRows(ROOT, self.rowCount(), self.rowCount())
        self.beginnings.append({})
        self.endInsertRows()

    def begin_again(self, reason: str, texts: Mapping[str, str] = _NOTHING) -> None:
        """What was to become a record could not be saved: it stays in the empty row, with the reason."""
        self._refused = reason
        self.beginnings[-1].update(texts)
        self._tell(self.records, self.rowCount() - 1)

    def begun_in(self, row: int) -> dict[str, str]:
        """What was typed into a row below the records; nothing for a record's."""
        place = row - self.records
        return self.beginnings[place] if 0 <= place < len(self.beginnings) else {}

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    @property
    def records(self) -> int:
        """How many records are shown; the first row below them, where one is begun, is the row of this number."""
        return len(self._ids)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids) + len(self.beginnings)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def record(self, row: int) -> int | None:
        """The id of the record in a row; None for the empty row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, record: int) -> int:
        """The row a record stands in, or -1."""
        try:
            return self._ids.index(record)
        except ValueError:
            return -1

    def column_of(self, name: str) -> int:
        """The column of a field, or -1 while it is hidden."""
        return next((i for i, column in enumerate(self.columns) if column.name == name), -1)

    def held(self, row: int) -> GridRow | None:
        """The row as the ledger holds it; None for a record that is gone, and for the empty row."""
        if row >= len(self._ids):
            return None
        number, offset = divmod(row, _WINDOW)
        window = self._windows.get(number)
        return (self._read(number) if window is None else window)[offset]

    def _read(self, number: int) -> list[GridRow | None]:
        """A window of rows; while a server does not answer, as it was when it was read last."""
        try:
            window = None if self._silent else self._fetch(number)
        except Refusal as refusal:
            self._silent, window = True, None
            self.unread.emit(refusal)
        if window is None:
            return self._window(number, {row.id: row for row in self._before.get(number, ()) if row})
        self._windows[number] = window
        self._before.pop(number, None)
        if len(self._windows) > _KEPT:
            self._windows.popitem(last=False)
        return window

    def _fetch(self, number: int) -> list[GridRow | None]:
        wanted = self._ids[number * _WINDOW : (number + 1) * _WINDOW]
        return self._window(number, {row.id: row for row in self._browser.rows(wanted)})

    def _window(self, number: int, found: Mapping[int, GridRow]) -> list[GridRow | None]:
        return [found.get(one) for one in self._ids[number * _WINDOW : (number + 1) * _WINDOW]]

    def value(self, index: Index) -> Stored | None:
        """The stored value of a cell."""
        held = self.held(index.row())
        return held.values.get(self.columns[index.column()].name) if held else None

    def cell(self, row: int, column: int) -> tuple[str, str]:
        """What a cell shows, and the reason where that is no value; empty where it is in order."""
        return self._shown(row, self.columns[column])

    def first(self, many: int) -> list[GridRow]:
        """The first rows as the ledger holds them."""
        return [row for number in range(min(many, self.records)) if (row := self.held(number)) is not None]

    def texts(self, column: Column, held: Iterable[GridRow]) -> set[str]:
        """What any column would show in rows; a value that many of them hold is put into words once."""
        waiting = {row.waiting[column.name].raw for row in held if row.waiting and column.name in row.waiting}
        return waiting.union(map(column.text, {row.values[column.name] for row in held}))

    def typed(self, row: int, name: str) -> tuple[str, str]:
        """What an editor of any field begins with, also of a hidden one, and the reason where that is no value."""
        column = self.every[name]
        text, wrong = self._shown(row, column)
        held = self.held(row)
        return (text, wrong) if wrong or held is None else (column.typed(held.values[name]), "")

    def _shown(self, row: int, column: Column) -> tuple[str, str]:
        held, name = self.held(row), column.name
        if held is None:
            begun = self.begun_in(row).get(name, "")
            return begun, self._refused if begun else ""
        if self._unsaved and (held.id, name) in self._unsaved:
            text, reason = self._unsaved[held.id, name]
            return column.cover(text), reason
        if held.waiting and name in held.waiting:
            waiting = held.waiting[name]
            return column.cover(waiting.raw), waiting.reason
        return column.text(held.values[name]), ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.EditRole:
            return self.typed(index.row(), self.columns[index.column()].name)[0]
        text, wrong = self.cell(index.row(), index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return f"{wrong}。已原样保留，可直接改" if wrong else None
        return bool(wrong) if role == WRONG else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        text, name = str(value), self.columns[index.column()].name
        held = self.held(index.row())
        again = held is not None and (held.id, name) in self._unsaved  # what was not saved is tried once more
        if text == self.data(index, role) and not again:
            return False
        if index.row() >= self.records:
            self._begin(index.row(), name, text)
        elif held is not None:
            self._unsaved.pop((held.id, name), None)
            self.edited.emit(held.id, name, text)
        return True

    def _begin(self, row: int, name: str, text: str) -> None:
        texts = self.begun_in(row)
        texts[name] = text
        if not text.strip():
            del texts[name]
        self._tell(row, row)
        if texts:
            self.begun.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        return self._flags[index.column()]

    def may_set(self, name: str) -> bool:
        """Whether this seat may set a field."""
        return self._browser.seat.may_set(name)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            column = self.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.title
            return column.field.heading if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role == Qt.ItemDataRole.AccessibleTextRole and section >= self.records:
            return "新行，在此输入或粘贴"
        return (section + 1 if section < self.records else "＋") if role == Qt.ItemDataRole.DisplayRole else None
