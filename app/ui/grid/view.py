"""The grid itself: keys a clerk's hands expect, measured columns, and what the selection adds up to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QKeyCombination, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.models.field import FieldType
from app.models.quantity import decimal
from app.services.arrangement import Arrangement
from app.ui import theme
from app.ui.figures import grouped
from app.ui.grid.columns import Column
from app.ui.grid.delegate import CellDelegate
from app.ui.grid.editors import ListBox, begin_with, mark_entering
from app.ui.grid.frozen import FrozenColumns
from app.ui.grid.hands import MOST, Hands
from app.ui.grid.header import Header, Numbers
from app.ui.grid.model import GridModel, Index
from app.ui.grid.typing import TypingView
from app.ui.grid.within import following, is_several
from app.ui.painting import SLACK, widest
from app.ui.standing import stand

_GOES_ELSEWHERE = frozenset(
    (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
) | {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Backtab}
"""The keys that end a run of Tabs."""
_WALKS = {Qt.Key.Key_Return: True, Qt.Key.Key_Enter: True, Qt.Key.Key_Tab: False, Qt.Key.Key_Backtab: False}
"""The keys that walk inside a selection: whether down its columns, else along its rows."""
_ENOUGH = QAbstractItemView.ScrollHint.EnsureVisible
_WIDEST = 520
_MEASURED = 80  # rows, of which more than a screen shows
_UNMEASURED = 140  # the least width of a column before there are rows
_ROW_NUMBERS = 52
_PAUSE = 400  # milliseconds after which a width that was pulled is taken


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


class GridView(TypingView):
    """The table of one ledger."""

    selected = Signal(object)
    arranged = Signal()
    """The columns were arranged otherwise by hand: ``arrangement`` is to be remembered."""

    def __init__(self, model: GridModel, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = model
        self.header = Header(model, self)
        self.setHorizontalHeader(self.header)
        self.setModel(model)
        self.hands = Hands(self, model)
        self._acts = self._make_acts()
        self._run: int | None = None
        self._extends = False
        own, others = CellDelegate(model, unit, self), CellDelegate(model, unit, self)
        for delegate in (own, others):
            delegate.everywhere.connect(self.hands.fill_all)
            delegate.left.connect(self._on_left)
        self.setItemDelegate(own)
        self.setAccessibleName("台账表格")
        self._set_up()
        self.headers = self.header, Header(model)
        """That of the columns that are scrolled, and that of the frozen ones."""
        self.frozen = FrozenColumns(self, others, self.headers[1])
        self.arrangement = Arrangement(tuple(model.every))
        self._fitting: dict[str, int] = {}
        self._placing = False
        self._pulled = QTimer(self, singleShot=True, interval=_PAUSE)
        for header in self.headers:
            header.moved.connect(self._on_moved)
        self._pulled.timeout.connect(self._take_widths)
        self.header.sectionResized.connect(self._on_pulled)
        for header in self.headers:
            header.sectionHandleDoubleClicked.connect(self.fit)
        model.modelReset.connect(self._on_reset)

    def _set_up(self) -> None:
        rows = Numbers(self)
        self.setVerticalHeader(rows)
        rows.setDefaultSectionSize(theme.ROW)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setFixedWidth(_ROW_NUMBERS)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)

    def arrange(self, arrangement: Arrangement) -> None:
        """Show the columns as they are to stand; the current cell stays the current one where it is still shown."""
        now, self.arrangement = self.currentIndex(), arrangement
        name = self.grid.columns[now.column()].name if now.isValid() else ""
        if tuple(column.name for column in self.grid.columns) != arrangement.shown:
            self.grid.arrange(arrangement.shown)
        else:
            self._on_reset()
        column = self.grid.column_of(name)
        if now.isValid() and not self.currentIndex().isValid():
            self.stand(self.grid.index(now.row(), max(column, 0)))

    def _on_reset(self) -> None:
        """The widths belong to the fields, not to their places; they are measured when rows are first shown in them."""
        unknown = [column for column in self.grid.columns if column.name not in self._fitting]
        self._measure(unknown if self.grid.records else [])
        self._placing = True
        for number, column in enumerate(self.grid.columns):
            self.setColumnWidth(number, self._usual_width(column))
        self.frozen.hold(self.arrangement.frozen)
        self._placing = False

    def _measure(self, columns: Sequence[Column]) -> None:
        """Columns are as wide as their heading and what the first rows hold, within reason."""
        self.ensurePolished()
        held = self.grid.first(_MEASURED) if columns else ()
        for column in columns:
            wide = widest(self.font(), self.grid.texts(column, held)) + 2 * theme.GAP + SLACK
            self._fitting[column.name] = max(self.header.width_of(column), min(wide, _WIDEST))

    def fit(self, section: int) -> None:
        """Make a column as wide as what it holds now."""
        column = self.grid.columns[section]
        self._measure([column])
        self.rearrange(self.arrangement.widen(column.name, None))

    def rearrange(self, arrangement: Arrangement) -> None:
        """Arrange the columns as someone asked."""
        if arrangement != self.arrangement:
            self.arrange(arrangement)
            self.arranged.emit()

    def _on_moved(self, section: int, place: int) -> None:
        self.rearrange(self.arrangement.move(self.grid.columns[section].name, place))

    def _on_pulled(self, *_: int) -> None:
        if not self._placing:
            self._pulled.start()

    def _take_widths(self) -> None:
        wanted = self.arrangement
        for number, column in enumerate(self.grid.columns):
            if self.columnWidth(number) != self._usual_width(column):
                wanted = wanted.widen(column.name, self.columnWidth(number))
        if wanted != self.arrangement:
            self.arrangement = wanted
            self.arranged.emit()

    def _usual_width(self, column: Column) -> int:
        known = self.arrangement.widths.get(column.name) or self._fitting.get(column.name)
        return known or max(_UNMEASURED, self.header.width_of(column))

    def mark(self, order: Sequence[tuple[int, bool]], filtered: frozenset[int]) -> None:
        """Show in the heading what the rows are sorted and filtered by."""
        for header in self.headers:
            header.mark(order, filtered)

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _ENOUGH) -> None:
        """Bring a cell into sight, also from under the frozen columns."""
        super().scrollTo(index, hint)
        self.frozen.uncover(index)

    def stand(self, index: Index) -> None:
        """Make a cell the current and only selected one, whatever keys are held down."""
        stand(self, index)

    def go_to(self, record: int, name: str) -> None:
        """Make one cell the current one and bring it into sight; the first of its row while its column is hidden."""
        row = self.grid.row_of(record)
        if row >= 0:
            index = self.grid.index(row, max(self.grid.column_of(name), 0))
            self.stand(index)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down, Tab right and Enter back, Ctrl+arrow to the edge; the hands' own keys; Alt+Down the list.

        Inside a selection of several cells Enter and Tab walk round it; Ctrl+Space takes the columns, Shift+Space rows.
        """
        keys, current, key = Qt.Key, self.currentIndex(), event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # the editor let it pass; its own closing moves on
        elif key in _WALKS and not control and is_several(self.selectionModel().selection()):
            self._walk(down=_WALKS[keys(key)], step=-1 if shift or key == keys.Key_Backtab else 1)
        elif key in (keys.Key_Return, keys.Key_Enter) and not control:
            self._step(current, -1 if shift else 1)
        elif key == keys.Key_Space and control != shift:
            self._take_whole(
                QItemSelectionModel.SelectionFlag.Columns if control else QItemSelectionModel.SelectionFlag.Rows
            )
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and key == keys.Key_Down:
            self.edit(current)
            if isinstance(editor := self.editor(current), ListBox):
                editor.showPopup()
        elif act := self._acts.get((control, keys(key))):
            self._extends = shift
            act()
        else:
            if key == keys.Key_Tab and self._run is None:
                self._run = current.column()
            elif key in _GOES_ELSEWHERE:
                self._run = None
            super().keyPressEvent(event)

    def edit(self, index: Index, *how: Any) -> bool:  # type: ignore[override]  # as in TypingView
        """A frozen column's cell is opened where it is seen."""
        if self._is_frozen(index):
            return self.frozen.edit(index, *how)
        return super().edit(index, *how)

    def editor(self, index: Index) -> QWidget | None:
        """The open editor of a cell, frozen or not."""
        return (self.frozen if self._is_frozen(index) else self).indexWidget(index)

    @property
    def is_typed_into(self) -> bool:
        """Whether the current cell's editor is open."""
        return self.editor(self.currentIndex()) is not None

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What is composed for a frozen column's cell is composed where it is seen."""
        if self._is_frozen(self.currentIndex()):
            self.frozen.inputMethodEvent(event)
        else:
            super().inputMethodEvent(event)

    def _is_frozen(self, index: Index) -> bool:
        return index.isValid() and index.column() < self.frozen.count

    def _on_left(self, keys: QKeyCombination) -> None:
        """A key left an editor: it does what it does in the table."""
        self.keyPressEvent(QKeyEvent(QKeyEvent.Type.KeyPress, keys.key(), keys.keyboardModifiers()))

    def _make_acts(self) -> dict[tuple[bool, Qt.Key], Callable[[], None]]:
        keys, hands = Qt.Key, self.hands
        return {
            (False, keys.Key_Delete): hands.clear,
            (False, keys.Key_Backspace): self._begin_blank,
            (True, keys.Key_Semicolon): lambda: self._today(self.currentIndex()),
            (True, keys.Key_C): hands.copy,
            (True, keys.Key_X): hands.cut,
            (True, keys.Key_V): hands.paste,
            (True, keys.Key_D): hands.fill_down,
            (True, keys.Key_R): hands.fill_right,
            (True, keys.Key_Return): self._fill_with_current,
            (True, keys.Key_Enter): self._fill_with_current,
            (True, keys.Key_End): self._last_cell,
            (True, keys.Key_Up): lambda: self._edge(row=0),
            (True, keys.Key_Down): self._bottom,
            (True, keys.Key_Left): lambda: self._edge(column=0),
            (True, keys.Key_Right): lambda: self._edge(column=self.grid.columnCount() - 1),
        }

    def _fill_with_current(self) -> None:
        self.hands.fill_all(str(self.currentIndex().data(Qt.ItemDataRole.EditRole)))

    def _begin_blank(self) -> None:
        """Open the cell with nothing in it; Esc brings back what was there."""
        self.edit(self.currentIndex())
        if (editor := self.editor(self.currentIndex())) is not None:
            begin_with(editor, "")
            mark_entering(editor)

    def _last_cell(self) -> None:
        """Go to the last cell of the last record."""
        self._edge(row=max(self.grid.records - 1, 0), column=self.grid.columnCount() - 1)

    def _bottom(self) -> None:
        """Go to the last record, and from there to the empty row below."""
        last = self.grid.records - 1
        short = self.currentIndex().row() < last or self._extends
        self._edge(row=last if short else self.grid.rowCount() - 1)

    def _edge(self, row: int | None = None, column: int | None = None) -> None:
        """Go to an edge of the sheet; with Shift held, take what lies between into the selection."""
        now = self.currentIndex()
        self._run = None
        target = now.sibling(now.row() if row is None else row, now.column() if column is None else column)
        if not self._extends:
            self.stand(target)
            return
        chosen, flags = self.selectionModel(), QItemSelectionModel.SelectionFlag
        chosen.setCurrentIndex(target, flags.NoUpdate)
        chosen.select(QItemSelection(now, target), flags.Select)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click begins anew: Enter no longer goes back to where a run of Tabs began."""
        self._run = None
        super().mousePressEvent(event)

    def _walk(self, *, down: bool, step: int) -> None:
        """Make another cell of the selection the current one; all of it stays selected."""
        chosen = self.selectionModel()
        target = following(chosen.selection(), self.currentIndex(), down=down, step=step)
        chosen.setCurrentIndex(target, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _take_whole(self, flag: QItemSelectionModel.SelectionFlag) -> None:
        """Select the whole rows or columns of what is selected."""
        chosen = self.selectionModel()
        chosen.select(chosen.selection(), QItemSelectionModel.SelectionFlag.ClearAndSelect | flag)

    def _step(self, index: QModelIndex, rows: int) -> None:
        if rows > 0 and self.grid.begun_in(index.row()) and index.row() == self.grid.rowCount() - 1:
            self.grid.begin_below()
        following = index.siblingAtRow(index.row() + rows)
        if following.isValid():
            begun, self._run = self._run, None
            self.stand(following if begun is None else following.siblingAtColumn(begun))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key asks for the menu of the current cell's column."""
        if self.currentIndex().isValid() and event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.header.ask_menu(self.currentIndex().column())

    def _today(self, index: QModelIndex) -> None:
        if index.isValid() and self.grid.columns[index.column()].field.type is FieldType.DATE:
            self.model().setData(index, date.today().isoformat())

    def _cells(self, chosen: QItemSelection) -> list[QModelIndex]:
        size = self._size(chosen)
        return self.selectionModel().selectedIndexes() if size <= MOST else []

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
        size = self._size(chosen)
        cells = [index for index in self._cells(chosen) if index.row() < self.grid.records]
        numbers = {index.column() for index in cells}
        column = self.grid.columns[numbers.pop()] if len(numbers) == 1 else None
        if column is None or not column.right:
            return Selected(size, sum(bool(index.data()) for index in cells))
        field = column.field
        values = [int(value) for index in cells if (value := self.grid.value(index)) is not None]
        return Selected(size, len(values), field.heading, decimal(sum(values), field.scale), field.scale)

    def _size(self, chosen: QItemSelection) -> int:
        """How many cells of records are selected."""
        last = self.grid.records - 1
        blocks = [chosen.at(number) for number in range(chosen.count())]
        return sum(block.width() * (min(block.bottom(), last) - block.top() + 1) for block in blocks)
