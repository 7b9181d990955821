"""The period that a title names: 1—6月, 上半年, 前三季度; its cut-off is the day cumulative figures stand at."""

import re
from functools import cache

from app.models import period, resources
from app.services.importing.tables.table import Table
from app.services.importing.text import half_width

_MONTH = "month"
_DASHES = re.compile("[—–―─~～]+")


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["text"]) for row in resources.rows("importing/periods.csv"))


def told_day(table: Table, year: int, cutoff_day: int) -> str | None:
    """The cut-off of the period in a table's title, else in the name of its sheet; None where neither names one."""
    for text in (table.title, table.sheet.name):
        said = _DASHES.sub("-", half_width(text))
        for form, part in _forms():
            found = form.search(said)
            if found and (day := _cutoff(found, part, year, cutoff_day)):
                return day
    return None


def _cutoff(found: re.Match[str], part: str, year: int, cutoff_day: int) -> str | None:
    if part != _MONTH:
        return period.parse(f"{year}-{part}", cutoff_day).end.isoformat()
    number = int(found["month"])
    return period.cutoff(year, number, cutoff_day).isoformat() if 1 <= number <= 12 else None
