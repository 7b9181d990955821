"""The grid itself: keys a clerk's hands expect, measured columns, and what the selection adds up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.models.field import FieldType
from app.models.quantity import decimal
from app.ui import theme
from app.ui.grid.columns import grouped
from app.ui.grid.delegate import CellDelegate
from app.ui.grid.frozen import FrozenColumns
from app.ui.grid.header import Header
from app.ui.grid.model import GridModel, Index

_ENOUGH = QAbstractItemView.ScrollHint.EnsureVisible
_WIDEST = 520
_MEASURED = 200
_MOST_CELLS = 20_000
_ROW_NUMBERS = 52
_FROZEN = 1  # columns that stay in sight: the code every record is known by
_SLACK = 4  # text is drawn a little wider than it is measured


@dataclass(frozen=True, slots=True)
class Selected:
    """What is selected: how many cells, how many of them filled, and the sum of a single column of figures."""

    cells: int
    filled: int
    heading: str = ""
    total: Decimal | None = None
    places: int = 0

    def __str__(self) -> str:
        """The sentence of the status bar."""
        if self.total is None or not self.filled:
            return f"所选 {self.cells} 格   计数 {self.filled}" if self.cells > 1 else ""
        mean = (self.total / self.filled).quantize(Decimal(1).scaleb(-self.places))
        figures = f"求和 {grouped(f'{self.total:f}')}   计数 {self.filled}   平均 {grouped(f'{mean:f}')}"
        return f"所选 {self.cells} 格（{self.heading}）   {figures}"


class GridView(QTableView):
    """The table of one ledger."""

    selected = Signal(object)

    def __init__(self, model: GridModel, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = model
        self.header = Header(model.columns, self)
        self.setHorizontalHeader(self.header)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(model, unit, self))
        self.setAccessibleName("台账表格")
        self._set_up()
        self.frozen = FrozenColumns(self, model, _FROZEN)
        model.modelReset.connect(self._measure_once)
        self._measured = False

    def _set_up(self) -> None:
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(theme.ROW)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setFixedWidth(_ROW_NUMBERS)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        rows.setHighlightSections(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)

    def _measure_once(self) -> None:
        if not self._measured and self.grid.rowCount():
            self._measured = True
            self.measure()

    def measure(self) -> None:
        """Make each column as wide as its heading and what the first rows hold, within reason."""
        self.ensurePolished()
        metrics = self.fontMetrics()
        rows = range(min(_MEASURED, self.grid.rowCount()))
        for number in range(self.grid.columnCount()):
            texts: Iterable[str] = {str(self.grid.index(row, number).data()) for row in rows}
            widest = max((metrics.horizontalAdvance(text) for text in texts), default=0) + 2 * theme.GAP + _SLACK
            self.setColumnWidth(number, max(self.header.width_of(number), min(widest, _WIDEST)))

    def mark(self, sort: tuple[int, bool] | None, filtered: frozenset[int]) -> None:
        """Show in the heading what the rows are sorted and filtered by."""
        for header in (self.header, self.frozen.header):
            header.mark(sort, filtered)

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _ENOUGH) -> None:
        """Bring a cell into sight, also from under the frozen columns."""
        super().scrollTo(index, hint)
        hidden = self.frozen.columns_width - self.visualRect(index).left()
        if index.column() >= _FROZEN and hidden > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)

    def go_to(self, record: int, name: str) -> None:
        """Make one cell the current one and bring it into sight."""
        row = self.grid.row_of(record)
        if row >= 0:
            index = self.grid.index(row, self.grid.column_of(name))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down, Delete clears, Ctrl+; is today, Ctrl+C copies, Alt+Down opens the list."""
        keys, control = Qt.Key, event.modifiers() & Qt.KeyboardModifier.ControlModifier
        current, key = self.currentIndex(), event.key()
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # the editor let it pass; its own closing moves on
        elif key in (keys.Key_Return, keys.Key_Enter):
            self._step(current, 1)
        elif key == keys.Key_Delete:
            self.model().setData(current, "")
        elif control and key == keys.Key_Semicolon:
            self._today(current)
        elif control and key == keys.Key_C:
            self.copy()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and key == keys.Key_Down:
            self.edit(current)
        else:
            super().keyPressEvent(event)

    def _step(self, index: QModelIndex, rows: int) -> None:
        following = index.siblingAtRow(index.row() + rows)
        if following.isValid():
            self.setCurrentIndex(following)

    def _today(self, index: QModelIndex) -> None:
        if index.isValid() and self.grid.columns[index.column()].field.type is FieldType.DATE:
            self.model().setData(index, date.today().isoformat())

    def closeEditor(self, editor: QWidget, hint: CellDelegate.EndEditHint) -> None:
        """After a cell is typed, Enter has closed its editor: the next cell down is the current one."""
        super().closeEditor(editor, hint)
        if hint == CellDelegate.EndEditHint.SubmitModelCache:
            self._step(self.currentIndex(), 1)

    def copy(self) -> None:
        """Put the selected block on the clipboard as text that Excel and WPS take apart into cells."""
        chosen = self.selectionModel().selection()
        lines: dict[int, dict[int, str]] = {}
        for index in self._cells(chosen):
            lines.setdefault(index.row(), {})[index.column()] = str(index.data(Qt.ItemDataRole.EditRole))
        text = "\n".join("\t".join(_quoted(cells[c]) for c in sorted(cells)) for _, cells in sorted(lines.items()))
        QGuiApplication.clipboard().setText(text)

    def _cells(self, chosen: QItemSelection) -> list[QModelIndex]:
        size = _size(chosen)
        return self.selectionModel().selectedIndexes() if size <= _MOST_CELLS else []

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.selected.emit(self.summary())

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        """What the status bar adds up follows a cell that is cleared, typed or undone under the selection."""
        super().dataChanged(top, bottom, roles)
        self.selected.emit(self.summary())

    def summary(self) -> Selected:
        """What the selected cells add up to."""
        chosen = self.selectionModel().selection()
        size = _size(chosen)
        cells = self._cells(chosen)
        numbers = {index.column() for index in cells}
        column = self.grid.columns[numbers.pop()] if len(numbers) == 1 else None
        if column is None or not column.right:
            return Selected(size, sum(bool(index.data()) for index in cells))
        field = column.field
        values = [int(value) for index in cells if (value := self.grid.value(index)) is not None]
        return Selected(size, len(values), field.heading, decimal(sum(values), field.scale), field.scale)


def _size(chosen: QItemSelection) -> int:
    blocks = [chosen.at(number) for number in range(chosen.count())]
    return sum(block.width() * block.height() for block in blocks)


def _quoted(text: str) -> str:
    """A cell as tab-separated text: quoted where it holds what separates cells."""
    return '"' + text.replace('"', '""') + '"' if set(text) & set('\t\n"') else text
