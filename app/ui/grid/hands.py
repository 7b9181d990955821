"""What a clerk's hands do with a block of cells: copy, cut, paste, clear, fill. Each change is one step, named.

Every target is turned into a record and a field before anything is asked to be written: the rows may be sorted,
filtered or changed by then.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

from app.ui.figures import grouped
from app.ui.grid.clipboard import Block, as_html, as_text, from_clipboard, spread
from app.ui.grid.model import GridModel

if TYPE_CHECKING:
    from app.services.blocks import Cell, NewRow

MOST = 20_000
"""Cells that are read for one copy or written by one step of the hand."""
_COLUMN = 4_000  # cells of a column that are looked through at every letter one types


class Hands(QObject):
    """The block operations of one grid: what is selected in ``view``, of the records of ``grid``."""

    entered = Signal(str, list, list)
    """A step's name, its cells as ``(record, field, text)``, and the texts of the rows that are added, by field."""
    said = Signal(str)

    def __init__(self, view: QTableView, grid: GridModel) -> None:
        super().__init__(view)
        self._view = view
        self._grid = grid

    def _chosen(self) -> list[QModelIndex]:
        """The selected cells from the top left to the bottom right; none, and a word, where they are too many."""
        chosen = self._view.selectionModel().selection()
        size = sum(chosen.at(number).width() * chosen.at(number).height() for number in range(chosen.count()))
        if size > MOST:
            self.said.emit(f"选了 {grouped(str(size))} 格，一次最多 {grouped(str(MOST))} 格，请少选一些")
            return []
        return sorted(self._view.selectionModel().selectedIndexes(), key=lambda one: (one.row(), one.column()))

    def _held(self) -> list[QModelIndex]:
        """The selected cells of records: not those of an empty row below them."""
        return [one for one in self._chosen() if one.row() < self._grid.records]

    def _name(self, column: int) -> str:
        return self._grid.columns[column].name

    def _text(self, index: QModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.EditRole))

    def scope(self) -> tuple[str, list["Cell"]]:
        """What one means who has selected something: those cells; with a single one its whole column. With its name."""
        chosen, records = self._held(), self._grid.records
        if len(chosen) != 1 or records > _COLUMN:
            return f"所选 {grouped(str(len(chosen)))} 格", [self._cell(one, self._text(one)) for one in chosen]
        (one,) = chosen
        column = [one.siblingAtRow(row) for row in range(records)]
        name = self._grid.columns[one.column()].title
        return f"“{name}”这一栏 {grouped(str(records))} 格", [self._cell(each, self._text(each)) for each in column]

    def _cell(self, index: QModelIndex, text: str) -> "Cell":
        record = self._grid.record(index.row())
        assert record is not None, "the empty row is no target"
        return record, self._name(index.column()), text

    def records(self) -> list[int]:
        """The records of the selected cells, in the order of their rows."""
        rows = sorted({one.row() for one in self._held()})
        return [record for row in rows if (record := self._grid.record(row)) is not None]

    def _put(self, label: str, targets: Sequence[tuple[QModelIndex, str]], rows: Sequence["NewRow"] = ()) -> None:
        """Ask for texts to be put into cells; what goes into an empty row makes a new one, or goes on with it."""
        cells = [self._cell(index, text) for index, text in targets if index.row() < self._grid.records]
        new: dict[int, dict[str, str]] = {}
        for index, text in targets:
            if self._grid.begun_in(index.row()):
                self._grid.setData(index, text)
            elif index.row() >= self._grid.records and text.strip():
                new.setdefault(index.row(), {})[self._name(index.column())] = text
        if cells or new or rows:
            self.entered.emit(label, cells, [*new.values(), *rows])

    def copy(self) -> None:
        """Put the selected block on the clipboard, for Excel and WPS, Word, and plain editors alike."""
        chosen = self._held()
        if not chosen:
            return
        rows = sorted({index.row() for index in chosen})
        columns = sorted({index.column() for index in chosen})
        texts = {(index.row(), index.column()): self._text(index) for index in chosen}
        block = [[texts.get((row, column), "") for column in columns] for row in rows]
        data = QMimeData()
        data.setText(as_text(block))
        data.setHtml(as_html(block))
        QGuiApplication.clipboard().setMimeData(data)
        self.said.emit(f"已复制 {len(rows)}×{len(columns)}")

    def cut(self) -> None:
        """Copy the selected block and clear it."""
        self.copy()
        self._put_all("剪切", "", self._held())

    def clear(self) -> None:
        """Clear the selected cells; rows stay."""
        for index in self._chosen():
            if index.row() >= self._grid.records:
                self._grid.setData(index, "")
        self._put_all("清除", "", self._held())

    def fill_all(self, text: str) -> None:
        """Put one text into every selected cell."""
        self._put_all("填入", text, self._chosen())

    def _put_all(self, verb: str, text: str, chosen: Sequence[QModelIndex]) -> None:
        self._put(f"{verb} {len(chosen)} 格", [(index, text) for index in chosen])

    def paste(self) -> None:
        """Put the clipboard's block at the selection; what reaches below the last row is added as new rows."""
        data = QGuiApplication.clipboard().mimeData()
        chosen, block = self._chosen(), from_clipboard(data.text(), data.html())
        if not chosen or not block:
            return
        top, left = min(index.row() for index in chosen), min(index.column() for index in chosen)
        tall, wide = max(i.row() for i in chosen) - top + 1, max(i.column() for i in chosen) - left + 1
        if len(block) == len(block[0]) == 1:
            self._put_all("粘贴", block[0][0], chosen)
            return
        self._place(spread(block, tall, wide), top, left)

    def _place(self, block: Block, top: int, left: int) -> None:
        height, width = self._grid.records, self._grid.columnCount()
        fits = [row[: width - left] for row in block]
        if len(fits) * len(fits[0]) > MOST:
            self.said.emit(f"剪贴板里有 {grouped(str(len(fits) * len(fits[0])))} 格，请改用导入")
            return
        targets = [
            (self._grid.index(top + down, left + across), text)
            for down, row in enumerate(fits[: max(0, height - top)])
            for across, text in enumerate(row)
        ]
        rows = [
            {self._name(left + across): text for across, text in enumerate(row)} for row in fits[max(0, height - top) :]
        ]
        lost = len(block[0]) - len(fits[0])
        words = f"（右边没有那么多列，有 {lost} 列没有粘贴）" if lost else ""
        self._put(f"粘贴 {len(fits)}×{len(fits[0])}{words}", targets, rows)
        self._take(targets)

    def _take(self, targets: Sequence[tuple[QModelIndex, str]]) -> None:
        """Select what was pasted over, as far as it lies among the records."""
        if targets:
            block = QItemSelection(targets[0][0], targets[-1][0])
            self._view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def fill_down(self) -> None:
        """Each column's first selected cell into those below it; a single row takes the cells above it."""
        self._fill("向下填充", lambda index: (index.column(), index.row()), (-1, 0))

    def fill_right(self) -> None:
        """Each row's first selected cell into those right of it; a single column takes the cells left of it."""
        self._fill("向右填充", lambda index: (index.row(), index.column()), (0, -1))

    def _fill(self, label: str, along: Callable[[QModelIndex], tuple[int, int]], back: tuple[int, int]) -> None:
        lines: dict[int, list[QModelIndex]] = {}
        for index in self._chosen():
            lines.setdefault(along(index)[0], []).append(index)
        targets = []
        for line in lines.values():
            first, *others = sorted(line, key=lambda index: along(index)[1])
            if not others:
                first, others = first.sibling(first.row() + back[0], first.column() + back[1]), [first]
            if first.isValid():
                targets += [(index, self._text(first)) for index in others]
        self._put(label, targets)
