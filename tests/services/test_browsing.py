"""What the grid asks for, on both kinds of store: order, filters, search, windows of rows."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.ledger import fields_of
from app.models.queries.grid import Between, By, Contains, Filter, OneOf, Waiting
from app.models.store import Store
from app.services import records
from app.services.browsing import Browser, Wanted
from app.services.pinyin import initials, sort_key
from app.services.records import Addition, Pending

KIND = "demolition"
ROWS = [
    {"code": "CW-1", "party_name": "朱引娣", "town_code": "330421103", "illegal_area": 900, "stage": "销号"},
    {"code": "CW-2", "party_name": "陈水明", "town_code": "330421111", "illegal_area": 10000, "stage": "发现"},
    {"code": "cw-3", "party_name": "钱金林", "town_code": "330421103", "found_date": "2022-03", "is_precise": True},
    {"code": "CW-4", "town_code": "330421001", "illegal_area": -5, "found_date": "2022-03-05"},
    {"code": "CW%5", "party_name": "钱塘江公司", "illegal_area": 10000, "found_date": "2021", "is_precise": False},
]


@pytest.fixture
def browser(store: Store) -> Browser:
    """The browser of a ledger of five points; the second has a text that is no value."""
    with store.write("五个点位") as work:
        waiting = {1: [Pending("demolished_area", "约300", "不是数字")]}
        records.add(work, KIND, [Addition(row, pending=waiting.get(place, ())) for place, row in enumerate(ROWS)])
    return Browser(store, KIND)


@pytest.fixture
def codes(browser: Browser) -> Callable[[Wanted], list[str]]:
    """The codes of what a question finds, by the last sign, in order."""

    def ask(wanted: Wanted) -> list[str]:
        rows = browser.rows(browser.find(wanted).ids)
        return [str(row.values["code"])[-1] for row in rows]

    return ask


Ask = Callable[[Wanted], list[str]]


@pytest.mark.parametrize(
    ("sort", "descending", "order"),
    [
        (None, False, "12345"),
        ("illegal_area", False, "41253"),
        ("illegal_area", True, "25143"),
        ("found_date", False, "53412"),
        ("is_precise", False, "53124"),
        ("party_name", False, "23514"),
        ("party_name", True, "15324"),
        ("town_code", False, "41325"),
        ("stage", False, "21345"),
    ],
)
def test_rows_come_in_order_with_blanks_last(codes: Ask, sort: str | None, descending: bool, order: str) -> None:
    assert "".join(codes(Wanted(order=(By(sort, descending),) if sort else ()))) == order


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        (("town_code", "illegal_area"), "41325"),
        (("town_code", "-illegal_area"), "41325"),
        (("-illegal_area", "party_name"), "25143"),
        (("-illegal_area", "-party_name"), "52143"),
        (("illegal_area", "-found_date"), "41523"),
        (("-is_precise", "-illegal_area", "code"), "35214"),
    ],
)
def test_an_order_has_several_keys(codes: Ask, keys: tuple[str, ...], order: str) -> None:
    wanted = Wanted(order=tuple(By(key.removeprefix("-"), key.startswith("-")) for key in keys))
    assert "".join(codes(wanted)) == order


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ((Contains("party_name", "钱"),), "35"),
        ((Contains("code", "cw-"),), "1234"),
        ((Contains("code", "%"),), "5"),
        ((OneOf("town_code", frozenset({"330421103", None})),), "135"),
        ((OneOf("is_precise", frozenset({True})),), "3"),
        ((OneOf("is_precise", frozenset()),), ""),
        ((Between("illegal_area", 900, None),), "125"),
        ((Between("illegal_area", None, 900),), "14"),
        ((Between("found_date", "2022", "2022-12-31"),), "34"),
        ((Waiting(),), "2"),
        ((Contains("party_name", "钱"), Between("illegal_area", 0, None)), "5"),
    ],
)
def test_filters_leave_what_passes_all_of_them(codes: Ask, filters: tuple[Filter, ...], left: str) -> None:
    assert "".join(codes(Wanted(filters=filters))) == left


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("钱", "35"),
        ("qjl", "3"),
        ("QJL", "3"),
        ("西塘", "13"),
        ("xtz", "13"),
        ("cw-", "1234"),
        ("  ", "12345"),
        ("西塘 钱", "3"),
        ("钱 东", ""),
    ],
)
def test_the_quick_search_knows_texts_towns_and_initials(codes: Ask, text: str, found: str) -> None:
    assert "".join(codes(Wanted(text=text))) == found


def test_search_filter_and_order_join(codes: Ask) -> None:
    assert codes(Wanted((Contains("party_name", "钱"),), "cw", (By("found_date"),))) == ["5", "3"]


def test_the_answer_counts_everything_there_is(browser: Browser) -> None:
    listed = browser.find(Wanted((Contains("party_name", "钱"),)))
    assert (len(listed.ids), listed.total, listed.waiting) == (2, 5, 1)


def test_a_window_brings_values_and_waiting_texts(browser: Browser) -> None:
    ids = browser.find(Wanted()).ids
    (second,) = browser.rows([ids[1], ids[1] + 10_000])
    assert second.values["party_name"] == "陈水明"
    assert second.waiting["demolished_area"].raw == "约300"


def test_a_check_list_has_each_value_once_in_order(browser: Browser) -> None:
    assert browser.choices("stage") == [("发现", 1), ("销号", 1), (None, 3)]
    assert browser.choices("illegal_area") == [(-5, 1), (900, 1), (10000, 2), (None, 1)]


def test_what_changed_is_seen_once_the_browser_forgets(browser: Browser, store: Store) -> None:
    assert len(browser.find(Wanted(text="zyd")).ids) == 1
    with store.write("再来一个") as work:
        records.add(work, KIND, [Addition({"code": "CW-6", "party_name": "朱友德"})])
    browser.forget()
    assert len(browser.find(Wanted(text="zyd")).ids) == 2


def test_every_field_can_be_sorted_by(browser: Browser) -> None:
    for name in fields_of(KIND):
        assert len(browser.find(Wanted(order=(By(name),))).ids) == len(ROWS)


@given(st.lists(st.sampled_from("阿大吧西安先一二a1B "), max_size=6).map("".join))
def test_a_sort_key_begins_with_the_key_of_the_beginning(text: str) -> None:
    for end in range(len(text)):
        assert sort_key(text).startswith(sort_key(text[:end]))


def test_sounds_order_whole_syllables() -> None:
    assert sorted(["先", "西安", "西", "啊", "a", "1"], key=sort_key) == ["1", "a", "啊", "西", "西安", "先"]
    assert initials("南大乡A区3号") == "ndxaq3h"
