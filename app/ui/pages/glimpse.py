"""总览 as it was kept: what a start shows until its ledger is open. Nothing in it can be asked anything yet."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from app.services.glance import Glance
from app.ui.pages.board import Board, span_words, usual
from app.ui.pages.page import Face, label


class Glimpse(Face):
    """The page's figures, towns and needs; ``seen`` once they are painted."""

    seen = Signal()

    def __init__(self, glance: Glance, parent: QWidget) -> None:
        super().__init__("总览", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._painted = False
        words, old = glance.read.copied
        for name, value in (("截至", str(glance.day)), ("镇(街道)", f"全部 {glance.towns} 个")):
            self.scope.addWidget(label(name, "label"))
            self.scope.addWidget(label(value))
        self.scope.addWidget(label(span_words(glance.day, glance.cutoff_day), "label"))
        self.verbs.addWidget(label(words, "bad" if old else "label"))
        self.board = Board(self)
        self.body.addWidget(self.board, 1)
        self.board.show_read(glance.read)
        self.board.speak_of(usual(glance.read), glance.read)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.seen.emit)
