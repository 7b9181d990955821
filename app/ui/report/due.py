"""The month's calendar of what is due: each report with its last day and how far it has come."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.period import Period
from app.services.reporting.calendar import Due, State
from app.ui import theme
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button, label

_HEADINGS = (Heading("应报", stretches=True), Heading("报送期限"), Heading("状态"))
_TONES = {State.OPEN: "ink", State.DRAFT: "warn", State.READY: "accent", State.SENT: "good", State.RETURNED: "bad"}


class DueList(QWidget):
    """What is due for a month; ‹ and › go to the months beside it."""

    month_asked = Signal(int)
    """A step back or on."""
    chosen = Signal(object)
    """A ``Due``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.month, self.left = label("", "panel"), label("", "hint")
        back, on = button("‹", "text", tip="上一个月"), button("›", "text", tip="下一个月")
        back.setAccessibleName("上一个月")
        on.setAccessibleName("下一个月")
        back.clicked.connect(lambda: self.month_asked.emit(-1))
        on.clicked.connect(lambda: self.month_asked.emit(1))
        self.lines = Listing("应报的报表", _HEADINGS, self._on_choice, self)
        row = QHBoxLayout()
        row.setContentsMargins(theme.PADDING, theme.GAP, theme.GAP, 0)
        row.addWidget(self.month)
        row.addWidget(self.left, 1)
        row.addWidget(back)
        row.addWidget(on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.lines, 1)

    def show_due(self, month: Period, due: Sequence[Due]) -> None:
        """Show what is due for a month."""
        open_ones = sum(one.state is not State.SENT for one in due)
        left = f"{open_ones} 份未报" if open_ones else "全部报出" if due else "没有应报的"
        self.month.setText(month.label)
        self.left.setText(f"截至 {month.end:%m-%d}　{left}")  # the day on which all of their periods end
        self.lines.show_lines([_line(one) for one in due])

    def _on_choice(self) -> None:
        if line := self.lines.chosen:
            self.chosen.emit(line.of)


def _line(one: Due) -> Line:
    state = f"退回 {one.remarks} 条" if one.state is State.RETURNED else one.state.value
    late = one.is_late(date.today())
    by = f"{'逾期 ' if late else ''}{one.by:%m-%d}" if one.by else ""
    return Line((one.name, by, state), "bad" if late else _TONES[one.state], one)
