"""How the window speaks: a sentence in a bar at the place it concerns, a refusal with its next step."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.models.refusal import Refusal


class Bar(QFrame):
    """A sentence at the place it concerns: what happened, what to do, and at most one verb at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setMinimumHeight(36)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._verb = QPushButton()
        self._close = QPushButton("知道了")
        self._act: Callable[[], None] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 4, 8, 4)
        row.addWidget(self._text, 1)
        for button in (self._verb, self._close):
            button.setProperty("kind", "text")
            button.setAutoDefault(False)  # in a dialog Enter means its own button, never one of an empty bar
            row.addWidget(button)
        self._verb.clicked.connect(self._on_verb)
        self._close.clicked.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that is shown; empty where none is."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, tone: str = "", verb: str = "", act: Callable[[], None] | None = None) -> None:
        """Show a sentence in a tone (``""``, ``good``, ``warn``, ``bad``), with a verb that does ``act``."""
        from PySide6.QtCore import Qt  # its many enumerations are slow to load, and the first painting needs none

        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setText(text)
        self._verb.setText(verb)
        self._verb.setVisible(bool(verb))
        self._act = act
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(text)
        self.show()

    def refuse(self, refusal: Refusal) -> None:
        """Show why something was not done and what to do about it."""
        self.say(str(refusal), "bad")

    def _on_verb(self) -> None:
        self.hide()
        if self._act:
            self._act()


def tell(error: BaseException, bar: Bar) -> None:
    """Tell what stopped something: a refusal in a bar, anything else as the bug it is."""
    if isinstance(error, Refusal):
        bar.refuse(error)
        return
    from app.ui.faults import tell_fault  # what a bug needs is loaded when there is one

    tell_fault(error, bar.window())
