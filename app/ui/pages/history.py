"""历史: every step, newest first; any of them can be taken back, also after a restart."""

from app.models.queries.journal import Step
from app.services import history
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


class HistoryPage(Page):
    """The list of steps with its two verbs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "历史")
        self.steps = Listing("历史", _HEADINGS, self._offer)
        self.undo, self.redo = button("撤销这一步"), button("恢复这一步")
        self.undo.clicked.connect(self._undo)
        self.redo.clicked.connect(self._redo)
        self.verbs.addWidget(self.redo)
        self.verbs.addWidget(self.undo)
        self.body.addWidget(self.steps, 1)
        self._offer()

    def refresh(self) -> None:
        self.desk.read("读取历史", lambda: history.history(self.desk.store), self._show, self.fail)

    def _show(self, steps: list[Step]) -> None:
        self.steps.show_lines([_line(step) for step in steps])
        if steps:
            self.steps.selectRow(0)
        self._offer()

    @property
    def step(self) -> Step | None:
        """The step that is selected."""
        line = self.steps.chosen
        return line.of if line else None

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
