"""A closed ledger damaged anywhere in its file: found before anything is made of the ledger."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from app.models import rest
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import ledger
from app.services.demo import fill
from app.services.reporting.export import export
from tests.faults.table import FULL, TENTH, Counted, Record
from tests.models.records import everything

SEED, SECTOR = 20220303, 512


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("ledger") / "台账.db"
    with ledger.create(str(path), "330421", 2022) as store:
        fill.fill(store, 60, 2022, 1)
    return path.read_bytes()


def told(path: Path) -> str:
    """What a person is told of the ledger: that it is damaged, that only its file is not as it was left, or nothing."""
    try:
        with Store.open(str(path)) as store:
            store.require_sound()
            return "文件变了" if store.changed_outside else ""
    except Refusal as refusal:
        return str(refusal)


def one_bit(data: bytes, chance: random.Random) -> bytes:
    return flipped(data, chance.randrange(len(data) * 8))


def one_sector(data: bytes, chance: random.Random) -> bytes:
    """A sector that the disk gives back as nothing, where there was something."""
    while True:
        begin = chance.randrange(len(data) // SECTOR) * SECTOR
        if any(data[begin : begin + SECTOR]):
            return data[:begin] + bytes(SECTOR) + data[begin + SECTOR :]


def cut_short(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def harm(path: Path, sound: bytes, harmed: Iterable[bytes], counted: Counted) -> None:
    """Damage a closed ledger, each time afresh. Bad is what no one is told of, or was told of as whole and is not."""
    path.write_bytes(sound)
    with Store.open(str(path)) as store:
        whole = everything(store)
    for data in harmed:
        path.write_bytes(sound)
        rest.note(path)  # a look that found the content whole takes the new bytes for good
        path.write_bytes(data)
        match told(path):
            case "":
                counted.note("没有看出", bad=True)
            case "文件变了":
                with Store.open(str(path)) as store:
                    counted.note("文件变了，内容完好", bad=everything(store) != whole)
            case _:
                counted.note("拒绝")


DAMAGES: dict[str, tuple[Callable[[bytes, random.Random], bytes], int]] = {
    "翻转一位": (one_bit, 1000),
    "一个扇区清零": (one_sector, 500),
    "截短": (cut_short, 200),
}


@pytest.mark.parametrize("divisor", [TENTH, FULL])
@pytest.mark.parametrize("fault", DAMAGES)
def test_every_damage_is_seen_and_every_changed_value_refused(
    fault: str, divisor: int, sound: bytes, tmp_path: Path, record_property: Record
) -> None:
    chance, counted = random.Random(SEED), Counted(12, fault)
    damaged, times = DAMAGES[fault]
    harm(tmp_path / "台账.db", sound, (damaged(sound, chance) for _ in range(times // divisor)), counted)
    counted.keep(record_property)
    assert counted.seen["拒绝"] > 0


def test_neither_a_report_nor_a_copy_is_made_of_a_changed_ledger(sound: bytes, tmp_path: Path) -> None:
    """On a computer that never saw the ledger, too: what is inside tells."""
    path = tmp_path / "台账.db"
    path.write_bytes(flipped(sound, sound.index(b"CW-330421") * 8 + 1))
    with Store.open(str(path)) as store:
        with pytest.raises(Refusal, match="台账有损坏"):
            export(store, "R8", "2022-06", tmp_path / "out")
        with pytest.raises(Refusal, match="台账有损坏"):
            store.back_up("手工")
    assert [one.name for one in tmp_path.iterdir()] == ["台账.db"]
