"""One start of a program, to its first painting: ``python -m tests.bench.starts label|window|kept|asked|close LEDGER``.

``kept`` ends when the figures that were kept of the ledger are painted, ``asked`` when those are that the ledger was
asked for, as after a change by another program; ``close`` opens the ledger, closes it again, and so has them kept.
"""

import os
import sys
from typing import Any


def label(_: str) -> None:
    """The least that Qt can show."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel

    class Label(QLabel):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, lambda: os._exit(0))

    program = QApplication([])
    shown = Label("资规台账")
    shown.resize(1366, 728)
    shown.show()
    program.exec()


def _run(ledger: str, **methods: Any) -> None:
    """Start the program itself over a ledger, some methods of its window being others."""
    import main

    main.prepare_memory()
    from app.ui import program, window

    window.Window = type("Watched", (window.Window,), methods)  # type: ignore[misc]
    program.main(["--ledger", ledger])


def window(ledger: str) -> None:
    """Our window, to its first painting."""

    def begin(_: object) -> None:
        os._exit(0)

    _run(ledger, _begin=begin)


def kept(ledger: str) -> None:
    """Our window, until what was kept of the ledger's first page is painted; the ledger is opened after that."""

    def open_ledger(shown: Any, _: str) -> None:
        os._exit(0 if shown.front.glimpse is not None else 1)

    _run(ledger, open_ledger=open_ledger)


def asked(ledger: str) -> None:
    """Our window, until the first page's figures are painted that the ledger was asked for."""
    from app.ui.window import Window

    def use(shown: Any, opened: Any) -> None:
        def painted() -> None:
            shown.repaint()
            os._exit(0 if shown.front.glimpse is None else 1)

        Window.use(shown, opened)
        shown.pages["overview"].filled.connect(painted)

    _run(ledger, use=use)


def close(ledger: str) -> None:
    """Our window, until nothing is left to be done, then closed as its user closes it."""
    from PySide6.QtCore import QTimer

    from app.ui.window import Window

    def use(shown: Any, opened: Any) -> None:
        Window.use(shown, opened)
        shown.pages["overview"].filled.connect(lambda: QTimer.singleShot(0, shown.close))

    _run(ledger, use=use)


if __name__ == "__main__":
    what, where = sys.argv[1:3]
    {"label": label, "window": window, "kept": kept, "asked": asked, "close": close}[what](where)
