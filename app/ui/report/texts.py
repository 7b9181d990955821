"""The words of a report in the window: a line for each cell of words, the chosen one written below."""

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.models.work import Change
from app.services import wording
from app.services.wording import Wording
from app.ui import theme
from app.ui.desk import Desk
from app.ui.jobs import Failed
from app.ui.listing import Heading, Line, Listing
from app.ui.messages import Bar, tell
from app.ui.pages.page import button, label

_HEADINGS = (Heading("文字栏"), Heading("行"), Heading("文字", stretches=True))
_WRITTEN_IN = 132


class TextsDialog(QDialog):
    """What is written is kept when another line is chosen, with Ctrl+Enter, and when the dialog is closed."""

    def __init__(self, desk: Desk, report: str, period: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("报表文字")
        self.resize(900, 560)
        self._desk, self._report, self._period = desk, report, period
        self._cell: Wording | None = None
        self.bar = Bar()
        self.lines = Listing("报表文字", _HEADINGS, self._on_choice)
        self.before, self.text = label("", "hint"), QPlainTextEdit()
        self.carry, self.keep = button("沿用上期文字"), button("保存", "primary", tip="Ctrl+Enter")
        self._lay_out()
        self.carry.clicked.connect(self.carry_over)
        self.keep.clicked.connect(self.save)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.save)
        self._read()

    def _lay_out(self) -> None:
        self.text.setAccessibleName("文字")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_WRITTEN_IN)
        self.before.setWordWrap(True)
        close = button("关闭", tip="Esc")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.carry)
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addWidget(self.bar)
        column.addWidget(self.lines, 1)
        for widget in (self.before, self.text):
            column.addWidget(widget)
        column.addLayout(foot)

    def _read(self) -> None:
        store, report, period = self._desk.store, self._report, self._period
        self._desk.read("读取报表文字", lambda: wording.written(store, report, period), self._show, self._fail)

    def _show(self, found: Sequence[Wording]) -> None:
        wanted, typed, typed_in = self.lines.currentIndex().row(), self.text.toPlainText(), self._cell
        self._cell = None  # what is shown anew is nothing that was typed
        self.lines.show_lines([_line(one) for one in found])
        self.lines.selectRow(max(0, min(wanted, len(found) - 1)))
        self.carry.setEnabled(any(one.proposed for one in found))
        if typed_in is not None and typed.strip() != (typed_in.text or ""):
            self.text.setPlainText(typed)  # she has gone on typing while the last words were written

    def _on_choice(self) -> None:
        self.save()
        line = self.lines.chosen
        self._cell = line.of if line else None
        one = self._cell
        self.text.setPlainText((one.text or "") if one else "")
        self.before.setText("" if one is None else _about(one))
        self.text.setEnabled(one is not None)

    def save(self) -> None:
        """Keep what stands in the field, as one step; the same words as before are no step."""
        cell, text = self._cell, self.text.toPlainText()
        if cell is None or text.strip() == (cell.text or ""):
            return
        store, report, period = self._desk.store, self._report, self._period

        def work() -> Change:
            wording.write(store, report, period, cell.heading, text, cell.row)
            return store.last_change

        self._cell = None
        label_of = f"填写“{cell.heading}” {cell.name}"
        self._desk.write(label_of, work, _only, lambda _: self._read(), self._refused(text))

    def _refused(self, text: str) -> Failed:
        """Words that were not kept stay in the field, and the dialog open."""

        def failed(error: Exception) -> None:
            line = self.lines.chosen
            self._cell = line.of if line else None
            self.text.setPlainText(text)
            self._fail(error)
            if not self.isVisible():
                self.open()

        return failed

    def carry_over(self) -> None:
        """Take what the period before said into the cells that say nothing yet."""
        store, report, period = self._desk.store, self._report, self._period

        def work() -> Change:
            wording.carry(store, report, period)
            return store.last_change

        self._desk.write("沿用上期文字", work, _only, lambda _: self._read(), self._fail)

    def done(self, result: int) -> None:
        """Closing keeps what was typed."""
        self.save()
        super().done(result)

    def _fail(self, error: Exception) -> None:
        tell(error, self.bar)


def _only(change: Change) -> list[Change]:
    return [change]


def _line(one: Wording) -> Line:
    shown = one.text or (f"（上期：{one.proposed}）" if one.proposed else "")
    texts = one.heading.replace("|", " › "), one.name, shown.replace("\n", " ")
    return Line(texts, "ink" if one.text else "ink3", one)


def _about(one: Wording) -> str:
    before = f"　上期写的是：{one.proposed}" if one.proposed else ""
    return f"{one.name} · {one.heading.replace('|', ' › ')}{before}"
