"""The rail at the left: whose ledger it is, and one button a page."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.pages import Entry

_ENTRY_HEIGHT = 56
_LETTERS = 5  # of a unit's name that stand beside each other


class Rail(QFrame):
    """Buttons for the pages; they wait until a ledger is open."""

    chosen = Signal(int)
    switch_asked = Signal()
    help_asked = Signal()

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(theme.RAIL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(0)
        self._whose = QToolButton()
        self._whose.setProperty("kind", "whose")
        self._whose.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._whose.setToolTip("换一本台账，或新建一本")
        self._whose.clicked.connect(self.switch_asked)
        self._whose.hide()
        column.addWidget(self._whose)
        column.addSpacing(8)
        self._entries = entries
        self._group = QButtonGroup(self)
        for number, entry in enumerate(entries):
            made = _entry_button(entry, number)
            self._group.addButton(made, number)
            column.addWidget(made)
        column.addStretch(1)
        self._help = QToolButton()
        self._help.setProperty("kind", "help")
        self._help.setText("手册 F1")
        self._help.setToolTip("打开使用手册，翻到正在用的这一页（F1）")
        self._help.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._help.setFixedHeight(theme.BAR_CONTROL)
        self._help.clicked.connect(self.help_asked)
        column.addWidget(self._help)
        self._group.idClicked.connect(self.chosen)
        self.enable(on=False)

    def name(self, unit: str, year: int) -> None:
        """Say whose ledger is open and the year it works on."""
        import textwrap  # before a ledger is open there is no name

        self._whose.setText("\n".join([*textwrap.wrap(unit, _LETTERS), f"{year} 年度"]))
        self._whose.setAccessibleName(f"{unit} {year} 年度，换一本台账")
        self._whose.show()

    def enable(self, *, on: bool) -> None:
        """Let the pages be chosen, or not while no ledger is open."""
        if on:
            self.redraw()
        for made in self._group.buttons():
            made.setEnabled(on)

    def redraw(self) -> None:
        """Draw the icons again, in the colours that are now in use."""
        for number, entry in enumerate(self._entries):
            self._group.button(number).setIcon(theme.icon(entry.icon))

    def mark(self, number: int) -> None:
        """Show which page is in front."""
        self._group.button(number).setChecked(True)


def _entry_button(entry: Entry, number: int) -> QToolButton:
    made = QToolButton()
    made.setProperty("kind", "rail")
    made.setText(entry.title)
    made.setIcon(theme.icon(entry.icon, chosen=False))
    made.setIconSize(QSize(20, 20))
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    made.setFixedHeight(_ENTRY_HEIGHT)
    made.setCheckable(True)
    made.setToolTip(f"{entry.title}（Ctrl+{number + 1}）")
    made.setAccessibleName(entry.title)
    return made
