"""Where what is written for others goes, and how it is shown there."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from app.models import home


def documents() -> Path:
    """The folder of the user's documents that reports and bulletins are written into, unless another is named."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)) / home.NAME


def show(place: Path) -> None:
    """Open a folder, or a file with the program that is there for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
