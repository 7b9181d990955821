"""What a picture is, how large and which way up, told by its first bytes: no picture is decoded."""

import re
import struct
from typing import Final

_KINDS: Final = {
    re.compile(rb"\x89PNG\r\n\x1a\n"): ".png",
    re.compile(rb"\xff\xd8\xff"): ".jpg",
    re.compile(rb"GIF8[79]a"): ".gif",
    re.compile(rb"BM.{4}\0{4}", re.DOTALL): ".bmp",
    re.compile(rb"RIFF.{4}WEBP", re.DOTALL): ".webp",
    re.compile(rb"II\*\0|MM\0\*"): ".tif",
}
_HEIC: Final = re.compile(rb".{4}ftyp(?:hei|hev|mif1|msf1)", re.DOTALL)
_EXIF: Final = b"Exif\0\0"
_EXIF_MARKER, _SCAN_MARKER, _ORIENTATION_TAG = 0xE1, 0xDA, 0x0112
UPRIGHT: Final = 1
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG behind which its size stands: C4, C8 and CC are tables."""
_JPEG_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
"""The markers of a JPEG that have no length."""


def kind_of(start: bytes) -> str:
    """The ending that a picture's file should have, by its first bytes; empty for what is no picture."""
    return next((suffix for pattern, suffix in _KINDS.items() if pattern.match(start)), "")


def is_heic(start: bytes) -> bool:
    """Whether a file begins as the photos of newer phones do, which neither Qt nor Excel shows."""
    return bool(_HEIC.match(start))


def orientation_of(content: bytes) -> int:
    """How a JPEG's camera was held, 1 to 8 as EXIF numbers it; 1, upright, where that is not said or makes no sense."""
    try:
        found = _orientation(content) if kind_of(content[:32]) == ".jpg" else UPRIGHT
    except (struct.error, IndexError):
        return UPRIGHT
    return found if 1 <= found <= 8 else UPRIGHT


def _orientation(content: bytes) -> int:
    at = 2
    while content[at] == 0xFF and content[at + 1] != _SCAN_MARKER:
        length = struct.unpack_from(">H", content, at + 2)[0]
        if content[at + 1] == _EXIF_MARKER and content[at + 4 : at + 10] == _EXIF:
            return _tagged(content[at + 10 : at + 2 + length])
        at += 2 + length
    return UPRIGHT


def _tagged(exif: bytes) -> int:
    """The orientation in the first directory of an EXIF block."""
    order = "<" if exif[:2] == b"II" else ">"
    at = struct.unpack_from(f"{order}I", exif, 4)[0]
    for entry in range(struct.unpack_from(f"{order}H", exif, at)[0]):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, at + 2 + 12 * entry)
        if tag == _ORIENTATION_TAG:
            return int(value)
    return UPRIGHT


def size_of(content: bytes) -> tuple[int, int] | None:
    """The width and height in pixels of a PNG, JPEG, GIF or BMP; None where they are not said or are nothing."""
    try:
        found = _size(content)
    except (struct.error, IndexError):
        return None
    return found if found and min(found) > 0 else None


def _size(content: bytes) -> tuple[int, int] | None:
    match kind_of(content[:32]):
        case ".png":
            width, height = struct.unpack_from(">II", content, 16)
        case ".gif":
            width, height = struct.unpack_from("<HH", content, 6)
        case ".bmp":
            width, height = struct.unpack_from("<ii", content, 18)
        case ".jpg":
            return _jpeg_size(content)
        case _:
            return None
    return width, abs(height)  # a BMP that is stored from its top has a height below zero


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """The size in the frame header, found by going from segment to segment: a thumbnail inside one is passed over."""
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _JPEG_BARE:
            at += 2
        elif marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        else:
            at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return None
