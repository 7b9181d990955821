"""Small pictures of photos: read by the worker at the size they are shown in, the newest kept."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

KEPT = 200


class Thumbnails:
    """Pictures by file, no larger than ``size``; a file that is no picture is None."""

    def __init__(self, size: QSize) -> None:
        self._size = size
        self._kept: OrderedDict[Path, QImage | None] = OrderedDict()

    def of(self, path: Path) -> QImage | None:
        """A picture of a file; called by the worker."""
        if path not in self._kept:
            self._kept[path] = picture(path, self._size)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[path]


def picture(path: Path, size: QSize) -> QImage | None:
    """A photo the way the camera was held, scaled while it is read to fit into ``size``."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    full = reader.size()
    if full.isValid() and (full.width() > size.width() or full.height() > size.height()):
        reader.setScaledSize(full.scaled(size, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image
