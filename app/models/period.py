"""Reporting periods: months with a cut-off day, halves of them, weeks, quarters, half-years, years, and any day.

A month runs from the day after the last month's cut-off to its own; January begins on 01-01 and December
ends on 12-31, so that the months of a year are the year (decision 6 of the specification). So are its weeks: they are
numbered as ISO 8601 does, and days that it gives to a week of another year belong to the nearest week of their own.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, lru_cache

from app.models.refusal import Refusal

_WRITTEN = re.compile(r"(\d{4})(?:-(H[12]|Q[1-4]|W\d\d|\d\d(?:-\d\d|[ab])?))?", re.ASCII)
_YEARS = range(1900, 2201)
KINDS = ("日", "周", "半月", "月", "季", "半年", "年")
"""The kinds of periods, shortest first."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included; ``text`` is how it is written on the command line and in figures."""

    text: str
    start: date
    end: date

    @property
    def year(self) -> int:
        """The plan year the span lies in."""
        return self.end.year

    @property
    def since(self) -> date:
        """The first day of its year: cumulative figures run from here to ``end``."""
        return date(self.year, 1, 1)

    @property
    def kind(self) -> str:
        """Which of ``KINDS`` it is."""
        part = self.text[5:]
        return {"": "年", "H": "半年", "Q": "季", "W": "周"}.get(part[:1]) or {2: "月", 3: "半月"}.get(len(part), "日")

    @property
    def label(self) -> str:
        """What the period is called."""
        return _label(self.text)

    @property
    def title(self) -> str:
        """The period as a title prints it: of half a month with its days, which nobody knows by heart."""
        if self.kind != "半月":
            return self.label
        first, last = (f"{day.month}月{day.day}日" for day in (self.start, self.end))
        return f"{self.label}（{first}—{last}）"


def cutoff(year: int, month: int, day: int) -> date:
    """The last day of a month's reporting period; December closes with the year."""
    last = calendar.monthrange(year, month)[1]
    return date(year, month, last if month == 12 else min(day, last))


@cache
def month(year: int, number: int, day: int) -> Period:
    """One month's period under the cut-off day."""
    start = date(year, 1, 1) if number == 1 else cutoff(year, number - 1, day) + timedelta(1)
    return Period(f"{year}-{number:02}", start, cutoff(year, number, day))


@lru_cache(maxsize=256)
def months(year: int, day: int) -> tuple[Period, ...]:
    """The twelve months of a year."""
    return tuple(month(year, number, day) for number in range(1, 13))


def month_of(day: date, cutoff_day: int) -> Period:
    """The month whose period a day lies in."""
    return next(period for period in months(day.year, cutoff_day) if day <= period.end)


def containing(kind: str, day: date, cutoff_day: int) -> Period:
    """The 月, 季, 半年 or 年 whose period a day lies in."""
    number = int(month_of(day, cutoff_day).text[5:7])
    part = {"月": f"-{number:02}", "季": f"-Q{(number + 2) // 3}", "半年": f"-H{(number + 5) // 6}", "年": ""}[kind]
    return parse(f"{day.year}{part}", cutoff_day)


def week(year: int, number: int) -> Period:
    """One week of a year, from Monday to Sunday; the first begins and the last ends with the year."""
    monday = date.fromisocalendar(year, number, 1)
    start = date(year, 1, 1) if number == 1 else monday
    end = date(year, 12, 31) if number == _last_week(year) else monday + timedelta(6)
    return Period(f"{year}-W{number:02}", start, end)


def week_of(day: date) -> Period:
    """The week a day lies in, always one of the day's own year."""
    year, number, _ = day.isocalendar()
    if year == day.year:
        return week(year, number)
    return week(day.year, 1 if year < day.year else _last_week(day.year))


def _last_week(year: int) -> int:
    return date(year, 12, 28).isocalendar().week


def ending(day: date, cutoff_day: int) -> list[Period]:
    """Every period that ends on a day, shortest first: the month up to it, the week, the half-month and so on."""
    month_text = month_of(day, cutoff_day).text
    halves = (
        [] if _is_one_day(month_of(day, cutoff_day)) else [parse(f"{month_text}{half}", cutoff_day) for half in "ab"]
    )
    longer = [containing(kind, day, cutoff_day) for kind in KINDS[3:]]
    return [as_of(day, cutoff_day), *(one for one in (week_of(day), *halves, *longer) if one.end == day)]


