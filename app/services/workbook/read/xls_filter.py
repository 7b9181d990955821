"""Which sheets of an .xls have a filter in force: xlrd passes over the record that says so."""

import io
import struct
from collections.abc import Iterator

from xlrd.compdoc import CompDoc, CompDocError

_BEGIN, _SHEET, _FILTERED = 0x0809, 0x0085, 0x009B
_WORKSHEET = 0
_MALFORMED = (CompDocError, struct.error, AssertionError, IndexError, ValueError)


def filtered_sheets(data: bytes) -> frozenset[int]:
    """The numbers, from 0 and among the worksheets, of those whose hidden rows a filter has hidden."""
    try:
        stream = _stream(data)
        places: list[int] = []
        filtered: set[int] = set()
        place = 0
        for start, kind, body in _records(stream):
            if kind == _SHEET and body[5] == _WORKSHEET:
                places.append(struct.unpack_from("<I", body)[0])
            elif kind == _BEGIN:
                place = start
            elif kind == _FILTERED:
                filtered.add(place)
    except _MALFORMED:
        return frozenset()
    return frozenset(number for number, start in enumerate(places) if start in filtered)


def _stream(data: bytes) -> bytes:
    """The records; an old workbook may be these alone, without a container."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return data
    document = CompDoc(data, logfile=io.StringIO())
    for name in ("Workbook", "Book"):
        memory, first, size = document.locate_named_stream(name)
        if memory:
            return bytes(memory[first : first + size])
    return b""


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Each record's place, kind and content."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + size]
        place += 4 + size
