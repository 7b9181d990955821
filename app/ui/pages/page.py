"""What every page has: a top bar with title, scope and actions, a bar for what it has to say, and its body."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.messages import Bar, tell

if TYPE_CHECKING:
    from app.models.work import Change
    from app.ui.desk import Desk


class Face(QWidget):
    """The frame of a page: a top bar with title, ``scope`` and ``verbs``, a bar for what there is to say, the ``body``.

    It is made inside what shows it, and laid out from the outside in: what is put elsewhere is dressed anew with all
    that it holds.
    """

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.top, self.bar = framed("top"), Bar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.bar)
        self.top.setFixedHeight(theme.TOP_BAR)
        row = QHBoxLayout(self.top)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(label(title, "title"))
        row.addSpacing(theme.GAP)
        self.scope, self.verbs = QHBoxLayout(), QHBoxLayout()
        for part in (self.scope, self.verbs):
            part.setSpacing(theme.GAP)
        row.addLayout(self.scope)
        row.addStretch(1)
        row.addLayout(self.verbs)
        self.body = QVBoxLayout()
        column.addLayout(self.body, 1)


class Page(Face):
    """One page of the window over the open ledger; subclasses fill ``scope``, ``verbs`` and ``body``."""

    status_changed = Signal(str)
    filled = Signal()
    """Everything that was to be read for the page is shown, or why it was not."""

    def __init__(self, desk: "Desk", title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.desk = desk
        self.hands_on: QWidget | None = None  # what has the keyboard when the page comes to the front

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard is where the work is, so that arrows and typing work at once."""
        super().showEvent(event)
        if self.hands_on is not None:
            self.hands_on.setFocus()

    def refresh(self) -> None:
        """Read everything the page shows again."""

    def on_change(self, change: "Change") -> None:
        """Called when a step changed the ledger, whoever made it."""
        self.refresh()

    def go_to(self, wanted: object) -> None:
        """Show what another page pointed at."""

    def status(self) -> str:
        """What stands at the left of the status bar while the page is in front."""
        return ""

    def views(self) -> list[tuple[str, str]]:
        """The faces of the page, each with the name of its picture; most pages have one."""
        return []

    def show_view(self, name: str) -> None:
        """Bring one of ``views`` to the front."""

    def cover(self) -> None:
        """Mask the personal numbers of the face in front, for a picture that leaves this computer."""

    def fail(self, error: Exception) -> None:
        """Tell what stopped a job of this page: a refusal in its bar, anything else as the bug it is."""
        tell(error, self.bar)


def label(text: str, role: str = "") -> QLabel:
    """A line of text in one of the style sheet's roles."""
    made = QLabel(text)
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def turn(line: QLabel, role: str) -> None:
    """Give a line another of the style sheet's roles."""
    line.setProperty("role", role)
    line.style().unpolish(line)
    line.style().polish(line)


def button(text: str, kind: str = "", *, tip: str = "") -> QPushButton:
    """A button in one of the style sheet's kinds (``primary``, ``text``, ``chip``, or plain)."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    if tip:
        made.setToolTip(tip)
    return made


def panel() -> QFrame:
    """A white panel with a hairline round it."""
    return framed("panel")


def framed(name: str) -> QFrame:
    """A frame the style sheet knows by name."""
    frame = QFrame()
    frame.setObjectName(name)
    return frame
