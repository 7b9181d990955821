"""What the record in the form is tied to: a demolition, and the reclamation or greening it became."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.work import Change
from app.services import links
from app.services.links import Tie
from app.services.tracing import Spot
from app.ui import theme
from app.ui.desk import Desk
from app.ui.finding import FindPopup
from app.ui.jobs import Failed
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button, label
from app.ui.words import KINDS

_COLUMNS = (Heading("台账"), Heading("编号"), Heading("名称", stretches=True))


class Ties(QWidget):
    """A record is found by the box over the ledgers and tied; Enter goes to one that is."""

    counted = Signal(int)

    def __init__(self, desk: Desk, kind: str, failed: Failed) -> None:
        super().__init__()
        self._desk, self._kind, self._failed = desk, kind, failed
        self.record: int | None = None
        titles = "、".join(KINDS[one].title for one in links.partners(kind))
        self.list = Listing("关联", _COLUMNS, self._on_choice)
        self.list.doubleClicked.connect(lambda _: self.go())
        self.add, self.goto = button("添加关联…"), button("转到", "text", tip="转到那一行 回车")
        self.drop = button("取消关联", "text", tip="可撤销 Delete")
        self.add.clicked.connect(self.search)
        self.goto.clicked.connect(self.go)
        self.drop.clicked.connect(self.untie_chosen)
        verbs = QHBoxLayout()
        for widget in (self.add, self.goto, self.drop):
            verbs.addWidget(widget)
        verbs.addStretch(1)
        hint = label(f"与{titles}的关联两边都看得到；“编号”里填了对方编号的也列在这里", "hint")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.GAP, 0, theme.GAP)
        column.setSpacing(theme.GAP)
        column.addLayout(verbs)
        column.addWidget(self.list, 1)
        column.addWidget(hint)
        self._show([])

    def read(self, record: int | None) -> None:
        """Show what another record is tied to, or the same again."""
        self.record = record
        if record is None:
            self._show([])
            return
        store, kind = self._desk.store, self._kind

        def done(found: list[Tie]) -> None:
            if self.record == record:
                self._show(found)

        self._desk.read("读取关联", lambda: links.of_record(store, kind, record), done, self._failed)

    def _show(self, found: list[Tie]) -> None:
        self.list.show_lines([Line((KINDS[one.kind].title, one.code, one.title), of=one) for one in found])
        self.add.setEnabled(self.record is not None)
        self._on_choice()
        self.counted.emit(len(found))

    def _on_choice(self) -> None:
        chosen = self.chosen
        self.goto.setEnabled(chosen is not None)
        self.drop.setEnabled(chosen is not None and chosen.key is not None)

    @property
    def chosen(self) -> Tie | None:
        """The tie that is chosen in the list."""
        line = self.list.chosen
        return line.of if line else None

    def search(self) -> None:
        """Look for the record to be tied to."""
        popup = FindPopup(self._desk, self._failed, self, links.partners(self._kind))
        popup.chosen.connect(self.tie)
        popup.open_over(self.window())

    def tie(self, kind: str, other: int) -> None:
        """Tie the record to another."""
        if self.record is not None:
            store, own, record = self._desk.store, self._kind, self.record
            self._write("建立关联", lambda: links.tie(store, own, record, kind, other))

    def untie_chosen(self) -> None:
        """Take the chosen tie away."""
        chosen = self.chosen
        if chosen is not None and chosen.key is not None:
            store, key = self._desk.store, chosen.key
            self._write("取消关联", lambda: links.untie(store, key))

    def go(self) -> None:
        """Go to the row of the chosen record."""
        if self.chosen is not None:
            self._desk.page_asked.emit("ledger", Spot(self.chosen.kind, self.chosen.record))

    def _write(self, words: str, work: Callable[[], Change]) -> None:
        def done(_: Change) -> None:
            self._desk.said.emit(f"已{words}")

        self._desk.write(words, work, lambda change: [change], done, self._failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the record, Delete takes the tie away."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go()
        elif event.key() == Qt.Key.Key_Delete:
            self.untie_chosen()
        else:
            super().keyPressEvent(event)
