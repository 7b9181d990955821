"""One cell, as a clerk types it: understood or kept, one step, and the way back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.queries import entries as entry_queries
from app.models.queries import records as queries
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import cells, history, records
from app.services.records import Addition
from tests.stores import new_ledger

KIND, YEAR = "demolition", 2022
VALUES = {
    "code": "CW-330421103-2022-0038",
    "town_code": "330421103",
    "illegal_area": 24000,
    "stage": "发现",
    "demolish_date": "2022-05-06",
    "demolished_area": 20000,
}


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Store]:
    """A county's ledger with one point, numbered 1, and one without any date, numbered 2."""
    with new_ledger(str(tmp_path / "台账.db"), "330421", YEAR) as store:
        with store.write("两个点位") as work:
            records.add(work, KIND, [Addition(VALUES), Addition({"code": "CW-2"})])
        yield store


def value(store: Store, name: str, record: int = 1) -> object:
    with store.read() as session:
        held = queries.one(session, KIND, record)
    assert held is not None
    return held.values[name]


def waiting(store: Store, record: int = 1) -> dict[str, tuple[str, str]]:
    with store.read() as session:
        found = queries.pending(session, [record]).get(record, [])
        return {text.field: (text.raw, text.reason) for text in found}


@pytest.mark.parametrize(
    ("name", "text", "stored"),
    [
        ("illegal_area", "1,234.5", 123450),
        ("illegal_area", "１２.５㎡", 1250),
        ("illegal_area", "", None),
        ("found_date", "2022.3.5", "2022-03-05"),
        ("found_date", "3/5", "2022-03-05"),
        ("found_date", "20220305", "2022-03-05"),
        ("is_precise", "√", True),
        ("is_precise", "否", False),
        ("town_code", "姚庄", "330421111"),
        ("zone_type", "乡村违法建筑", "乡村违法建筑"),
        ("village", "荷池村村委会", "荷池村"),
        ("remark", "第一行\n第二行", "第一行\n第二行"),
    ],
)
def test_what_is_typed_is_understood(county: Store, name: str, text: str, stored: object) -> None:
    result = cells.type_in(county, KIND, 1, name, text)
    assert not result.waiting
    assert value(county, name) == stored


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("illegal_area", "约300", "不是数字"),
        ("found_date", "春天", "不是日期"),
        ("town_code", "没有这个镇", "没有"),
        ("zone_type", "太空", "可选"),
    ],
)
def test_what_is_no_value_is_kept_with_its_reason(county: Store, name: str, text: str, reason: str) -> None:
    result = cells.type_in(county, KIND, 1, name, text)
    assert result.waiting
    assert value(county, name) is None
    raw, why = waiting(county)[name]
    assert raw == text
    assert reason in why
    cells.type_in(county, KIND, 1, name, "")
    assert waiting(county) == {}


def test_a_total_without_any_day_waits_for_its_date(county: Store) -> None:
    result = cells.type_in(county, KIND, 2, "demolished_area", "120")
    assert result.waiting
    assert "拆除日期" in result.notes[0]
    assert value(county, "demolished_area", 2) is None
    cells.type_in(county, KIND, 2, "demolish_date", "2022-06-01")
    assert not cells.type_in(county, KIND, 2, "demolished_area", "120").waiting
    assert waiting(county, 2) == {}
    assert value(county, "demolished_area", 2) == 12000


def test_a_slip_does_not_cost_the_entries_of_a_dated_total(county: Store) -> None:
    result = cells.type_in(county, KIND, 1, "demolished_area", "两百左右")
    assert result.waiting
    assert "仍按原数 200.00 计" in result.notes[0]
    with county.read() as session:
        assert [entry.amount for entry in entry_queries.of_records(session, [1])[1, "demolished_area"]] == [20000]


def test_a_broken_rule_and_a_strange_move_are_said_and_stop_nothing(county: Store) -> None:
    result = cells.type_in(county, KIND, 1, "illegal_area", "100")
    assert value(county, "illegal_area") == 10000
    assert any("违建面积" in note for note in result.notes)
    result = cells.type_in(county, KIND, 1, "stage", "拆后利用")
    assert value(county, "stage") == "拆后利用"
    assert any("一般不直接转到" in note for note in result.notes)


def test_a_typed_cell_is_one_step_with_its_name(county: Store) -> None:
    result = cells.type_in(county, KIND, 1, "illegal_area", "约300")
    step = history.history(county)[0]
    assert step.label == "改 CW-330421103-2022-0038 的违建面积"
    assert result.change.batch == step.batch
    history.undo(county, step.batch)
    assert value(county, "illegal_area") == 24000
    assert waiting(county) == {}


def test_a_record_that_is_gone_is_refused(county: Store) -> None:
    with pytest.raises(Refusal, match="不在台账里"):
        cells.type_in(county, KIND, 99, "name", "谁")
