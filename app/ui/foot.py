"""The status bar: what the page says at the left, the running job in the middle, what is saved at the right."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.ui import theme
from app.ui.jobs import Job, Progress

_PATIENCE = 300  # milliseconds a job may take before anything is said about it


class Foot(QFrame):
    """One line at the bottom of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.setFixedHeight(theme.STATUS_BAR)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(theme.MARGIN)
        self.page, self.said, self._step, self.saved = QLabel(), QLabel(), QLabel(), QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._stop = QPushButton("停止")
        self._stop.setProperty("kind", "text")
        self._stop.clicked.connect(self._on_stop)
        for line in (self.page, self.said, self._step, self.saved):
            line.setProperty("role", "label")
        row.addWidget(self.page)
        row.addWidget(self.said, 1)
        for widget in (self._step, self._bar, self._stop, self.saved):
            row.addWidget(widget)
        self._job: Job | None = None
        self._wait = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._wait.timeout.connect(lambda: self._show_job(shown=True))
        self._show_job(shown=False)

    def say(self, text: str) -> None:
        """Show a sentence until the next one."""
        self.said.setText(text)
        self.said.setToolTip(text)

    def follow(self, job: Job, progress: Progress) -> None:
        """Show how far a job is, once it has taken a moment."""
        self._job = job
        counts = f" {progress.done:,} / {progress.total:,}" if progress.total else ""
        self._step.setText(progress.text + counts)
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        if not self._bar.isVisible() and not self._wait.isActive():
            self._wait.start()

    def rest(self) -> None:
        """No job runs any more."""
        self._job = None
        self._wait.stop()
        self._show_job(shown=False)

    def _show_job(self, *, shown: bool) -> None:
        for widget in (self._step, self._bar, self._stop):
            widget.setVisible(shown)

    def _on_stop(self) -> None:
        if self._job:
            self._job.cancel()
