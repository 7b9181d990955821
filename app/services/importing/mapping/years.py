"""Columns that speak of another time than the table: last year's figures, single months (``domain.md`` D19)."""

import re
from collections.abc import Sequence

from app.services.importing import lexicon
from app.services.importing.tables.table import Column
from app.services.importing.text import half_width

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?:度)?(?!\d|\d*[-./月])")
_ONLY_YEAR = re.compile(r"20\d\d年?度?")
_WHOLE_YEAR = "全年"
_SEASON = re.compile(r"[春夏秋冬]季|[上下]半年")
_MONTHS = re.compile(r"(?<!\d)(?:1[0-2]|[1-9])月(?!底|\d)|第?[一二三四1-4]季度")


def of_another_time(columns: Sequence[Column], title: str) -> dict[int, str]:
    """Why columns are of another time than the rest, by their index: an earlier year, or part of a year.

    A season (春季造林) is part of one where another column is of the whole year.
    """
    reasons = of_an_earlier_year(columns, title)
    said = {column.index: half_width("|".join(column.path)) for column in columns}
    whole = any(_WHOLE_YEAR in text for text in said.values())
    for index, text in said.items():
        part = _MONTHS.search(text) or (whole and _SEASON.search(text))
        if part and not lexicon.has("as_of", text):
            reasons[index] = "是分月（季）的数，不导入"
    return reasons


def of_an_earlier_year(columns: Sequence[Column], title: str) -> dict[int, str]:
    """Why columns are of an earlier year than the title or another column names, by their index."""
    years = {column.index: found for column in columns if (found := _year(column))}
    latest = max([*years.values(), *_years_in(title)], default=0)
    return {index: f"是{year}年的数，不导入" for index, year in years.items() if year < latest}


def is_year(heading: str) -> bool:
    """Whether a heading is a year and nothing else: 2022年度."""
    return bool(_ONLY_YEAR.fullmatch(half_width(heading)))


def sets_apart(columns: Sequence[Column], year: int) -> bool:
    """Whether columns of several years stand side by side, and one of them is of ``year``."""
    years = {_year(column) for column in columns} - {0}
    return year in years and len(years) > 1


def of_another_year(columns: Sequence[Column], title: str, year: int) -> dict[int, str]:
    """Why columns are of another ``year`` than their table's; where none names it, of an earlier one than the rest."""
    years = {column.index: found for column in columns if (found := _year(column))}
    if year not in years.values():
        return of_an_earlier_year(columns, title)
    return {index: f"是{other}年的数，不导入" for index, other in years.items() if other != year}


def without_years(path: tuple[str, ...]) -> tuple[str, ...]:
    """Headings without the years in them, which a column of the table's own year need not name: 2022年造林面积."""
    if not any("20" in text for text in path):
        return path
    left = tuple(_YEAR.sub("", half_width(text)) for text in path)
    return tuple(text for text in left if text) or path


def _year(column: Column) -> int:
    return max((year for text in column.path for year in _years_in(text)), default=0)


def _years_in(text: str) -> list[int]:
    return [int(found) for found in _YEAR.findall(half_width(text))]
