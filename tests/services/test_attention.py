"""What needs attention: each kind appears when it should, says how much, and points at its rows."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.models.queries import grid
from app.models.queries.counting import Span
from app.models.review import ReviewRemark
from app.models.store import Store
from app.models.submission import Submission
from app.models.target import Target
from app.services import attention, cells, entering, indicators, records, tracing
from app.services.keeping import last_copy
from app.services.needs import Aim, Group, Point, Sending
from app.services.records import Addition
from app.services.tracing import Rows
from tests.stores import new_ledger

DAY = date(2022, 6, 25)
YEAR_TO_DAY = Span(date(DAY.year, 1, 1), DAY)
UNIT, TOWN, OTHER_TOWN = "330481", "330481001", "330481101"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_ledger(str(tmp_path / "台账.db"), UNIT, 2022) as opened:
        yield opened


def add(store: Store, kind: str, **values: Any) -> int:
    with store.write("登记") as work:
        (made,) = records.add(work, kind, [Addition({"county_code": UNIT, **values}, "2022-03-01")])
    return made


def points(store: Store, group: Group, day: date = DAY) -> list[Point]:
    found = attention.attention(store, indicators.figures(store, day, "town"), day)
    assert [one.group for one in found] == sorted((one.group for one in found), key=list(Group).index)
    return [one for one in found if one.group is group]


def ids(store: Store, rows: object) -> list[int]:
    assert isinstance(rows, Rows)
    with store.read() as session:
        return list(grid.ids(session, rows.kind, rows.filters))


def aim(store: Store, code: str, value: int, *regions: str) -> None:
    with store.write("目标") as work:
        rows = [
            {"year": 2022, "code": code, "region": region, "value": value, "effective": "2022-01-01"}
            for region in regions
        ]
        work.insert(Target, rows)


def test_an_indicator_below_its_pace_is_named_with_its_gap(store: Store) -> None:
    aim(store, "T18", 40000, UNIT, TOWN)
    add(store, "demolition", town_code=TOWN, demolished_area=200_000, demolish_date="2022-05-01")
    (point,) = [one for one in points(store, Group.BEHIND) if one.goal == Aim("T18")]
    assert point.text == "实施拆违 严重滞后"
    assert point.grave
    assert "个百分点" in point.detail
    assert "1 个镇街滞后" in point.detail
    assert point.page == "overview"


def test_a_limit_that_is_passed_is_named_with_both_figures(store: Store) -> None:
    limit = next(one for one in indicators.figures(store, DAY) if one.direction == "<=" and one.target is not None)
    with store.read() as session:
        assert tracing.rows_of(session, limit.indicator, YEAR_TO_DAY, UNIT, "") is None
    entering.enter(store, limit.indicator, DAY.isoformat(), str(float((limit.target or 0) + 1)))
    (point,) = [one for one in points(store, Group.BEHIND) if one.goal == Aim(limit.indicator)]
    assert point.text.endswith("超标")
    assert "限 " in point.detail


def test_points_past_their_date_are_counted_and_shown(store: Store) -> None:
    late = add(store, "demolition", town_code=TOWN, demolish_deadline="2022-05-31")
    later = add(store, "demolition", demolish_deadline="2022-06-24")
    add(store, "demolition", demolish_deadline="2022-06-25")
    add(store, "demolition", demolish_deadline="2022-05-31", demolish_date="2022-06-01")
    add(store, "demolition", county_code="330421", demolish_deadline="2022-05-31")
    project = add(store, "reclamation", due_date="2022-04-30")
    project_point, demolition_point = points(store, Group.OVERDUE)
    assert demolition_point.number == 2
    assert demolition_point.text.endswith("2 个")
    assert demolition_point.detail == "最早 2022-05-31 到期"
    assert ids(store, demolition_point.goal) == [late, later]
    assert ids(store, project_point.goal) == [project]
    assert not points(store, Group.OVERDUE, date(2022, 4, 1))


def test_open_remarks_lead_to_their_records_and_reports(store: Store) -> None:
    record = add(store, "greening")
    blank = {"source": "回.xlsx", "made_at": "2022-06-01T08:00:00+08:00"}
    with store.write("收到意见") as work:
        work.insert(
            ReviewRemark,
            [
                {**blank, "record_id": record, "field": "plan_area", "comment": "核实"},
                {**blank, "record_id": record, "field": "town_code", "comment": "核实"},
                {**blank, "report": "R4", "period": "2022-05", "place": TOWN, "comment": "不符"},
                {**blank, "report": "R4", "period": "2022-04", "settled_at": "2022-06-02T08:00:00+08:00"},
            ],
        )
    of_record, of_report = points(store, Group.RETURNED)
    assert of_record.number == 1
    assert ids(store, of_record.goal) == [record]
    assert of_report.goal == Sending("R4", "2022-05")
    assert of_report.text == "拆违月报 退回意见 1 条"


def test_what_should_have_been_answered_before_the_day_is_overdue(store: Store) -> None:
    record = add(store, "greening")
    blank = {"source": "回.xlsx", "made_at": "2022-06-01T08:00:00+08:00", "comment": "核实"}
    with store.write("收到意见") as work:
        work.insert(
            ReviewRemark,
            [
                {**blank, "record_id": record, "deadline": "2022-06-20"},
                {**blank, "record_id": record, "deadline": "尽快"},
                {**blank, "report": "R4", "period": "2022-05", "place": TOWN, "deadline": "2022-06-28"},
            ],
        )
    (late,) = points(store, Group.OVERDUE, date(2022, 6, 25))
    assert (late.text, late.detail) == ("绿化台账 整改逾期 1 条", "最早 2022-06-20 到期")
    assert ids(store, late.goal) == [record]
    assert not points(store, Group.OVERDUE, date(2022, 6, 20))
    _, of_report = points(store, Group.OVERDUE, date(2022, 6, 30))
    assert (of_report.text, of_report.goal) == ("拆违月报 退回意见逾期 1 条", Sending("R4", "2022-05"))


def test_texts_that_wait_lead_to_their_rows(store: Store) -> None:
    record = add(store, "demolition")
    add(store, "demolition")
    cells.type_in(store, "demolition", record, "found_date", "不知道哪天")
    (point,) = points(store, Group.WAITING)
    assert (point.number, ids(store, point.goal)) == (1, [record])
    assert point.text == "拆违台账 标红待改 1 处"


def test_reports_of_the_last_closed_month_stand_until_they_are_sent(store: Store) -> None:
    goals = [one.goal for one in points(store, Group.UNSENT)]
    assert {Sending("R1", "2022-06"), Sending("R6", "2022-Q2"), Sending("R8", "2022-06")} <= set(goals)
    assert Sending("R9", "2022") not in goals
    may = [one.goal for one in points(store, Group.UNSENT, date(2022, 6, 24))]
    assert Sending("R1", "2022-05") in may
    assert not any(isinstance(goal, Sending) and goal.report == "R6" for goal in may)
    assert not points(store, Group.UNSENT, date(2022, 1, 10))
    waits, late = (points(store, Group.UNSENT, date(2022, 6, day))[0] for day in (28, 30))
    assert (waits.grave, waits.text) == (False, "复垦进展月报 尚未报送")
    assert waits.detail.endswith("截至 2022-06-25，2022-06-28 前报送")
    assert (late.grave, late.text) == (True, "复垦进展月报 逾期 2 天未报")
    with store.write("报送") as work:
        row = {"report": "R1", "form_version": "1", "period": "2022-06", "unit": UNIT, "number": "1", "sent_by": "甲"}
        work.insert(Submission, [{**row, "sent_at": "2022-06-26T08:00:00+08:00", "sha256": "0" * 64, "frozen": "{}"}])
    assert Sending("R1", "2022-06") not in [one.goal for one in points(store, Group.UNSENT)]


def test_a_second_copy_is_asked_for_until_there_is_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    (never,) = points(store, Group.COPY)
    assert (never.grave, never.text) == (True, "还没有在别处留过一份")
    monkeypatch.setattr(last_copy, "age", lambda _: 8)
    (old,) = points(store, Group.COPY)
    assert "8 天前" in old.text
    monkeypatch.setattr(last_copy, "age", lambda _: 7)
    assert not points(store, Group.COPY)


def test_a_towns_figure_leads_to_the_records_it_counts(store: Store) -> None:
    mine = add(store, "demolition", town_code=TOWN, demolished_area=10_000, demolish_date="2022-05-01")
    add(store, "demolition", town_code=OTHER_TOWN, demolished_area=10_000, demolish_date="2022-05-01")
    add(store, "demolition", town_code=TOWN, demolished_area=10_000, demolish_date="2022-07-01")
    with store.read() as session:
        rows = tracing.rows_of(session, "T18", YEAR_TO_DAY, TOWN, "实施拆违")
        assert tracing.rows_of(session, "没有", YEAR_TO_DAY, TOWN, "") is None
    assert ids(store, rows) == [mine]


def test_the_year_before_is_known_where_the_ledger_holds_it(store: Store) -> None:
    add(store, "demolition", town_code=TOWN, demolished_area=1_000_000, demolish_date="2021-05-01")
    found = indicators.year_before(store, 2022, UNIT)
    assert list(found["T18"])[:4] == [0, 0, 0, 0]
    assert found["T18"][4] == found["T18"][11] == 1
    assert "T09" not in found
    assert "T18" not in indicators.year_before(store, 2022, OTHER_TOWN)


def test_a_town_has_a_year_of_its_own(store: Store) -> None:
    add(store, "demolition", town_code=TOWN, demolished_area=1_000_000, demolish_date="2022-05-01")
    months = [one for one in indicators.figures(store, DAY, "month", TOWN) if one.indicator == "T18"]
    assert {one.region for one in months} == {TOWN}
    assert [one.actual for one in months] == [0, 0, 0, 0, 1, 1]