def parse(text: str, cutoff_day: int) -> Period:
    """The period written ``2022``, ``2022-H1``, ``2022-Q2``, ``2022-06``, ``2022-06a``, ``2022-W23`` or ``2022-06-17``.

    Raises ``Refusal`` for anything else, and for half of a month that is one day (January, where the cut-off is 1).
    """
    text = text.strip()
    try:
        found = _parsed(text, cutoff_day)
    except ValueError:
        found = None
    if found is None:
        raise Refusal(f"没有“{text}”这样的报告期", "请写成 2022、2022-Q2、2022-06 或 2022-06-17 的样子")
    return found


def _parsed(text: str, day: int) -> Period | None:
    match = _WRITTEN.fullmatch(text)
    if not match or int(match[1]) not in _YEARS:
        return None
    year, part = int(match[1]), match[2] or ""
    if part == "":
        return Period(text, date(year, 1, 1), date(year, 12, 31))
    if part[0] in "HQ":
        size = 6 if part[0] == "H" else 3
        last = int(part[1]) * size
        return Period(text, month(year, last - size + 1, day).start, month(year, last, day).end)
    if part[0] == "W":
        return week(year, int(part[1:]))
    if len(part) == 5:
        return as_of(date.fromisoformat(text), day)
    whole = month(year, int(part[:2]), day)
    return whole if len(part) == 2 else _half(text, whole, day)


def _half(text: str, whole: Period, cutoff_day: int) -> Period:
    if _is_one_day(whole):
        raise Refusal(
            f"截止日是 {cutoff_day} 日，{whole.label}只有 {whole.end.month} 月 {whole.end.day} 日一天，没有上、下半月",
            f"请用 {whole.text}；1 月 {cutoff_day + 1} 日起的数在 2 月里",
        )
    middle = _middle(whole, cutoff_day)
    first = text.endswith("a")
    return Period(text, whole.start, middle) if first else Period(text, middle + timedelta(1), whole.end)


def _is_one_day(whole: Period) -> bool:
    return whole.start == whole.end


def _middle(whole: Period, cutoff_day: int) -> date:
    """The last day of a month's first half: 15 days before the cut-off's, so the 15th of a month that ends with itself.

    A January cut off before that is halved by its days.
    """
    opens = whole.end.replace(day=1)
    day = min(cutoff_day, 30) - 15
    before = opens - timedelta(1)
    middle = opens.replace(day=day) if day > 0 else before.replace(day=min(day + 30, before.day))
    if whole.start <= middle < whole.end:
        return middle
    return whole.start + timedelta((whole.end - whole.start).days // 2)


def as_of(day: date, cutoff_day: int) -> Period:
    """The open month up to a day."""
    return Period(day.isoformat(), month_of(day, cutoff_day).start, day)


def year_before(period: Period, cutoff_day: int) -> date:
    """The day that closed the same time of the year before: of a week or a day the same date, else the same period's.

    29 February has none, so the day before it.
    """
    if period.kind not in ("日", "周"):
        return parse(f"{period.year - 1}{period.text[4:]}", cutoff_day).end
    day = period.end
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


@lru_cache(maxsize=1024)
def linear_pace(day: date, cutoff_day: int) -> Fraction:
    """The share of a year gone by at a day: its closed months, and the open one by its days."""
    current = month_of(day, cutoff_day)
    number = int(current.text[5:7])
    return Fraction(number - 1, 12) + share_of(current, day) / 12


def share_of(period: Period, day: date) -> Fraction:
    """How much of a period is over at the end of a day."""
    return Fraction((day - period.start).days + 1, (period.end - period.start).days + 1)


def _label(text: str) -> str:
    year, _, part = text.partition("-")
    if not part:
        return f"{year}年"
    if part[0] == "H":
        return f"{year}年{'上半年' if part == 'H1' else '下半年'}"
    if part[0] == "Q":
        return f"{year}年第{'一二三四'[int(part[1]) - 1]}季度"
    if part[0] == "W":
        return f"{year}年第{int(part[1:])}周"
    if len(part) == 5:
        return f"{year}年{int(part[:2])}月{int(part[3:])}日"
    half = {"a": "上半月", "b": "下半月"}.get(part[2:], "")
    return f"{year}年{int(part[:2])}月{half}"
