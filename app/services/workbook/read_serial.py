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
        span = dt.timedelta(milliseconds=round(serial * _MILLISECONDS))
        if 0 <= serial < 1 and not since_1904:
            return (dt.datetime.min + span).time()
        early = not since_1904 and serial < _LEAP
        found = (_EPOCH_1904 if since_1904 else _EPOCH) + span + dt.timedelta(days=early)
    except (OverflowError, ValueError):
        return serial
    if serial < 0:
        return serial
    return found.date() if found.time() == dt.time() else found
