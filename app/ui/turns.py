"""Work that only the window's own thread may do, a few milliseconds at a time between its events."""

from collections.abc import Callable, Generator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

_TURN = 0.008  # seconds; nobody feels them
_PAUSE = 1  # milliseconds; without any, other timers would have to wait, too
Steps = Generator[object, None, object]
Ended = Callable[[object, Exception | None], None]


class Turns(QTimer):
    """Goes on with ``steps`` whenever the window has nothing else to do, until they end or ``given_up`` says so.

    ``ended`` is called with their result, or with what went wrong.
    """

    def __init__(self, steps: Steps, given_up: Callable[[], bool], ended: Ended, parent: QObject) -> None:
        super().__init__(parent, interval=_PAUSE)
        self._steps, self._given_up, self._ended = steps, given_up, ended
        self.timeout.connect(self._go_on)
        self.start()

    def _go_on(self) -> None:
        until = perf_counter() + _TURN
        try:
            while perf_counter() < until:
                if self._given_up():
                    self._steps.close()
                next(self._steps)
        except StopIteration as end:
            self._end(end.value, None)
        except Exception as error:  # noqa: BLE001 - whoever asked for the work is told
            self._end(None, error)

    def _end(self, result: object, error: Exception | None) -> None:
        self.stop()
        self.deleteLater()
        self._ended(result, error)
