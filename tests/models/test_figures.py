"""What counts in a figure: the days, the stages, the towns; and that the towns add up to the unit."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.models import period
from app.models.demolition import Demolition
from app.models.ledger import ProgressEntry
from app.models.measure import measure
from app.models.queries import figures
from app.models.queries.counting import Span, within
from app.models.queries.figures import apportioned
from app.models.queries.scope import Place, scope
from app.models.queries.settings import Settings
from app.models.queries.settings import settings as settings_of
from app.models.store import Store
from app.models.unit import Setting
from tests.models.records import (
    COUNTY,
    OTHER_COUNTY_TOWN,
    TOWNS,
    ZONE,
    ZONE_TOWN,
    divide,
    enter_progress,
    everything,
    measured,
    move,
    put,
    settle,
    span,
)

DEMOLISHED = "sum(entries(demolition.demolished_area) in year)"
DISPOSED = (
    "sum(entries(demolition.demolished_area) in year)"
    " + sum(demolition.disposed_area - demolition.demolished_area where close_date in year)"
)
ACCEPTED = "sum(reclamation.accepted_reclaim_area where project_kind=建设用地复垦 and accept_date in year)"
COMPLETED = "sum(reclamation.completed_area where completion_date in year)"
POINTS = "count(demolition where is_precise=是 and demolish_date in year)"


@pytest.fixture
def county(store: Store) -> Store:
    """A county's ledger whose one town belongs to a zone."""
    settle(store)
    return store


# ---------------------------------------------------------------- days


IN_A_SPAN = [
    # a day
    ("2022-06-25", "2022-05-26", "2022-06-25", True),
    ("2022-05-26", "2022-05-26", "2022-06-25", True),
    ("2022-06-26", "2022-05-26", "2022-06-25", False),
    ("2022-05-25", "2022-05-26", "2022-06-25", False),
    # a month without its day counts in the month it names
    ("2022-06", "2022-05-26", "2022-06-25", True),
    ("2022-05", "2022-05-26", "2022-06-25", False),
    ("2022-06", "2022-06-01", "2022-06-30", True),
    ("2022-05", "2022-06-01", "2022-06-30", False),
    ("2022-07", "2022-06-26", "2022-07-25", True),
    ("2022-01", "2022-01-01", "2022-01-25", True),
    ("2022-12", "2022-11-26", "2022-12-31", True),
    ("2022-06", "2022-03-26", "2022-06-25", True),
    ("2022-06", "2022-01-01", "2022-06-25", True),
    ("2022-07", "2022-01-01", "2022-06-25", False),
    # a bare year counts in its last period
    ("2022", "2022-11-26", "2022-12-31", True),
    ("2022", "2022-01-01", "2022-12-31", True),
    ("2022", "2022-06-26", "2022-12-31", True),
    ("2022", "2022-01-01", "2022-11-25", False),
    ("2022", "2022-05-26", "2022-06-25", False),
    ("2021", "2022-01-01", "2022-12-31", False),
    ("2023", "2022-01-01", "2022-12-31", False),
    ("2021-12-31", "2022-01-01", "2022-01-25", False),
    ("2023-01-01", "2022-01-01", "2022-12-31", False),
]


def test_which_dates_lie_in_a_span(county: Store) -> None:
    """Decision 5."""
    put(county, "demolition", *({"code": dated, "demolish_date": dated} for dated in {row[0] for row in IN_A_SPAN}))
    found = [
        (
            dated,
            start,
            end,
            bool(measured(county, f"count(demolition where code={dated} and demolish_date in year)", end, start)),
        )
        for dated, start, end, _ in IN_A_SPAN
    ]
    assert found == IN_A_SPAN


REACHED = [
    ("2022-06-25", "2022-06-25", True),
    ("2022-06-26", "2022-06-25", False),
    ("2022-06", "2022-06-25", True),
    ("2022-07", "2022-06-25", False),
    ("2021", "2022-06-25", True),
    ("2021-03", "2022-06-25", True),
    ("2022", "2022-06-25", False),
    ("2022", "2022-12-31", True),
    ("2019-05-05", "2022-06-25", True),
]


