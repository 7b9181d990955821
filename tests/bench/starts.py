"""One start of a program, to its first painting: ``python -m tests.bench.starts label|window|page LEDGER``."""

import os
import sys


def label() -> None:
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


def window(ledger: str | None = None) -> None:
    """Our window, to its first painting; with a ledger, until the ledger's first rows are painted."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent

    from app.ui.program import application
    from app.ui.window import Window

    class Watched(Window):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            if ledger is None:
                QTimer.singleShot(0, lambda: os._exit(0))

    def look() -> None:
        page = shown.pages.get("ledger")
        if page is not None and getattr(page, "sheet", None) is not None and page.sheet.model.records:
            shown.repaint()
            os._exit(0)

    program = application([])
    shown = Watched(ledger, "ledger")
    shown.resize(1366, 728)
    shown.show()
    watch = QTimer(interval=20)
    watch.timeout.connect(look)
    watch.start()
    program.exec()


if __name__ == "__main__":
    what, where = sys.argv[1:3]
    {"label": label, "window": window, "page": lambda: window(where)}[what]()
