"""When memory is tidied while the window is open: not in the middle of work.

Python's collector of circular garbage looks through everything there is, and nothing else goes on meanwhile: with a
large ledger or workbook open that is half a second, again and again while a job makes new things, and hardly ever does
it find any. So only what is new is looked through as ever; all the rest is when the clerk has turned to another
program or nothing was asked for in a while.
"""

import gc
import sys

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from app.ui.jobs import Jobs

_NEW, _YOUNG, _OLD = 2_000, 10, 2**31 - 1
"""How many new things there may be, and rounds over those, before the young and the old are looked through."""
_REST = 60_000  # milliseconds without a job
_LOADING = 3_000  # milliseconds in which the program and its first page are loaded
_TURN = 0.0005  # seconds after which the worker lets the window have its turn


class Tidying(QObject):
    """Holds the collector back while there is work; one for the whole program."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.set_threshold(gc.get_threshold()[0], _YOUNG, _OLD)
        QTimer.singleShot(_LOADING, self, _look_often)
        sys.setswitchinterval(_TURN)
        self._jobs = jobs
        self.rest = QTimer(self, singleShot=True, interval=_REST)
        self.rest.timeout.connect(self._tidy)
        jobs.idle_changed.connect(self._on_idle)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._on_state)

    def _on_idle(self, idle: bool) -> None:
        self.rest.start() if idle else self.rest.stop()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive and not self._jobs.busy:
            self._tidy()

    def _tidy(self) -> None:
        self.rest.stop()
        gc.collect()


def _look_often() -> None:
    """The program is loaded: none of that is garbage, and what is new from now on is soon looked through."""
    gc.freeze()
    gc.unfreeze()  # what there is goes to the old, unlooked at
    gc.set_threshold(_NEW, _YOUNG, _OLD)
