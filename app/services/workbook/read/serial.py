"""The days and times that a workbook keeps as numbers: days since an epoch, the time as their fraction."""

import datetime as dt

from app.services.workbook.book import Cell

_EPOCH_1904 = dt.datetime(1904, 1, 1)
_EPOCH = dt.datetime(1899, 12, 30)
_LEAP = 60  # the 29th of February 1900, which never was: days before it count from one day later
_MILLISECONDS = 86_400_000


def moment(serial: float, *, since_1904: bool) -> Cell:
    """The day, the day with a time, or below one day the time alone; the number itself where it is none of these."""
    try:
        passed = _span(serial)
        if 0 < serial < 1 or (serial == 0 and not since_1904):
            return (dt.datetime.min + passed).time()
        early = not since_1904 and serial < _LEAP
        found = (_EPOCH_1904 if since_1904 else _EPOCH) + passed + dt.timedelta(days=early)
    except (OverflowError, ValueError):
        return serial
    if serial < 0:
        return serial
    return found.date() if found.time() == dt.time() else found


def span(days: float) -> Cell:
    """A span of time, to the millisecond; the number itself where it is too long to be one."""
    try:
        return _span(days)
    except (OverflowError, ValueError):
        return days


def _span(days: float) -> dt.timedelta:
    return dt.timedelta(milliseconds=round(days * _MILLISECONDS))
