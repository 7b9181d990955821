"""A target typed by hand: in the indicator's unit, with its paper, revised without losing what was set before."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.models.refusal import Refusal
from app.models.store import Store
from app.services import history
from app.services.targeting import TargetLine, set_target, targets_set
from tests.stores import new_ledger

UNIT, TOWN = "330421", "330421103"


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Store]:
    with new_ledger(str(tmp_path / "台账.db"), UNIT, 2022) as store:
        yield store


def line(store: Store, code: str, day: str = "2022-12-31") -> TargetLine:
    return next(one for one in targets_set(store, date.fromisoformat(day)) if one.indicator.code == code)


def test_a_first_target_counts_from_the_years_beginning(county: Store) -> None:
    set_target(county, "T18", UNIT, "1,234.5", "某文〔2022〕8号")
    set_target(county, "T18", TOWN, "1000万㎡")
    found = line(county, "T18", "2022-01-01")
    assert (found.own.value, found.own.doc_no, found.own.effective) == (12345000, "某文〔2022〕8号", "2022-01-01")
    assert (found.total, found.difference) == (10000000, -2345000)


def test_a_revision_keeps_what_was_set_before(county: Store) -> None:
    set_target(county, "T18", UNIT, "10")
    set_target(county, "T18", UNIT, "12", "调整〔2022〕1号", "2022-06-30")
    assert line(county, "T18", "2022-06-29").own.value == 100000
    assert (line(county, "T18").own.value, line(county, "T18").own.revision) == (120000, 2)
    set_target(county, "T18", UNIT, "13", effective="2022-06-30")
    assert (line(county, "T18").own.value, line(county, "T18").own.revision) == (130000, 2)


def test_a_blank_takes_the_value_away_and_can_be_undone(county: Store) -> None:
    set_target(county, "T18", UNIT, "10")
    set_target(county, "T18", UNIT, " ", effective="2022-01-01")
    assert line(county, "T18").own.value is None
    assert county.last_change.batch
    history.undo(county, county.last_change.batch)
    assert line(county, "T18").own.value == 100000


def test_nothing_set_and_nothing_typed_writes_nothing(county: Store) -> None:
    set_target(county, "T18", UNIT, "")
    assert county.last_change.batch is None


def test_a_later_year_revises_on_its_last_day(county: Store) -> None:
    set_target(county, "T18", UNIT, "10")
    set_target(county, "T18", UNIT, "11")
    assert line(county, "T18").own.effective == "2022-12-31"


@pytest.mark.parametrize(
    ("code", "region", "text", "since", "words"),
    [
        ("T99", UNIT, "1", "", "没有数量目标"),
        ("T27", UNIT, "1", "", "没有数量目标"),
        ("T18", "330481001", "1", "", "不是本单位或所辖"),
        ("T18", UNIT, "约十", "", "不是数字"),
        ("T18", UNIT, "1.00001", "", "小数超过 4 位"),
        ("T18", UNIT, "-1", "", "不能是负数"),
        ("T18", UNIT, "1", "六月", "不是日期"),
        ("T18", UNIT, "1", "2021-06-01", "不在 2022 年"),
    ],
)
def test_what_is_no_target_is_refused(county: Store, code: str, region: str, text: str, since: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        set_target(county, code, region, text, "", since)
