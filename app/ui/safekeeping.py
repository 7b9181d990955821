"""The open ledger's safety while one works: proved once it is shown, copied every half hour and when it is left."""

from collections.abc import Callable, Generator
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.models.refusal import Refusal
from app.ui.desk import Desk
from app.ui.jobs import Progress

if TYPE_CHECKING:
    from app.models.store import Store
    from app.models.work import Change
    from app.services.keeping.weekly import Found

HALF_HOUR = 30 * 60 * 1000


class Safekeeping(QObject):
    """Watches over one desk. ``damaged`` is called with what is wrong, where something is."""

    def __init__(self, desk: Desk, damaged: Callable[[list[str]], None]) -> None:
        super().__init__(desk)
        self._desk = desk
        self._damaged = damaged
        self.unsaved = False
        desk.changed.connect(self._on_change)
        self.timer = QTimer(self, interval=HALF_HOUR)
        self.timer.timeout.connect(self.copy_now)
        self.timer.start()

    def prove(self) -> None:
        """Have the ledger looked at by the worker, whenever it has nothing else to do."""
        store = self._desk.store
        self._desk.jobs.run("核对台账", lambda: _looked_at(store), self._on_proved, patient=True)

    def _on_proved(self, found: "Found") -> None:
        if found.faults:
            self._damaged(found.faults)
        elif found.astray or found.clock:
            more = f"等 {len(found.astray)} 个文件" if len(found.astray) > 1 else ""
            self._desk.said.emit(found.clock or found.astray[0] + more)
        elif self._desk.store.changed_outside:
            self._desk.said.emit("台账文件与上次关闭时不同（可能换过一份），内容核对无误")

    def _on_change(self, change: "Change") -> None:
        self.unsaved = self._desk.store.path is not None  # a server's ledger is copied by the server, not by every seat

    def copy_now(self) -> None:
        """Copy the ledger where something changed since the last copy."""
        if self.unsaved:
            store = self._desk.store
            self.unsaved = False
            self._desk.jobs.run("备份台账", lambda: store.back_up("定时"), lambda _: None, self._on_failed)

    def leave(self) -> None:
        """The last copy of a ledger that is being left; the worker is at rest."""
        if self.unsaved:
            with suppress(Refusal):  # the ledger itself is safe, and the next start says how old its copies are
                self._desk.store.back_up("退出")

    def _on_failed(self, error: Exception) -> None:
        """A copy that could not be made is told, and tried again next time; the work goes on."""
        self.unsaved = True
        if not isinstance(error, Refusal):
            raise error
        self._desk.said.emit(f"定时备份没有做成：{error}")


def _looked_at(store: "Store") -> Generator[Progress, None, "Found"]:
    from app.services.keeping import weekly

    steps = weekly.look(store)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Found = end.value
            return found
        yield Progress("核对台账")
