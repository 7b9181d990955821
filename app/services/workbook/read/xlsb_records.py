"""The records that the parts of an .xlsb are made of ([MS-XLSB] 2.1.4): a number, a length, and so many bytes.

Number and length are written seven bits a byte; the numbers in a record stand with their low byte first.
"""

import itertools
import struct
from collections.abc import Iterator, Sequence

_HAS_RUNS = 0x01
_NONE = 0xFFFFFFFF
_LONGEST = 4  # bytes of a length

Run = tuple[int, int]
"""Where a run of signs begins, and the number of its font."""


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Each record's number and content. Raises IndexError where the part ends within one."""
    place, end = 0, len(part)
    while place < end:
        kind = part[place]
        place += 1
        if kind & 0x80:
            kind = kind & 0x7F | (part[place] & 0x7F) << 7
            place += 1
        size = 0
        for digit in range(_LONGEST):
            byte = part[place]
            place += 1
            size |= (byte & 0x7F) << 7 * digit
            if byte < 0x80:
                break
        if place + size > end:
            raise IndexError(place)
        yield kind, part[place : place + size]
        place += size


def string(body: bytes, start: int) -> tuple[str, int]:
    """The text at ``start`` and where it ends; its length, in signs of two bytes, stands before it."""
    (size,) = struct.unpack_from("<I", body, start)
    end = start + 4 + (0 if size == _NONE else 2 * size)
    return body[start + 4 : end].decode("utf-16-le"), end


def rich(body: bytes, start: int) -> tuple[str, Sequence[Run]]:
    """The text at ``start`` and its runs, none where all of it is in the cell's own font."""
    text, end = string(body, start + 1)
    if not body[start] & _HAS_RUNS:
        return text, ()
    (count,) = struct.unpack_from("<I", body, end)
    return text, [struct.unpack_from("<HH", body, end + 4 + 4 * place) for place in range(count)]


def pieces(text: str, runs: Sequence[Run], struck: frozenset[int]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is struck through: its font is one of ``struck``."""
    ends = [*(start for start, _ in runs), len(text)]
    lead = [(text[: ends[0]], False)]
    return lead + [
        (text[start:end], font in struck)
        for (start, font), end in zip(runs, itertools.islice(ends, 1, None), strict=True)
    ]
