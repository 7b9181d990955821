"""What a picture is and how large, told by its first bytes: no picture is decoded."""

import re
import struct
from typing import Final

_KINDS: Final = {
    re.compile(rb"\x89PNG\r\n\x1a\n"): ".png",
    re.compile(rb"\xff\xd8\xff"): ".jpg",
    re.compile(rb"GIF8[79]a"): ".gif",
    re.compile(rb"BM.{4}\0{4}", re.DOTALL): ".bmp",
    re.compile(rb"RIFF.{4}WEBP", re.DOTALL): ".webp",
}
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG behind which its size stands: C4, C8 and CC are tables."""
_JPEG_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
"""The markers of a JPEG that have no length."""


def kind_of(start: bytes) -> str:
    """The ending that a picture's file should have, by its first bytes; empty for what is no picture."""
    return next((suffix for pattern, suffix in _KINDS.items() if pattern.match(start)), "")


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
