"""One bit of a closed ledger turned over, anywhere in the file: found before anything is made of the ledger."""

import random
from pathlib import Path

import pytest

from app.models import rest
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import ledger
from app.services.demo import fill
from app.services.reporting.export import export
from tests.models.records import everything

SEED = 20220303


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


def flip(sound: bytes, folder: Path, flips: int) -> dict[str, int]:
    """So many flips, each alone: how many were refused, how many noticed in a file whose content is whole."""
    path, chance = folder / "台账.db", random.Random(SEED)
    path.write_bytes(sound)
    with Store.open(str(path)) as store:
        whole = everything(store)
    counted = {"refused": 0, "noticed": 0, "unseen": 0}
    for _ in range(flips):
        path.write_bytes(sound)
        rest.note(path)  # a look that found the content whole takes the new bytes for good
        path.write_bytes(flipped(sound, chance.randrange(len(sound) * 8)))
        match told(path):
            case "":
                counted["unseen"] += 1
            case "文件变了":
                counted["noticed"] += 1
                with Store.open(str(path)) as store:
                    assert everything(store) == whole, "what is not refused is what was written"
            case _:
                counted["refused"] += 1
    return counted


def test_every_flip_is_seen_and_every_changed_value_refused(sound: bytes, tmp_path: Path) -> None:
    counted = flip(sound, tmp_path, 100)
    assert counted["unseen"] == 0
    assert counted["refused"] > 0
    assert counted["noticed"] > 0, "some flips hit only unused bytes"


@pytest.mark.slow
def test_a_thousand_flips(sound: bytes, tmp_path: Path) -> None:
    counted = flip(sound, tmp_path, 1000)
    assert counted["unseen"] == 0
    assert sum(counted.values()) == 1000


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
