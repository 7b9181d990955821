"""进度: a month's sheet of a ledger, a total typed or pasted beside each record, its last twelve months at the side."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from app.models import period as periods
from app.models.ledger import LEDGERS
from app.models.period import Period
from app.models.quantity import decimal
from app.models.queries import settings as choices
from app.models.work import Change
from app.services import monthly, monthly_entry
from app.services.indicators import default_day
from app.services.monthly import Asked, Sheet
from app.services.monthly_entry import Entered
from app.ui import theme
from app.ui.desk import Desk
from app.ui.figures import grouped
from app.ui.grid.view import Selected
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import Page, button, framed, label
from app.ui.pages.progress_table import TOTAL, WHOLE, ProgressModel, ProgressView
from app.ui.painting import shortened
from app.ui.stage_moving import StageMoving
from app.ui.standing import stand
from app.ui.words import KINDS

_SIDE = 248
_ROOMY = 1150  # pixels: what the table's columns and the card beside them want
_HINT = "直接填月末累计，或在右边一列填本月完成；累计列写 +12 也是本月完成 12。可从 Excel 复制一列粘贴"
_WHO = 3  # lines that are given to a record's name
_LISTED = 3  # refused texts that the bar names


class ProgressPage(Page):
    """The ledgers' tabs, the month, the table, and what the current record did in the last twelve months."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "进度", parent)
        self.tabs, self.month = QTabBar(), QComboBox()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("台账种类")
        for kind in LEDGERS:
            self.tabs.addTab(KINDS[kind].title)
        self.month.setAccessibleName("月份")
        self.month.setFixedWidth(120)
        self.span = label("", "label")
        self.scope.addWidget(self.tabs)
        self.moving: StageMoving | None = None
        self.stages = button("转环节", tip="Ctrl+M：所选的行成批转到下一个环节")
        self.stages.clicked.connect(self.move_stages)
        QShortcut(QKeySequence("Ctrl+M"), self, self.move_stages)
        for widget in (self.stages, self.month, self.span):
            self.verbs.addWidget(widget)
        self.model = ProgressModel(desk.store)
        self._table = QWidget(self)
        self.view = self.hands_on = ProgressView(self.model, self._table)
        self.model.typed.connect(self._write)
        self.view.said.connect(desk.said)
        self.view.moved.connect(self._follow)
        self.model.dataChanged.connect(self._follow)
        self._sheet: Sheet | None = None
        self._cutoff_day = 0
        self._lay_out()
        self._offer_months()
        self.tabs.currentChanged.connect(self._ask)
        self.month.currentIndexChanged.connect(self._ask)

    def _lay_out(self) -> None:
        strip, side = framed("strip"), framed("panel")
        self.side = side
        self.body.setSpacing(0)
        self.body.addWidget(strip)
        self.body.addWidget(self._table, 1)
        row, beside = QHBoxLayout(self._table), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.view, 1)
        row.addLayout(beside)
        beside.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        beside.addWidget(side)
        strip.setFixedHeight(36)
        hint = QHBoxLayout(strip)
        hint.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        self.count = label("", "label")
        hint.addWidget(label(_HINT, "hint"), 1)
        hint.addWidget(self.count)
        side.setFixedWidth(_SIDE)
        self.who = label("", "panel")
        self.last = Listing(
            "最近十二个月",
            [Heading("月份", stretches=True), Heading("本月", right=True), Heading("累计", right=True)],
            parent=side,
        )
        column = QVBoxLayout(side)
        column.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        column.setSpacing(theme.GAP)
        self.of = label("", "hint")
        for widget in (self.who, self.of):
            widget.setWordWrap(True)
            column.addWidget(widget)
        column.addWidget(self.last, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where both have no room the table has all of it: its columns are what is typed into."""
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= _ROOMY)

    def _offer_months(self) -> None:
        """The months of the working year that have begun, the chosen one stays, else the newest."""
        with self.desk.store.read() as session:
            chosen = choices.settings(session)
        until, before = default_day(chosen), self.month.currentText()
        self._cutoff_day = chosen.cutoff_day
        begun = [one for one in periods.months(chosen.year, chosen.cutoff_day) if one.start <= until]
        self.month.blockSignals(True)
        self.month.clear()
        for one in begun:
            self.month.addItem(one.label, one)
        found = self.month.findText(before)
        self.month.setCurrentIndex(found if found >= 0 else len(begun) - 1)
        self.month.blockSignals(False)

    @property
    def asked(self) -> Asked:
        """The month and the ledger that are chosen."""
        return Asked(list(LEDGERS)[self.tabs.currentIndex()], self.month.currentData(), self._cutoff_day)

    def refresh(self) -> None:
        self._offer_months()
        self._ask()

    def on_change(self, change: Change) -> None:
        if change.tables & {*LEDGERS, "progress_entry", "setting"}:
            self.refresh()

    def views(self) -> list[tuple[str, str]]:
        return [(kind, KINDS[kind].title) for kind in LEDGERS]

    def show_view(self, name: str) -> None:
        self.tabs.setCurrentIndex(list(LEDGERS).index(name))

    def move_stages(self) -> None:
        """Offer to move the selected records to another stage, all in one step."""
        wanted = self.view.records()
        if not wanted:
            self.desk.said.emit("请先选要转环节的行，可按住 Shift 或 Ctrl 多选")
            return
        day = min(date.today(), self.asked.period.end)
        self.moving = StageMoving(self.desk, self.asked.kind, wanted, day, self)
        self.moving.open()

    def _ask(self) -> None:
        store, asked = self.desk.store, self.asked
        self.span.setText(_span(asked.period))

        def done(sheet: Sheet) -> None:
            if sheet.asked == self.asked:
                self._show(sheet)

        self.desk.read("读取进度", lambda: monthly.sheet(store, asked), done, self.fail)

    def _show(self, sheet: Sheet) -> None:
        other = self._sheet is None or self._sheet.asked.kind != sheet.asked.kind
        row = 0 if other else self.view.currentIndex().row()
        column = TOTAL if other else self.view.currentIndex().column()
        self._sheet = sheet
        self.model.show(sheet)
        self.view.fit()
        if self.model.rowCount() and not self.view.currentIndex().isValid():
            stand(self.view, self.model.index(max(0, min(row, self.model.rowCount() - 1)), max(column, 0)))
        record = KINDS[sheet.asked.kind].record
        self.count.setText(f"{len(sheet.ids):,} 个{record}在办" if sheet.ids else "")
        self.view.empty = f"这个月没有在办的{record}。换一个月份；还没有{record}的，先在“台账”里录入或导入。"
        self._follow()

    def _follow(self, *_: object) -> None:
        """Show the last months of the current row, and what the selected cells come to."""
        index, asked = self.view.currentIndex(), self.model.asked
        row = self.model.held(index.row()) if index.isValid() else None
        self.last.setVisible(row is not None)
        self._name(f"{row.code} {row.name}".strip() if row else "")
        self.of.setText(f"{asked.done.label}，{asked.done.unit}" if row and asked else "")
        if row is not None and asked is not None:
            texts = [
                (
                    self._called(one.period),
                    *("" if x is None else grouped(asked.done.show(x)) for x in (one.amount, one.total)),
                )
                for one in reversed(row.months)
            ]
            self.last.show_lines([Line(text, "warn" if text[1].startswith("−") else "ink") for text in texts])
        self.status_changed.emit(self.status())

    def _name(self, words: str) -> None:
        """Say whose months these are, a very long name as far as it has room."""
        self.who.setText(shortened(words, self.who.fontMetrics(), _SIDE - 2 * theme.PADDING, _WHO))
        self.who.setToolTip(words)

    def _called(self, month: Period) -> str:
        """One of the last twelve months, said shortly so that the figures have the room."""
        now = self.model.asked.period.year if self.model.asked else month.year
        return f"{'' if month.year == now else '上年'}{month.end.month}月"

    def status(self) -> str:
        return self._selected() or self._sums()

    def _selected(self) -> str:
        cells = self.view.chosen()
        columns = {one.column() for one in cells}
        if len(cells) < 2 or len(columns) != 1 or min(columns) < WHOLE or self.model.asked is None:
            return ""
        values = [value for one in cells if (value := self.model.figure(one)) is not None]
        scale = self.model.asked.done.scale
        heading = str(self.model.headerData(columns.pop(), Qt.Orientation.Horizontal)).replace("\n", " ")
        return str(Selected(len(cells), len(values), heading, decimal(sum(values), scale), scale))

    def _sums(self) -> str:
        if self._sheet is None:
            return ""
        asked, sums = self._sheet.asked, self._sheet.sums
        amounts = (
            (asked.whole.label, sums.whole),
            ("上期末累计", sums.before),
            ("本月完成", sums.total - sums.before),
            ("本月末累计", sums.total),
        )
        texts = [f"{words} {grouped(asked.done.show(value))}" for words, value in amounts]
        return f"{'   '.join(texts)}  {asked.done.unit}"

    def _write(self, column: int, cells: list[tuple[int, str]]) -> None:
        """Write typed texts as one step; what is refused stays in its cell, in red."""
        store, asked = self.desk.store, self.asked
        what = f"{asked.period.label}进度"
        step = f"填 {what}" if len(cells) == 1 else f"填 {what} {len(cells)} 格"

        def done(entered: Entered) -> None:
            self.model.keep(asked, column, entered.refused)
            self._tell(entered)

        self.bar.hide()
        self.desk.write(
            step, lambda: monthly_entry.enter(store, asked, step, cells), lambda one: [one.change], done, self.fail
        )

    def _tell(self, entered: Entered) -> None:
        reasons = list(dict.fromkeys(one.reason for one in entered.refused))
        words = [f"{len(entered.refused)} 格没有写入，已标红留着：{'；'.join(reasons[:_LISTED])}"] if reasons else []
        if words and entered.written:
            words.append(f"其余 {entered.written} 格已写入")
        words += entered.notes
        if words:
            self.bar.say("。".join(words), "bad" if entered.refused else "warn")


def _span(period: Period) -> str:
    """The days a month's figures cover, in words."""
    return f"{_day(period.start)}至{_day(period.end)}，按 {_day(period.end)}累计填"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
