"""The locked screen, the guard that locks it when nobody works, and the dialog in which the PIN is set."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.models.refusal import Refusal
from app.services import screen_lock
from app.ui import theme
from app.ui.messages import Bar
from app.ui.pages.page import button, label

_WORK = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)
_MINUTE = 60_000
_WIDTH = 480


def _secret(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(name)
    return field


class LockScreen(QDialog):
    """Over the whole window until the PIN is said; what is behind it is not shown."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("已锁住")
        self.setModal(True)
        self.setFixedWidth(_WIDTH)
        self.pin = _secret("口令")
        self.pin.setPlaceholderText("口令")
        self.bar = Bar()
        self.open_, self.lost = button("解锁", "primary"), button("忘了口令，用恢复码…", "door")
        self.open_.setDefault(True)
        self.open_.clicked.connect(self.unlock)
        self.lost.clicked.connect(self.use_code)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 32, 48, 32)
        column.setSpacing(theme.GAP)
        held = screen_lock.lock()
        column.addWidget(label(f"{held.operator if held else ''}　已锁住", "headline"))
        for widget in (self.bar, self.pin, self.open_, self.lost):
            column.addWidget(widget)
        self.pin.setFocus()
        self._by_code = False

    def use_code(self) -> None:
        """Ask for the recovery code instead; it takes the lock off."""
        self._by_code = True
        self.pin.clear()
        self.pin.setEchoMode(QLineEdit.EchoMode.Normal)
        self.pin.setPlaceholderText("恢复码，如 ABCD-EFGH-JKLM-NPQR")
        self.bar.say("用恢复码打开后，口令即取消，请在设置页重新设一个。")
        self.adjustSize()

    def unlock(self) -> None:
        """Open where what was typed is right."""
        try:
            (screen_lock.forget if self._by_code else screen_lock.unlock)(self.pin.text())
        except Refusal as refusal:
            self.pin.clear()
            self.bar.refuse(refusal)
            self.adjustSize()
            return
        self.accept()

    def reject(self) -> None:
        """Escape opens nothing."""

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()


class Guard(QObject):
    """Locks a window when it is told to, and when nobody has worked for the minutes that are set."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.screen: LockScreen | None = None
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.lock)
        QShortcut(QKeySequence("Ctrl+L"), window, self.lock)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _WORK and self.timer.isActive():
            self.timer.start()
        return False

    def begin(self) -> None:
        """Count the idle minutes anew, as they are set now; without a lock nothing is counted."""
        held, application = screen_lock.lock(), QApplication.instance()
        assert application is not None
        self.timer.stop()
        application.removeEventFilter(self)  # it sees every event there is, so it is there only where it is needed
        if held is not None and held.minutes:
            application.installEventFilter(self)
            self.timer.start(held.minutes * _MINUTE)

    def lock(self) -> None:
        """Lock the screen, where a PIN is set."""
        if self.screen is not None or screen_lock.lock() is None:
            return
        self._window.centralWidget().hide()
        self.screen = LockScreen(self._window)
        self.screen.finished.connect(self._on_opened)
        self.screen.open()

    def _on_opened(self) -> None:
        if self.screen is not None:
            self.screen.deleteLater()
            self.screen = None
        self._window.centralWidget().show()
        self.begin()


class LockDialog(QDialog):
    """Who works here, the PIN, after how many idle minutes the screen is locked; and what a PIN is not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("锁屏口令")
        self.setFixedWidth(_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.bar = Bar()
        held = screen_lock.lock()
        self.operator = QLineEdit(held.operator if held else "")
        self.operator.setAccessibleName("操作人")
        self.old, self.pin, self.again = _secret("现在的口令"), _secret("新口令"), _secret("再输一次")
        self.minutes = QSpinBox()
        self.minutes.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.minutes.setRange(0, screen_lock.MOST_MINUTES)
        self.minutes.setSuffix(" 分钟（0 为不自动锁）")
        self.minutes.setValue(held.minutes if held else 10)
        self.keep, self.remove = button("设定", "primary"), button("取消口令")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self.set_up)
        self.remove.clicked.connect(self.take_off)
        self.remove.setVisible(held is not None)
        self._lay_out(is_set=held is not None)
        self.operator.setFocus()

    def _lay_out(self, *, is_set: bool) -> None:
        told = label(screen_lock.truth(), "hint")
        told.setWordWrap(True)
        rows = QFormLayout()
        rows.setVerticalSpacing(theme.GAP)
        rows.addRow("操作人", self.operator)
        if is_set:
            rows.addRow("现在的口令", self.old)
        for words, field in (("新口令", self.pin), ("再输一次", self.again), ("闲置多久锁住", self.minutes)):
            rows.addRow(words, field)
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addWidget(self.bar)
        column.addWidget(told)
        column.addLayout(rows)
        column.addLayout(buttons)

    def set_up(self) -> None:
        """Set the PIN and show its recovery code, this once."""
        try:
            if screen_lock.lock() is not None:
                screen_lock.unlock(self.old.text())
            if self.pin.text() != self.again.text():
                raise Refusal("两次输的口令不一样", "请重新输入")
            code = screen_lock.set_up(self.operator.text(), self.pin.text(), self.minutes.value())
        except Refusal as refusal:
            self.bar.refuse(refusal)
            self.adjustSize()
            return
        self.keep.setEnabled(False)
        self.remove.hide()
        self.bar.say(
            f"已设定，Ctrl+L 随时锁住。恢复码只显示这一次，请抄下或打印后收好：{code}",
            "good",
            "复制恢复码",
            lambda: QGuiApplication.clipboard().setText(code),
        )
        self.adjustSize()

    def take_off(self) -> None:
        """Work without a PIN again."""
        try:
            screen_lock.take_off(self.old.text())
        except Refusal as refusal:
            self.bar.refuse(refusal)
            self.adjustSize()
            return
        self.accept()
