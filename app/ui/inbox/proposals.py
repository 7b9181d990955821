"""The table of a document's proposals: a tick for each, its name, value and unit to be put right in their cells."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTableView

from app.models.quantity import decimal, plain
from app.models.refusal import Refusal
from app.services.importing.issue import Severity
from app.services.importing.planning.row_plan import Action
from app.services.importing.proposal.mention import MILESTONE
from app.services.importing.proposal.plan import ProposalPlan, ProposalRow
from app.services.importing.proposal.revise import WRITTEN, revised
from app.services.importing.proposal.said import Said
from app.services.reporting.indicator_lines import DIRECTIONS
from app.ui import theme
from app.ui.figures import grouped
from app.ui.listing import ROOT, Index, LineDelegate
from app.ui.painting import FOCUSED, area_of, paint_frame, state_of
from app.ui.standing import stand

TICK, NAME, VALUE, UNIT, DIRECTION, COMMITMENT, DEADLINE, SECTION, KNOWN, FATE = range(10)
_TITLES = ("录入", "指标名称", "数值", "单位", "要求", "承诺", "完成时限", "所在章节", "对应的指标", "录入后")
_WIDTHS = (44, 0, 88, 72, 56, 72, 172, 84, 196, 168)
_TYPED = {NAME: "name", VALUE: "value", UNIT: "unit"}
_BOX = 14


class ProposalModel(QAbstractTableModel):
    """The proposals as they stand after what was said of them; ``refused`` tells what could not be said."""

    refused = Signal(object)
    decided = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._read: ProposalPlan | None = None
        self.plan: ProposalPlan | None = None
        self.said: dict[int, Said] = {}

    def show(self, plan: ProposalPlan) -> None:
        """Show a document; of one that is looked at again, what was said of it stays said."""
        same = self._read is not None and self._read.document.sha256 == plan.document.sha256
        self.beginResetModel()
        self._read = plan
        if not same:
            self.said = {place: Said(taken=row.action in WRITTEN) for place, row in enumerate(plan.rows)}
        self.plan = revised(plan, self.said)
        self.endResetModel()
        self.decided.emit()

    def say(self, said: dict[int, Said]) -> None:
        """Let other things be said of proposals, and judge all of them anew."""
        assert self._read is not None, "only a shown document is decided on"
        try:
            self.plan = revised(self._read, self.said | said)
        except Refusal as refusal:
            self.refused.emit(refusal)
            return
        self.said |= said
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, FATE))
        self.decided.emit()

    def tick(self, places: Collection[int]) -> None:
        """Take proposals, or leave them out where all of them are taken."""
        can = [place for place in places if self.row(place).action is not Action.SAME]
        taken = not all(self.row(place).taken for place in can)
        if can:
            self.say({place: replace(self.said[place], taken=taken) for place in can})

    def row(self, place: int) -> ProposalRow:
        """A proposal as it stands."""
        assert self.plan is not None, "only a shown document has rows"
        return self.plan.rows[place]

    @property
    def wanted(self) -> int:
        """How many proposals would be stored."""
        rows = self.plan.rows if self.plan else ()
        return sum(row.taken and row.action in WRITTEN for row in rows)

    @property
    def blocked(self) -> int:
        """How many are ticked but cannot be stored as they are."""
        rows = self.plan.rows if self.plan else ()
        return sum(row.taken and row.action is Action.CONFLICT for row in rows)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.plan is None else len(self.plan.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return _TITLES[section] if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        open_cells = (NAME,) if self.row(index.row()).proposal.direction == MILESTONE else tuple(_TYPED)
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() in open_cells else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.row(index.row()), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _texts(row)[column]
        if role == Qt.ItemDataRole.EditRole:
            return _amount(row) if column == VALUE else _texts(row)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour(_tone(row, column))
        return _ticked(row, role) if column == TICK else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        text, place = str(value).strip(), index.row()
        if role != Qt.ItemDataRole.EditRole or text == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        self.say({place: replace(self.said[place], taken=True, **{_TYPED[index.column()]: text})})
        return True


def _amount(row: ProposalRow) -> str:
    value = row.proposal.value
    return "" if value is None else plain(value)


def _texts(row: ProposalRow) -> tuple[str, ...]:
    """What the cells of a row say; that of the tick is drawn."""
    one = row.proposal
    known = "" if row.known is None else f"{row.known.code} {row.known.name}"
    number = _amount(row)
    amount = grouped(number) if number else "", one.unit or "", DIRECTIONS[one.direction]
    return "", one.name, *amount, one.commitment, "、".join(one.deadlines), " › ".join(one.sections), known, fate(row)


def _ticked(row: ProposalRow, role: int) -> Any:
    if role == Qt.ItemDataRole.CheckStateRole:
        return Qt.CheckState.Checked if row.taken else Qt.CheckState.Unchecked
    said = "录入" if row.taken else "不录入"
    return said if role == Qt.ItemDataRole.AccessibleTextRole else None


def fate(row: ProposalRow) -> str:
    """What storing a proposal does, in a few words."""
    doubt = "（存疑）" if row.proposal.suspect else ""
    match row.action:
        case Action.CREATE:
            return f"{'填入目标' if row.known is not None and row.held is None and row.proposed else '新增'}{doubt}"
        case Action.UPDATE:
            return f"{_kept(row, row.held)} 改为 {_kept(row, row.proposed)}{doubt}"
        case Action.SAME:
            return "已有，相同"
    return "需要核对"


def _kept(row: ProposalRow, value: int | None) -> str:
    if value is None or row.known is None:
        return "空"
    text = plain(decimal(value, row.known.scale))
    return grouped(text.rstrip("0").rstrip(".") if "." in text else text)


def _tone(row: ProposalRow, column: int) -> str:
    if row.action is Action.SAME or not row.taken:
        return "ink3" if not any(one.severity is Severity.ERROR for one in row.issues) else "bad"
    if row.action is Action.CONFLICT:
        return "bad"
    return "warn" if row.issues and column in (NAME, FATE) else "ink"


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == VALUE else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class _Cells(LineDelegate):
    """Paints the tick as a box, and a frame round the current cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        state = state_of(option)
        if state & FOCUSED:
            paint_frame(painter, area_of(option))

    def paint_content(self, painter: QPainter, cell: QRect, index: Index) -> None:
        if index.column() != TICK:
            super().paint_content(painter, cell, index)
            return
        box = QRectF(cell.center().x() - _BOX / 2, cell.center().y() - _BOX / 2, _BOX, _BOX)
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("accent" if ticked else "off"))
        painter.setBrush(theme.colour("accent" if ticked else "white"))
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            painter.setPen(theme.colour("white"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "✓")


class ProposalView(QTableView):
    """The table: the space bar or a click on the box ticks, F2 or typing edits, Enter goes down."""

    def __init__(self, model: ProposalModel) -> None:
        super().__init__()
        self.rows = model
        self.setModel(model)
        self.setAccessibleName("文件里的目标")
        self.setItemDelegate(_Cells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        heads = self.horizontalHeader()
        heads.setFixedHeight(32)
        heads.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            if width:
                self.setColumnWidth(column, width)
        heads.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)

    @property
    def picked(self) -> list[int]:
        """The selected rows."""
        return sorted(one.row() for one in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks what is selected; Enter edits a cell that can be edited, elsewhere goes down."""
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() == Qt.Key.Key_Space and not editing:
            self.rows.tick(self.picked)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing:
            stand(self, self.currentIndex().siblingAtRow(self.currentIndex().row() + 1))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == TICK:
            self.rows.tick([index.row()])
