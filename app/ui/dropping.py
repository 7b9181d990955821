"""Files that are dragged onto a part of the window, or lie on the clipboard."""

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent


def accept_files(event: QDragEnterEvent) -> None:
    """Let files be dropped here, and nothing else."""
    if event.mimeData().hasUrls():
        event.acceptProposedAction()


def files_in(data: QMimeData) -> list[Path]:
    """The files of this computer that were dragged or copied."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
