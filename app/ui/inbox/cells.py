"""The lines of a reconciliation: each cell that would change as it went out, as it came, and as the ledger says."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.services.importing.deciding.piles import CellLine, IssueLine, Line, RowLine
from app.ui.inbox.words import BLANK, Named, Three, issue_text, named, three

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
MARK, NAME, SENT, RETURNED, LEDGER, LESS, WHY, CHOICE = range(8)
_TITLES = ("", "项目 / 栏目", "报出", "返回", "台账现值", "返回−台账", "情形", "处理")
_ORDINARY = {RETURNED: "文件", LESS: "文件−台账"}
_RIGHT = (SENT, RETURNED, LEDGER, LESS)
Decided = Callable[[CellLine], bool | None]
Written = Callable[[CellLine], str]
"""What the clerk wrote herself in place of what came for a cell; empty where she wrote nothing."""

SIDES = 3
"""What a cell can be decided for: what came, what the ledger says, what the clerk writes."""


def texts_of(cell: Three) -> tuple[str, ...]:
    """What a cell's line says, column by column."""
    label = f"{cell.label} {cell.unit}".strip()
    return ("", label, cell.sent or "", cell.returned, cell.ledger, cell.difference, cell.situation, "")


class Cells(QAbstractTableModel):
    """The lines of a pile, a row above its cells; ``decided`` tells what stands for a cell."""

    typed = Signal(object, str)
    """A cell (``CellLine``) and the text the clerk wrote for it; an empty one takes back what she wrote."""

    def __init__(self, decided: Decided, written: Written) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()
        self.decided, self.written = decided, written
        self.returned = False
        self._seen: dict[int, Three] = {}
        self._heads: dict[int, Named] = {}

    def show(self, lines: Sequence[Line], *, returned: bool) -> None:
        """Show other lines; ``returned`` says that they are of an answer."""
        self.beginResetModel()
        self.lines, self.returned = lines, returned
        self._seen.clear()
        self._heads.clear()
        self.endResetModel()

    def three_of(self, place: int, line: CellLine) -> Three:
        """The three values of a cell in words; every column of its line asks, so they are put together once."""
        if (found := self._seen.get(place)) is None:
            found = self._seen[place] = three(line)
        return found

    def named_of(self, place: int, line: RowLine) -> Named:
        """A row in words, put together once, too."""
        if (found := self._heads.get(place)) is None:
            found = self._heads[place] = named(line)
        return found

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.EditRole and isinstance(line, CellLine):
            return self.written(line) or three(line).returned.removeprefix(BLANK)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        match line:
            case RowLine():
                return self.named_of(index.row(), line).name if index.column() == NAME else ""
            case IssueLine():
                return issue_text(line) if index.column() == NAME else ""
            case CellLine():
                return texts_of(self.three_of(index.row(), line))[index.column()]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        line, usual = self.lines[index.row()], super().flags(index)
        may = index.column() == CHOICE and isinstance(line, CellLine) and line.decidable
        return usual | Qt.ItemFlag.ItemIsEditable if may else usual

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self.lines[index.row()]
        if role != Qt.ItemDataRole.EditRole or not isinstance(line, CellLine):
            return False
        self.typed.emit(line, str(value).strip())
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if not self.returned and section in _ORDINARY:
            return _ORDINARY[section] if role == Qt.ItemDataRole.DisplayRole else None
        return _TITLES[section] if role == Qt.ItemDataRole.DisplayRole else None

    def cells_of(self, place: int) -> list[CellLine]:
        """The cells a line stands for: its own, or all of the row it heads."""
        if not 0 <= place < len(self.lines):
            return []
        line = self.lines[place]
        if isinstance(line, CellLine):
            return [line] if line.decidable else []
        found: list[CellLine] = []
        place += 1
        while isinstance(line, RowLine) and place < len(self.lines):
            below = self.lines[place]
            if isinstance(below, RowLine):
                break
            if isinstance(below, CellLine) and below.decidable:
                found.append(below)
            place += 1
        return found
