"""历史: every step, newest first, and what it changed; any of them can be taken back, also after a restart."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.models.queries.journal import Step
from app.services import history, step_story
from app.services.step_story import Changed
from app.services.tracing import Spot
from app.ui import theme
from app.ui.desk import Desk
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import Page, button, label

_HEADINGS = (
    Heading("时间"),
    Heading("操作", stretches=True),
    Heading("涉及", right=True),
    Heading("来自文件"),
    Heading("操作人"),
    Heading("状态"),
)
_CHANGES = (
    Heading("台账"),
    Heading("记录"),
    Heading("栏目"),
    Heading("原来"),
    Heading("改为", stretches=True),
    Heading("出自"),
)


class HistoryPage(Page):
    """The list of steps with its two verbs, and below it what the chosen step did, cell by cell."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "历史")
        parts = QSplitter(Qt.Orientation.Vertical)
        self.body.addWidget(parts, 1)
        self.steps = Listing("历史", _HEADINGS, self._on_step)
        self.changes = Listing("这一步改了什么", _CHANGES)
        self.changes.activated.connect(self._go)
        self.undo, self.redo = button("撤销这一步"), button("恢复这一步")
        self.undo.clicked.connect(self._undo)
        self.redo.clicked.connect(self._redo)
        self.verbs.addWidget(self.redo)
        self.verbs.addWidget(self.undo)
        parts.addWidget(self.steps)
        parts.addWidget(self._below())
        parts.setSizes([400, 300])
        parts.setChildrenCollapsible(False)
        self.hands_on = self.steps
        self._offer()

    def _below(self) -> QWidget:
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, theme.GAP, 0, 0)
        column.setSpacing(theme.GAP)
        self.told = label("", "panel")
        self.told.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        column.addWidget(self.told)
        column.addWidget(self.changes, 1)
        return below

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

    def _on_step(self) -> None:
        """Offer what can be done with the chosen step, and read what it changed."""
        self._offer()
        step, store = self.step, self.desk.store
        if step is None:
            return

        def done(found: list[Changed]) -> None:
            if self.step is not None and self.step.batch == step.batch:
                self._tell(found)

        self.desk.read("读取这一步", lambda: step_story.story(store, step.batch), done, self.fail)

    def _tell(self, found: Sequence[Changed]) -> None:
        many = len({one.record for one in found if one.record is not None})
        more = f"，这里列出前 {many} 条记录" if many >= step_story.MOST else ""
        self.told.setText(f"这一步改了什么{more}　双击一行去看那条记录" if many else "这一步改了什么")
        self.changes.show_lines([_told(one) for one in found])

    def _go(self) -> None:
        """Go to the record of the chosen line."""
        one = self.changes.chosen.of if self.changes.chosen else None
        if one is not None and one.record is not None:
            self.desk.page_asked.emit("ledger", Spot(one.table, one.record))

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


def _told(one: Changed) -> Line:
    return Line((step_story.title(one), one.who, one.field, one.before, one.after, one.place), "ink", one)
