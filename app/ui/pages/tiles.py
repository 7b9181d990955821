"""A panel of a page: its name, what is said beside it, and what it holds."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.pages.page import label


class Tile(QFrame):
    """A white panel with a line of words over its body; the body takes whatever room there is, once it is there."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumSize(0, 0)
        self.name, self.said = label(name, "panel"), label("", "label")
        row = QHBoxLayout()
        row.setContentsMargins(theme.PADDING, 2, theme.PADDING, 0)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(self.said)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 3, 1, 3)
        column.setSpacing(2)
        column.addLayout(row)
        self._column = column
        column.addStretch(1)

    def hold(self, body: QWidget) -> None:
        """Show a body below the words, in the room that was kept for it."""
        self._column.takeAt(1)
        body.setMinimumSize(0, 0)
        self._column.addWidget(body, 1)

    def say(self, words: str) -> None:
        """Say something beside the name."""
        self.said.setText(words)
