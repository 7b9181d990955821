"""The program around the window: its start, and who watches over it."""

import sys
from typing import TYPE_CHECKING

from app.ui.application import TITLE, application

if TYPE_CHECKING:
    from app.ui.window import Window


def main(argv: list[str]) -> int:
    """Open the window, with the ledger that ``--ledger FILE`` names or this computer's own; the exit status."""
    from app.ui.doorbell import Asked, Doorbell, ring
    from app.ui.window import Window

    asked = Asked.of(argv)
    program = application(sys.argv)
    bell = Doorbell.hang()
    if bell is None:
        return 0 if ring(asked) else _no_answer()
    window = Window(asked.ledger)
    window.painted.connect(lambda: _watch_over(window))
    bell.rung.connect(window.answer)
    window.resize(1366, 728)
    window.showMaximized()
    window.bring(asked)
    try:
        return program.exec()
    finally:
        bell.take_down()


def _watch_over(window: "Window") -> None:
    """From the first painting on: hear of every fault, and keep memory tidy."""
    from app.services import crash
    from app.ui import catching
    from app.ui.tidying import Tidying

    catching.catch_faults(window.bar)
    crash.watch()
    Tidying(window.jobs, window)


def _no_answer() -> int:
    from PySide6.QtWidgets import QMessageBox

    text = "程序已经打开，但没有反应。\n请稍等；一直没有反应的，请在任务管理器里结束它再打开。"
    QMessageBox(QMessageBox.Icon.Warning, TITLE, text).exec()
    return 1
