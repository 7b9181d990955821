"""A bug, told once: the ledger is safe, here is a report to copy, and the window goes on."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.services import crash

TITLE = "程序出了故障"
TEXT = "这一步没有完成，台账没有改动，之前保存的内容都在。\n请把下面的故障报告发给技术支持，然后可以继续使用。"


class FaultDialog(QDialog):
    """One dialog for any bug: the ledger is safe, and here is what to send to those who mend it."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 360)
        self.report = QPlainTextEdit(crash.text(error))
        self.report.setReadOnly(True)
        self.report.setAccessibleName("故障报告")
        path = crash.report(error)
        head, place = QLabel(TEXT), QLabel(f"报告已存到 {path}" if path else "报告没能存成文件，请复制")
        place.setProperty("role", "hint")
        place.setWordWrap(True)
        copy, close = QPushButton("复制报告"), QPushButton("继续使用")
        close.setProperty("kind", "primary")
        close.setDefault(True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report.toPlainText()))
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for widget in (head, self.report, place):
            column.addWidget(widget)
        column.addLayout(buttons)


def tell_fault(error: BaseException, parent: QWidget | None = None) -> FaultDialog:
    """Show the dialog for a bug; the rest of the window goes on working.

    While one is open another bug is only written down: a fault that comes with every painting fills no screen.
    """
    others: list[FaultDialog] = list(parent.findChildren(FaultDialog)) if parent is not None else []
    for other in others:
        if other.isVisible():
            crash.report(error)
            return other
    dialog = FaultDialog(error, parent)
    dialog.open()
    return dialog
