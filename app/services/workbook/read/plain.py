"""A part of a package in stretches, as long as it is written as nearly every program writes it.

Only such a part is searched as bytes. Whatever a search might take for something else than a parser does raises
``NotPlain``, and the part is for a parser.
"""

import codecs
import re
from collections.abc import Iterable, Iterator

_UNUSUAL = (b"<!--", b"<![CDATA[", b" ='", b"= '", b' ="', b'= "')
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENCODED = re.compile(rb"""<\?xml\b[^>]*\bencoding\s*=\s*["'](?!utf-?8["'])""", re.IGNORECASE)
_PREFIX = re.compile(rb"<(\w+:)(?:worksheet|sst)\b(?![^>]*\sxmlns=)")
_WHOLE = re.compile(rb"</(?:worksheet|sst)>\s*\Z")


class NotPlain(ValueError):
    """The part is not written as nearly every program does it."""


def plain_stretches(pieces: Iterable[bytes], end: bytes) -> Iterator[bytes]:
    """The part in stretches that finish with ``end``, without its tags' prefix; the last one is what follows.

    Raises NotPlain.
    """
    rest = prefix = b""
    for number, piece in enumerate(pieces):
        if number == 0:
            prefix = _prefix(piece)
        text = rest + piece
        if prefix:
            text = text.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
        cut = text.rfind(end) + len(end) if end in text else 0
        rest = text[cut:]
        yield text[:cut]
    if not _WHOLE.search(rest):
        raise NotPlain
    yield rest


def is_unusual(text: bytes) -> bool:
    """Whether there may be something in it that a search of its bytes takes for something else."""
    return any(sign in text for sign in _UNUSUAL)


def _prefix(start: bytes) -> bytes:
    """The prefix of the tags of a part that begins with ``start``, with its colon: most programs write none."""
    if start.startswith(_WIDE) or _ENCODED.search(start):
        raise NotPlain
    found = _PREFIX.search(start)
    return found[1] if found else b""
