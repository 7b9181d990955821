"""A server that does not know who asks: the password is asked for, used once and kept nowhere."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.models.refusal import NotLetIn
from app.models.server import has_password, shown, with_password, without_password
from app.ui import theme
from app.ui.pages.page import button, label

_WIDTH = 420


class PasswordDialog(QDialog):
    """Asks for the password of the account that an address names; ``said`` is the address with it."""

    def __init__(self, parent: QWidget, location: str, refused: NotLetIn) -> None:
        super().__init__(parent)
        self.setWindowTitle("台账服务器")
        self.setFixedWidth(_WIDTH)
        self._location = location
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密码")
        self.password.setPlaceholderText("密码")
        self.enter, leave = button("打开", "primary"), button("不打开")
        self.enter.setDefault(True)
        self.enter.clicked.connect(self.accept)
        leave.clicked.connect(self.reject)
        verbs = QHBoxLayout()
        verbs.addStretch(1)
        for verb in (leave, self.enter):
            verbs.addWidget(verb)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.GAP)
        tried = has_password(location)
        lines = [shown(without_password(location)), str(refused) if tried else "打开这本台账要用这个账号的密码。"]
        for words in (*lines, "密码只用这一次，不保存。"):
            line = label(words, "label")
            line.setWordWrap(True)
            column.addWidget(line)
        column.addWidget(self.password)
        column.addLayout(verbs)
        self.password.setFocus()

    @property
    def said(self) -> str:
        """The address with the password that was typed."""
        return with_password(self._location, self.password.text())


def ask(parent: QWidget, location: str, refused: NotLetIn, enter: Callable[[str], None]) -> None:
    """Ask for the password over the start page, and ``enter`` with the address that has it."""
    dialog = PasswordDialog(parent, location, refused)
    dialog.accepted.connect(lambda: enter(dialog.said))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