def test_which_dates_are_reached_by_a_day(county: Store) -> None:
    put(county, "reclamation", *({"code": dated, "exam_date": dated} for dated in {row[0] for row in REACHED}))
    found = [
        (dated, day, bool(measured(county, f"count(reclamation where code={dated} and exam_date <= cutoff)", day)))
        for dated, day, _ in REACHED
    ]
    assert found == REACHED


def test_a_blank_date_counts_nowhere(county: Store) -> None:
    put(county, "demolition", {"is_precise": True}, {"is_precise": True, "demolish_date": "2022-01-05"})
    assert measured(county, POINTS, "2022-12-31") == 1
    assert measured(county, "count(demolition where demolish_date <= cutoff)", "2022-12-31") == 1


@settings(max_examples=12)
@given(
    cutoff=st.integers(1, 31),
    amounts=st.lists(
        st.tuples(
            st.builds(
                lambda day, places: day.isoformat()[:places],
                st.dates(date(2022, 1, 1), date(2022, 12, 31)),
                st.sampled_from([4, 7, 10, 10]),
            ),
            st.integers(-100, 1000),
        ),
        max_size=8,
    ),
)
def test_the_months_of_a_year_add_up_to_it_and_each_cumulative_to_its_months(
    county: Store, cutoff: int, amounts: list[tuple[str, int]]
) -> None:
    """Decision 6: Σ months = year, whatever the cut-off day and the dates' precision."""
    already = measured(county, DEMOLISHED, "2022-12-31")
    ((record),) = put(county, "demolition", {"code": "CW"})
    enter_progress(county, record, "demolished_area", *amounts)
    months = [measured(county, DEMOLISHED, str(one.end), str(one.start)) for one in period.months(2022, cutoff)]
    whole = sum(amount for _, amount in amounts)
    assert measured(county, DEMOLISHED, "2022-12-31") - already == Fraction(whole, 100)
    assert sum(months) == measured(county, DEMOLISHED, "2022-12-31")
    june = period.month(2022, 6, cutoff)
    assert sum(months[:6]) == measured(county, DEMOLISHED, str(june.end))


# ---------------------------------------------------------------- stages


@pytest.mark.parametrize(
    ("kind", "stage", "date_field"),
    [
        ("reclamation", "中止", "halt_date"),
        ("reclamation", "撤销", "halt_date"),
        ("demolition", "关闭", "close_date"),
        ("greening", "核减", "halt_date"),
    ],
)
def test_a_void_record_counts_until_the_day_it_became_void(
    county: Store, kind: str, stage: str, date_field: str
) -> None:
    """Decision 3: it counts in no figure on or after its date; figures as of an earlier date still hold it."""
    ((record),) = put(county, kind, {"stage": stage, date_field: "2022-06-10"})
    text = f"count({kind})"
    assert measured(county, text, "2022-06-09") == 1
    assert measured(county, text, "2022-06-10") == 0
    assert measured(county, text, "2022-12-31") == 0
    move(county, kind, record, stage, "2022-06-10", **{date_field: "2022-06"})
    assert measured(county, text, "2022-05-31") == 1
    assert measured(county, text, "2022-06-30") == 0


def test_a_void_record_dated_by_its_year_alone_counts_until_the_year_s_end(county: Store) -> None:
    """Decision 5: a year without month and day belongs to the year's last period."""
    put(county, "reclamation", {"stage": "中止", "halt_date": "2022"})
    assert measured(county, "count(reclamation)", "2022-11-25") == 1
    assert measured(county, "count(reclamation)", "2022-12-31") == 0


def test_a_void_record_without_a_date_counts_nowhere(county: Store) -> None:
    put(county, "reclamation", {"stage": "撤销", "accepted_reclaim_area": 10000, "accept_date": "2022-03-01"})
    assert measured(county, "sum(reclamation.accepted_reclaim_area where accept_date in year)", "2022-12-31") == 0


def test_the_entries_of_a_void_record_do_not_count_either(county: Store) -> None:
    ((record),) = put(county, "demolition", {"stage": "拆除"})
    enter_progress(county, record, "demolished_area", ("2022-02-01", 500))
    assert measured(county, DEMOLISHED, "2022-06-25") == 5
    move(county, "demolition", record, "关闭", "2022-05-01", close_date="2022-05-01")
    assert measured(county, DEMOLISHED, "2022-06-25") == 0
    assert measured(county, DEMOLISHED, "2022-04-30") == 5


