"""Photos drawn anew for an export: upright, as large as is printed, in a format that every spreadsheet shows."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImageWriter

from app.services.reporting.photos import Redraw
from app.services.workbook.read.pictures import DRAWN_KEY
from app.ui.grid.thumbnails import picture

LARGEST = QSize(1600, 1600)
_QUALITY = 85


@contextmanager
def redrawing() -> Iterator[Redraw]:
    """One that draws photos into files that are gone at the end; each says which photo it was drawn from."""
    with tempfile.TemporaryDirectory() as folder:

        def redraw(path: Path, sha256: str) -> Path | None:
            image = picture(path, LARGEST)
            if image is None:
                return None
            kind = "png" if image.hasAlphaChannel() else "jpg"
            drawn = Path(folder) / f"{sha256}.{kind}"
            writer = QImageWriter(str(drawn))
            writer.setText(DRAWN_KEY, sha256)
            writer.setQuality(_QUALITY)
            return drawn if writer.write(image) else None

        yield redraw
