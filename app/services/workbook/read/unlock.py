"""Workbooks locked with the password that every Excel tries by itself, so that nobody is ever asked for it."""

import io
import struct

from app.models.refusal import Refusal
from app.services.workbook.read.advice import UNLOCK

_PASSWORD = "VelvetSweatshop"  # noqa: S105 - published with the file format; it protects nothing

_STREAM_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_MALFORMED = (OSError, ValueError, LookupError, struct.error)
_RECORDS_BEFORE = 3
_FILEPASS = 0x2F


def is_locked(data: bytes) -> bool:
    """Whether the .xls in ``data`` is encrypted: one of its first records then says how."""
    place = data.find(_STREAM_BEGINS)
    for _ in range(_RECORDS_BEFORE):
        if not 0 <= place <= len(data) - 4:
            return False
        kind, size = struct.unpack_from("<HH", data, place)
        if kind == _FILEPASS:
            return True
        place += 4 + size
    return False


def unlocked(data: bytes, name: str) -> bytes:
    """The workbook without its lock. Refuses one that has a password of its own."""
    # Slow to import and seldom needed.
    from cryptography.exceptions import UnsupportedAlgorithm
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, ParseError

    opened = io.BytesIO()
    try:
        file = OfficeFile(io.BytesIO(data))
        # Of an .xls the key is always verified.
        file.load_key(password=_PASSWORD, **({"verify_password": True} if file.format == "ooxml" else {}))
        file.decrypt(opened)
    except (DecryptionError, FileFormatError, ParseError, UnsupportedAlgorithm, *_MALFORMED):
        raise Refusal(f"“{name}”有打开密码", UNLOCK) from None
    return opened.getvalue()
