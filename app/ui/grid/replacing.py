"""The strip that finds and replaces: how many cells it would change in which scope, then all of them as one step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit

from app.services.blocks import Cell, replaced
from app.ui import theme
from app.ui.grid.hands import Hands
from app.ui.pages.page import button, label


class ReplaceStrip(QFrame):
    """Ends with ``left``; ``found`` says how many cells of the scope hold what is looked for.

    The scope is what is selected; of a single cell it is its whole column, as far as its rows are shown.
    """

    left = Signal()

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setFixedHeight(44)
        self._hands = hands
        self.sought, self.put = QLineEdit(), QLineEdit()
        self.whole = QCheckBox("整格相同")
        self.found = QLabel()
        self.found.setProperty("role", "label")
        self.all = button("全部替换", "primary")
        close = button("关闭", "text", tip="Esc")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(theme.GAP)
        for name, line in (("查找", self.sought), ("替换为", self.put)):
            line.setAccessibleName(name)
            line.setFixedWidth(200)
            row.addWidget(label(name, "label"))
            row.addWidget(line)
        for widget in (self.whole, self.all, self.found):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(close)
        self.sought.textChanged.connect(self.count)
        self.whole.toggled.connect(self.count)
        self.all.clicked.connect(self.replace_all)
        close.clicked.connect(self.leave)
        self.hide()

    def begin(self) -> None:
        """Show the strip, ready for what is looked for."""
        self.show()
        self.sought.setFocus()
        self.sought.selectAll()
        self.count()

    def leave(self) -> None:
        """Hide the strip again."""
        self.hide()
        self.left.emit()

    def _hits(self) -> list[Cell]:
        return replaced(self._hands.scope()[1], self.sought.text(), self.put.text(), whole=self.whole.isChecked())

    def count(self) -> None:
        """Say how many cells would change, in which scope."""
        where, hits = self._hands.scope()[0], len(self._hits())
        self.found.setText(f"{where}里有 {hits} 处" if self.sought.text() else f"在{where}里找")
        self.all.setEnabled(hits > 0)

    def replace_all(self) -> None:
        """Replace in every cell of the scope, as one step."""
        hits = self._hits()
        if hits:
            self._hands.entered.emit(f"替换 {len(hits)} 格", hits, [])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.replace_all()
        else:
            super().keyPressEvent(event)