def test_a_closed_case_is_not_void(county: Store) -> None:
    """销号 is the good end of a point, 关闭 the other one; both carry the same date."""
    put(
        county,
        "demolition",
        {"stage": "销号", "close_date": "2022-03-01", "is_precise": True, "demolish_date": "2022-02-01"},
    )
    assert measured(county, POINTS, "2022-12-31") == 1


def test_a_halt_that_was_lifted_is_no_halt(county: Store) -> None:
    ((record),) = put(county, "reclamation", {"stage": "中止", "halt_date": "2022-03-01"})
    assert measured(county, "count(reclamation)", "2022-06-25") == 0
    move(county, "reclamation", record, "开工", "2022-05-01")
    assert measured(county, "count(reclamation)", "2022-06-25") == 1


def test_repairs_after_acceptance_suspend_its_credit_until_it_is_accepted_again(county: Store) -> None:
    row = {"project_kind": "建设用地复垦", "accepted_reclaim_area": 123456, "completed_area": 130000}
    dates = {"accept_date": "2022-05-10", "completion_date": "2022-04-10"}
    ((record),) = put(county, "reclamation", {**row, **dates, "stage": "验收"})
    assert measured(county, ACCEPTED, "2022-06-25") == Fraction("12.3456")
    move(county, "reclamation", record, "整改", "2022-06-01")
    assert measured(county, ACCEPTED, "2022-06-25") == 0
    assert measured(county, ACCEPTED, "2022-05-31") == Fraction("12.3456")
    assert measured(county, COMPLETED, "2022-06-25") == 13
    move(county, "reclamation", record, "验收", "2022-06-20")
    assert measured(county, ACCEPTED, "2022-06-25") == Fraction("12.3456")


# ---------------------------------------------------------------- disposal


AREAS = st.none() | st.integers(0, 10**6)
DATES = st.none() | st.dates(date(2021, 11, 1), date(2023, 2, 1)).map(str)


@settings(max_examples=15)
@given(
    points=st.lists(st.tuples(AREAS, AREAS, DATES, DATES), max_size=6),
    end=st.dates(date(2022, 1, 1), date(2022, 12, 31)),
)
@example(points=[(5000, None, "2022-02-01", "2022-03-01")], end=date(2022, 12, 31))
@example(points=[(5000, 100, "2022-02-01", "2022-03-01")], end=date(2022, 12, 31))
def test_what_is_disposed_of_is_never_less_than_what_is_demolished(
    county: Store, points: list[tuple[int | None, int | None, str | None, str | None]], end: date
) -> None:
    """Decision 4, even where an area is still blank or mistyped."""
    for demolished, disposed, demolish_date, close_date in points:
        row = {"demolished_area": demolished, "disposed_area": disposed}
        ((record),) = put(county, "demolition", {**row, "demolish_date": demolish_date, "close_date": close_date})
        if demolished and demolish_date:
            enter_progress(county, record, "demolished_area", (demolish_date, demolished))
    assert measured(county, DISPOSED, str(end)) >= measured(county, DEMOLISHED, str(end))


def test_what_was_kept_or_confiscated_is_disposed_of_on_the_day_the_point_is_closed(county: Store) -> None:
    row = {"demolished_area": 30000, "disposed_area": 50000, "demolish_date": "2022-03-01", "close_date": "2022-06-01"}
    ((record),) = put(county, "demolition", row)
    enter_progress(county, record, "demolished_area", ("2022-03-01", 30000))
    assert measured(county, DISPOSED, "2022-05-25") == 300
    assert measured(county, DISPOSED, "2022-06-25") == 500
    assert measured(county, DISPOSED, "2022-06-25", "2022-05-26") == 200


# ---------------------------------------------------------------- places


