"""The other seats at a ledger on a server: hearing that one of them wrote, and showing it once nobody is typing here.

What is shown is known to this seat: only then may it write over it. So nothing is refreshed under an open editor, and
what is typed there is compared with what stood in the cell when the typing began.
"""

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit

from app.models.notice import Ear, Mute
from app.models.refusal import Refusal
from app.ui.desk import Desk

_SOON = 300  # milliseconds in which what several seats write is shown at once
_AGAIN = 10_000  # milliseconds after which a server that fell silent is called again, and one that is mute is asked


class Neighbours(QObject):
    """Listens for one desk, until ``leave``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._ear: Ear | None = None
        self._socket: QSocketNotifier | None = None
        self._left = False
        self._missed = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._look)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN)
        self._again.timeout.connect(self.call)
        self._ask = QTimer(self, interval=_AGAIN)
        self._ask.timeout.connect(self._look)
        self.call()

    def call(self) -> None:
        """Have the worker call the server; what was written meanwhile is asked for as soon as it answers."""
        self._desk.jobs.run("联系服务器", self._connect, self._listen, self._on_silence)

    def _connect(self) -> Ear:
        """By the worker; whoever has left meanwhile leaves nothing open."""
        ear = self._ear = Ear(self._desk.store.location)
        if self._left:
            ear.close()
        return ear

    def _listen(self, ear: Ear) -> None:
        if self._left:
            return
        self._socket = QSocketNotifier(ear.fileno(), QSocketNotifier.Type.Read, self)
        self._socket.activated.connect(self._on_sound)
        self._look()  # whatever was written before it listened

    def _on_sound(self) -> None:
        try:
            heard = self._ear is not None and self._ear.heard()
        except ConnectionError as error:
            self._on_silence(error)
            return
        if heard and not self._soon.isActive():
            self._soon.start()

    def _on_silence(self, error: Exception) -> None:
        """The server does not answer: said once, and tried again for as long as the window is open."""
        self._hang_up()
        if isinstance(error, Mute):
            self._ask.start()
            return
        if not isinstance(error, ConnectionError | Refusal):
            raise error
        self._missed = True
        self._desk.said.emit("与台账服务器的联系断了，正在重试；别人的修改暂时看不到")
        if not self._left:
            self._again.start()

    def _look(self) -> None:
        """Ask what was written, unless somebody is typing: then a little later."""
        if someone_types():
            self._soon.start()
            return
        if self._missed:  # what could not be read meanwhile is still to be shown
            self._missed = False
            self._desk.read_again()
            self._desk.said.emit("与台账服务器又联系上了")
        self._desk.catch_up()

    def _hang_up(self) -> None:
        if self._socket is not None:
            self._socket.setEnabled(False)
            self._socket.deleteLater()
        if self._ear is not None:
            self._ear.close()
        self._socket = self._ear = None

    def leave(self) -> None:
        """Listen no more."""
        self._left = True
        self._soon.stop()
        self._again.stop()
        self._ask.stop()
        self._hang_up()


def someone_types() -> bool:
    """Whether something is open that a refresh would disturb: a dialog, a list, an editor with a text not yet given."""
    if QApplication.activeModalWidget() or QApplication.activePopupWidget():
        return True
    focus = QApplication.focusWidget()
    if isinstance(focus, QComboBox):
        focus = focus.lineEdit()
    if isinstance(focus, QLineEdit):
        return focus.isModified() and not focus.isClearButtonEnabled()  # what is searched for is no edit
    return isinstance(focus, QTextEdit | QPlainTextEdit) and focus.document().isModified()
