"""Copies of a ledger: what is in them, which may go, and putting one back without losing what was there."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import backup, copies
from app.models.copies import Copy, Inside
from app.models.refusal import Refusal
from app.models.soundness import last
from app.models.store import Store
from tests.models.records import everything, put

NOON = datetime(2022, 12, 31, 12, tzinfo=UTC)


def made(*, days: float, records: int = 100, batch: int | None = None) -> Copy:
    moment = NOON - timedelta(days=days)
    held = Inside(3, {"demolition": records}, batch if batch is not None else int(100_000 - days * 24), "改", "")
    return Copy(Path(f"{days}.db"), moment, "定时", 1, held)


def ages(found: Sequence[Copy]) -> list[float]:
    return [float(one.path.stem) for one in found]


def test_the_twenty_newest_stay_whatever_their_day() -> None:
    several = [made(days=hour / 24) for hour in range(30)]
    gone = copies.superfluous(several)
    assert gone
    assert not {one.path for one in several[:20]} & {one.path for one in gone}


def test_a_day_a_week_and_a_month_each_keep_their_newest() -> None:
    daily = [made(days=day) for day in range(800)]
    gone = copies.superfluous(daily)
    kept = [one for one in daily if one not in gone]
    assert ages(kept[:30]) == [float(day) for day in range(30)]
    assert {(one.made.year, one.made.month) for one in kept} >= {(2022, month) for month in range(1, 13)}
    assert 30 < len(kept) < 70


def test_a_copy_that_holds_far_more_than_the_newest_never_goes() -> None:
    several = [made(days=hour / 24, records=70 if hour < 20 else 100) for hour in range(30)]
    assert copies.superfluous(several) == []
    several = [made(days=hour / 24, records=85 if hour < 20 else 100) for hour in range(30)]
    assert copies.superfluous(several)


@given(st.lists(st.tuples(st.floats(0, 1000), st.integers(0, 200)), max_size=60, unique_by=lambda one: one[0]))
def test_what_goes_is_never_the_newest_nor_the_largest_by_far(rows: list[tuple[float, int]]) -> None:
    several = [made(days=days, records=records) for days, records in sorted(rows)]
    gone = copies.superfluous(several)
    assert not {one.path for one in gone} & {one.path for one in several[:20]}
    assert all(several[0].inside.total >= 0.8 * one.inside.total for one in gone)


@pytest.fixture
def worked(ledger_file: Path) -> Path:
    """A ledger with one copy of an earlier state."""
    with Store.open(str(ledger_file), writing=True) as store:
        put(store, "demolition", {"code": "CW-1"})
        store.back_up("手工")
        put(store, "demolition", {"code": "CW-2"}, {"code": "CW-3"})
    return ledger_file


def test_one_can_look_into_a_copy(worked: Path) -> None:
    (one,) = copies.copies(worked)
    assert (one.reason, one.inside.records, one.inside.label) == (
        "手工",
        {"reclamation": 0, "demolition": 1, "greening": 0},
        "登记",
    )
    (backup.folder(worked) / "别的.db").write_text("x")
    (backup.folder(worked) / "台账-20220101-120000-坏.db").write_text("x")
    assert copies.copies(worked) == [one]


def test_a_restored_ledger_is_the_copy_and_what_was_there_is_kept(worked: Path) -> None:
    (one,) = copies.copies(worked)
    with Store.open(str(worked)) as store:
        later = everything(store)
    kept = copies.restore(worked, one.path)
    assert kept is not None
    with Store.open(str(worked), writing=True) as store:
        assert [row["code"] for row in everything(store)["demolition"]] == ["CW-1"]
        assert last(store.faults(thorough=True)) == []
        put(store, "demolition", {"code": "CW-4"})
    copies.restore(worked, kept)
    with Store.open(str(worked)) as store:
        assert everything(store) == later


def test_a_damaged_copy_is_not_put_back(worked: Path) -> None:
    (one,) = copies.copies(worked)
    data = one.path.read_bytes()
    one.path.write_bytes(data.replace(b"CW-1", b"CW-7"))
    before = worked.read_bytes()
    with pytest.raises(Refusal, match="这份备份有损坏"):
        copies.restore(worked, one.path)
    assert worked.read_bytes() == before


def test_what_is_no_ledger_is_not_put_back(worked: Path, tmp_path: Path) -> None:
    other = tmp_path / "其他.db"
    other.write_text("不是台账" * 100)
    with pytest.raises(Refusal, match="不是资规台账的文件"):
        copies.restore(worked, other)


def test_an_open_ledger_is_not_replaced(worked: Path) -> None:
    (one,) = copies.copies(worked)
    with Store.open(str(worked), writing=True), pytest.raises(Refusal, match="正被另一个窗口或程序使用"):
        copies.restore(worked, one.path)


def test_a_lost_ledger_is_put_back_from_its_copy(worked: Path) -> None:
    (one,) = copies.copies(worked)
    worked.unlink()
    assert copies.restore(worked, one.path) is None
    with Store.open(str(worked)) as store:
        assert len(everything(store)["demolition"]) == 1


def test_a_damaged_ledger_is_kept_with_its_log(worked: Path) -> None:
    (one,) = copies.copies(worked)
    worked.write_bytes(b"broken")
    worked.with_name(worked.name + "-wal").write_bytes(b"log")
    kept = copies.restore(worked, one.path)
    assert kept is not None
    assert (kept.read_bytes(), kept.with_name(kept.name + "-wal").read_bytes()) == (b"broken", b"log")
    assert not worked.with_name(worked.name + "-wal").exists()


def test_thinning_removes_only_what_may_go(worked: Path) -> None:
    (one,) = copies.copies(worked)
    for hour in range(24):
        shutil.copy(one.path, one.path.with_name(f"台账-20220101-{hour:02}0000-定时.db"))
    copies.thin(worked)
    left = copies.copies(worked)
    assert len(left) == 20
    assert one.path in {one.path for one in left}
