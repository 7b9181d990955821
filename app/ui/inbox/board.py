"""The face of a reconciliation: six piles, the cells to decide on, the file's own sheet, the effect on the figures."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.services.importing.deciding.kept_rules import Kept
from app.services.importing.deciding.picture import Picture
from app.services.importing.deciding.piles import AbsentLine, CellLine, IssueLine, Line, Pile, Piles, RowLine
from app.services.importing.figures.plan import FigurePlan
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import Action, RowPlan
from app.services.importing.returns.figures import CellPlan
from app.services.importing.tables.table import Table
from app.ui import theme
from app.ui.inbox.cells import NAME, Decided, Written
from app.ui.inbox.cells_view import CellsView
from app.ui.inbox.effects import Effects
from app.ui.inbox.rows import HEADINGS, LazyLines, line_of, wrong_line
from app.ui.inbox.sheets import Sheets
from app.ui.inbox.strip import Strip
from app.ui.inbox.words import change_text, identity_text, issue_text, said_of, told
from app.ui.listing import Listing
from app.ui.pages.page import button, label
from app.ui.standing import stand

_CELLWISE = (Pile.CHANGED, Pile.CONFLICT)
_NOTHING = {
    Pile.NEW: "没有新的行：文件里的都已在台账里。",
    Pile.CHANGED: "没有和台账不同的行。",
    Pile.SAME: "没有和台账完全相同的行。",
    Pile.CONFLICT: "没有冲突：报出以后，没有两边都改过的格。",
    Pile.WRONG: "没有错误。",
    Pile.ABSENT: "台账里该有的记录，文件里都有。",
}
_SIDE, _MOST_TOLD, _MOST_SAID = 316, 84, 48


class Board(QWidget):
    """Shows piles; what is decided on them is told by its parts' signals."""

    left_out = Signal(object, bool)
    """A new row (``RowLine``), and whether it is taken."""
    recognised = Signal(object, int)
    """A row (``RowLine``) that could be several records, and which it is; 0 for none of them."""

    def __init__(self, decided: Decided, written: Written, parent: QWidget) -> None:
        super().__init__(parent)
        self._piles: Piles | None = None
        self._returned = False
        self.undecided = 0
        self._followed: tuple[str, int] | None = None
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("核对结果")
        self.tabs.currentChanged.connect(self._show_pile)
        self.remarks = label("", "label")
        self.remarks.setWordWrap(True)
        self.detail = label("", "label")
        self.detail.setWordWrap(True)
        self.detail.setMaximumHeight(_MOST_SAID)
        self.jump = button("看原表的这一格", "text", tip="Ctrl+G")
        self.jump.clicked.connect(self.go_to_cell)
        self.skip = button("这一行不要", "text")
        self.skip.clicked.connect(self._on_skip)
        self.which = QComboBox()
        self.which.setAccessibleName("这一行是哪一个项目")
        self.which.setMinimumWidth(280)
        self.which.activated.connect(self._on_which)
        self.to_sheet = button("看原表", tip="Ctrl+G：在清单和文件的原样之间切换")
        self.to_sheet.setCheckable(True)
        self.to_sheet.toggled.connect(self._turn)
        self.tabs.tabBarClicked.connect(lambda _: self.to_sheet.setChecked(False))
        QShortcut(QKeySequence("Ctrl+G"), self, self.to_sheet.toggle)
        QShortcut(QKeySequence("F8"), self, self.next_open)
        self._lay_out(decided, written)
        self.cells.chosen.connect(self._show_detail)

    def _lay_out(self, decided: Decided, written: Written) -> None:
        """Each part is made inside what holds it: a table that is put elsewhere is dressed anew every time."""
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(theme.TAB_MARGIN, 0, theme.MARGIN, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.to_sheet)
        whole.addLayout(row)
        whole.addWidget(self._told())
        parts = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(parts, 1)
        self.faces, self.effects = QStackedWidget(parts), Effects(parts)
        parts.setStretchFactor(0, 1)
        parts.setSizes([1000, _SIDE])
        parts.setChildrenCollapsible(False)
        self.effects.setMinimumWidth(240)
        listed, self.sheets = QWidget(self.faces), Sheets(self.faces)
        for face in (listed, self.sheets):
            self.faces.addWidget(face)
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.strip, self.lists = Strip(listed), QStackedWidget(listed)
        for widget in (self.strip, self.lists, self._foot()):
            column.addWidget(widget, int(widget is self.lists))
        self.lines = Listing("导入明细", HEADINGS, self._show_detail, self.lists)
        self.cells = CellsView(decided, written, self.lists)
        for view in (self.lines, self.cells):
            self.lists.addWidget(view)

    def _told(self) -> QWidget:
        """What is to be said of the whole file, a few lines high."""
        self.remarks.setContentsMargins(theme.MARGIN, 4, theme.MARGIN, 8)
        self.remarks.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.room = QScrollArea()
        self.room.setWidget(self.remarks)
        self.room.setWidgetResizable(True)
        self.room.setAccessibleName("对整个文件的提示")
        self.room.setFrameShape(QScrollArea.Shape.NoFrame)
        return self.room

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.MARGIN, 4, theme.MARGIN, 4)
        row.addWidget(self.detail, 1)
        row.addWidget(self.which)
        row.addWidget(self.skip)
        row.addWidget(self.jump)
        self.foot = foot
        foot.hide()
        return foot

    def show_piles(self, found: Piles, kept: Kept, pictures: Sequence[Picture], *, returned: bool) -> None:
        """Show what was found, the fullest of the piles that want a decision in front."""
        before = self.pile
        self._piles, self._returned = found, returned
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for pile in Pile:
            self.tabs.setTabData(self.tabs.addTab(f"{pile}  {found.counts[pile]:,}"), pile)
        self.tabs.setCurrentIndex(list(Pile).index(self._first(before, found)))
        self.tabs.blockSignals(False)
        self.strip.show_piles(found, returned=returned)
        self.strip.show_rules(kept)
        self.sheets.show_pictures(pictures)
        self.effects.forget()
        self._show_pile()
        self._follow()
        self.lists.currentWidget().setFocus()

    def _first(self, before: Pile | None, found: Piles) -> Pile:
        if before and found.counts[before]:
            return before
        wanted = (Pile.CHANGED, Pile.CONFLICT, *Pile) if self._returned else tuple(Pile)
        return next((pile for pile in wanted if found.counts[pile]), Pile.NEW)

    def say(self, remarks: Sequence[str]) -> None:
        """Say something of the whole file."""
        self.remarks.setText("\n".join(remarks))
        self.room.setVisible(bool(remarks))
        wanted = self.remarks.heightForWidth(max(self.width(), 400) - 2 * theme.MARGIN)
        self.room.setFixedHeight(min(wanted + theme.PADDING, _MOST_TOLD))

    @property
    def pile(self) -> Pile | None:
        """The pile in front."""
        found = self.tabs.tabData(self.tabs.currentIndex())
        return Pile(found) if found else None

    @property
    def line(self) -> Line | None:
        """The line that is chosen."""
        if self.pile in _CELLWISE:
            return self.cells.line
        return self.lines.chosen.of if self.lines.chosen else None

    def _show_pile(self) -> None:
        pile = self.pile
        shown = self._piles.lines[pile] if self._piles and pile else ()
        cellwise = pile in _CELLWISE and bool(shown)
        self.lines.empty = _NOTHING[pile] if pile else ""
        self.lists.setCurrentWidget(self.cells if cellwise else self.lines)
        self.strip.setVisible(any(isinstance(one, CellLine) and one.decidable for one in shown) and cellwise)
        self.cells.show_lines(shown if cellwise else (), returned=self._returned)
        self.lines.show_lines(() if cellwise else LazyLines(shown, wrong_line if pile is Pile.WRONG else line_of))
        self._show_detail()

    def _show_detail(self) -> None:
        """All that is said of the chosen row, in full; the table shows as much as fits."""
        line = self.line
        head = head_of(line)
        said = "" if head is None else said_of(head) if self.pile in (*_CELLWISE, Pile.WRONG) else told(head)
        if isinstance(line, IssueLine):
            said = issue_text(line)
        elif isinstance(line, CellLine):
            said = "；".join(filter(None, (change_text(line), said)))
        self.detail.setText(f"第 {head.row.row} 行　{said}" if head and said else "")
        self.detail.setToolTip(said)
        self.jump.setVisible(head is not None)
        self.skip.setVisible(isinstance(line, RowLine) and self.pile is Pile.NEW and isinstance(line.plan, TablePlan))
        self._offer_records(head)
        self.foot.setVisible(head is not None)

    def _offer_records(self, head: RowLine | None) -> None:
        """The records a row could be, where that is to be said, the one it is taken for in front."""
        row = head.row if head else None
        candidates = row.candidates if isinstance(row, RowPlan) else ()
        self.which.setVisible(bool(candidates))
        self.which.clear()
        if self._piles is None or not isinstance(row, RowPlan) or not candidates:
            return
        for one in (self._piles.who[one] for one in candidates if one in self._piles.who):
            self.which.addItem(identity_text(one), one.id)
        self.which.addItem("都不是，新增一条", 0)
        said = {Action.CREATE: 0, Action.CONFLICT: None}.get(row.action, row.id)
        self.which.setCurrentIndex(-1 if said is None else self.which.findData(said))
        self.which.setPlaceholderText("请选定是哪一个")

    def _on_which(self) -> None:
        if head := head_of(self.line):
            self._followed = _spot(head)
            self.recognised.emit(head, self.which.currentData())

    def _follow(self) -> None:
        """Go where the row has gone that was just said to be some record."""
        wanted, self._followed = self._followed, None
        for pile, lines in self._piles.lines.items() if self._piles and wanted else ():
            place = next((at for at, one in enumerate(lines) if isinstance(one, RowLine) and _spot(one) == wanted), -1)
            if place >= 0:
                self.tabs.setCurrentIndex(list(Pile).index(pile))
                view = self.cells if pile in _CELLWISE else self.lines
                stand(view, view.model().index(place, NAME))
                return

    def _on_skip(self) -> None:
        if isinstance(self.line, RowLine):
            self.left_out.emit(self.line, False)

    def _turn(self, to_sheet: bool) -> None:
        self.faces.setCurrentWidget(self.sheets if to_sheet else self.faces.widget(0))
        self.to_sheet.setText("回到清单" if to_sheet else "看原表")
        if to_sheet:
            self._go(self.line)
        (self.sheets.view if to_sheet else self.lists.currentWidget()).setFocus()

    def next_open(self) -> None:
        """Go to the next cell that waits for a decision, in the pile in front or in the others where cells wait."""
        self.to_sheet.setChecked(False)
        if not self.undecided:
            return
        here = list(Pile).index(self.pile or Pile.NEW)
        for pile in (*list(Pile)[here:], *list(Pile)[:here]):
            if pile in _CELLWISE:
                self.tabs.setCurrentIndex(list(Pile).index(pile))
                if self.cells.next_open():
                    self.cells.setFocus()
                    return
        self.tabs.setCurrentIndex(here)

    def go_to_cell(self) -> None:
        """Show the cell of the chosen line in its sheet."""
        self.to_sheet.setChecked(True)

    def _go(self, line: Line | None) -> None:
        head = head_of(line)
        if head is None or line is None:
            return
        table = table_of(head)
        self.sheets.go(table.sheet.name, *_place(line, head.row.row, table))


def _spot(head: RowLine) -> tuple[str, int]:
    return table_of(head).sheet.name, head.row.row


def head_of(line: Line | None) -> RowLine | None:
    """The row that a line is about."""
    match line:
        case RowLine():
            return line
        case CellLine() | IssueLine():
            return line.head
        case AbsentLine() | None:
            return None


def table_of(head: RowLine) -> Table:
    """The table a row stands in."""
    plan: TablePlan | FigurePlan | CellPlan = head.plan
    return plan.mapping.table if isinstance(plan, TablePlan) else plan.table


def _place(line: Line, row: int, table: Table) -> tuple[int, int]:
    """The cell a line means, that of the table's first column where it means the row."""
    if isinstance(line, IssueLine) and (place := line.issue.place(row)):
        return place
    if isinstance(line, CellLine) and isinstance(line.head.plan, TablePlan):
        for one in line.head.plan.mapping.mapped:
            if one.field.name == line.name:
                return table.at(row, one.column)
    return table.at(row, table.columns[0]) if table.columns else (row, 0)
