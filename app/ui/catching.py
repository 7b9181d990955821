"""Nothing ends the program unsaid: what nobody caught, in any thread, in a destructor, or what Qt says of itself."""

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from app.services import crash
from app.ui.messages import Bar, tell

_GRAVE = (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)


class _Ear(QObject):
    """Hears in any thread and tells on the window's own."""

    heard = Signal(object)


def catch_faults(bar: Bar) -> None:
    """Tell whatever no one else caught, instead of ending the program."""
    ear = _Ear(bar)
    ear.heard.connect(lambda error: tell(error, bar))

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            tell(error, bar)

    def uncaught_elsewhere(said: threading.ExceptHookArgs) -> None:
        if said.exc_value is not None and not isinstance(said.exc_value, SystemExit):
            ear.heard.emit(said.exc_value)

    sys.excepthook = uncaught
    threading.excepthook = uncaught_elsewhere
    sys.unraisablehook = _note_unraisable
    qInstallMessageHandler(_note_of_qt)


def _note_unraisable(said: "sys.UnraisableHookArgs") -> None:
    """Nothing was stopped by it, so it is only written down."""
    if said.exc_value is not None:
        crash.report(said.exc_value)


def _note_of_qt(kind: QtMsgType, where: QMessageLogContext, text: str) -> None:
    """What Qt finds grave is written down by its place alone: its text may name files and what is in them."""
    if kind in _GRAVE:
        place = [str(getattr(where, name, None) or "") for name in ("category", "file", "line", "function")]
        crash.note(" ".join(["Qt", kind.name, *place]))
    elif sys.stderr is not None:
        sys.stderr.write(text + "\n")
