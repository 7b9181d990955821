"""The indicators as of a day: target, actual, rate, pace, signal; by town, by month; and entering by hand."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models import period, resources
from app.models.measure import measure
from app.models.queries.settings import settings as read_settings
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.target import Indicator, PlanPoint, Target
from app.models.unit import Setting
from app.services import entering, indicators, records
from app.services.figure import Figure
from app.services.indicators import exact
from app.services.records import Addition
from tests.stores import new_ledger

JUNE = date(2022, 6, 25)
UNIT = "330481"
TOWNS = ("330481001", "330481101")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_ledger(str(tmp_path / "台账.db"), UNIT, 2022) as opened:
        yield opened


def add(store: Store, kind: str, *rows: dict[str, Any], dated: str = "2022-03-01") -> None:
    with store.write("登记") as work:
        records.add(work, kind, [Addition({"county_code": UNIT, **row}, dated) for row in rows])


def aim(store: Store, code: str, value: int | None, region: str = UNIT, effective: str = "2022-01-01") -> None:
    with store.write("目标") as work:
        row = {"year": 2022, "code": code, "region": region, "value": value, "effective": effective}
        work.insert(Target, [row])


def choose(store: Store, key: str, value: str) -> None:
    with store.write("设置") as work:
        work.insert(Setting, [{"id": key, "value": value}])


def figure(store: Store, code: str, day: date = JUNE, region: str = UNIT, by: Any = None) -> Figure:
    found = [one for one in indicators.figures(store, day, by) if (one.indicator, one.region) == (code, region)]
    assert len(found) == 1
    return found[0]


# ---------------------------------------------------------------- one figure


def test_every_indicator_has_one_figure_in_the_documents_order(store: Store) -> None:
    found = indicators.figures(store, JUNE)
    assert [one.indicator for one in found] == [row["id"] for row in resources.rows("indicators/330400-2022.csv")]
    assert {(one.region, one.region_name, one.period) for one in found} == {(UNIT, "海宁市", "2022-06")}


def test_demolished_square_metres_are_shown_in_ten_thousands_exactly(store: Store) -> None:
    areas = [{"demolished_area": area, "demolish_date": "2022-05-01"} for area in (1_000_000, 1_083_900)]
    add(store, "demolition", *areas)
    found = figure(store, "T18")
    assert found.actual == Fraction("2.0839")
    assert (exact(found.actual, found.scale), found.unit) == ("2.0839", "万㎡")


def test_a_countys_own_quantity_target_is_empty_until_it_is_given(store: Store) -> None:
    """Decision 8: the document's values are the city's; percentages, ≤ targets and milestones are inherited."""
    add(store, "demolition", {"demolished_area": 1_000_000, "demolish_date": "2022-05-01"})
    found = figure(store, "T18")
    assert (found.target, found.rate, found.difference, found.signal) == (None, None, None, "无目标")
    aim(store, "T18", 40000)
    found = figure(store, "T18")
    assert (found.target, found.rate, found.pace) == (4, Fraction(1, 4), Fraction(1, 2))
    assert (found.difference, found.signal) == (-25, "严重滞后")
    assert found.needed == Fraction(1, 2)  # three still to do, six months still open
    assert figure(store, "T14").target == 90
    assert figure(store, "T16").target == 1


def test_the_citys_own_ledger_has_the_documents_targets(tmp_path: Path) -> None:
    with new_ledger(str(tmp_path / "市.db"), "330400", 2022) as store:
        assert figure(store, "T18", region="330400").target == 500


def test_the_revision_in_force_at_the_cutoff_counts(store: Store) -> None:
    aim(store, "T18", 40000)
    aim(store, "T18", 60000, effective="2022-06-01")
    assert figure(store, "T18", date(2022, 5, 25)).target == 4
    assert figure(store, "T18").target == 6


@pytest.mark.parametrize(
    ("done", "signal"),
    [
        (100, "完成"),
        (120, "完成"),
        (55, "超前"),
        (54, "正常"),
        (45, "正常"),
        (44, "滞后"),
        (35, "滞后"),
        (34, "严重滞后"),
        (0, "严重滞后"),
    ],
)
def test_the_signals_at_half_the_year(store: Store, done: int, signal: str) -> None:
    """±5 and −15 percentage points around the pace; over-fulfilment of an ``=`` target is 完成 too."""
    aim(store, "T35", 100)
    add(store, "demolition", *[{"is_precise": True, "demolish_date": "2022-05-01"}] * done)
    found = figure(store, "T35")
    assert found.difference == done - 50
    assert found.signal == signal


def test_the_lines_between_the_signals_are_settings(store: Store) -> None:
    aim(store, "T35", 100)
    add(store, "demolition", *[{"is_precise": True, "demolish_date": "2022-05-01"}] * 44)
    choose(store, "signal.behind", "6")
    assert figure(store, "T35").signal == "正常"


def test_a_target_of_nothing_is_never_divided_by(store: Store) -> None:
    aim(store, "T35", 0)
    found = figure(store, "T35")
    assert (found.target, found.actual, found.rate, found.signal) == (0, 0, None, "完成")


@pytest.mark.parametrize(("value", "signal"), [("0.5", "达标"), ("1", "达标"), ("1.01", "超标")])
def test_a_limit_is_kept_or_broken_and_has_no_rate(store: Store, value: str, signal: str) -> None:
    entering.enter(store, "T16", "2022-06", value)
    found = figure(store, "T16")
    assert (found.rate, found.difference, found.needed, found.signal) == (None, None, None, signal)


def test_what_nobody_has_entered_is_unknown_not_zero(store: Store) -> None:
    assert (figure(store, "T16").actual, figure(store, "T16").signal) == (None, "未填报")


def test_a_ratio_without_projects_is_unknown(store: Store) -> None:
    assert figure(store, "T24").actual is None
    row = {"project_kind": "永久基本农田集中连片整治", "is_five_year_task": True}
    add(store, "reclamation", row, row, {**row, "exam_date": "2022-05-30"}, {**row, "exam_date": "2022-07-01"})
    found = figure(store, "T24", date(2022, 6, 30))
    assert (found.actual, found.target, found.rate, found.pace) == (25, 100, Fraction(1, 4), 1)


# ---------------------------------------------------------------- pace


def indicator(**values: Any) -> Indicator:
    return Indicator(**{"year": 2022, "code": "T00", "deadline": "2022-12-31", **values})


@given(st.dates(date(2022, 1, 1), date(2022, 12, 31)), st.integers(1, 31))
def test_the_pace_to_the_years_end_is_the_calendars(day: date, cutoff: int) -> None:
    assert indicators.pace_of(indicator(), day, cutoff, {}) == period.linear_pace(day, cutoff)


@given(st.dates(date(2022, 1, 1), date(2022, 12, 31)), st.integers(1, 31))
def test_the_pace_to_an_earlier_deadline_is_whole_when_it_comes_and_after(day: date, cutoff: int) -> None:
    pace = indicators.pace_of(indicator(deadline="2022-04-30;2022-05-31"), day, cutoff, {})
    assert (pace == 1) is (day >= date(2022, 5, 31))
    assert pace >= period.linear_pace(day, cutoff)


def test_a_plan_curve_is_met_at_each_months_cutoff_and_straight_between(store: Store) -> None:
    curve = dict(enumerate([3000, 5000, 7000, *[7500] * 8, 10000], 1))
    with store.write("曲线") as work:
        work.insert(PlanPoint, [{"year": 2022, "code": "T17", "month": m, "share": s} for m, s in curve.items()])
    aim(store, "T17", 1_000_000)
    assert [figure(store, "T17", period.cutoff(2022, month, 25)).pace for month in (1, 2, 3, 6, 12)] == [
        Fraction(3, 10),
        Fraction(1, 2),
        Fraction(7, 10),
        Fraction(3, 4),
        1,
    ]
    assert figure(store, "T17", date(2022, 1, 5)).pace == Fraction(3, 10) * Fraction(5, 25)


# ---------------------------------------------------------------- counting bases


def test_the_counting_basis_that_was_chosen_is_the_one_that_counts(store: Store) -> None:
    row = {"project_kind": "建设用地复垦", "completed_area": 200_000_000, "accepted_reclaim_area": 100_000_000}
    add(store, "reclamation", {**row, "completion_date": "2022-02-01", "accept_date": "2022-08-01"})
    assert figure(store, "T09").actual == 0
    choose(store, "basis.reclamation", "竣工")
    assert figure(store, "T09").actual == 2


@pytest.mark.parametrize(
    "row", list(resources.rows("counting_bases.csv")), ids=lambda row: f"{row['indicator']}-{row['choice']}"
)
def test_every_counting_basis_can_be_calculated(store: Store, row: dict[str, str]) -> None:
    choose(store, row["basis"], row["choice"])
    add(store, "demolition", {"demolished_area": 100, "demolish_date": "2022-05-01"})
    assert indicators.measure_of(indicator(code=row["indicator"], source="computed"), _chosen(store)) == row["measure"]
    assert measure(row["measure"])
    assert figure(store, row["indicator"]).actual is not None


def _chosen(store: Store) -> Any:
    with store.read() as session:
        return read_settings(session)


# ---------------------------------------------------------------- towns and months


def test_the_towns_come_after_the_unit_and_what_names_none_only_where_there_is_some(store: Store) -> None:
    point = {"demolished_area": 1_000_000, "demolish_date": "2022-05-01"}
    add(store, "demolition", {**point, "town_code": TOWNS[0]}, {**point, "town_code": TOWNS[1]})
    rows = [one for one in indicators.figures(store, JUNE, "town") if one.indicator == "T18"]
    assert rows[0].region == UNIT
    assert len(rows) == 1 + 12
    assert sum(one.actual or 0 for one in rows[1:]) == rows[0].actual == 2
    add(store, "demolition", point)
    rows = [one for one in indicators.figures(store, JUNE, "town") if one.indicator == "T18"]
    assert rows[-1].region_name == "未分镇(街道)"
    assert sum(one.actual or 0 for one in rows[1:]) == rows[0].actual == 3


def test_a_town_has_its_own_target_and_inherits_limits(store: Store) -> None:
    aim(store, "T18", 10000, region=TOWNS[0])
    assert figure(store, "T18", region=TOWNS[0], by="town").target == 1
    assert figure(store, "T18", region=TOWNS[1], by="town").signal == "无目标"
    assert figure(store, "T16", region=TOWNS[1], by="town").target == 1


def test_by_month_each_months_cumulative_figure_at_its_cutoff(store: Store) -> None:
    for month in (1, 2, 6):
        add(store, "demolition", {"demolished_area": 1_000_000, "demolish_date": f"2022-{month:02}-20"})
    rows = [one for one in indicators.figures(store, date(2022, 6, 17), "month") if one.indicator == "T18"]
    assert [one.period for one in rows] == [f"2022-{month:02}" for month in range(1, 7)]
    assert [one.actual for one in rows] == [1, 2, 2, 2, 2, 2]
    assert rows[-1].pace == period.linear_pace(date(2022, 6, 17), 25)


def test_the_months_run_to_the_day_asked_for(store: Store) -> None:
    rows = indicators.figures(store, date(2022, 12, 31), "month")
    assert [one.period for one in rows if one.indicator == "T18"][-1] == "2022-12"
    assert rows[-1].pace == 1


def test_a_year_without_indicators_is_refused(store: Store) -> None:
    with pytest.raises(Refusal, match="没有 2021 年的指标"):
        indicators.figures(store, date(2021, 6, 25))


def test_without_a_day_the_nearest_one_of_the_working_year_is_meant(store: Store) -> None:
    assert indicators.default_day(_chosen(store)) == date(2022, 12, 31)
    assert indicators.figures(store)[0].period == "2022-12"


# ---------------------------------------------------------------- entering by hand


def test_an_entered_value_is_the_cumulative_one_at_its_cutoff(store: Store) -> None:
    """Decision 9."""
    entering.enter(store, "T07", "2022-05", "300.5")
    entering.enter(store, "T07", "2022-06", "350亿元")
    assert figure(store, "T07", date(2022, 5, 25)).actual == Fraction("300.5")
    assert figure(store, "T07").actual == 350
    assert figure(store, "T07", date(2022, 5, 24)).actual is None


def test_entering_again_at_the_same_cutoff_replaces_it(store: Store) -> None:
    for value in ("300", "310"):
        entering.enter(store, "T07", "2022-06", value)
    assert figure(store, "T07").actual == 310
    entering.enter(store, "T07", "2022-06-25", "320")
    assert figure(store, "T07").actual == 320


def test_a_milestone_has_a_state_and_when_done_a_day(store: Store) -> None:
    assert (figure(store, "T27").signal, figure(store, "T27").state) == ("未填报", None)
    entering.enter(store, "T27", "2022-05", "进行中")
    assert (figure(store, "T27").signal, figure(store, "T27").date) == ("进行中", None)
    entering.enter(store, "T27", "2022-06", "已完成", state_on="2022-06-10")
    found = figure(store, "T27")
    assert (found.signal, found.state, found.date) == ("完成", "已完成", "2022-06-10")
    assert (found.target, found.actual, found.rate, found.difference) == (None, None, None, None)


def test_a_town_can_be_entered_for(store: Store) -> None:
    entering.enter(store, "T07", "2022-06", "12", region=TOWNS[0])
    assert figure(store, "T07", region=TOWNS[0], by="town").actual == 12
    assert figure(store, "T07").actual is None


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("T99", "2022-06", "1"), "没有编号"),
        (("T18", "2022-06", "1"), "自动计算"),
        (("T07", "2022-06", "很多"), "不是数字"),
        (("T07", "2022-06", "nan"), "不是数字"),
        (("T07", "2022-06", "1.00001"), "小数超过 4 位"),
        (("T07", "2022-06", "9" * 30), "太大"),
        (("T07", "六月", "1"), "报告期"),
        (("T07", "2021-06", "1"), "没有编号"),
        (("T07", "2022-06", "1", "330482"), "不是本单位"),
        (("T27", "2022-06", "快好了"), "里程碑没有"),
        (("T27", "2022-06", "已完成", None, "六月十日"), "不是日期"),
    ],
)
def test_what_cannot_be_entered_is_refused_and_changes_nothing(
    store: Store, asked: tuple[Any, ...], sentence: str
) -> None:
    before = store.last_change
    with pytest.raises(Refusal, match=sentence):
        entering.enter(store, *asked)
    assert store.last_change == before


# ---------------------------------------------------------------- as text


@settings(max_examples=50)
@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_a_figure_as_text_is_exact_and_has_its_places(scaled: int, places: int) -> None:
    text = exact(Fraction(scaled, 10**places), places)
    assert text is not None
    assert Fraction(text) == Fraction(scaled, 10**places)
    assert len(text.partition(".")[2]) == places


def test_a_figure_without_end_is_given_to_ten_places_and_an_unknown_one_not_at_all() -> None:
    assert exact(Fraction(1, 3), 2) == "0.3333333333"
    assert exact(Fraction(1, 8), 2) == "0.125"
    assert exact(None, 2) is None
