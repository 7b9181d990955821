"""台账: the three ledgers, a tab each."""

from collections.abc import Callable, Generator, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QStackedWidget, QTabBar, QWidget

from app.models.ledger import LEDGERS
from app.models.queries import settings as choices
from app.models.work import Change
from app.services.browsing import Browser
from app.ui import theme
from app.ui.desk import Desk
from app.ui.grid.sheet import Sheet
from app.ui.grid.view import Selected
from app.ui.pages.page import Page, button
from app.ui.words import KINDS

WORKBOOKS = "表格和文件 (*.xlsx *.xlsm *.xls *.csv *.ods *.docx *.txt);;所有文件 (*)"
_TYPING_ENDS = 40  # milliseconds without a keystroke after which a search begins
_LEAST, _USUAL = 150, 300  # pixels of the search

_VERBS: Sequence[tuple[str, str, str, Callable[[Sheet], None]]] = (
    ("新增", "新增一行", "Ctrl+Shift+=", Sheet.add_row),
    ("复制行", "把所选的行各复制一行", "Ctrl+Shift+D", Sheet.duplicate_rows),
    ("删除行", "删除所选的行，可撤销", "Ctrl+-", Sheet.remove_rows),
    ("转环节", "所选的行成批转到下一个环节", "Ctrl+M", Sheet.move_stages),
    ("表单", "在旁边显示这一条的全部内容", "F4", Sheet.toggle_form),
    ("替换", "在所选的格里查找替换", "Ctrl+H", Sheet.replace),
)


