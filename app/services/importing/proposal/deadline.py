"""The days by which something is due, as a document says them."""

import calendar
import re
from datetime import date
from functools import cache

from app.models import resources

_BEFORE = "前"


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple(
        (re.compile(row["pattern"]), row["month"], row["day"]) for row in resources.rows("proposal/deadlines.csv")
    )


@cache
def phrase() -> re.Pattern[str]:
    """Any phrase that names a deadline."""
    return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", form.pattern) for form, _, _ in _forms()))


def deadlines(text: str, year: int) -> tuple[str, ...]:
    """The deadlines a clause names, in order, as ISO dates; a phrase without a year means ``year``."""
    found = []
    for place in phrase().finditer(text):
        for form, month, day in _forms():
            if match := form.fullmatch(place[0]):
                found.append(_day(match.groupdict(), month, day, year))
                break
    return tuple(dict.fromkeys(one for one in found if one))


def ordered_by(text: str, year: int) -> str | None:
    """The first day before which a sentence orders something; a season or a year that it only speaks of is none."""
    ordered = (place[0] for place in phrase().finditer(text) if place[0].endswith(_BEFORE))
    return next((day for said in ordered for day in deadlines(said, year)), None)


def _day(said: dict[str, str | None], month: str, day: str, year: int) -> str | None:
    which, number = int(said.get("year") or year), int(said.get("month") or month)
    if not 1 <= number <= 12:
        return None
    last = calendar.monthrange(which, number)[1]
    return date(which, number, min(int(said.get("day") or day or last) or last, last)).isoformat()


def year_end(year: int) -> str:
    """The deadline of what a year's document gives no other."""
    return date(year, 12, 31).isoformat()
