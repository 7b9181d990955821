"""The dialog that moves many records to one stage: where to, on which day, and what keeps each of them back."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services import stage_moves
from app.services.stage_moves import Candidate, Moved, Way
from app.ui import theme
from app.ui.desk import Desk
from app.ui.listing import Heading, Line, Listing
from app.ui.messages import Bar, tell
from app.ui.pages.page import button, label

_HEADINGS = (Heading("编号"), Heading("名称"), Heading("现在环节"), Heading("能不能转", stretches=True))
_NAMED = 3
_GO = 84  # pixels: whatever the number, the button is as wide


class StageMoving(QDialog):
    """Nothing is moved before the button is pressed; records that something keeps back stay as they are."""

    def __init__(self, desk: Desk, kind: str, wanted: Sequence[int], day: date, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("成批转环节")
        self.resize(1080, 560)
        self._desk, self._kind, self._wanted = desk, kind, list(wanted)
        self.bar = Bar()
        self.stage, self.day = QComboBox(), QDateEdit(QDate(day.year, day.month, day.day))
        self.lines = Listing("所选记录", _HEADINGS)
        self.note, self.told = label("", "hint"), label("", "label")
        self.go = button("转", "primary")
        self.go.setDefault(True)
        self.go.setMinimumWidth(_GO)
        self._lay_out()
        self.stage.currentIndexChanged.connect(self._look)
        self.day.dateChanged.connect(self._look)
        self.go.clicked.connect(self.move_all)
        desk.read("查看环节", lambda: stage_moves.ways(desk.store, kind, self._wanted), self._offer, self._fail)

    def _lay_out(self) -> None:
        self.stage.setAccessibleName("转到哪个环节")
        self.stage.setMinimumWidth(240)
        self.day.setAccessibleName("日期")
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        close = button("关闭", tip="Esc")
        close.clicked.connect(self.reject)
        top, foot = QHBoxLayout(), QHBoxLayout()
        for widget in (label("转到"), self.stage, label("日期"), self.day):
            top.addWidget(widget)
        self.note.setWordWrap(True)
        top.addWidget(self.note, 1)
        foot.addWidget(self.told, 1)
        foot.addWidget(close)
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addWidget(self.bar)
        column.addLayout(top)
        column.addWidget(self.lines, 1)
        column.addLayout(foot)

    def _offer(self, found: list[Way]) -> None:
        self.stage.blockSignals(True)
        for way in found:
            self.stage.addItem(f"{way.stage}（{way.count} 条）", way)
        self.stage.blockSignals(False)
        self.go.setEnabled(False)
        if found:
            self._look()
        else:
            self.told.setText("所选记录已经走完，没有下一个环节")

    @property
    def _asked(self) -> tuple[str, date]:
        when = self.day.date()
        return self.stage.currentData().stage, date(when.year(), when.month(), when.day())

    def _look(self) -> None:
        store, kind, wanted, asked = self._desk.store, self._kind, self._wanted, self._asked
        self.note.setText("；".join(filter(None, ("日期填到该环节，已有日期的不改", self.stage.currentData().note))))

        def done(found: list[Candidate]) -> None:
            if asked == self._asked:
                self._show(found)

        self._desk.read("核对环节", lambda: stage_moves.look(store, kind, wanted, *asked), done, self._fail)

    def _show(self, found: Sequence[Candidate]) -> None:
        ready = sum(not one.hindrance for one in found)
        self.lines.show_lines([_line(one) for one in sorted(found, key=lambda one: bool(one.hindrance))])
        rest = f"，{len(found) - ready} 条留在原环节" if ready < len(found) else ""
        self.told.setText(f"{ready} 条可以转{rest}。一步写入，随时可撤销。")
        self.go.setText(f"转 {ready} 条")
        self.go.setEnabled(bool(ready))

    def move_all(self) -> None:
        """Move those that nothing keeps back, as one step."""
        store, kind, wanted, asked = self._desk.store, self._kind, self._wanted, self._asked
        self.go.setEnabled(False)
        self._desk.write(
            f"成批转到{asked[0]}",
            lambda: stage_moves.move(store, kind, wanted, *asked),
            lambda moved: [moved.change],
            self._moved,
            self._fail,
        )

    def _moved(self, moved: Moved) -> None:
        stayed = [one.code or one.name for one in moved.stayed]
        more = f"等 {len(stayed)} 条" if len(stayed) > _NAMED else ""
        rest = f"；{'、'.join(stayed[:_NAMED])}{more}留在原环节" if stayed else ""
        self._desk.said.emit(f"{moved.count} 条已转到{self._asked[0]}{rest}")
        self.accept()

    def _fail(self, error: Exception) -> None:
        tell(error, self.bar)


def _line(one: Candidate) -> Line:
    return Line((one.code, one.name, one.stage, one.hindrance or "可以转"), "warn" if one.hindrance else "ink", one)
