"""Tables that lie otherwise than one row for one thing under its headings: such are told what to make of them."""

from collections.abc import Callable

from app.services.importing import lexicon
from app.services.importing.text import compact
from app.services.workbook.book import Sheet

_DEEP, _BROAD = 60, 4
_FEWEST, _TWICE = 2, 2


def periods_below(sheet: Sheet) -> list[str]:
    """The periods that stand one below the other for each thing (本月, 累计), as one of the first columns says them."""
    known = lexicon.words("period") | lexicon.words("cumulative")
    for column in range(min(_BROAD, sheet.width)):
        said = [compact(str(row[column])) for row in sheet.rows[:_DEEP]]
        periods = [text for text in said if text in known]
        different = list(dict.fromkeys(periods))
        if len(different) >= _FEWEST and all(periods.count(one) >= _TWICE for one in different):
            return different
    return []


def things_across(sheet: Sheet, is_one: Callable[[str], bool]) -> list[str]:
    """What stands side by side in one row although each is a thing (a town) that would have a row of its own."""
    rows = ([str(cell) for cell in row if isinstance(cell, str) and cell] for row in sheet.rows[:_DEEP])
    found = ([text for text in dict.fromkeys(row) if is_one(text)] for row in rows)
    return max(found, key=len, default=[])
