"""The keys of the program in one list, as ``resources/keys.csv`` tells them; F1 shows it."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.models import resources
from app.ui import theme
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button

_HEADINGS = (Heading("在哪里"), Heading("按键"), Heading("做什么", stretches=True))


class KeysDialog(QDialog):
    """The list of keys; Esc or 知道了 closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键")
        self.resize(640, 420)
        self.lines = Listing("快捷键", _HEADINGS)
        self.lines.show_lines([Line((row["where"], row["key"], row["what"])) for row in resources.rows("keys.csv")])
        close = button("知道了", "primary")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addWidget(self.lines, 1)
        column.addLayout(row)
