"""A cell of a date -> ISO text at the precision it was given with (``domain.md`` D43, ``decisions.md`` 5)."""

import datetime as dt
import re

from app.models.field import Field
from app.services.importing import lexicon
from app.services.importing.clean.numeral import digits
from app.services.importing.issue import BLANK, Cleaned, Code, doubted, noted, refused
from app.services.importing.text import figure
from app.services.workbook.book import Cell

_EARLIEST, _LATEST = 1949, 2100
_EARLIEST_DEED = 1990
_AHEAD = 10
_SERIALS = range(20000, 73051)  # 1954 to 2099, as Excel counts days

_SIGN = r"[-./\\,、·。—–―─]"
_DAY = re.compile(
    rf"(\d{{4}})(?:年(\d{{1,2}})月|(?P<sign>{_SIGN})(\d{{1,2}})(?:月|(?P=sign)))(\d{{1,2}})[日号]?", re.ASCII
)
_MIXED_DAY = re.compile(rf"(\d{{4}})(?:年|{_SIGN})(\d{{1,2}})(月|{_SIGN})(\d{{1,2}})[日号]?", re.ASCII)
_SHORT_DAY = re.compile(r"(\d{2})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?", re.ASCII)
_MONTH = re.compile(rf"(\d{{4}})(?:年|{_SIGN})(\d{{1,2}})(?:月份?)?", re.ASCII)
_PART_OF_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?(?:份)?(?:上旬|中旬|下旬|初|中|底|末)", re.ASCII)
_YEARLESS = re.compile(r"(\d{1,2})月(?:份|(\d{1,2})[日号]?)?", re.ASCII)
_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_MONTH_DAY = re.compile(r"(1[0-2]|0?[1-9])\.(3[01]|[12]\d|0?[1-9])", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)

_WEEKDAY = re.compile(r"[(（]?(?:星期|礼拜|周)[一二三四五六日天][)）]?$")
_CLOCK = re.compile(
    r"(?:T|(?<=[日号])|\s+)\s*(?:上午|下午|AM|PM)?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?$", re.ASCII
)
_APART = re.compile(r"(?<=\d)[ \t\u00a0\u2000-\u200a\u3000]+(?=\d)")
_REMARK = re.compile(r"[(（][^()（）]*[)）]$")
_FULL_STOPS = "。.，,；;、/"


def clean_date(cell: Cell, field: Field, year: int) -> Cleaned:
    """The date in a cell; ``year`` is the one a date without its year belongs to."""
    found = _read(cell, field, year)
    if found.problem is None and isinstance(found.value, str) and not _is_likely(found.value, field, year):
        return doubted(found.value, Code.OUT_OF_RANGE, f"“{field.label}”是 {found.value}，年份请核对")
    return found


def _is_likely(value: str, field: Field, year: int) -> bool:
    """Whether a date lies in a year that such a field is in: what was done is not far ahead, only a deadline may be."""
    ahead = _AHEAD if lexicon.has("deadline", field.label) else 1
    earliest = _EARLIEST if _takes_years(field) else _EARLIEST_DEED
    return earliest <= int(value[:4]) <= max(year, dt.date.today().year) + ahead


def _read(cell: Cell, field: Field, year: int) -> Cleaned:
    if isinstance(cell, dt.date):
        return _day(field, str(cell), cell.year, cell.month, cell.day)
    if isinstance(cell, str):
        return _text(cell, field, year)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number(cell, field, year)
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
    if not figure(raw) or figure(raw) in lexicon.nothing():
        return BLANK
    said = _plain(raw)
    for pattern in (_DAY, _COMPACT, _MONTH):
        if found := pattern.fullmatch(said):
            return _found(field, raw, [int(part) for part in found.groups() if part and part.isdigit()])
    return _uncertain(said, raw, field, year) or _serial(said, field) or _remarked(raw, field, year)


def _plain(raw: str) -> str:
    """The date alone: no weekday and no time of day, blanks between digits as dashes, digits for Chinese numerals."""
    shown = _CLOCK.sub("", _WEEKDAY.sub("", raw.strip(" '\"‘’“”\r\n\t\u00a0\u3000")).rstrip())
    return digits(figure(_APART.sub("-", shown)).replace("元月", "1月")).removesuffix(".0")


def _found(field: Field, raw: str, parts: list[int]) -> Cleaned:
    return _day(field, raw, *parts) if len(parts) == 3 else _month(field, raw, parts[0], parts[1])


def _remarked(raw: str, field: Field, year: int) -> Cleaned:
    """A date with a stop or a remark in brackets behind it; the remark is said to be left out."""
    shorter = figure(raw).rstrip(_FULL_STOPS)
    if shorter != figure(raw) and shorter:
        found = _text(shorter, field, year)
        known = str(found.value or "")
        if found.problem is None and known and len(known) < len("yyyy-mm-dd") and figure(raw)[-1] in "./":
            return doubted(known, Code.AMBIGUOUS, f"后面似乎还有内容，只记到月：“{raw}”")
        return found if found.value is not None else _no_date(field, raw)
    remark = _REMARK.search(shorter)
    if not remark or lexicon.begins("approximate", remark[0][1:]):
        return _no_date(field, raw)
    value = _text(shorter[: remark.start()], field, year).value
    return _no_date(field, raw) if value is None else doubted(value, Code.AMBIGUOUS, f"只取了括号前的日期：“{raw}”")


