"""XML parts in the encodings of old Chinese programs, which no XML parser here knows, given on in UTF-8."""

import codecs
import itertools
import re
from collections.abc import Iterable, Iterator

_DECLARED = re.compile(
    rb"""(\s*<\?xml\b[^>]*?\bencoding\s*=\s*["'])(?:gbk|gb[_-]?2312(?:-80)?|gb-?18030|cp936)(["'])""", re.IGNORECASE
)
_LATEST = "gb18030"  # reads what was written in the ones before it
_THREE_BYTES = range(0x800, 0x10000)  # GBK makes a sign of three bytes of UTF-8 by no accident


def is_chinese(start: bytes) -> bool:
    """Whether a part that begins with ``start`` declares GBK, GB2312 or GB18030."""
    return _DECLARED.match(start) is not None


def in_utf8(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a part; one that ``is_chinese`` in UTF-8, and saying so. Raises UnicodeDecodeError."""
    rest = iter(pieces)
    start = next(rest, b"")
    if not is_chinese(start):
        yield start
        yield from rest
        return
    decoder = _decoder(start)
    for piece in itertools.chain([_DECLARED.sub(rb"\1UTF-8\2", start, count=1)], rest):
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def _decoder(start: bytes) -> codecs.IncrementalDecoder:
    """What reads the part: some programs declare GBK and write UTF-8 all the same."""
    try:
        found = codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        found = ""
    return codecs.getincrementaldecoder("utf-8" if any(ord(sign) in _THREE_BYTES for sign in found) else _LATEST)()
