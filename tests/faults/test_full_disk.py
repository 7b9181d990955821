"""A disk that is full in the middle of anything: a sentence with the next step, and nothing that was there is lost."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models import copies
from app.models.refusal import Refusal
from app.models.soundness import last
from app.models.store import Store
from app.services import ledger
from app.services.demo import fill
from app.services.importing import flow
from app.services.keeping import second
from app.services.reporting.export import export
from tests.faults.small_disk import Disk
from tests.faults.table import FULL, TENTH, Counted, Record
from tests.faults.victims import OPTIONS, SAMPLE
from tests.models.records import everything, put

SEED = 20220305
TIMES = 200


def save(store: Store, folder: Path) -> None:
    put(store, "demolition", *({"code": f"CW-{n}", "remark": "很长的备注" * 40} for n in range(300)))


def take_in(store: Store, folder: Path) -> None:
    report = flow.imported(store, [SAMPLE], OPTIONS)
    for file in report.files:
        if file.taken_as == "refused":
            raise Refusal(*(file.reason or "").rstrip("。").rsplit("。", 1))


def back_up(store: Store, folder: Path) -> None:
    assert store.back_up("手工")


def hand_out(store: Store, folder: Path) -> None:
    made = export(store, "R4", "2022-06", folder / "报表") + export(store, "demolition", None, folder / "报表")
    if told := [one.unregistered for one in made if one.unregistered]:
        raise Refusal(*told[0].rstrip("。").rsplit("。", 1))


def leave_a_second(store: Store, folder: Path) -> None:
    second.make(store, folder / "U盘", "口令")


NAMES: dict[Callable[[Store, Path], None], str] = {
    save: "保存",
    take_in: "导入",
    back_up: "备份",
    hand_out: "导出",
    leave_a_second: "另存",
}


@pytest.fixture
def crowded(small_disk: Disk) -> Path:
    """A ledger on a small disk."""
    path = small_disk.folder / "台账.db"
    with ledger.create(str(path), "330421", 2022) as store:
        fill.fill(store, 30, 2022, 1)
    return path


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_a_full_disk_loses_nothing_and_says_what_to_do(
    small_disk: Disk, crowded: Path, divisor: int, record_property: Record
) -> None:
    chance = random.Random(SEED)
    counted = Counted(5, "磁盘满")
    for number in range(TIMES // divisor):
        doing = list(NAMES)[number % len(NAMES)]
        with Store.open(str(crowded), writing=True) as store:
            store.wake()
            before = everything(store)
            small_disk.fill(left=chance.choice((0, 4096, 20_000, 100_000, 400_000)))
            try:
                doing(store, small_disk.folder)
            except Refusal as refusal:
                kept = everything(store) == before and bool(refusal.next_step)
                counted.note(f"{NAMES[doing]}被拒绝", bad=not kept)
            else:
                counted.note("仍放得下")
            now = everything(store)
            assert last(store.faults(thorough=True)) == []
        small_disk.free()
        with Store.open(str(crowded), writing=True) as store:
            assert everything(store) == now
            assert last(store.faults(thorough=True)) == []
            put(store, "greening", {"code": f"LH-{number}"})
        for one in copies.copies(crowded):
            copies.examined(one.path)
            one.path.unlink()
        assert not list(small_disk.folder.rglob("*.part"))
    counted.keep(record_property)
