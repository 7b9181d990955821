"""What the checks of a report found: each with its two sides, the cells and records behind it, and why it may stand."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.services.reporting.checking.causes import Cause, by_cause
from app.services.reporting.checking.finding import CheckResult
from app.services.reporting.forms.form import Level
from app.ui import theme
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button, label

_TONES = {Level.MUST: "bad", Level.HINT: "warn"}


class Findings(QWidget):
    """The panel beside a report."""

    cell_asked = Signal(object)
    rows_asked = Signal(object)
    waived = Signal(str, str)
    """The name of a 提示 and the reason for which it may stand."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = QLabel()
        self.state.setWordWrap(True)
        headings = (Heading("级别"), Heading("审核关系", stretches=True))
        self.lines = Listing("审核结果", headings, self._on_choice, self)
        self.told = label("", "small")
        self.told.setWordWrap(True)
        self.to_cell, self.to_rows = button("跳到单元格", "text"), button("看这些记录", "text")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("写明为什么可以保留，印在报表上")
        self.reason.setAccessibleName("保留提示的理由")
        self.waive = button("保留这条提示")
        self.to_cell.clicked.connect(lambda: self.cell_asked.emit(self.finding))
        self.to_rows.clicked.connect(lambda: self.rows_asked.emit(self.finding))
        self.waive.clicked.connect(self._on_waive)
        self.reason.returnPressed.connect(self._on_waive)
        links = QHBoxLayout()
        links.addWidget(self.to_cell)
        links.addWidget(self.to_rows)
        links.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        column.setSpacing(theme.GAP)
        for widget in (label("审核", "panel"), self.state, self.lines, self.told):
            column.addWidget(widget, int(widget is self.lines))
        column.addLayout(links)
        column.addWidget(self.reason)
        column.addWidget(self.waive)
        self._on_choice()

    @property
    def finding(self) -> CheckResult | None:
        """The finding that is chosen."""
        line = self.lines.chosen
        return line.of if line else None

    def show_findings(self, found: Sequence[CheckResult]) -> None:
        """Show what was found, the 强制 ones first, each cause with what else it broke below it."""
        ordered = sorted(found, key=lambda one: (one.level is not Level.MUST, bool(one.reason)))
        self.lines.show_lines([line for cause in by_cause(ordered) for line in _lines(cause)])
        if ordered:
            self.lines.selectRow(0)
        self._on_choice()

    def _on_choice(self) -> None:
        one = self.finding
        self.told.setText(_told(one) if one else "")
        self.to_cell.setVisible(bool(one and one.row))
        self.to_rows.setVisible(bool(one and one.records))
        self.to_rows.setText(f"看这 {len(one.records)} 条记录" if one else "")
        hint = bool(one and one.level is Level.HINT)
        alike = sum(line.of.check == one.check for line in self.lines.rows.lines) if one else 0
        self.reason.setVisible(hint)
        self.waive.setVisible(hint)
        self.waive.setText("保留这条提示" if alike < 2 else f"保留这 {alike} 条同类提示")
        self.reason.setText(one.reason or one.earlier_reason if one else "")

    def _on_waive(self) -> None:
        if (one := self.finding) is not None:
            self.waived.emit(one.check, self.reason.text())


def _lines(cause: Cause) -> Iterator[Line]:
    yield Line((_level(cause.first), cause.first.told), _tone(cause.first), cause.first)
    for one in cause.others:
        yield Line(("同一原因", one.compared), _tone(one), one)


def _level(one: CheckResult) -> str:
    return f"{one.level.value} 已说明" if one.reason else one.level.value


def _tone(one: CheckResult) -> str:
    return "ink3" if one.reason else _TONES[one.level]


def _told(one: CheckResult) -> str:
    """The finding in full: the sentence, then both sides with their operands."""
    sides = [f"左边：{one.left}", f"右边：{one.right}"] if one.left or one.right else []
    return "\n".join([one.told, *([f"关系：{_printed(one.relation)}"] if one.relation else []), *sides])


def _printed(relation: str) -> str:
    """A relation with the signs of print."""
    return relation.replace(">=", "≥").replace("<=", "≤")
