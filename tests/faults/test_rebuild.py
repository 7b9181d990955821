"""A damaged ledger without a copy is told over again: what was written comes back, what does not is named."""

import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from app.models import copies
from app.models.queries import journal
from app.models.refusal import Refusal
from app.models.soundness import last
from app.models.store import Store
from app.services import history, ledger
from app.services.demo import fill
from app.services.importing import flow
from app.services.keeping.rebuild import UnitUnknown, rebuild
from app.services.reporting.export import export
from app.ui.headless import console
from tests.faults.table import FULL, TENTH, Counted, Record
from tests.faults.victims import OPTIONS, SAMPLE
from tests.models.records import everything, put

SEED, PAGE = 20220307, 4096


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a year of records, an import, a step taken back, a removed record and an export."""
    path = tmp_path_factory.mktemp("made") / "台账.db"
    with ledger.create(str(path), "330421", 2022) as store:
        fill.fill(store, 30, 2022, 1)
        flow.imported(store, [SAMPLE], OPTIONS)
        put(store, "demolition", {"code": "CW-收回"})
        history.undo(store, store.last_change.batch or 0)
        export(store, "R4", "2022-06", path.parent / "报表")
    return path


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Path:
    """A copy of it for one test, without any backup."""
    path = shutil.copytree(made.parent, tmp_path / "own") / "台账.db"
    shutil.rmtree(path.with_name("台账-备份"))
    return path


def held(path: Path) -> dict[str, list[dict[str, Any]]]:
    with Store.open(str(path)) as store:
        assert last(store.faults(thorough=True)) == []
        return everything(store)


def told(store: Store) -> object:
    """The history."""
    with store.read() as session:
        return journal.steps(session)


def test_a_ledger_is_told_over_whole_from_its_journal(own: Path) -> None:
    """Everything is there, its history too, and numbers go on after the last; nothing of the tables is believed."""
    before = held(own)
    with Store.open(str(own)) as store:
        steps, head = told(store), store.head()
    connection = sqlite3.connect(own)
    connection.execute("DELETE FROM content_sum")
    connection.execute("UPDATE demolition SET remark = '坏了'")
    connection.commit()
    connection.close()
    done = rebuild(own)
    assert held(own) == before
    assert (done.salvaged.unproved, done.salvaged.lost, done.imported) == ([], [], [])
    with Store.open(str(own), writing=True) as store:
        assert (told(store), store.head()) == (steps, head)
        (record,) = put(store, "demolition", {"code": "CW-新"})
        assert record not in {row["id"] for kind in ("demolition", "reclamation", "greening") for row in before[kind]}
        assert last(store.faults(thorough=True)) == []
    assert done.kept
    assert done.kept.exists()


def rebuilt(path: Path, before: object) -> tuple[str, bool]:
    """What became of a damaged ledger, and whether anything is missing that nobody is told of."""
    try:
        done = rebuild(path)
    except UnitUnknown:  # what was lost are the names of its tables: nothing of it can be asked for
        done = rebuild(path, "330421", 2022)
        assert held(path)["reclamation"]
        return "由导入原件重建", not (done.kept and done.imported)
    exact = held(path) == before
    named = done.salvaged.lost or done.salvaged.unproved
    return "全部找回" if exact else "缺的已点名", not (exact or named)


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_wherever_a_sector_is_lost_most_comes_back_and_the_rest_is_named(
    own: Path, tmp_path: Path, divisor: int, record_property: Record
) -> None:
    counted, chance = Counted(12, "无备份时扇区清零后重建"), random.Random(SEED)
    whole = own.read_bytes()
    before = held(own)
    for number in range(50 // divisor):
        path = tmp_path / str(number) / "台账.db"
        shutil.copytree(own.parent, path.parent)
        damaged = bytearray(whole)
        place = chance.randrange(PAGE, len(whole) - 512)
        damaged[place : place + 512] = bytes(512)
        path.write_bytes(damaged)
        became, unsaid = rebuilt(path, before)
        counted.note(became, bad=unsaid)
    counted.keep(record_property)


def leaves(whole: bytes, root: int) -> list[int]:
    """Where the leaf pages of a table lie, the one after the other (sqlite.org/fileformat2.html, 1.6)."""
    at = (root - 1) * PAGE
    if whole[at] == 0x0D:
        return [at]
    count = int.from_bytes(whole[at + 3 : at + 5])
    cells = [int.from_bytes(whole[at + 12 + 2 * n : at + 14 + 2 * n]) for n in range(count)]
    children = [int.from_bytes(whole[at + cell : at + cell + 4]) for cell in cells]
    children.append(int.from_bytes(whole[at + 8 : at + 12]))
    return [leaf for child in children for leaf in leaves(whole, child)]


def test_keys_that_lead_back_are_not_read_without_end(own: Path) -> None:
    """One of the last rows of a page bears the first one's number, and the page behind it cannot be read."""
    connection = sqlite3.connect(own)
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'row_change'").fetchone()
    connection.close()
    damaged = bytearray(own.read_bytes())
    page, behind = leaves(damaged, root)[1:3]
    late_cell = page + 8 + 2 * (int.from_bytes(damaged[page + 3 : page + 5]) - 2)
    cell = page + int.from_bytes(damaged[late_cell : late_cell + 2])
    number = cell + next(place for place in range(9) if not damaged[cell + place] & 0x80) + 1
    length = next(place for place in range(9) if not damaged[number + place] & 0x80) + 1
    damaged[number : number + length] = b"\x80" * (length - 1) + b"\x01"
    damaged[behind : behind + PAGE] = bytes(PAGE)
    own.write_bytes(damaged)
    assert rebuild(own).salvaged.lost


def test_a_ledger_of_which_nothing_can_be_read_is_made_from_its_originals(own: Path) -> None:
    own.write_bytes(b"\x00" * 5000)
    with pytest.raises(Refusal, match="写明是哪个单位"):
        rebuild(own)
    assert own.read_bytes() == b"\x00" * 5000
    done = rebuild(own, "330421", 2022)
    assert len(done.imported) == 1
    assert any("重新导入" in sentence for sentence in done.said())
    with Store.open(str(own)) as store:
        assert len(everything(store)["reclamation"]) > 0
    assert done.kept


def test_nothing_at_all_becomes_an_empty_ledger_that_says_so(own: Path) -> None:
    own.write_bytes(b"")
    shutil.rmtree(own.with_name("台账-原件"))
    said = list(rebuild(own, "330421", 2022).said())
    assert any("空台账" in sentence for sentence in said)
    assert copies.inside(own).total == 0


def test_an_open_ledger_is_not_rebuilt(own: Path) -> None:
    with Store.open(str(own), writing=True), pytest.raises(Refusal, match="正被"):
        rebuild(own)


def test_the_command_says_what_came_back(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert console.main(["--ledger", str(own), "rebuild"]) == 0
    said = capsys.readouterr().out
    assert "步核对无误。" in said
    assert "损坏的文件留在：" in said
