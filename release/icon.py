"""The program's icon for Windows, drawn from the same picture the window shows."""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 24, 32, 48, 64, 256)
_HEADER = struct.Struct("<HHH")  # reserved, type 1 = icon, how many pictures
_ENTRY = struct.Struct("<BBBBHHII")  # width, height (0 means 256), colours, reserved, planes, bits, bytes, offset


def icon(drawing: Path) -> bytes:
    """The bytes of an ``.ico`` with the drawing (SVG, square) in every size Windows asks for, as PNG pictures."""
    renderer = QSvgRenderer(QByteArray(drawing.read_bytes()))
    if not renderer.isValid():
        raise ValueError(f"{drawing.name} is no drawing")
    pictures = [_picture(renderer, size) for size in SIZES]
    offset = _HEADER.size + _ENTRY.size * len(SIZES)
    entries = []
    for size, picture in zip(SIZES, pictures, strict=True):
        entries.append(_ENTRY.pack(size % 256, size % 256, 0, 0, 1, 32, len(picture), offset))
        offset += len(picture)
    return b"".join([_HEADER.pack(0, 1, len(SIZES)), *entries, *pictures])


def _picture(renderer: QSvgRenderer, size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(held, "PNG")  # type: ignore[call-overload]  # the stubs want the format as bytes, Qt refuses those
    return bytes(held.data().data())
