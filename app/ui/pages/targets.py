"""目标任务: indicators × towns, each town's sum against the unit's own; a cell typed is a target set with its paper."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.models import period as periods
from app.models.period import Period
from app.models.quantity import decimal, plain
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries import targets
from app.models.queries.scope import Place
from app.models.store import Store
from app.models.target import Indicator
from app.models.work import Change
from app.services import entering, targeting
from app.services.indicators import MILESTONE, STATES, default_day
from app.services.targeting import SetTarget, TargetLine
from app.ui import theme
from app.ui.desk import Desk
from app.ui.figures import grouped
from app.ui.grid.frozen import FrozenColumns
from app.ui.listing import ROOT, Index, LineDelegate
from app.ui.pages.page import Page, button, framed, label
from app.ui.painting import FOCUSED, LEFT, RIGHT, SLACK, area_of, paint_frame, state_of, widest
from app.ui.standing import stand

_LEAD = ("指标", "单位", "本单位", "镇街合计", "相差")
_OWN, _SUM, _GAP = 2, 3, 4
_ENOUGH = QAbstractItemView.ScrollHint.EnsureVisible


class TargetMatrix(QAbstractTableModel):
    """One row an indicator; ``set`` asks for a region's target: indicator, region, text."""

    set = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[TargetLine] = ()
        self.places: Sequence[Place] = ()
        self._held: Sequence[Sequence[SetTarget]] = ()

    def show(self, lines: Sequence[TargetLine], places: Sequence[Place]) -> None:
        """Show other targets."""
        self.beginResetModel()
        self.lines, self.places = lines, places
        self._held = [self._below(line) for line in lines]
        self.endResetModel()

    def _below(self, line: TargetLine) -> Sequence[SetTarget]:
        """The targets of the places, in their order; one that is not set is there, too."""
        known = {one.region: one for one in line.below}
        return [
            known.get(place.code) or SetTarget(place.code, place.name, None, 0, None, None, inherited=False)
            for place in self.places
        ]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(_LEAD) + len(self.places)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return _LEAD[section] if section < len(_LEAD) else self.places[section - len(_LEAD)].name

    def target(self, index: Index) -> SetTarget | None:
        """The target of a cell that has one."""
        row, column = index.row(), index.column()
        if column < len(_LEAD):
            return self.lines[row].own if column == _OWN else None
        return self._held[row][column - len(_LEAD)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        line, target = self.lines[index.row()], self.target(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(line, index.column(), target)
            case Qt.ItemDataRole.EditRole:
                return _shown(line.indicator, target.value if target else None)
            case Qt.ItemDataRole.ToolTipRole:
                return _told(target) if target else line.indicator.wording or line.indicator.explanation
            case Qt.ItemDataRole.ForegroundRole:
                off = index.column() in (_SUM, _GAP) and line.difference
                return theme.colour("warn" if off else "ink3" if target and target.inherited else "ink")
        return None

    def _text(self, line: TargetLine, column: int, target: SetTarget | None) -> str:
        if target is not None:
            text = grouped(_shown(line.indicator, target.value)) if target.value is not None else ""
            return f"({text})" if text and target.inherited else text
        one = line.indicator
        amount = {_SUM: line.total, _GAP: line.difference}.get(column)
        texts = {0: one.name, 1: one.unit}
        return texts.get(column) or (
            "" if amount is None or (column == _GAP and not amount) else grouped(_shown(one, amount))
        )

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        target, text = self.target(index), str(value).strip()
        if target is None or role != Qt.ItemDataRole.EditRole or text == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        self.set.emit(self.lines[index.row()].indicator.code, target.region, text)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if self.target(index) else usual


class _Cell(LineDelegate):
    """A cell of the matrix, ruled at its right; the one that is typed into next is framed."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        cell = area_of(option)
        painter.setPen(theme.colour("line"))
        painter.drawLine(cell.topRight(), cell.bottomRight())
        if state_of(option) & FOCUSED:
            paint_frame(painter, cell)


class MatrixView(QTableView):
    """The matrix on the screen; which indicator a row is for stays in sight however far the towns are scrolled."""

    def __init__(self, matrix: TargetMatrix) -> None:
        super().__init__()
        self.setModel(matrix)
        self.setItemDelegate(_Cell(self))
        self.setShowGrid(False)
        self.setAccessibleName("目标任务")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.frozen = FrozenColumns(self, _Cell(self))
        for view in (self, self.frozen):
            view.horizontalHeader().setHighlightSections(False)
            view.horizontalHeader().setFixedHeight(theme.BAR_CONTROL)

    def fit(self) -> None:
        """Make each column as wide as what it holds, each different text measured once."""
        model, bold = self.model(), QFontMetrics(theme.font(theme.SMALL, bold=True))
        for column in range(model.columnCount()):
            texts = {str(model.index(row, column).data()) for row in range(model.rowCount())}
            heading = str(model.headerData(column, Qt.Orientation.Horizontal))
            wide = max(bold.horizontalAdvance(heading), widest(self.font(), texts))
            self.setColumnWidth(column, wide + 2 * theme.GAP + SLACK)
        self.frozen.hold(_OWN)

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _ENOUGH) -> None:
        """Bring a cell into sight, also from under the indicators."""
        super().scrollTo(index, hint)
        self.frozen.uncover(index)


class TargetsPage(Page):
    """The matrix, with the paper that the next typed target is set by; below it, what is reported by hand."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "目标任务", parent)
        self.matrix = TargetMatrix()
        self.view = self.hands_on = MatrixView(self.matrix)
        self.matrix.set.connect(self._set)
        self.paper, self.since = QLineEdit(), QLineEdit()
        for line, words, width in (
            (self.paper, "下达文号", 260),
            (self.since, "生效日期", 110),
        ):
            line.setPlaceholderText(words)
            line.setAccessibleName(words)
            line.setFixedWidth(width)
            self.scope.addWidget(line)
        self.said = label("直接在格里填目标；括号里的沿用文件的值，“相差”有数的是镇街合计与本单位不一致", "hint")
        self.said.setWordWrap(True)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self._by_hand())

    def _by_hand(self) -> QWidget:
        strip = framed("decision")
        strip.setFixedHeight(56)
        row = QHBoxLayout(strip)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(theme.GAP)
        self.what, self.when, self.value = QComboBox(), QComboBox(), QComboBox()
        self.value.setEditable(True)
        for box, width in ((self.what, 280), (self.when, 126), (self.value, 140)):
            box.setFixedWidth(width)
        self.report = button("填报", "primary")
        for box, name in ((self.what, "手工填报的指标"), (self.when, "报告期"), (self.value, "累计数或状态")):
            box.setAccessibleName(name)
        self.what.currentIndexChanged.connect(self._offer_values)
        self.report.clicked.connect(self.enter)
        row.addWidget(self.said, 1)
        row.addWidget(label("手工填报", "label"))
        for widget in (self.what, self.when, self.value, self.report):
            row.addWidget(widget)
        return strip

    def refresh(self) -> None:
        store = self.desk.store
        self.desk.read("读取目标", lambda: _read(store), self._show, self.fail)

    def on_change(self, change: Change) -> None:
        if change.tables & {"target", "indicator", "setting", "reporting_unit", "unit_town"}:
            self.refresh()

    def _show(self, found: tuple[list[TargetLine], list[Place], list[Indicator], list[Period]]) -> None:
        lines, places, by_hand, months = found
        current = self.view.currentIndex()
        self.matrix.show(lines, places)
        self.view.fit()
        stand(self.view, self.matrix.index(current.row(), current.column()))
        if not self.what.count():
            for one in by_hand:
                self.what.addItem(f"{one.code} {one.name}", one)
            self.what.view().setMinimumWidth(self.what.view().sizeHintForColumn(0) + 2 * theme.PADDING)
            for month in months:
                self.when.addItem(month.label, month.text)
            self.when.setCurrentIndex(len(months) - 1)

    def _offer_values(self) -> None:
        one = self.what.currentData()
        self.value.clear()
        if one is not None and one.direction == MILESTONE:
            self.value.addItems(list(STATES))
        if line := self.value.lineEdit():
            line.setPlaceholderText("" if one is None or one.direction == MILESTONE else one.unit)

    def _set(self, code: str, region: str, text: str) -> None:
        store, paper, since = self.desk.store, self.paper.text(), self.since.text().strip()

        def work() -> list[Change]:
            targeting.set_target(store, code, region, text, paper, since)
            return [store.last_change]

        self.bar.hide()
        self.desk.write("改目标", work, lambda changes: changes, lambda _: None, self.fail)

    def enter(self) -> None:
        """Report a hand-kept indicator's value at a period's end."""
        store, one = self.desk.store, self.what.currentData()
        when, value = self.when.currentData(), self.value.currentText().strip()
        if one is None:
            return

        def work() -> list[Change]:
            entering.enter(store, one.code, when, value)
            return [store.last_change]

        def done(_: list[Change]) -> None:
            self.bar.say(f"已填报 {one.name} {self.when.currentText()}：{value}", "good")
            self.value.clearEditText()

        self.bar.hide()
        self.desk.write(f"填报 {one.name}", work, lambda changes: changes, done, self.fail)


def _read(store: Store) -> tuple[list[TargetLine], list[Place], list[Indicator], list[Period]]:
    """The targets of the working year, the towns, what is reported by hand, and the months that have begun."""
    with store.read() as session:
        chosen = choices.settings(session)
        places = scopes.scope(session, chosen).towns()
        by_hand = [one for one in targets.indicators(session, chosen.year) if one.source != "computed"]
        until = default_day(chosen)
        months = [one for one in periods.months(chosen.year, chosen.cutoff_day) if one.start <= until]
    year_end = date(chosen.year, 12, 31)
    return targeting.targets_set(store, year_end), list(places), by_hand, months


def _side(column: int) -> Qt.AlignmentFlag:
    """Names and units lean left, figures right."""
    return RIGHT if column >= _OWN else LEFT


def _shown(one: Indicator, value: int | None) -> str:
    """A target without the zeros that end it, as it would be typed."""
    text = "" if value is None else plain(decimal(value, one.scale))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _told(target: SetTarget) -> str:
    if target.inherited:
        return "沿用文件的值"
    if not target.revision:
        return "还没有下达，直接填写"
    paper = f"，{target.doc_no}" if target.doc_no else ""
    return f"第 {target.revision} 次下达，{target.effective} 起{paper}"
