"""How far the records of an indicator have come."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.models.queries import grid
from app.models.store import Store
from app.services import funnel, indicators, records
from app.services.records import Addition
from tests.stores import new_ledger

DAY = date(2022, 6, 25)
UNIT, TOWN = "330481", "330481001"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_ledger(str(tmp_path / "台账.db"), UNIT, 2022) as opened:
        yield opened


def add(store: Store, kind: str, **values: Any) -> None:
    with store.write("登记") as work:
        records.add(work, kind, [Addition({"county_code": UNIT, "plan_year": 2022, **values}, "2022-03-01")])


def test_records_count_in_every_stage_they_came_through(store: Store) -> None:
    add(store, "demolition", found_date="2022-01-01", stage="发现")
    of_town = {"town_code": TOWN, "ruling_date": "2022-02-01", "order_date": "2022-02-02"}
    add(store, "demolition", found_date="2022-01-02", stage="限期自拆", **of_town)
    add(store, "demolition", found_date="2022-01-03", demolish_date="2022-03-01", stage="拆除")
    add(store, "demolition", found_date="2021-01-03", plan_year=2021)
    add(store, "demolition", stage="关闭", close_date="2022-03-01")
    found = funnel.funnel(store, "T18", DAY, UNIT)
    assert found is not None
    steps = {step.stage: (step.reached, step.here) for step in found.steps}
    assert steps["发现"] == (3, 1)
    assert steps["认定"] == (1, 0)
    assert steps["限期自拆"] == (1, 1)
    assert steps["拆除"] == (1, 1)
    assert steps["销号"] == (0, 0)
    assert [(step.stage, step.here) for step in found.aside] == [("关闭", 1)]
    rows = found.steps[0].rows
    with store.read() as session:
        assert grid.number(session, rows.kind, rows.filters) == 1
    alone = funnel.funnel(store, "T18", DAY, TOWN)
    assert alone is not None
    assert alone.steps[0].reached == 1


def test_the_ways_of_other_kinds_of_work_are_left_out(store: Store) -> None:
    add(store, "greening", task_kind="一村万树", village_grade="示范村", stage="申报")
    found = funnel.funnel(store, "T28", DAY, UNIT)
    assert found is not None
    assert found.steps[0].stage == "申报"
    assert "施工" not in {step.stage for step in found.steps}


def test_what_is_kept_by_hand_has_no_stages(store: Store) -> None:
    by_hand = next(one for one in indicators.figures(store, DAY) if one.direction == "<=")
    assert funnel.funnel(store, by_hand.indicator, DAY, UNIT) is None