def test_the_towns_of_a_zone_are_outside_the_hosts_figures_unless_it_says_so(county: Store) -> None:
    """Decision 14."""
    put(
        county,
        "demolition",
        {"town_code": TOWNS[0], "is_precise": True, "demolish_date": "2022-01-05"},
        {"town_code": ZONE_TOWN, "is_precise": True, "demolish_date": "2022-01-05"},
    )
    assert measured(county, POINTS, "2022-12-31") == 1
    assert measured(county, POINTS, "2022-12-31", place=ZONE_TOWN) == 0
    with county.write("口径") as work:
        work.insert(Setting, [{"id": "zones", "value": "计入所在县"}])
    assert measured(county, POINTS, "2022-12-31") == 2
    assert measured(county, POINTS, "2022-12-31", place=ZONE_TOWN) == 1


def test_a_zones_ledger_counts_its_own_towns_only(store: Store) -> None:
    settle(store, unit=ZONE)
    put(
        store,
        "demolition",
        {"town_code": ZONE_TOWN, "is_precise": True, "demolish_date": "2022-01-05"},
        {"town_code": TOWNS[0], "is_precise": True, "demolish_date": "2022-01-05"},
        {"is_precise": True, "demolish_date": "2022-01-05"},
    )
    assert measured(store, POINTS, "2022-12-31") == 1
    assert measured(store, POINTS, "2022-12-31", place=ZONE_TOWN) == 1


def test_a_citys_places_are_its_counties(store: Store) -> None:
    settle(store, unit="330400")
    rows = [
        {"county_code": code, "is_precise": True, "demolish_date": "2022-01-05"} for code in (COUNTY, "330481", None)
    ]
    put(store, "demolition", *rows)
    with store.read() as session:
        around = scope(session)
        at = figures.measured(session, around, measure(POINTS), span("2022-12-31"))
        assert [at(code) for code in ("330400", COUNTY, "330481", "330421", around.elsewhere.code)] == [3, 1, 1, 0, 1]


def test_a_row_of_another_county_counts_nowhere_and_one_without_a_town_in_the_unit(county: Store) -> None:
    put(
        county,
        "demolition",
        {"county_code": "330481", "town_code": OTHER_COUNTY_TOWN, "is_precise": True, "demolish_date": "2022-01-05"},
        {"is_precise": True, "demolish_date": "2022-01-05"},
        {"county_code": None, "town_code": TOWNS[0], "is_precise": True, "demolish_date": "2022-01-05"},
    )
    assert measured(county, POINTS, "2022-12-31") == 2
    with county.read() as session:
        elsewhere = scope(session).elsewhere.code
    assert measured(county, POINTS, "2022-12-31", place=elsewhere) == 1
    assert measured(county, POINTS, "2022-12-31", place=TOWNS[0]) == 1


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_an_amount_divided_among_towns_adds_up_and_is_within_one_of_its_share(amount: int, areas: list[int]) -> None:
    parts = apportioned(amount, [(str(n), area) for n, area in enumerate(areas)])
    assert [town for town, _ in parts] == [str(n) for n in range(len(areas))]
    assert sum(part for _, part in parts) == amount
    whole = sum(areas)
    for area, (_, part) in zip(areas, parts, strict=True):
        share = Fraction(amount * area, whole) if whole else Fraction(amount, len(areas))
        assert abs(part - share) < 1


def test_a_record_in_two_towns_is_divided_by_their_areas_and_counted_once(county: Store) -> None:
    """Decision 13."""
    row = {"town_code": TOWNS[0], "accept_date": "2022-05-01", "project_kind": "建设用地复垦"}
    ((record),) = put(county, "reclamation", {**row, "accepted_reclaim_area": 100001})
    divide(county, record, (TOWNS[0], 30000), (TOWNS[1], 60000))
    assert measured(county, ACCEPTED, "2022-12-31", place=TOWNS[0]) == Fraction("3.3334")
    assert measured(county, ACCEPTED, "2022-12-31", place=TOWNS[1]) == Fraction("6.6667")
    assert measured(county, ACCEPTED, "2022-12-31") == Fraction("10.0001")
    assert measured(county, "count(reclamation)", "2022-12-31") == 1


