"""The main window. It is painted first; the store, the charts and the pages are loaded once it stands."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore  # QtCore.Qt is made when it is first named: many enumerations, none of them painted first
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app.services import habits
from app.ui import messages, opening, theme
from app.ui.application import TITLE, application
from app.ui.foot import Foot
from app.ui.front import Front
from app.ui.jobs import Jobs
from app.ui.messages import Bar
from app.ui.pages import ENTRIES
from app.ui.rail import Rail

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from app.models.store import Store
    from app.models.work import Change
    from app.services.glance import Glance
    from app.ui.desk import Desk
    from app.ui.doorbell import Asked
    from app.ui.locking import Guard
    from app.ui.manual import ManualWindow
    from app.ui.neighbours import Neighbours
    from app.ui.pages.page import Page
    from app.ui.pages.recovery import RecoveryPage
    from app.ui.pages.start import StartPage
    from app.ui.safekeeping import Safekeeping

SMALLEST = (1024, 600)
_FIRST_DAY = "第一天"  # the chapter for who has no ledger yet
_LOOK_AGAIN = 200  # milliseconds


class Window(QMainWindow):
    """The rail, the page in front, the status bar; it owns the worker thread and the open ledger.

    ``ledger`` is opened once the window is painted (None: this computer's own), on the page named ``first``.
    """

    painted = Signal()
    """The window stands; what is heavy begins to be loaded."""

    def __init__(self, ledger: str | None = None, first: str = ENTRIES[0].name) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.jobs = Jobs(self.fail, self)
        self.desk: Desk | None = None
        self.start: StartPage | None = None
        self.recovery: RecoveryPage | None = None
        self.keeping: Safekeeping | None = None
        self.neighbours: Neighbours | None = None
        self.guard: Guard | None = None
        self._greeted = False
        self._ledger = ledger
        self._year = 0
        self.manual: ManualWindow | None = None
        self._first = next(number for number, entry in enumerate(ENTRIES) if entry.name == first)
        self._painted = False
        self._lay_out()
        self.jobs.progressed.connect(self.foot.follow)
        self.jobs.idle_changed.connect(self._on_idle)

    def _lay_out(self) -> None:
        self.rail = Rail(ENTRIES)
        self.bar = Bar()
        self.front = Front()
        self.pages = self.front.pages
        self.foot = Foot()
        right = QVBoxLayout()
        right.setSpacing(0)
        for widget in (self.bar, self.front, self.foot):
            right.addWidget(widget)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)
        self.front.setFocus()  # else the manual's button, the only one that can be used yet, is framed at every start
        self.front.status_changed.connect(self.foot.page.setText)
        self.rail.chosen.connect(self.show_page)
        self.rail.switch_asked.connect(self.show_start)
        self.rail.help_asked.connect(self.show_manual)

    def _add_keys(self) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut

        from app.ui import stepping

        for number in range(len(ENTRIES)):
            QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self, lambda number=number: self.show_page(number))
        for keys, answer in (
            ("F1", self.show_manual),
            ("Ctrl+O", self.show_start),
            ("F5", self._refresh),
            ("Ctrl+K", self._find),
            ("Ctrl+Shift+F", self._find),
            ("Ctrl+Z", self._undo),
            ("Ctrl+Y", self._redo),
        ):
            QShortcut(QKeySequence(keys), self, answer)
        stepping.add_keys(self)

    def paintEvent(self, event: "QPaintEvent") -> None:
        """The first painting done, load what is heavy."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        self._add_keys()
        self.painted.emit()
        self.jobs.run("准备", lambda: opening.looked_up(self._ledger), self._on_looked_up)

    def _on_looked_up(self, found: "tuple[str | None, Glance | None]") -> None:
        """Show what was kept of the ledger, where it may be shown, and open it; without any, how one is begun."""
        location, glance = found
        if location is None:
            self.show_start()
        elif glance is None or self._first:
            self.open_ledger(location)
        else:
            self._name(glance.unit, glance.year)
            self.rail.mark(self._first)
            self.foot.page.setText("正在打开台账…")
            self.front.look(glance).seen.connect(lambda: self.open_ledger(location))

    def open_ledger(self, location: str) -> None:
        """Open a ledger for writing and show it; where that is refused, the start page says why."""

        def load(_: None) -> None:
            self.jobs.run_here("准备", lambda: opening.load_first(self._first), lambda _: None)

        self.jobs.run("准备", opening.what_the_first_page_does, load)
        self.jobs.run(
            "打开台账", lambda: opening.opened(location), self.use, lambda error: self._not_opened(location, error)
        )

    def _not_opened(self, location: str, error: Exception) -> None:
        from app.models.place import Misplaced
        from app.models.refusal import Damaged, NotLetIn
        from app.ui import elsewhere, letting_in

        if isinstance(error, Damaged) and opening.was_ledger(Path(location)):
            self.show_recovery(location, [str(error)])
            return
        self.show_start()
        if isinstance(error, NotLetIn):
            letting_in.ask(self, location, error, self.open_ledger)
        elif isinstance(error, Misplaced):
            verb, bring = elsewhere.remedy(error)
            self.bar.say(str(error), "bad", verb, lambda: self._bring_here(verb, lambda: bring(Path(location))))
        elif isinstance(error, Damaged) and opening.is_parcel(Path(location)):
            self._unpack(Path(location))
        else:
            self.fail(error)

    def _bring_here(self, verb: str, bring: "Callable[[], Path]") -> None:
        """Take a ledger to where it may be worked on, and open it there."""
        self.jobs.run(verb, bring, lambda here: self.open_ledger(str(here)), self.fail)

    def _unpack(self, file: Path) -> None:
        """A package that was chosen instead of a ledger becomes one."""
        from app.models import backup, home
        from app.ui import unpacking

        asked = unpacking.ask(self, self.jobs, file, backup.free(home.default_ledger()))
        asked.opened.connect(self.open_ledger)

    def use(self, opened: "tuple[Store, str, int]") -> None:
        """Work on a ledger that was opened: ``(store, name of its unit, year)``."""
        from app.ui.desk import Desk
        from app.ui.safekeeping import Safekeeping

        self._leave()
        store, unit, year = opened
        self.bar.hide()
        self.desk = Desk(store, self.jobs, self)
        self.desk.said.connect(self.foot.say)
        self.desk.changed.connect(self._on_change)
        self.desk.file_offered.connect(self.import_files)
        self.desk.page_asked.connect(self.go_to)
        self.desk.restore_asked.connect(self.restore)
        self.desk.copied.connect(self.front.grow_stale)
        self.desk.look_asked.connect(self.wear, QtCore.Qt.ConnectionType.QueuedConnection)
        self._name(unit, year)
        self._watch_screen(self.desk)
        self.rail.enable(on=True)
        self.foot.saved.setText(store.shown)
        self.show_page(self._first)
        opening.load_ahead(self.desk, partial(self._make_ahead, self.desk))
        self.keeping = Safekeeping(self.desk, self._on_damage)
        self.keeping.prove()
        self._meet_neighbours(self.desk)
        self.jobs.run("记下台账", lambda: opening.remember(store, f"{unit} {year} 年"), lambda _: None)

    def _meet_neighbours(self, desk: "Desk") -> None:
        """A ledger on a server has other seats; what this one may do there is said at once where it is not all."""
        if desk.store.path is not None:
            return
        from app.ui.neighbours import Neighbours

        self.neighbours = Neighbours(desk)
        if limits := desk.store.limits:
            self.bar.say(limits, "warn")

    def _name(self, unit: str, year: int) -> None:
        self._year = year
        self.rail.name(unit, year)
        self.setWindowTitle(f"{unit} {year} 年 — {TITLE}")

    def _on_about(self, about: tuple[str, int]) -> None:
        """Another working year was set: every page is made anew for it, the one in front at once."""
        if self.desk is None or about[1] == self._year:
            return
        front = self.front.number
        self._name(*about)
        self._drop_pages()
        self.show_page(front)

    def wear(self, title: str) -> None:
        """Show everything in other colours from now on; what was painted in the old ones is made anew."""
        front = self.front.number
        habits.keep(None, theme.HABIT, {"title": title})
        application([])
        self.rail.redraw()
        self._drop_pages()
        if self.manual is not None:
            self.manual.deleteLater()
            self.manual = None
        self.show_page(front)

    def _drop_pages(self) -> None:
        self.jobs.drop()  # what the pages have asked for would find them gone
        self.front.drop()

    def _watch_screen(self, desk: "Desk") -> None:
        """Where a PIN is set: lock at the start and when nobody works, and let changes bear the name beside it."""
        from app.ui.locking import Guard

        guard = self.guard = self.guard or Guard(self)
        desk.lock_changed.connect(guard.begin)
        desk.identify()
        if not self._greeted:
            self._greeted = True
            guard.lock()

    def _on_damage(self, found: list[str]) -> None:
        """The open ledger is not as it was written: nothing more is done in it."""
        if self.desk is not None:
            location = self.desk.store.location
            self._leave()
            self.show_recovery(location, found)

    def restore(self, copy: str) -> None:
        """Put a copy in the open ledger's place and open it; where that is refused the ledger is opened as it was."""
        from app.models import copies

        if self.desk is None or self.desk.store.path is None:
            return
        ledger = self.desk.store.path

        def failed(error: Exception) -> None:
            self.jobs.run("打开台账", lambda: opening.opened(str(ledger)), self.use, self.fail)
            self.jobs.run("恢复台账", lambda: None, lambda _: self.fail(error))

        def done(kept: Path | None) -> None:
            self.open_ledger(str(ledger))
            self.jobs.run("恢复台账", lambda: None, lambda _: self.foot.say(f"已恢复；原来的台账留在 {kept}"))

        self._leave()
        self.jobs.run("恢复台账", lambda: copies.restore(ledger, Path(copy)), done, failed)

    def show_recovery(self, location: str, found: list[str]) -> None:
        """Show what is wrong with a ledger and what there is to put in its place."""
        from app.ui.pages.recovery import RecoveryPage

        if self.recovery is None:
            self.recovery = RecoveryPage(self.jobs)
            self.recovery.recovered.connect(self.open_ledger)
            self.recovery.elsewhere.connect(self.open_ledger)
            self.front.addWidget(self.recovery)
        self._show_alone(self.recovery)
        self.recovery.begin(location, found)

    def show_start(self) -> None:
        """Show how a ledger is begun."""
        from app.ui.pages.start import StartPage

        if self.start is None:
            self.start = StartPage(self.jobs)
            self.start.ready.connect(self.use)
            self.start.chosen.connect(self.open_ledger)
            self.start.left.connect(lambda: self.show_page(0))
            self.start.help_asked.connect(self.show_manual)
            self.front.addWidget(self.start)
        self._show_alone(self.start)
        self.start.begin(may_return=self.desk is not None)

    def _show_alone(self, whole: QWidget) -> None:
        """Show what is no page of the open ledger: without the rail, the status bar and what was said."""
        for around in (self.rail, self.foot, self.bar):
            around.hide()
        self.front.setCurrentWidget(whole)

    def show_page(self, number: int) -> None:
        """Bring a page to the front; it is made when it is first wanted."""
        if self.desk is None:
            return
        self.rail.show()
        self.foot.show()
        page = self.front.bring(number, self.desk)
        self.rail.mark(number)
        self.foot.say("")
        self.foot.page.setText(page.status())

    def _make_ahead(self, desk: "Desk", number: int) -> None:
        """Have a page at hand that nobody looked at yet, unless the ledger was left meanwhile.

        Nobody asked for it: where the ledger cannot be read just now, that is said when the page is wanted.
        """
        from app.models.refusal import Refusal

        if self.desk is desk:
            with suppress(Refusal):
                self.front.made(number, desk)

    @property
    def page(self) -> "Page | None":
        """The page in front; None before a ledger is open."""
        return self.front.page

    def go_to(self, name: str, wanted: object) -> None:
        """Show a page, and on it what is wanted."""
        self.show_page(next(i for i, entry in enumerate(ENTRIES) if entry.name == name))
        if wanted is not None:
            self.pages[name].go_to(wanted)

    def import_files(self, paths: list[str]) -> None:
        """Show workbooks on the page that imports them."""
        from app.ui.pages.inbox import InboxPage

        self.go_to("inbox", None)
        page = self.page
        if isinstance(page, InboxPage):
            page.take([Path(path) for path in paths])

    def answer(self, asked: "Asked") -> None:
        """The program was started again: come to the front, and do what that start was given."""
        states = QtCore.Qt.WindowState
        self.setWindowState(self.windowState() & ~states.WindowMinimized | states.WindowActive)
        self.raise_()
        self.activateWindow()
        if asked.ledger and not self._has_open(asked.ledger):
            self.open_ledger(asked.ledger)
        self.bring(asked)

    def _has_open(self, location: str) -> bool:
        """Whether a ledger, however its place is spelt, is the one that is open."""
        path = self.desk.store.path if self.desk is not None else None
        return path is not None and path.exists() and Path(location).exists() and path.samefile(location)

    def bring(self, asked: "Asked") -> None:
        """Show the workbooks a start was given, once the ledger they are for is open."""
        if not asked.files:
            return
        if self.desk is None or self.jobs.busy:
            QTimer.singleShot(_LOOK_AGAIN, lambda: self.bring(asked))
        else:
            self.import_files(list(asked.files))

    def fail(self, error: Exception) -> None:
        """Tell what stopped a job: a refusal at the top of the window, anything else as the bug it is."""
        messages.tell(error, self.bar)

    def _find(self) -> None:
        """Look for a record in all ledgers, and go to it."""
        if self.desk is not None:
            from app.services.tracing import Spot
            from app.ui.finding import FindPopup

            popup = FindPopup(self.desk, self.fail, self)
            popup.chosen.connect(lambda kind, record: self.go_to("ledger", Spot(kind, record)))
            popup.open_over(self.front)

    def show_manual(self) -> None:
        """Show the manual, at the chapter of the page in front; before a ledger is open, at the first day."""
        from app.ui.manual import ManualWindow

        if self.manual is None:
            self.manual = ManualWindow(self)
        self.manual.open_at(_FIRST_DAY if self.page is None else ENTRIES[self.front.number].title)

    def _undo(self) -> None:
        if self.desk is not None:
            self.desk.undo()

    def _redo(self) -> None:
        if self.desk is not None:
            self.desk.redo()

    def _refresh(self) -> None:
        if page := self.page:
            page.refresh()

    def _on_change(self, change: "Change") -> None:
        self.front.on_change(change)
        desk = self.desk
        if desk is not None:
            back = f"　撤销：{desk.undoable.label} Ctrl+Z" if desk.undoable else ""
            self.foot.saved.setText(f"已保存 {desk.saved_at}{back}" if desk.saved_at else self.foot.saved.text())
            if "setting" in change.tables:
                store = desk.store
                self.jobs.run("读取年度", lambda: opening.about(store), self._on_about)

    def _on_idle(self, idle: bool) -> None:
        if idle:
            self.foot.rest()

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:
        if self.desk is not None and _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: "QDropEvent") -> None:
        event.acceptProposedAction()
        self.import_files(_dropped(event))

    def closeEvent(self, event: "QCloseEvent") -> None:
        """Let the running job end, then leave the ledger as one file at rest; what its next start shows is kept."""
        self.jobs.stop()
        if self.desk is not None:
            store, coming = self.desk.store, {}
            try:
                coming = opening.coming(store)
            finally:
                self._leave()
                opening.keep(store, coming)
        super().closeEvent(event)

    def _leave(self) -> None:
        if self.desk is not None:
            self.jobs.end_patient()
            self._drop_pages()
            for watching in (self.neighbours, self.keeping):
                if watching is not None:
                    watching.leave()
            self.neighbours = self.keeping = None
            self.desk.store.close()
            self._hand_back(self.desk.store)
            self.desk.deleteLater()
            self.desk = None

    def _hand_back(self, store: "Store") -> None:
        """A copy of a ledger on a U盘 goes back to where it was taken from."""
        from app.services.keeping import portable

        if store.path is not None and portable.is_lent(store.path):
            from app.ui import elsewhere

            elsewhere.hand_back(self, store.path)


def _dropped(event: "QDropEvent") -> list[str]:
    """The files that are dropped; what they are their content tells, not their names."""
    from app.ui.dropping import files_in

    return [str(path) for path in files_in(event.mimeData()) if path.is_file()]