def _uncertain(said: str, raw: str, field: Field, year: int) -> Cleaned | None:
    """The forms that need something added or say less than a month; each carries its issue."""
    if found := _YEARLESS.fullmatch(said):
        value = _found(field, raw, [year, *(int(part) for part in found.groups() if part)]).value
        return noted(value, Code.AMBIGUOUS, f"没有写年份，按 {year} 年记：“{raw}”") if value else None
    if found := _MIXED_DAY.fullmatch(said):
        return _mixed(field, raw, found)
    if found := _SHORT_DAY.fullmatch(said):
        full = _century(int(found[1]), year)
        value = _day(field, raw, full, int(found[2]), int(found[3])).value
        return doubted(value, Code.AMBIGUOUS, f"年份只有两位，按 {full} 年记：“{raw}”") if value else None
    if found := _PART_OF_MONTH.fullmatch(said):
        value = _month(field, raw, int(found[1]), int(found[2])).value
        return doubted(value, Code.AMBIGUOUS, f"没有写到日，只记到月：“{raw}”") if value else None
    if (found := _YEAR.fullmatch(said)) and _EARLIEST <= int(found[1]) <= _LATEST:
        return _only_year(field, raw, found[1])
    return _month_and_day(said, raw, field, year)


def _century(short: int, year: int) -> int:
    """The full year of two digits: none that lies far ahead of the table's own."""
    return 2000 + short if 2000 + short <= year + _AHEAD else 1900 + short


def _mixed(field: Field, raw: str, found: re.Match[str]) -> Cleaned:
    """2022.3-4 may be a day or two months; with other signs mixed the day is taken, and said."""
    if found[3] in "-—–―─":
        return refused(Code.AMBIGUOUS, f"“{raw}”可能是某月某日，也可能是起止月份，请写明")
    value = _day(field, raw, int(found[1]), int(found[2]), int(found[4])).value
    return (
        doubted(value, Code.AMBIGUOUS, f"年月日的写法不一致，读作 {value}：“{raw}”") if value else _no_date(field, raw)
    )


def _only_year(field: Field, raw: str, year: str) -> Cleaned:
    if _takes_years(field):
        return Cleaned(year)
    return refused(Code.NOT_A_DATE, f"“{field.label}”只写了年份：“{raw}”")


def _number(cell: float | int, field: Field, year: int) -> Cleaned:
    """A number in a date's column: 20220312, a year, a year and month that lost a zero, or a bare serial."""
    text = repr(cell).removesuffix(".0")
    if found := _COMPACT.fullmatch(text):
        return _found(field, text, [int(part) for part in found.groups() if part])
    if _YEAR.fullmatch(text) and _EARLIEST <= cell <= _LATEST:
        return _only_year(field, text, text)
    if found := re.fullmatch(r"(\d{4})\.(\d{1,2})", text):
        return _month_number(field, text, int(found[1]), found[2])
    return _serial(text, field) or _month_and_day(text, text, field, year) or _no_date(field, text)


def _serial(text: str, field: Field) -> Cleaned | None:
    """The days Excel counts from 1900, left bare because the cell lost its date format."""
    found = _SERIAL.fullmatch(text)
    if not found or int(found[1]) not in _SERIALS:
        return None
    day = dt.date(1899, 12, 30) + dt.timedelta(days=int(found[1]))
    return doubted(day.isoformat(), Code.AMBIGUOUS, f"“{field.label}”是数字 {text}，按日期序号读作 {day}")


def _month_and_day(said: str, raw: str, field: Field, year: int) -> Cleaned | None:
    """3.15 is the fifteenth of March; 3.2 may be the second, the twentieth that lost its zero, or no date at all."""
    found = _MONTH_DAY.fullmatch(said)
    if not found:
        return None
    if len(found[2]) < len("15"):
        text = f"“{field.label}”写的是“{raw}”，看不出是哪一天，请连年份写明"
        return refused(Code.NOT_A_DATE, text)
    value = _day(field, raw, year, int(found[1]), int(found[2])).value
    return doubted(value, Code.AMBIGUOUS, f"没有写年份，读作 {value}：“{raw}”") if value else None


def _month_number(field: Field, text: str, year: int, month: str) -> Cleaned:
    """2022.1 may have been January or, its zero lost, October; other months are told apart by themselves."""
    if month == "1":
        return refused(Code.AMBIGUOUS, f"“{text}”是数字，可能是 {year} 年 1 月，也可能是 {year} 年 10 月，请写明")
    value = _month(field, text, year, int(month)).value
    if value is None:
        return _no_date(field, text)
    return doubted(value, Code.AMBIGUOUS, f"单元格是数字 {text}，读作 {year} 年 {int(month)} 月")
