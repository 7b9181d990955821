"""A cell of a date -> ISO text at the precision it was given with (``domain.md`` D43, ``decisions.md`` 5)."""

import datetime as dt
import re

from app.models.field import Field
from app.services.importing import lexicon
from app.services.importing.issue import BLANK, Cleaned, Code, doubted, noted, refused
from app.services.importing.text import figure
from app.services.workbook.book import Cell

_EARLIEST, _LATEST = 1949, 2100
_SERIALS = range(20000, 73051)  # 1954 to 2099, as Excel counts days

_DAY = re.compile(
    r"(\d{4})[-./年、·。](\d{1,2})[-./月、·。](\d{1,2})[日号]?(?:T?\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?)?"
)
_SHORT_DAY = re.compile(r"(\d{2})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?")
_MONTH = re.compile(r"(\d{4})[-./年、](\d{1,2})(?:月份?)?")
_PART_OF_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?(?:份)?(?:上旬|中旬|下旬|初|中|底|末)")
_YEARLESS = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
_YEAR = re.compile(r"(\d{4})年?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
_CHINESE = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")


def clean_date(cell: Cell, field: Field, year: int) -> Cleaned:
    """The date in a cell; ``year`` is the one a date without its year belongs to."""
    if isinstance(cell, dt.date):
        return _day(field, str(cell), cell.year, cell.month, cell.day)
    if isinstance(cell, str):
        return _text(cell, field, year)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number(cell, field)
    return _no_date(field, str(cell))


def _no_date(field: Field, raw: str) -> Cleaned:
    return refused(Code.NOT_A_DATE, f"“{field.label}”不是日期：“{raw}”")


def _takes_years(field: Field) -> bool:
    return "precision year" in field.rule


def _day(field: Field, raw: str, year: int, month: int, day: int) -> Cleaned:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return _no_date(field, raw)
    return Cleaned(found.isoformat()) if _EARLIEST <= year <= _LATEST else _no_date(field, raw)


def _month(field: Field, raw: str, year: int, month: int) -> Cleaned:
    if _EARLIEST <= year <= _LATEST and 1 <= month <= 12:
        return Cleaned(f"{year:04d}-{month:02d}")
    return _no_date(field, raw)


def _text(raw: str, field: Field, year: int) -> Cleaned:
    said = figure(raw)
    if not said or said in lexicon.nothing():
        return BLANK
    said = _digits(said)
    for pattern in (_DAY, _COMPACT, _MONTH):
        if found := pattern.fullmatch(said):
            return _found(field, raw, [int(part) for part in found.groups() if part])
    return _uncertain(said, raw, field, year) or _serial(said, field) or _no_date(field, raw)


def _found(field: Field, raw: str, parts: list[int]) -> Cleaned:
    return _day(field, raw, *parts) if len(parts) == 3 else _month(field, raw, parts[0], parts[1])


def _digits(said: str) -> str:
    """Chinese numerals as digits: 二〇二二年三月十二日."""
    if not re.search("[〇零○一二三四五六七八九十]", said):
        return said
    said = re.sub("([一二三四五六七八九])?十([一二三四五六七八九])?", _tens, said)
    return said.translate(_CHINESE)


def _tens(found: re.Match[str]) -> str:
    return f"{found[1] or '一'}{found[2] or '〇'}"


def _uncertain(said: str, raw: str, field: Field, year: int) -> Cleaned | None:
    """The forms that need something added or say less than a month; each carries its issue."""
    if found := _YEARLESS.fullmatch(said):
        value = _day(field, raw, year, int(found[1]), int(found[2])).value
        return noted(value, Code.AMBIGUOUS, f"没有写年份，按 {year} 年记：“{raw}”") if value else None
    if found := _SHORT_DAY.fullmatch(said):
        value = _day(field, raw, 2000 + int(found[1]), int(found[2]), int(found[3])).value
        return doubted(value, Code.AMBIGUOUS, f"年份只有两位，按 20{found[1]} 年记：“{raw}”") if value else None
    if found := _PART_OF_MONTH.fullmatch(said):
        value = _month(field, raw, int(found[1]), int(found[2])).value
        return doubted(value, Code.AMBIGUOUS, f"没有写到日，只记到月：“{raw}”") if value else None
    if (found := _YEAR.fullmatch(said)) and _EARLIEST <= int(found[1]) <= _LATEST:
        return _only_year(field, raw, found[1])
    return None


def _only_year(field: Field, raw: str, year: str) -> Cleaned:
    if _takes_years(field):
        return Cleaned(year)
    return refused(Code.NOT_A_DATE, f"“{field.label}”只写了年份：“{raw}”")


def _number(cell: float | int, field: Field) -> Cleaned:
    """A number in a date's column: 20220312, a year, a year and month that lost a zero, or a bare serial."""
    text = repr(cell).removesuffix(".0")
    if found := _COMPACT.fullmatch(text):
        return _found(field, text, [int(part) for part in found.groups() if part])
    if _YEAR.fullmatch(text) and _EARLIEST <= cell <= _LATEST:
        return _only_year(field, text, text)
    if found := re.fullmatch(r"(\d{4})\.(\d{1,2})", text):
        return _month_number(field, text, int(found[1]), found[2])
    return _serial(text, field) or _no_date(field, text)


def _serial(text: str, field: Field) -> Cleaned | None:
    """The days Excel counts from 1900, left bare because the cell lost its date format."""
    if not re.fullmatch(r"\d{5}", text) or int(text) not in _SERIALS:
        return None
    day = dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
    return doubted(day.isoformat(), Code.AMBIGUOUS, f"“{field.label}”是数字 {text}，按日期序号读作 {day}")


def _month_number(field: Field, text: str, year: int, month: str) -> Cleaned:
    """2022.1 may have been January or, its zero lost, October; other months are told apart by themselves."""
    if month == "1":
        return refused(Code.AMBIGUOUS, f"“{text}”是数字，可能是 {year} 年 1 月，也可能是 {year} 年 10 月，请写明")
    value = _month(field, text, year, int(month)).value
    if value is None:
        return _no_date(field, text)
    return doubted(value, Code.AMBIGUOUS, f"单元格是数字 {text}，读作 {year} 年 {int(month)} 月")
