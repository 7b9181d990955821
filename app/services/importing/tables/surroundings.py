"""What a table's title and the lines around it say of all its rows: the year, the day it was drawn up, the units."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from app.services.importing import lexicon
from app.services.importing.places import Places, towns_in
from app.services.importing.tables.header import says_units, units_named
from app.services.importing.tables.table import Column, Skip, Table
from app.services.importing.text import compact, half_width, key

_YEAR = re.compile(r"(?<!\d)(?:(?P<since>(?:19|20)\d{2})年?[-—–~～至到]+)?(?P<year>(?:19|20)\d{2})(?:年|-\d)")
_NUMBERING = re.compile(r"^[(（]?[一二三四五六七八九十\d]+[)）、.．]+")
_ASIDE = re.compile(r"[(（【\[].*$|[:：,，;；].*$")
_LONGEST_SHORT = 8
_DAY = r"(?:(?P<year>\d{4})[-./年])?(?P<month>\d{1,2})[-./月](?:(?P<day>\d{1,2})日?|(?P<end>底|末))?"


def year_of(table: Table) -> int | None:
    """The year that the title, the sheet's name or a notice names, in that order.

    Of 2021-2022年度 it is the last; a programme of more years (2021-2025年) names none.
    """
    for text in (table.title, table.sheet.name, *table.notices):
        if found := _YEAR.search(half_width(text)):
            year, since = int(found["year"]), int(found["since"] or found["year"])
            return year if year - since <= 1 else None
    return None


def units_around(table: Table) -> tuple[str, ...]:
    """The units that the unit line or the title names, in their order; the line may stand at the end of the header."""
    spoken = [text for text in table.notices if says_units(text) or text == table.title]
    named = (unit for text in spoken for unit in units_named(text))
    return tuple(dict.fromkeys((*named, *(unit for column in table.columns for unit in _stray(table, column)))))


def _stray(table: Table, column: Column) -> tuple[str, ...]:
    """The units of a unit line that was written into a header, over an empty column: 单位：公顷."""
    is_line = key(half_width(column.path[-1])) in lexicon.words("unit_line")
    empty = is_line and all(table.cell(number, column.index) == "" for number in table.records)
    return column.units if empty else ()


def as_of(table: Table, year: int) -> str | None:
    """The day of ``截至2022年10月25日``; a month alone means its last day, a day without a year that of ``year``."""
    for text in table.notices:
        for start in lexicon.words("as_of"):
            found = re.search(re.escape(start) + "(?:到|至)?[:：]?" + _DAY, half_width(text))
            if found and (day := _day(found, year)):
                return day
    return None


def _day(found: re.Match[str], year: int) -> str | None:
    named, month = int(found["year"] or year), int(found["month"])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(named, month)[1]
    day = int(found["day"] or last)
    return dt.date(named, month, day).isoformat() if 1 <= day <= last else None


@dataclass(frozen=True, slots=True)
class Over:
    """The town that a row stands under; ``sure`` where it is named in full."""

    code: str
    sure: bool = True


def towns_over(table: Table, home: Places) -> dict[int, Over]:
    """The town each data row stands under.

    A group's title (``一、某镇``) says it of the rows below; else the sheet's name, the title or the reporting unit.
    """
    found: dict[int, Over] = {}
    town = _town_of_all(table, home)
    for number in sorted([*table.records, *table.skipped]):
        if table.skipped.get(number) in (Skip.TITLE, Skip.SUBTOTAL):
            town = next((Over(code) for cell in table.row(number) if (code := _town(str(cell), home))), town)
        elif town and number not in table.skipped:
            found[number] = town
    return found


def _town_of_all(table: Table, home: Places) -> Over | None:
    """The one town that all of a table is about; None where none or several are named."""
    sheet = half_width(table.sheet.name)
    reporting = [text for text in table.notices if lexicon.begins("meta", half_width(text))]
    alone = {town for text in table.notices if (town := _town(text, home))}  # a line with nothing but its name
    named = [(towns_in(half_width(text), home), True) for text in (sheet, table.title, *reporting)]
    named.append((alone, True))
    if len(sheet) <= _LONGEST_SHORT:
        named.insert(1, (towns_in(sheet, home, whole=False), sheet in home.towns))
    return next((Over(next(iter(towns)), sure) for towns, sure in named if len(towns) == 1), None)


def _town(text: str, home: Places) -> str:
    """The town that a group's title names, whatever is said of it behind: ``二、某镇（3处，共310平方米）``."""
    return home.towns.get(_ASIDE.sub("", _NUMBERING.sub("", compact(text))), "")