class _SearchBox(QLineEdit):
    """Gives way where the window is narrow, so that the names of the ledgers stay whole."""

    entered = Signal()
    """The keyboard came here: something will be typed."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(_LEAST)
        self.setMaximumWidth(_USUAL)

    def sizeHint(self) -> QSize:
        return QSize(_USUAL, super().sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()


class LedgerPage(Page):
    """The grid of each ledger with a quick search over all of it."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "台账", parent)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName("台账种类")
        self.search_box = _SearchBox()
        self.search_box.setPlaceholderText("查本台账，可用拼音首字母；全部 Ctrl+K")
        self.search_box.setAccessibleName("查找")
        self.search_box.setClearButtonEnabled(True)
        self.search_box.addAction(theme.icon("search", size=16), QLineEdit.ActionPosition.LeadingPosition)
        self.scope.addWidget(self.tabs)
        self.verbs.addWidget(self.search_box)
        for words, tip, keys, act in _VERBS:
            verb = button(words, tip=f"{tip} {keys}")
            verb.clicked.connect(lambda _=False, act=act: act(self.sheet))
            self.verbs.addWidget(verb)
            QShortcut(QKeySequence(keys), self, lambda act=act: act(self.sheet))
        self._status = ""
        self._fronts = QStackedWidget()
        self.body.addWidget(self._fronts, 1)
        with desk.store.read() as session:
            chosen = choices.settings(session)
        self._unit, self._year = chosen.unit, chosen.year
        self.sheets: dict[str, Sheet] = {}
        """The ledgers that were looked at, each made when it first is, the first once the page stands."""
        for kind in LEDGERS:
            self.tabs.addTab(KINDS[kind].title)
        self._wait = QTimer(self, singleShot=True, interval=_TYPING_ENDS)
        self._wait.timeout.connect(lambda: self.sheet.search(self.search_box.text()))
        self.search_box.textChanged.connect(self._on_typed)
        self.search_box.entered.connect(self._prepare_search)
        self.tabs.currentChanged.connect(self._on_tab)
        QShortcut(QKeySequence("Alt+V"), self, self._open_views)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._turn(step))
        QShortcut(QKeySequence.StandardKey.Find, self, self._to_search)
        leave = QShortcut(QKeySequence("Esc"), self.search_box, self._leave_search)
        leave.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.search_box.returnPressed.connect(self._to_table)

    @property
    def kind(self) -> str:
        """The ledger in front."""
        return list(LEDGERS)[self.tabs.currentIndex()]

    def cover(self) -> None:
        """Mask the personal numbers of the ledger in front."""
        self.sheet.model.cover()

    @property
    def sheet(self) -> Sheet:
        """The sheet in front."""
        if self.kind not in self.sheets:
            sheet = self.sheets[self.kind] = Sheet(
                self.desk, self.kind, self._unit, self._year, self.fail, self._fronts
            )
            sheet.counted.connect(self._on_counted)
            sheet.file_asked.connect(self._choose_file)
            sheet.words_dropped.connect(self.search_box.clear)
            sheet.view.selected.connect(self._on_selected)
        return self.sheets[self.kind]

    def refresh(self) -> None:
        for sheet in self.sheets.values():
            sheet.refresh()
        if not self.sheets:
            self.desk.jobs.run_here("读取台账", self._come, lambda _: self._count_others())
        else:
            self._count_others()

    def _come(self) -> Generator[Sheet, None, None]:
        """A sheet is made, then shown: neither keeps the window waiting for long."""
        yield self.sheet
        self._bring()

    def on_change(self, change: Change) -> None:
        for sheet in self.sheets.values():
            sheet.on_change(change)
        if change.tables & LEDGERS.keys() - self.sheets.keys():
            self._count_others()

    def _count_others(self) -> None:
        """Say on its tab how much each ledger holds that was not looked at yet."""
        store, others = self.desk.store, [kind for kind in LEDGERS if kind not in self.sheets]

        def work() -> dict[str, int]:
            return {kind: Browser(store, kind).counts()[0] for kind in others}

        def done(found: dict[str, int]) -> None:
            for kind, total in found.items():
                self._on_counted(kind, total)

        self.desk.read("数台账", work, done, self.fail)

    def go_to(self, wanted: object) -> None:
        """Show some rows of a ledger (``Rows``) and no others, or go to one (``Spot``)."""
        from app.services.tracing import Rows, Spot  # what leads from figures to rows is not needed to show the rows

        if isinstance(wanted, Spot):
            self.show_view(wanted.kind)
            if self.sheet.model.row_of(wanted.record) < 0:
                self.search_box.clear()
            self.sheet.reach(wanted.record)
        if isinstance(wanted, Rows):
            self.show_view(wanted.kind)
            self.search_box.clear()
            self.sheet.show_only(wanted.filters)

    def status(self) -> str:
        return self._status

    def views(self) -> list[tuple[str, str]]:
        return [(kind, KINDS[kind].title) for kind in LEDGERS]

    def show_view(self, name: str) -> None:
        self.tabs.setCurrentIndex(list(LEDGERS).index(name))

    def _turn(self, step: int) -> None:
        """Go to the ledger beside the one in front, as Excel goes from sheet to sheet."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard is in the table, so that arrows and typing work at once."""
        super().showEvent(event)
        if self.kind in self.sheets:
            self.sheet.view.setFocus()

    def _on_tab(self) -> None:
        if self.kind in self.sheets:
            self._bring()
        else:
            self.desk.jobs.run_here("读取台账", self._come, lambda _: None)

    def _bring(self) -> None:
        sheet = self.sheet
        if self._fronts.indexOf(sheet) < 0:
            self._fronts.addWidget(sheet)
            sheet.refresh()
        self._fronts.setCurrentWidget(sheet)
        if self.sheet.wanted.text != self.search_box.text():
            self.sheet.search(self.search_box.text())
        self.sheet.view.setFocus()
        self._on_selected(self.sheet.view.summary())

    def _on_counted(self, kind: str, total: int) -> None:
        self.tabs.setTabText(list(LEDGERS).index(kind), f"{KINDS[kind].title}  {total:,}")

    def _on_selected(self, selected: Selected) -> None:
        self._status = str(selected)
        self.status_changed.emit(self._status)

    def _on_typed(self) -> None:
        self._wait.start()

    def _open_views(self) -> None:
        self.sheet.views.open()

    def _prepare_search(self) -> None:
        self.sheet.prepare_search()

    def _to_search(self) -> None:
        self.search_box.setFocus()
        self.search_box.selectAll()

    def _leave_search(self) -> None:
        """Show everything again, the keyboard back in the table."""
        self.search_box.clear()
        self._to_table()

    def _to_table(self) -> None:
        self.sheet.view.setFocus()

    def _choose_file(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, "选择要导入的表格", "", WORKBOOKS)
        if paths:
            self.desk.file_offered.emit(paths)
