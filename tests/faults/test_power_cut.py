"""The power cut at any instant, on a disk that flushes when it says so, and on one that lies."""

import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.models import copies
from app.models.demolition import Demolition
from app.models.refusal import Damaged
from app.models.soundness import last
from app.models.store import Store
from app.services import ledger
from app.services.demo import fill
from tests.faults import power
from tests.faults.table import FULL, TENTH, Counted, Record
from tests.faults.victims import PER_STEP

if sys.platform == "win32" or shutil.which("strace") is None:
    pytest.skip("需要 strace：apt-get install strace", allow_module_level=True)

SEED = 20220308
NAME = "台账.db"
STEPS = 6


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with some records, at rest."""
    path = tmp_path_factory.mktemp("worked") / NAME
    with ledger.create(str(path), "330421", 2022) as store:
        fill.fill(store, 20, 2022, 1)
    return path


@pytest.fixture(scope="module")
def saving(worked: Path, tmp_path_factory: pytest.TempPathFactory) -> list[power.Event]:
    """What saving steps and copying the ledger does to the disk."""
    path = tmp_path_factory.mktemp("saving") / NAME
    shutil.copy(worked, path)
    events = power.recorded("saves", path, worked, path.parent.with_suffix(".log"))
    return _moved(events, path.parent, worked.parent)


def _moved(events: list[power.Event], old: Path, new: Path) -> list[power.Event]:
    """The events as if they had happened in another folder."""

    def there(name: str) -> str:
        return str(new) + name.removeprefix(str(old)) if name else ""

    return [power.Event(one.what, there(one.path), one.data, one.offset, there(one.target)) for one in events]


def test_what_is_recorded_is_all_that_was_written(worked: Path, saving: list[power.Event], tmp_path: Path) -> None:
    """Laid down to its end, the record is a ledger with every step, and copies that are whole."""
    disk = power.Disk(worked.parent)
    assert power.played(saving, disk) == STEPS
    disk.lay_down_all(worked.parent, tmp_path)
    with Store.open(str(tmp_path / NAME), writing=True) as store:
        assert last(store.faults(thorough=True)) == []
        assert steps_in(store) == (STEPS, 0)
    made = copies.copies(tmp_path / NAME)
    assert len(made) == 2
    for one in made:
        copies.examined(one.path)


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_a_step_that_was_told_survives_a_power_cut(
    worked: Path, saving: list[power.Event], tmp_path: Path, divisor: int, record_property: Record
) -> None:
    counted = Counted(8, "断电：未刷盘的写入任意丢失、撕裂")
    for number, chance in enumerate(cuts(1000 // divisor)):
        path = tmp_path / f"{number}" / NAME
        said = cut(worked, saving, path, chance, honest=True)
        with Store.open(str(path), writing=True) as store:
            sound = last(store.faults(thorough=True)) == []
            whole, rest = steps_in(store)
        for one in copies.copies(path):
            copies.examined(one.path)
        counted.note(f"已报 {said} 步", bad=not sound or rest != 0 or whole not in (said, said + 1))
        shutil.rmtree(path.parent)
    counted.keep(record_property)


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_a_disk_that_lies_about_flushing_never_gives_a_wrong_ledger_out_as_right(
    worked: Path, saving: list[power.Event], tmp_path: Path, divisor: int, record_property: Record
) -> None:
    counted = Counted(9, "断电：磁盘谎报刷盘")
    for number, chance in enumerate(cuts(200 // divisor)):
        path = tmp_path / f"{number}" / NAME
        said = cut(worked, saving, path, chance, honest=False)
        seen, bad = looked_at(path, said)
        counted.note(seen, bad=bad)
        shutil.rmtree(path.parent)
    counted.keep(record_property)


def cuts(times: int) -> Iterator[random.Random]:
    """So many chances, each with a seed of its own."""
    return (random.Random(SEED + number) for number in range(times))


def cut(worked: Path, events: list[power.Event], path: Path, chance: random.Random, *, honest: bool) -> int:
    """Lay down what a power cut leaves at some instant; how many steps had been told to be kept."""
    disk = power.Disk(worked.parent)
    said = power.played(events[: chance.randint(1, len(events))], disk, honest=honest)
    disk.lay_down(worked.parent, path.parent, chance)
    return said


def looked_at(path: Path, said: int) -> tuple[str, bool]:
    """What a clerk is told of a ledger, and whether that is wrong: steps may be lost, but none by halves."""
    try:
        with Store.open(str(path), writing=True) as store:
            if last(store.faults(thorough=True)):
                return "说明损坏", False
            whole, rest = steps_in(store)
    except Damaged:
        return "说明损坏", False
    return ("完好" if whole >= said else "完好，少了最后几步"), rest != 0


def steps_in(store: Store) -> tuple[int, int]:
    """How many whole steps a ledger has, and how many records beyond them."""
    with store.read() as session:
        count = session.scalar(select(func.count()).where(Demolition.code.like("CW-_-%")))
    return divmod(count or 0, PER_STEP)
