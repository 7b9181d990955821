"""Reporting periods: the months are the year whatever the cut-off day, and a period is written in one way."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import period
from app.models.period import Period
from app.models.refusal import Refusal
from tests.models.strategies import DAYS

YEARS = st.integers(2000, 2100)
CUTOFFS = st.integers(1, 31)


def days(span: Period) -> list[date]:
    return [span.start + timedelta(n) for n in range((span.end - span.start).days + 1)]


def every_day(year: int) -> list[date]:
    return days(Period(str(year), date(year, 1, 1), date(year, 12, 31)))


@given(YEARS, CUTOFFS)
def test_every_day_of_a_year_is_in_exactly_one_month(year: int, cutoff: int) -> None:
    assert [day for month in period.months(year, cutoff) for day in days(month)] == every_day(year)


@given(YEARS, CUTOFFS)
def test_the_halves_of_a_month_are_the_month(year: int, cutoff: int) -> None:
    for number, whole in enumerate(period.months(year, cutoff), 1):
        if len(list(days(whole))) == 1:
            continue  # it has no halves
        first, second = (period.parse(f"{year}-{number:02}{half}", cutoff) for half in "ab")
        assert days(first) + days(second) == days(whole)


@given(YEARS, CUTOFFS, st.sampled_from([("H", 2), ("Q", 4)]))
def test_the_halves_and_the_quarters_of_a_year_are_the_year(year: int, cutoff: int, parts: tuple[str, int]) -> None:
    letter, number = parts
    spans = [period.parse(f"{year}-{letter}{n}", cutoff) for n in range(1, number + 1)]
    assert [day for span in spans for day in days(span)] == every_day(year)


@given(YEARS)
def test_the_weeks_of_a_year_are_the_year(year: int) -> None:
    numbers = range(1, date(year, 12, 28).isocalendar().week + 1)
    spans = [period.parse(f"{year}-W{n:02}", 25) for n in numbers]
    assert [day for span in spans for day in days(span)] == every_day(year)
    assert all(period.week_of(day) == span for span in spans for day in (span.start, span.end))
    assert all(span.start.isoweekday() == 1 for span in spans[1:])


@given(YEARS, CUTOFFS)
def test_a_quarter_closes_with_its_third_month(year: int, cutoff: int) -> None:
    for quarter in range(1, 5):
        assert period.parse(f"{year}-Q{quarter}", cutoff).end == period.month(year, 3 * quarter, cutoff).end


@given(DAYS, CUTOFFS)
def test_a_day_lies_in_its_month_and_the_pace_grows_to_one(day: date, cutoff: int) -> None:
    month = period.month_of(day, cutoff)
    assert month.start <= day <= month.end
    pace = period.linear_pace(day, cutoff)
    assert 0 < pace <= 1
    assert (pace == 1) is ((day.month, day.day) == (12, 31))
    if day != date(day.year, 12, 31):
        assert period.linear_pace(day + timedelta(1), cutoff) > pace


@pytest.mark.parametrize(("number", "wanted"), [(1, Fraction(1, 12)), (6, Fraction(1, 2)), (12, Fraction(1))])
def test_the_pace_at_a_cutoff_is_the_closed_months_share(number: int, wanted: Fraction) -> None:
    """Decision 6: (periods closed by the date + the elapsed share in days of the open one) / 12."""
    assert period.linear_pace(period.cutoff(2022, number, 25), 25) == wanted


def test_the_pace_inside_a_month_counts_its_days() -> None:
    # June 2022 runs from 05-26 to 06-25, 31 days; 06-17 is the 23rd.
    assert period.linear_pace(date(2022, 6, 17), 25) == Fraction(5, 12) + Fraction(23, 31) / 12


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2022", "2022-01-01", "2022-12-31", "2022年"),
        ("2022-H1", "2022-01-01", "2022-06-25", "2022年上半年"),
        ("2022-H2", "2022-06-26", "2022-12-31", "2022年下半年"),
        ("2022-Q2", "2022-03-26", "2022-06-25", "2022年第二季度"),
        ("2022-01", "2022-01-01", "2022-01-25", "2022年1月"),
        ("2022-06", "2022-05-26", "2022-06-25", "2022年6月"),
        ("2022-12", "2022-11-26", "2022-12-31", "2022年12月"),
        ("2022-06a", "2022-05-26", "2022-06-10", "2022年6月上半月"),
        ("2022-06b", "2022-06-11", "2022-06-25", "2022年6月下半月"),
        ("2022-W23", "2022-06-06", "2022-06-12", "2022年第23周"),
        ("2020-W53", "2020-12-28", "2020-12-31", "2020年第53周"),
        ("2021-W01", "2021-01-01", "2021-01-10", "2021年第1周"),
        ("2024-W52", "2024-12-23", "2024-12-31", "2024年第52周"),
        ("2025-W01", "2025-01-01", "2025-01-05", "2025年第1周"),
        ("2022-06-17", "2022-05-26", "2022-06-17", "2022年6月17日"),
        (" 2022-06 ", "2022-05-26", "2022-06-25", "2022年6月"),
    ],
)
def test_how_a_period_is_written(text: str, start: str, end: str, label: str) -> None:
    found = period.parse(text, 25)
    assert (found.start.isoformat(), found.end.isoformat(), found.label) == (start, end, label)
    assert found.text == text.strip()
    assert (found.year, found.since) == (found.end.year, date(found.end.year, 1, 1))


@pytest.mark.parametrize(
    ("text", "cutoff", "title"),
    [
        ("2022-06a", 31, "2022年6月上半月（6月1日—6月15日）"),
        ("2022-06b", 31, "2022年6月下半月（6月16日—6月30日）"),
        ("2022-02b", 30, "2022年2月下半月（2月16日—2月28日）"),
        ("2022-03a", 25, "2022年3月上半月（2月26日—3月10日）"),
        ("2022-01b", 25, "2022年1月下半月（1月11日—1月25日）"),
        ("2022-12b", 25, "2022年12月下半月（12月11日—12月31日）"),
        ("2022-03a", 15, "2022年3月上半月（2月16日—2月28日）"),
        ("2022-06a", 5, "2022年6月上半月（5月6日—5月20日）"),
        ("2022-01a", 10, "2022年1月上半月（1月1日—1月5日）"),
        ("2022-06", 25, "2022年6月"),
    ],
)
def test_a_title_says_the_days_of_half_a_month(text: str, cutoff: int, title: str) -> None:
    assert period.parse(text, cutoff).title == title


@pytest.mark.parametrize("cutoff", range(2, 32))
def test_the_halves_of_a_year_are_the_year(cutoff: int) -> None:
    halves = [period.parse(f"2022-{month:02}{half}", cutoff) for month in range(1, 13) for half in "ab"]
    assert all(one.start <= one.end for one in halves)
    assert [one.start for one in halves[1:]] == [one.end + timedelta(1) for one in halves[:-1]]
    assert (halves[0].start, halves[-1].end) == (date(2022, 1, 1), date(2022, 12, 31))


def test_a_january_of_one_day_has_no_halves() -> None:
    for text in ("2022-01a", "2022-01b"):
        with pytest.raises(Refusal, match=r"2022年1月只有 1 月 1 日一天.*请用 2022-01；"):
            period.parse(text, 1)
    first = date(2022, 1, 1)
    assert [one.text for one in period.ending(first, 1)] == ["2022-01-01", "2022-01"]
    assert period.parse("2022-02a", 1).start == date(2022, 1, 2)


NO_PERIODS = ["", "22", "2022-13", "2022-00", "2022-Q5", "2022-H3", "2022-W00"]
NO_PERIODS += ["2022-W54", "2022-02-30", "2022-6", "2022-06c", "二〇二二", "２０２２"]
NO_PERIODS += ["1899", "2201", "0000", "9999", "9999-W52", "9999-12-31", "2022-06-17a", "2022-", "本月"]


@pytest.mark.parametrize("text", NO_PERIODS)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        period.parse(text, 25)
    assert refusal.value.sentence.startswith(f"没有“{text}”")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2022", "年"),
        ("2022-H1", "半年"),
        ("2022-Q3", "季"),
        ("2022-06", "月"),
        ("2022-06a", "半月"),
        ("2022-W23", "周"),
        ("2022-06-17", "日"),
    ],
)
def test_which_kind_of_period_it_is(text: str, kind: str) -> None:
    assert period.parse(text, 25).kind == kind


@pytest.mark.parametrize(
    ("text", "cutoff", "closed"),
    [
        ("2025-02", 31, "2024-02-29"),
        ("2024-02", 31, "2023-02-28"),
        ("2025-03a", 25, "2024-03-10"),
        ("2022-06", 25, "2021-06-25"),
        ("2022-Q4", 25, "2021-12-31"),
        ("2022", 25, "2021-12-31"),
        ("2022-W23", 25, "2021-06-12"),
        ("2020-W53", 25, "2019-12-31"),
        ("2024-02-29", 25, "2023-02-28"),
    ],
)
def test_the_same_time_of_the_year_before(text: str, cutoff: int, closed: str) -> None:
    """A month is compared with the whole of that month, a week or a day with the same day."""
    assert period.year_before(period.parse(text, cutoff), cutoff).isoformat() == closed


@given(DAYS, CUTOFFS, st.sampled_from(["月", "季", "半年", "年"]))
def test_the_period_of_a_kind_that_a_day_lies_in(day: date, cutoff: int, kind: str) -> None:
    found = period.containing(kind, day, cutoff)
    assert found.start <= day <= found.end
    assert found.kind == kind


@given(DAYS, CUTOFFS)
def test_the_periods_that_end_on_a_day(day: date, cutoff: int) -> None:
    found = period.ending(day, cutoff)
    assert {one.end for one in found} == {day}
    assert found[0].kind == "日"
    assert [period.KINDS.index(one.kind) for one in found] == sorted(period.KINDS.index(one.kind) for one in found)
    year_end = (day.month, day.day) == (12, 31)
    assert year_end == ("年" in {one.kind for one in found})


def test_the_first_days_of_a_year_end_no_week_of_the_year_before() -> None:
    assert [one.text for one in period.ending(date(2021, 1, 3), 25)] == ["2021-01-03"]
    assert [one.text for one in period.ending(date(2022, 6, 12), 25)] == ["2022-06-12", "2022-W23"]


def test_february_closes_on_its_last_day_where_the_cutoff_is_later() -> None:
    assert period.month(2023, 2, 30).end == date(2023, 2, 28)
    assert period.month(2023, 3, 30).start == date(2023, 3, 1)
    assert period.month(2024, 2, 31).end == date(2024, 2, 29)
