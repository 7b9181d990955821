"""What xlrd does not tell of an old workbook, from its records; and numbers that are no days."""

import datetime as dt
import struct

import pytest

from app.services.workbook.book import Cell
from app.services.workbook.read.serial import moment
from app.services.workbook.read.xls_filter import filtered_sheets


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def workbook(*filtered: bool) -> bytes:
    """The records of a workbook whose sheets have a filter in force or not, with a chart before them."""
    begin, end = record(0x0809, bytes(16)), record(0x000A)
    sheets = [begin + (record(0x009B) if one else b"") + end for one in (True, *filtered)]
    place, listed = len(begin) + len(sheets) * 12 + len(end), b""
    for number, sheet in enumerate(sheets):
        listed += record(0x0085, struct.pack("<IBB", place, 0, 0 if number else 2) + b"\0\0")
        place += len(sheet)
    return begin + listed + end + b"".join(sheets)


def test_a_filter_in_force_is_found_by_the_sheet_that_has_it() -> None:
    assert filtered_sheets(workbook(False, True, False)) == {1}
    assert filtered_sheets(workbook(True)) == {0}


@pytest.mark.parametrize("data", [b"", b"\x09\x08", b"\xd0\xcf\x11\xe0" + bytes(600), record(0x0085, b"\0")])
def test_a_damaged_workbook_has_no_filter(data: bytes) -> None:
    assert filtered_sheets(data) == frozenset()


@pytest.mark.parametrize(
    ("serial", "since_1904", "shown"),
    [
        (44622, False, dt.date(2022, 3, 2)),
        (43160, True, dt.date(2022, 3, 2)),
        (0, True, dt.date(1904, 1, 1)),
        (0.25, False, dt.time(6)),
        (0.25, True, dt.time(6)),
        (1.5, False, dt.datetime(1900, 1, 1, 12)),
        (-1, False, -1),
        (3e6, False, 3e6),
        (1e300, False, 1e300),
    ],
)
def test_a_number_is_a_day_where_there_is_one(serial: float, since_1904: bool, shown: Cell) -> None:
    assert moment(serial, since_1904=since_1904) == shown
