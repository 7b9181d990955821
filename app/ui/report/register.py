"""The register of what was sent: registering, cancelling with a reason, comparing two, with the SHA-256 of each."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.models.queries.submissions import Sent
from app.ui import theme
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button, label

_HEADINGS = (
    Heading("次", right=True),
    Heading("编号"),
    Heading("报表"),
    Heading("报告期"),
    Heading("报出"),
    Heading("报出人"),
    Heading("状态", stretches=True),
    Heading("校验码"),
)
_SHORT = 12


class Register(QWidget):
    """Every submission, the newest first."""

    submitted = Signal()
    cancelled = Signal(int, str)
    """A submission by its count, and the reason."""
    compared = Signal(str, str)
    """Two submissions, or one and ``now``."""
    wanted = Signal(int)
    """The file of a submission, by its count."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines = Listing("报送登记", _HEADINGS, self._on_choice, self)
        self.lines.empty = "还没有登记过。报表导出、报出去以后，点“登记最近一次导出”；封存后不可改，只能更正或作废。"
        self.lines.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.submit = button("登记最近一次导出", tip="把本期最近一次正式导出登记为已报送；封存后不可改，只能更正或作废")
        self.compare, self.copy = (
            button("比较"),
            button("复制校验码", "text", tip="文件内容的 SHA-256：两份文件的校验码相同，内容就一字不差"),
        )
        self.give = button("取出文件", "text", tip="把报出的那份文件取到导出文件夹；文件已不在时按登记的数字重新写出")
        self.void = button("作废…", "text", tip="作废要写明理由，和原来的登记一起留着")
        self.reason, self.cancel, self.stay = QLineEdit(), button("作废"), button("不作废", "text")
        self.reason.setPlaceholderText("作废的理由")
        self.reason.setAccessibleName("作废的理由")
        self.story = QPlainTextEdit(self)
        self.story.setReadOnly(True)
        self.story.setAccessibleName("两次报送的差异")
        self.story.hide()
        self.submit.clicked.connect(self.submitted)
        self.compare.clicked.connect(self._on_compare)
        self.void.clicked.connect(lambda: self._ask_reason(asked=True))
        self.stay.clicked.connect(lambda: self._ask_reason(asked=False))
        self.reason.returnPressed.connect(self.cancel.click)
        self.cancel.clicked.connect(self._on_cancel)
        self.copy.clicked.connect(self._on_copy)
        self.give.clicked.connect(lambda: self.wanted.emit(self.chosen[0].id))
        self._lay_out()
        self._on_choice()

    def _lay_out(self) -> None:
        row, its, why = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        row.addWidget(label("报送登记", "panel"))
        row.addStretch(1)
        for widget in (self.compare, self.submit):
            row.addWidget(widget)
        for widget in (self.copy, self.give, self.void):
            its.addWidget(widget)
        its.addStretch(1)
        why.addWidget(self.reason, 1)
        for widget in (self.cancel, self.stay):
            why.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.GAP, 0, 0)
        column.setSpacing(theme.GAP)
        for line in (row, its, why):
            line.setSpacing(theme.GAP)
            column.addLayout(line)
        column.addWidget(self.lines, 1)
        column.addWidget(self.story, 2)

    @property
    def chosen(self) -> list[Sent]:
        """The submissions that are chosen, the earlier first."""
        rows = sorted((index.row() for index in self.lines.selectionModel().selectedRows()), reverse=True)
        return [self.lines.rows.lines[row].of for row in rows]

    def show_submissions(self, sent: Sequence[Sent], names: dict[str, str]) -> None:
        """Show the register; ``names`` are those of the reports by their ids."""
        self.lines.show_lines([_line(one, names.get(one.report, one.report)) for one in sent])
        self._on_choice()

    def tell(self, sentences: Sequence[str]) -> None:
        """Show what two submissions differ in."""
        self.story.setPlainText("\n".join(sentences))
        self.story.setVisible(bool(sentences))

    def _on_choice(self) -> None:
        found = self.chosen
        self.compare.setEnabled(len(found) in (1, 2))
        self.compare.setText("比较这两次" if len(found) == 2 else "与现在的台账比较")
        one = found[0] if len(found) == 1 else None
        self.void.setVisible(one is not None and one.stands)
        for widget in (self.copy, self.give):
            widget.setVisible(one is not None)
        self._ask_reason(asked=False)

    def _ask_reason(self, *, asked: bool) -> None:
        """Why is it void? The line is there only while it is asked, so that the verbs beside it have their room."""
        for widget in (self.reason, self.cancel, self.stay):
            widget.setVisible(asked)
        if asked:
            self.reason.setFocus()
        else:
            self.reason.clear()

    def _on_compare(self) -> None:
        found = [str(one.id) for one in self.chosen]
        self.compared.emit(found[0], found[1] if len(found) == 2 else "now")

    def _on_cancel(self) -> None:
        self.cancelled.emit(self.chosen[0].id, self.reason.text())

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.chosen[0].sha256)


def _line(one: Sent, name: str) -> Line:
    state = "有效"
    if one.cancelled is not None:
        state = f"已作废：{one.cancelled}"
    elif one.replaced_by is not None:
        state = f"已由第 {one.replaced_by} 次更正"
    elif one.replaces is not None:
        state = f"更正第 {one.replaces} 次"
    texts = (str(one.id), one.number, name, one.period, one.sent_at[:10], one.sent_by, state, one.sha256[:_SHORT])
    return Line(texts, "ink" if one.stands else "ink3", one)
