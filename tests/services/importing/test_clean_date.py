"""Dates in every form they are written in -> ISO text at the precision that was given."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.ledger import fields_of
from app.services.importing.clean.date import clean_date
from app.services.importing.issue import Cleaned

DAY = fields_of("reclamation")["approval_date"]
BUILT = fields_of("demolition")["built_date"]


def code(found: Cleaned) -> str:
    return found.problem.code.value if found.problem else ""


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        (dt.date(2022, 3, 2), "2022-03-02"),
        (dt.datetime(2022, 3, 2, 8, 30), "2022-03-02"),
        ("2022.3.2", "2022-03-02"),
        ("2022-3-2", "2022-03-02"),
        ("2022/03/02", "2022-03-02"),
        ("2022年3月2日", "2022-03-02"),
        ("2022年3月2号", "2022-03-02"),
        ("2022年元月5日", "2022-01-05"),
        ("2022年元月", "2022-01"),
        ("２０２２/７/２０", "2022-07-20"),
        ("2022-03-02 00:00:00", "2022-03-02"),
        ("20220312", "2022-03-12"),
        (20220312, "2022-03-12"),
        (20220312.0, "2022-03-12"),
        ("2022年3月", "2022-03"),
        ("2022年3月份", "2022-03"),
        ("2022.10", "2022-10"),
        ("202203", "2022-03"),
        ("二〇二二年三月十二日", "2022-03-12"),
        ("二〇二二年十月二十日", "2022-10-20"),
    ],
)
def test_dates_are_taken_without_a_word(cell: object, iso: str) -> None:
    assert clean_date(cell, DAY, 2022) == Cleaned(iso)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell",
    [
        "待定",
        "2022-02-30",
        "2022.13.1",
        "2022年13月",
        "0001-01-01",
        "3.2",
        True,
        dt.time(8),
        12.5,
        "已完工",
        "2022",
    ],
)
def test_what_is_no_date_waits(cell: object) -> None:
    found = clean_date(cell, DAY, 2022)  # type: ignore[arg-type]
    assert (found.value, code(found), found.pending) == (None, "not-a-date", True)


def test_a_month_that_may_have_lost_its_zero_is_not_guessed() -> None:
    found = clean_date(2022.1, DAY, 2022)
    assert (found.value, code(found)) == (None, "ambiguous")


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("5月16日", "2021-05-16"),
        ("22.3.2", "2022-03-02"),
        ("2022年3月上旬", "2022-03"),
        (2022.3, "2022-03"),
        (44635, "2022-03-15"),
    ],
)
def test_what_had_to_be_completed_carries_its_issue(cell: object, iso: str) -> None:
    found = clean_date(cell, DAY, 2021)  # type: ignore[arg-type]
    assert (found.value, code(found), found.pending) == (iso, "ambiguous", False)


@pytest.mark.parametrize(("name", "cell"), [("approval_date", "2052-03-02"), ("approval_date", "1962-03-02")])
def test_a_deed_in_an_unlikely_year_is_taken_with_a_doubt(name: str, cell: str) -> None:
    found = clean_date(cell, fields_of("reclamation")[name], 2022)
    assert (found.value, code(found)) == (cell, "out-of-range")


def test_a_deadline_may_lie_ahead_and_a_building_may_be_old() -> None:
    ahead = f"{dt.date.today().year + 5}-03-02"
    assert clean_date(ahead, fields_of("reclamation")["due_date"], 2022) == Cleaned(ahead)
    assert clean_date("1962-03", BUILT, 2022) == Cleaned("1962-03")


def test_a_year_alone_is_a_date_only_where_years_are_enough() -> None:
    assert clean_date("2009年", BUILT, 2022) == Cleaned("2009")
    assert clean_date(2009.0, BUILT, 2022) == Cleaned("2009")
    assert clean_date(2009, DAY, 2022).value is None


@pytest.mark.parametrize("cell", ["", "/", "—", "无"])
def test_signs_for_nothing_are_blank(cell: str) -> None:
    assert clean_date(cell, DAY, 2022) == Cleaned()


@given(st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2099, 12, 31)), st.sampled_from("-./"))
def test_any_day_comes_back(day: dt.date, sign: str) -> None:
    forms = [
        day,
        f"{day.year}{sign}{day.month}{sign}{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    found = [clean_date(form, DAY, 2022) for form in forms]
    assert {one.value for one in found} == {day.isoformat()}
    assert len({one.problem is None for one in found}) == 1
    assert found[0].problem is None or not 1990 <= day.year <= 2023