ROW_TOWNS = st.none() | st.sampled_from([*TOWNS, ZONE_TOWN, OTHER_COUNTY_TOWN, "330482999"])
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "town_code": ROW_TOWNS,
            "county_code": st.sampled_from([COUNTY, COUNTY, None, "330481"]),
            "accepted_reclaim_area": AREAS,
            "accept_date": DATES,
            "completed_area": AREAS,
            "completion_date": DATES,
            "stage": st.sampled_from(["验收", "整改", "中止", None]),
            "project_kind": st.sampled_from(["建设用地复垦", "垦造耕地"]),
        }
    ),
    max_size=6,
)
SHARES = st.lists(st.tuples(ROW_TOWNS.map(lambda town: town or TOWNS[0]), st.integers(0, 10**6)), max_size=3)
SPAN_DAYS = st.dates(date(2022, 1, 1), date(2022, 12, 31)) | st.sampled_from([date(2022, 1, 1), date(2022, 12, 31)])
ADDITIVE = [
    ACCEPTED,
    COMPLETED,
    "count(reclamation)",
    f"({ACCEPTED} + {COMPLETED}) / 10000",
    "sum(entries(reclamation.done_area) in year)",
]


@settings(max_examples=12)
@given(data=st.data(), rows=RECORDS, zones=st.sampled_from(["计入所在县", "不计入所在县"]))
def test_the_towns_add_up_to_the_unit(
    county: Store, data: st.DataObject, rows: list[dict[str, Any]], zones: str
) -> None:
    """Decision 11: for sums and counts, whatever towns the records name, lie in, or leave blank."""
    with county.write("口径") as work:
        set_already = work.session.scalar(select(Setting.value).where(Setting.id == "zones"))
        if set_already is None:
            work.insert(Setting, [{"id": "zones", "value": zones}])
        else:
            work.update(Setting, [("zones", {"value": zones})])
    for record in put(county, "reclamation", *rows):
        if shares := data.draw(SHARES):
            divide(county, record, *shares)
        enter_progress(county, record, "done_area", ("2022-03-01", data.draw(st.integers(-5, 10**6))))
    with county.read() as session:
        around = scope(session)
        places = [*around.towns(), around.elsewhere]
        assert (ZONE_TOWN in {place.code for place in places}) is (zones == "计入所在县")
        for text in ADDITIVE:
            at = figures.measured(session, around, measure(text), span("2022-12-31"))
            assert sum(at(place.code) for place in places) == at(COUNTY)


def test_a_list_of_a_places_rows_is_what_its_figure_counts(county: Store) -> None:
    """The rows behind a figure are asked for in SQL, the figure is put together from groups: the two must agree."""
    rows = [{"county_code": c, "town_code": t} for c in (COUNTY, None, "330481") for t in (*TOWNS, ZONE_TOWN, None)]
    put(county, "demolition", *rows)
    with county.read() as session:
        for values in ({}, {"zones": "计入所在县"}, {"unit": "330400"}, {"unit": ZONE}):
            around = scope(session, Settings({**settings_of(session).values, **values}))
            at = figures.measured(session, around, measure("count(demolition)"), span("2022-12-31"))
            assert session.scalar(select(func.count(Demolition.id)).where(around.covers(Demolition))) == at(around.unit)
            for place in [*around.towns(), around.elsewhere]:
                listed = session.scalar(select(func.count(Demolition.id)).where(around.inside(Demolition, place.code)))
                assert listed == at(place.code), (values, place)


def test_whose_rows_a_ledger_takes(county: Store) -> None:
    """Decisions 14 and 16: the unit's own and its zones', nobody else's; a city's ledger takes all of the city's."""
    with county.read() as session:
        own, zone, city = (
            scope(session, Settings({**settings_of(session).values, "unit": unit})) for unit in (COUNTY, ZONE, "330400")
        )
    assert own.admits(COUNTY, TOWNS[0])
    assert own.admits(COUNTY, ZONE_TOWN)
    assert own.admits(None, None)
    assert not own.admits("330481", OTHER_COUNTY_TOWN)
    assert not own.admits(None, OTHER_COUNTY_TOWN)
    assert zone.admits(COUNTY, ZONE_TOWN)
    assert not zone.admits(COUNTY, TOWNS[0])
    assert city.admits("330481", OTHER_COUNTY_TOWN)
    assert not city.admits("330106", None)
    assert (own.name, zone.name, city.name, own.city) == ("平湖市", "嘉兴港区", "嘉兴市", "330400")


