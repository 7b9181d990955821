"""The open ledger as every page sees it: the store, the jobs over it, what changed, and what can be taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from app.ui.jobs import Failed, Job, Jobs

if TYPE_CHECKING:
    from app.models.overtaken import News
    from app.models.store import Store
    from app.models.work import Change
    from app.services.finding import Finder

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Done:
    """A step that Ctrl+Z takes back: its batch and its name."""

    batch: int
    label: str


class Desk(QObject):
    """One open ledger. Pages read through it, write through it, and hear from it what others changed."""

    changed = Signal(object)
    """What a step changed (``Change``); pages decide for themselves whether it concerns them."""
    said = Signal(str)
    """A sentence for the status bar."""
    file_offered = Signal(list)
    """Workbooks to be imported, as paths."""
    page_asked = Signal(str, object)
    """A page, by name, and what is to be looked at there (``Page.go_to``)."""
    lock_changed = Signal()
    """The PIN of the screen, or the minutes after which it locks, were set anew."""
    look_asked = Signal(str)
    """The colours the program is to be seen in, by their title (``theme.THEMES``)."""
    copied = Signal()
    """A copy was left in a second place; nothing of the ledger changed."""
    restore_asked = Signal(str)
    """A copy of the ledger that is to be put in its place."""

    def __init__(self, store: "Store", jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.jobs = jobs
        self.saved_at = ""
        self._finder: Finder | None = None
        self._done: list[Done] = []
        self._undone: list[Done] = []

    def identify(self) -> None:
        """From now on changes bear the name that stands with the PIN; without one, or on a server, the account's."""
        from app.services import screen_lock

        held = screen_lock.lock()
        on_server = self.store.path is None  # which knows who has signed in
        self.store.operator = held.operator if held and not on_server else self.store.account
        self.lock_changed.emit()

    @property
    def finder(self) -> "Finder":
        """What looks through all ledgers."""
        if self._finder is None:
            from app.services.finding import Finder

            self._finder = Finder(self.store)
        return self._finder

    @property
    def undoable(self) -> Done | None:
        """The step Ctrl+Z would take back."""
        return self._done[-1] if self._done else None

    @property
    def redoable(self) -> Done | None:
        """The step Ctrl+Y would bring again."""
        return self._undone[-1] if self._undone else None

    def read(
        self, label: str, work: Callable[[], object], done: Callable[..., None], failed: Failed | None = None
    ) -> Job:
        """Have something read by the worker."""
        return self.jobs.run(label, work, done, failed)

    def write(
        self,
        label: str,
        work: Callable[[], Any],
        changes: Callable[[Result], Sequence["Change"]],
        done: Callable[[Result], None],
        failed: Failed | None = None,
    ) -> Job:
        """Have something written by the worker; everyone hears of its ``changes`` before ``done`` is called."""

        def deliver(result: Result) -> None:
            for change in changes(result):
                self.note(label, change)
            done(result)

        return self.jobs.run(label, work, deliver, failed, kept=True)

    def note(self, label: str, change: "Change") -> None:
        """Remember a step that was written and tell everyone what it changed."""
        if change.batch is None:
            return
        self._done.append(Done(change.batch, label))
        self._undone.clear()
        self._announce(change)

    def read_again(self) -> None:
        """Have everything that is shown read again, whoever changed it or whether anyone did."""
        from app.models.base import journaled
        from app.models.work import Change

        self._spread(Change(None, 0, frozenset(journaled())))

    def catch_up(self, then: Callable[[], None] = lambda: None) -> None:
        """Show what other seats wrote, where they wrote anything; ``then`` is called once that is asked for."""

        def told(news: "News | None") -> None:
            if news is not None:
                self._hear(news)
            then()

        self.jobs.run("查看别人的修改", self.store.news, told)

    def _hear(self, news: "News") -> None:
        """Tell everyone what others changed; when all have read it again, this seat has seen it."""
        from app.models.work import Change

        self._spread(Change(None, 0, news.tables))
        self.said.emit(f"{'、'.join(news.who)} 刚改过台账，已刷新")
        self.jobs.run("刷新", lambda: self.store.see(news), lambda _: None)

    def undo(self) -> None:
        """Take the last step back."""
        step = self.undoable
        if step is None:
            self.said.emit("没有可以撤销的操作")
            return
        self.take_back(step.batch, step.label)

    def redo(self) -> None:
        """Bring the step taken back last again."""
        step = self.redoable
        if step is None:
            self.said.emit("没有可以恢复的操作")
            return
        self.bring_again(step.batch, step.label)

    def take_back(self, batch: int, label: str, failed: Failed | None = None) -> None:
        """Undo any batch."""
        from app.services import history

        def done(change: "Change") -> None:
            self._done = [step for step in self._done if step.batch != batch]
            self._undone.append(Done(batch, label))
            self._announce(change)
            self.said.emit(f"已撤销：{label}")

        self.jobs.run(f"撤销：{label}", lambda: history.undo(self.store, batch), done, failed, kept=True)

    def bring_again(self, batch: int, label: str, failed: Failed | None = None) -> None:
        """Redo any batch that was undone."""
        from app.services import history

        def done(change: "Change") -> None:
            self._undone = [step for step in self._undone if step.batch != batch]
            self._done.append(Done(batch, label))
            self._announce(change)
            self.said.emit(f"已恢复：{label}")

        self.jobs.run(f"恢复：{label}", lambda: history.redo(self.store, batch), done, failed, kept=True)

    def _announce(self, change: "Change") -> None:
        self.saved_at = datetime.now().strftime("%H:%M")
        self._spread(change)

    def _spread(self, change: "Change") -> None:
        self.changed.emit(change)
