"""历史: every step, newest first, and what it changed; any of them can be taken back, also after a restart."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QSplitter, QWidget

from app.models.queries.journal import Step
from app.services import history, step_detail
from app.services.step_detail import Changed
from app.ui import theme
from app.ui.desk import Desk
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import Page, button

_HEADINGS = (
    Heading("时间"),
    Heading("操作", stretches=True),
    Heading("涉及", right=True),
    Heading("来自文件"),
    Heading("操作人"),
    Heading("状态"),
)
_WHICH, _NAMED = 320, 210  # pixels; the values, which are what is looked for, have the rest
_DETAIL = (
    Heading("在哪里"),
    Heading("哪一条", widest=_WHICH),
    Heading("栏目", widest=_NAMED),
    Heading("原来", stretches=True),
    Heading("现在", stretches=True),
    Heading("来自", widest=_NAMED),
)
_PAGE = 500
_SETTLES = 150  # milliseconds after which typed words are looked for, and a chosen step's changes are read


class HistoryPage(Page):
    """The steps with their two verbs above, what the chosen one changed below."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "历史", parent)
        self.steps = Listing("历史", _HEADINGS, self._on_choice)
        self.detail = Listing("这一步改了什么", _DETAIL)
        self.detail.activated.connect(self._go)
        self.words = QLineEdit()
        self.words.setPlaceholderText("查操作、文件、操作人")
        self.words.setAccessibleName("查历史")
        self.words.setClearButtonEnabled(True)
        self.words.setFixedWidth(240)
        self.undo, self.redo = button("撤销这一步"), button("恢复这一步")
        self.undo.clicked.connect(self._undo)
        self.redo.clicked.connect(self._redo)
        for widget in (self.words, self.redo, self.undo):
            self.verbs.addWidget(widget)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(theme.GAP)
        for part, share in ((self.steps, 3), (self.detail, 2)):
            parts.addWidget(part)
            parts.setStretchFactor(parts.count() - 1, share)
        self.body.addWidget(parts, 1)
        self.hands_on = self.steps
        self._shown: list[Step] = []
        self._ended = False
        self._typed = QTimer(self, singleShot=True, interval=_SETTLES)
        self._typed.timeout.connect(self.refresh)
        self.words.textChanged.connect(self._on_typed)
        self._chosen = QTimer(self, singleShot=True, interval=_SETTLES)
        self._chosen.timeout.connect(self._ask_detail)
        self.steps.verticalScrollBar().valueChanged.connect(self._on_scroll)
        self._offer()

    def refresh(self) -> None:
        words = self.words.text()
        self.desk.read(
            "读取历史",
            lambda: history.history(self.desk.store, words=words, most=_PAGE),
            lambda steps: self._show(steps, []),
            self.fail,
        )

    def _show(self, steps: list[Step], earlier: list[Step]) -> None:
        chosen = self.step
        self._shown, self._ended = [*earlier, *steps], len(steps) < _PAGE
        self.steps.empty = "没有这样的操作，请换几个字再查" if self.words.text().strip() else ""
        self.steps.show_lines([_line(step) for step in self._shown])
        batches = [step.batch for step in self._shown]
        if batches:
            kept = chosen is not None and earlier and chosen.batch in batches
            self.steps.selectRow(batches.index(chosen.batch) if chosen and kept else 0)
        self._offer()
        self._chosen.stop()
        self._ask_detail()

    def _on_typed(self) -> None:
        self._typed.start()

    def _on_scroll(self, at: int) -> None:
        """The older steps are read when the list has been scrolled to its end."""
        if self._ended or not self._shown or at < self.steps.verticalScrollBar().maximum():
            return
        self._ended = True  # asked for: nothing more is until this has come
        words, before, earlier = self.words.text(), self._shown[-1].batch, self._shown

        def work() -> list[Step]:
            return history.history(self.desk.store, before=before, words=words, most=_PAGE)

        def show(steps: list[Step]) -> None:
            if earlier is self._shown:
                self._show(steps, earlier)
                self.steps.verticalScrollBar().setValue(at)

        self.desk.read("读取更早的历史", work, show, self.fail)

    @property
    def step(self) -> Step | None:
        """The step that is selected."""
        line = self.steps.chosen
        return line.of if line else None

    def _on_choice(self) -> None:
        self._offer()
        self._chosen.start()

    def _ask_detail(self) -> None:
        step = self.step
        if step is None:
            self.detail.show_lines([])
            return

        def show(changes: Sequence[Changed]) -> None:
            if step == self.step:
                self._show_detail(step, changes)

        self.desk.read("读取修改", lambda: step_detail.of_step(self.desk.store, step.batch), show, self.fail)

    def _show_detail(self, step: Step, changes: Sequence[Changed]) -> None:
        file = step.source or ""  # stands above, beside the step
        lines = [
            Line((one.table, one.row, one.what, one.old, one.new, one.source.removeprefix(file).strip()), of=one)
            for one in changes
        ]
        if step.rows > step_detail.MOST:
            lines.append(Line(("", f"共 {step.rows:,} 行，这里列前 {step_detail.MOST} 行", "", "", "", ""), "ink3"))
        self.detail.empty = "这一步没有改动记录"
        self.detail.show_lines(lines)

    def _go(self) -> None:
        """Show the record of the chosen change."""
        line = self.detail.chosen
        if line is not None and isinstance(line.of, Changed) and line.of.spot is not None:
            self.desk.page_asked.emit("ledger", line.of.spot)

    def _offer(self) -> None:
        step = self.step
        own = step is not None and step.reverts is None
        self.undo.setEnabled(step is not None and own and not step.undone)
        self.redo.setEnabled(step is not None and own and step.undone)

    def _undo(self) -> None:
        if step := self.step:
            self.bar.hide()
            self.desk.take_back(step.batch, step.label, self.fail)

    def _redo(self) -> None:
        if step := self.step:
            self.bar.hide()
            self.desk.bring_again(step.batch, step.label, self.fail)


def _line(step: Step) -> Line:
    when = history.moment(step)
    state = "已撤销" if step.undone else ""
    return Line(
        (when, step.label, f"{step.rows:,} 行", step.source or "", step.who, state),
        "ink3" if step.undone else "ink",
        step,
    )