# ---------------------------------------------------------------- arithmetic


def test_a_ratio_without_a_denominator_is_unknown_not_zero(county: Store) -> None:
    text = "count(reclamation where exam_date <= cutoff) / count(reclamation where is_five_year_task=是) * 100"
    assert measured(county, text, "2022-06-30") is None
    put(county, "reclamation", {"is_five_year_task": True}, {"is_five_year_task": True, "exam_date": "2022-02-01"})
    assert measured(county, text, "2022-06-30") == 50


def test_measures_are_calculated_exactly(county: Store) -> None:
    put(county, "reclamation", {"completed_area": 1, "completion_date": "2022-01-05"})
    assert measured(county, f"{COMPLETED} / 3", "2022-12-31") == Fraction(1, 30000)
    assert measured(county, f"({COMPLETED} - 1) * 2", "2022-12-31") == Fraction(-9999, 5000)
    assert measured(county, f"1 / ({COMPLETED} / 0)", "2022-12-31") is None


def test_conditions_on_choices_and_filled_fields(county: Store) -> None:
    put(county, "greening", {"task_kind": "平原绿化", "map_date": "2022-02-02"}, {"task_kind": "一村万树"}, {})
    assert measured(county, "count(greening where task_kind in 平原绿化|一村万树)", "2022-12-31") == 2
    assert measured(county, "count(greening where map_date filled)", "2022-12-31") == 1
    assert measured(county, "count(greening)", "2022-12-31") == 3


def test_several_fields_are_added_and_taken_off_row_by_row(county: Store) -> None:
    put(county, "greening", {"new_area": 20000, "improved_area": 10000}, {"new_area": 50000})
    assert measured(county, "sum(greening.new_area + greening.improved_area)", "2022-12-31") == 8
    assert measured(county, "sum(greening.new_area - greening.improved_area)", "2022-12-31") == 6


def test_a_cumulative_figure_is_read_from_an_index(file_store: Store) -> None:
    """Dates as text let the index on the day serve every period."""
    one = Span(date(2022, 5, 26), date(2022, 6, 25))
    with file_store.read() as session:
        entries = select(ProgressEntry.amount).where(
            ProgressEntry.field == "demolished_area", within(ProgressEntry.dated, one)
        )
        points = select(Demolition.id).where(within(Demolition.demolish_date, one))
        for statement in (entries, points):
            text = str(statement.compile(session.connection(), compile_kwargs={"literal_binds": True}))
            plan = " ".join(str(row) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))
            assert "USING COVERING INDEX" in plan or "USING INDEX" in plan


def test_a_place_is_a_code_and_a_name(county: Store) -> None:
    with county.read() as session:
        around = scope(session)
    assert Place("330482001", "当湖街道") in around.towns()
    assert around.elsewhere == Place("330482000", "未分镇(街道)")
    assert everything(county)["demolition"] == []


@settings(max_examples=12)
@given(
    rows=RECORDS, spans=st.lists(st.tuples(SPAN_DAYS, SPAN_DAYS).map(sorted), min_size=1, max_size=4), data=st.data()
)
def test_several_spans_at_once_are_each_what_it_is_alone(
    county: Store, rows: list[dict[str, Any]], spans: list[list[date]], data: st.DataObject
) -> None:
    for record in put(county, "reclamation", *rows):
        if shares := data.draw(SHARES):
            divide(county, record, *shares)
        enter_progress(
            county, record, "done_area", (data.draw(SPAN_DAYS).isoformat(), data.draw(st.integers(-5, 10**6)))
        )
    asked = [Span(start, end) for start, end in spans]
    with county.read() as session:
        around = scope(session)
        places = [around.unit, around.elsewhere.code, *(place.code for place in around.towns())]
        for text in [*ADDITIVE, "count(reclamation where accept_date <= cutoff)"]:
            together = figures.measured_over(session, around, measure(text), asked)
            alone = [figures.measured(session, around, measure(text), one) for one in asked]
            assert [[at(place) for place in places] for at in together] == [[at(p) for p in places] for at in alone]
