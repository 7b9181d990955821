"""A package, or the copy from a second place: what is in it is shown, then it becomes a ledger on this computer."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.keeping import parcel
from app.services.keeping.parcel import Contents
from app.ui import theme
from app.ui.jobs import Jobs
from app.ui.messages import Bar, tell
from app.ui.pages.page import button, label
from app.ui.words import held

_WIDTH = 480
_LOCKED = "这份包加了密，请填做包时设的口令，先看看里面有什么。"


class ParcelDialog(QDialog):
    """Says what a package holds, asks for its passphrase where it has one, and makes it the ledger at ``place``.

    Ends with ``opened`` (that ledger). What is there already is replaced, and kept beside.
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget, jobs: Jobs, file: Path, place: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("打开交接包")
        self.setFixedWidth(_WIDTH)
        self._jobs, self._file, self._place = jobs, file, place
        self.bar, self.said = Bar(), label("", "label")
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName("口令")
        self.passphrase.setPlaceholderText("口令")
        self.look, self.open_here, leave = button("看里面有什么"), button("打开为台账", "primary"), button("不打开")
        self.look.clicked.connect(self.look_inside)
        self.open_here.clicked.connect(self.unpack)
        leave.clicked.connect(self.reject)
        verbs = QHBoxLayout()
        verbs.addStretch(1)
        for verb in (leave, self.look, self.open_here):
            verb.setAutoDefault(False)
            verbs.addWidget(verb)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.GAP)
        for line in (label(file.name, "panel"), self.said, label(_where(place), "hint")):
            line.setWordWrap(True)
            column.addWidget(line)
        column.addWidget(self.passphrase)
        column.addLayout(verbs)
        column.insertWidget(0, self.bar)
        self._show_locked()
        if not parcel.is_locked(file):
            self.passphrase.hide()
            self.look_inside()

    def _show_locked(self) -> None:
        self.said.setText(_LOCKED)
        self.open_here.setEnabled(False)
        self.look.setDefault(True)
        self.passphrase.setFocus()

    def look_inside(self) -> None:
        """Have the worker read what the package says it holds."""
        words = self.passphrase.text()
        self._busy("正在看里面有什么……")
        self._jobs.run("查看交接包", lambda: parcel.look(self._file, words), self._show, self._fail)

    def _show(self, contents: Contents) -> None:
        self.setEnabled(True)
        self.said.setText(
            f"{contents.name}，{contents.made_at[:10]} 由 {contents.made_by} 做成：{held(contents.records)}"
        )
        self.look.hide()
        self.passphrase.hide()
        self.open_here.setEnabled(True)
        self.open_here.setDefault(True)
        self.open_here.setFocus()
        self.adjustSize()

    def unpack(self) -> None:
        """Have the worker take everything out and prove it, then work on it."""
        words, way = self.passphrase.text(), parcel.put_back if self._place.exists() else parcel.unpack
        self._busy("正在逐个文件核对、打开……")
        self._jobs.run("打开交接包", lambda: way(self._file, self._place, words), self._unpacked, self._fail)

    def _unpacked(self, _: object) -> None:
        self.accept()
        self.opened.emit(str(self._place))

    def _busy(self, words: str) -> None:
        self.said.setText(words)
        self.bar.hide()
        self.setEnabled(False)

    def _fail(self, error: Exception) -> None:
        """What stands against it is said above; a passphrase can be typed again."""
        self.setEnabled(True)
        self._show_locked()
        tell(error, self.bar)
        self.adjustSize()


def _where(place: Path) -> str:
    return f"恢复到：{place}，原来的文件另外留着" if place.exists() else f"打开后放在：{place}"


def ask(parent: QWidget, jobs: Jobs, file: Path, place: Path) -> ParcelDialog:
    """Show what a package holds, and make it the ledger at ``place`` if that is wished."""
    dialog = ParcelDialog(parent, jobs, file, place)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
