"""The year's document in the inbox: what it proposes, ticked and put right by the clerk, then stored in one step."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.importing.deciding.prepared import Prepared, carry_out
from app.services.importing.file_report import ImportReport
from app.services.importing.planning.plan import Options
from app.services.importing.proposal.plan import ProposalPlan, ProposalRow
from app.ui import theme
from app.ui.desk import Desk
from app.ui.inbox.looking import change_of, told
from app.ui.inbox.proposals import ProposalModel, ProposalView
from app.ui.jobs import Failed
from app.ui.pages.page import button, framed, label
from app.ui.standing import stand

_SAID = 118


class DocumentPanel(QWidget):
    """Nothing is stored before the primary button is pressed, and then only what is ticked."""

    stored = Signal(int)
    """How many aims were stored."""
    left = Signal()

    def __init__(self, desk: Desk, failed: Failed) -> None:
        super().__init__()
        self._desk, self._failed = desk, failed
        self._prepared: Prepared | None = None
        self.model = ProposalModel()
        self.view = ProposalView(self.model)
        self.remarks, self.place = label("", "warn"), label("", "label")
        self.doubts, self.sentences = label("", "warn"), label("")
        self.decided = label("")
        self.leave, self.every, self.store = button("放弃", "text"), button("全选"), button("录入", "primary")
        self._lay_out()
        self.view.selectionModel().currentRowChanged.connect(self._tell)
        self.model.decided.connect(self._count)
        self.leave.clicked.connect(self.left)
        self.every.clicked.connect(lambda: self.model.tick(range(self.model.rowCount())))
        self.store.clicked.connect(self.store_ticked)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.remarks.setContentsMargins(theme.MARGIN, 4, theme.MARGIN, 8)
        for words in (self.remarks, self.doubts, self.sentences, self.decided):
            words.setWordWrap(True)
        column.addWidget(self.remarks)
        column.addWidget(self.view, 1)
        column.addWidget(self._said())
        column.addWidget(self._decision())

    def _said(self) -> QWidget:
        """Where the chosen aim is said, what in the wording is doubtful, and the sentences themselves."""
        inner, room = QWidget(), QScrollArea()
        told_of = QVBoxLayout(inner)
        told_of.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.GAP)
        for words in (self.place, self.doubts, self.sentences):
            told_of.addWidget(words)
        told_of.addStretch(1)
        room.setWidget(inner)
        room.setWidgetResizable(True)
        room.setFrameShape(QScrollArea.Shape.NoFrame)
        room.setFixedHeight(_SAID)
        return room

    def _decision(self) -> QWidget:
        frame = framed("decision")
        frame.setFixedHeight(56)
        row = QHBoxLayout(frame)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(self.decided, 1)
        for widget in (self.leave, self.every, self.store):
            row.addWidget(widget)
        return frame

    def show_document(self, prepared: Prepared) -> None:
        """Show what the one document that was prepared proposes."""
        self._prepared = prepared
        plan = prepared.report.files[0].proposal
        assert plan is not None, "a document is prepared with its proposals"
        place = max(0, self.view.currentIndex().row())
        self.model.show(plan)
        said = _remarks(plan)
        self.remarks.setText("\n".join(said))
        self.remarks.setVisible(bool(said))
        stand(self.view, self.model.index(min(place, self.model.rowCount() - 1), 1))
        self.view.setFocus()

    def _tell(self, current: QModelIndex, _: QModelIndex | None = None) -> None:
        row = self.model.row(current.row()) if current.isValid() else None
        self.place.setText("" if row is None else _place(row))
        doubts = () if row is None else tuple(dict.fromkeys(one.text for one in row.issues))
        self.doubts.setText("\n".join(doubts))
        self.doubts.setVisible(bool(doubts))
        self.sentences.setText("" if row is None else "\n".join(f"“{one}”" for one in row.proposal.sentences))

    def _count(self) -> None:
        wanted, blocked = self.model.wanted, self.model.blocked
        rest = f"；勾了的有 {blocked} 项还不能录入，请看下面的说明" if blocked else ""
        words = "勾上的录入为年度指标，可以直接改名称、数值、单位。提交前自动备份，随时可撤销" if wanted else "没有勾选"
        self.decided.setText(f"{words}{rest}。")
        self.store.setText(f"录入 {wanted} 项")
        self.store.setEnabled(bool(wanted))
        self._tell(self.view.currentIndex())

    def store_ticked(self) -> None:
        """Store what is ticked, as one step that can be taken back."""
        if self._prepared is None:
            return
        store, prepared, wanted = self._desk.store, self._prepared, self.model.wanted
        options = replace(Options(), confirmed=True, proposals=dict(self.model.said))
        self.store.setEnabled(False)

        def done(_: ImportReport) -> None:
            self.stored.emit(wanted)

        def failed(error: Exception) -> None:
            self.store.setEnabled(True)
            self._failed(error)

        name = prepared.report.files[0].file
        self._desk.write(
            f"导入 {name}",
            lambda: told(carry_out(store, prepared, options)),
            lambda report: [change_of(file) for file in report.files],
            done,
            failed,
        )


def _place(row: ProposalRow) -> str:
    sections = " › ".join(row.proposal.sections)
    return f"第 {row.proposal.line} 行　{sections}" if sections else f"第 {row.proposal.line} 行"


def _remarks(plan: ProposalPlan) -> list[str]:
    again = f"这份文件以前录入过（第 {plan.earlier} 步），已有的不会重复录入"
    return [*([again] if plan.earlier is not None else []), *plan.remarks]
