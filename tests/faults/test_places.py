"""A ledger where it must not be worked on: refused with what the place is, moved here, or worked on in a copy."""

from pathlib import Path

import pytest

from app.models import home, place, rest
from app.models.lock import WriterLock
from app.models.place import Kind, Misplaced
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import ledger
from app.services.keeping import moving, portable
from tests.faults.table import Counted, Record
from tests.models.records import everything, put

SYSTEMS = {"nfs4": Kind.NETWORK, "cifs": Kind.NETWORK, "vfat": Kind.FAT, "exfat": Kind.FAT, "ext4": None, "NTFS": None}
FOLDERS = ("OneDrive", "OneDrive - 某某县自然资源和规划局", "我的坚果云", "BaiduSyncdisk", "WPS云盘", "Dropbox")


@pytest.fixture
def on_stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger on a U盘: what lies under this folder is told to be FAT."""
    stick = tmp_path / "U盘"
    path = stick / "台账.db"
    ledger.create(str(path), "330421", 2022).close()
    real = place.file_system
    monkeypatch.setattr(place, "file_system", lambda at: "vfat" if at.is_relative_to(stick) else real(at))
    return path


@pytest.mark.parametrize(("system", "kind"), SYSTEMS.items())
def test_a_file_system_tells_what_a_place_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, kind: Kind | None
) -> None:
    monkeypatch.setattr(place, "file_system", lambda _: system)
    found = place.unfit(tmp_path / "台账.db")
    assert (found.kind if found else None) is kind


def test_a_folder_that_is_kept_alike_elsewhere_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    counted = Counted(16, "网盘、共享、FAT 处的台账")
    for name in FOLDERS:
        with pytest.raises(Misplaced, match="移到本机") as refused:
            ledger.create(str(tmp_path / name / "台账" / "台账.db"), "330421", 2022)
        assert refused.value.place.kind is Kind.SYNC
        counted.note("拒绝并说明")
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "单位盘"))
    assert place.unfit(tmp_path / "单位盘" / "台账.db")
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / ".nutstore").touch()
    assert place.unfit(tmp_path / "甲" / "乙" / "台账.db")
    assert place.unfit(tmp_path / "百度网盘下载" / "台账.db") is None
    assert not any(tmp_path.rglob("*.db"))
    counted.keep(record_property)


def test_the_disk_of_a_folder_is_known(tmp_path: Path) -> None:
    assert place.file_system(tmp_path)
    assert place.file_system(tmp_path / "没有" / "这里") == place.file_system(tmp_path)


def test_a_ledger_in_a_wrong_place_can_be_looked_at_and_moved_here(on_stick: Path) -> None:
    (on_stick.parent / "台账-原件").mkdir()
    (on_stick.parent / "台账-原件" / "ab.xlsx").write_bytes(b"x")
    with pytest.raises(Misplaced, match="副本"):
        Store.open(str(on_stick), writing=True)
    with Store.open(str(on_stick)) as store:
        held = everything(store)
    here = moving.move_here(on_stick)
    assert here.parent == home.folder()
    with Store.open(str(here), writing=True) as store:
        assert everything(store) == held
    assert here.with_name("台账-原件").joinpath("ab.xlsx").read_bytes() == b"x"
    assert on_stick.with_name("台账-已移到本机.db").exists()
    assert not on_stick.exists()


def test_a_damaged_ledger_is_not_moved(on_stick: Path) -> None:
    on_stick.write_bytes(on_stick.read_bytes()[:20_000])
    with pytest.raises(Refusal):
        moving.move_here(on_stick)
    assert on_stick.exists()
    assert not list(home.folder().glob("*.db*"))


def worked_on(on_stick: Path, code: str) -> Path:
    """A step on the copy here of what is on the U盘."""
    here = portable.take_out(on_stick)
    with Store.open(str(here), writing=True) as store:
        put(store, "demolition", {"code": code})
    return here


def codes(path: Path) -> list[str]:
    with Store.open(str(path)) as store:
        return [row["code"] for row in everything(store)["demolition"]]


def test_a_copy_is_worked_on_and_handed_back(on_stick: Path) -> None:
    before = on_stick.read_bytes()
    here = worked_on(on_stick, "CW-1")
    assert on_stick.read_bytes() == before
    assert portable.hand_back(here) == on_stick
    assert codes(on_stick) == ["CW-1"]
    assert codes(on_stick.with_name("台账-上一份.db")) == []
    assert portable.hand_back(here) is None, "nothing was changed since"
    assert codes(portable.take_out(on_stick)) == ["CW-1"]
    assert {one.name for one in on_stick.parent.iterdir()} == {"台账.db", "台账-上一份.db"}


def test_a_pulled_stick_loses_nothing(on_stick: Path) -> None:
    here = worked_on(on_stick, "CW-1")
    away = on_stick.parent.rename(on_stick.parent.with_name("拔走了"))
    with pytest.raises(Refusal, match=r"没有找到.*没能交回U盘"):
        portable.hand_back(here)
    away.rename(on_stick.parent)
    assert portable.take_out(on_stick) == here
    assert codes(here) == ["CW-1"], "it is gone on with"
    assert portable.hand_back(here) == on_stick
    assert codes(on_stick) == ["CW-1"]


def test_what_was_changed_elsewhere_is_not_written_over(on_stick: Path) -> None:
    here = worked_on(on_stick, "CW-这里")
    other = on_stick.parents[1] / "另一台" / "台账.db"
    moving.bring(on_stick, other)
    with Store.open(str(other), writing=True) as store:
        put(store, "demolition", {"code": "CW-那里"})
    on_stick.write_bytes(other.read_bytes())
    with pytest.raises(Refusal, match="都改过"):
        portable.take_out(on_stick)
    beside = portable.hand_back(here)
    assert beside is not None
    assert beside != on_stick
    assert (codes(beside), codes(on_stick)) == (["CW-这里"], ["CW-那里"])


def test_a_stick_that_takes_no_more_is_said_and_keeps_what_it_had(
    on_stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = worked_on(on_stick, "CW-1")
    before = rest.digest(on_stick)
    on_stick.with_name("台账-上一份.db").mkdir()
    with pytest.raises(Refusal, match=r"U盘|拷到|打不开"):
        portable.hand_back(here)
    assert rest.digest(on_stick) == before
    assert codes(here) == ["CW-1"]


def test_a_ledger_that_somebody_writes_is_not_taken_out(on_stick: Path) -> None:
    lock = WriterLock(on_stick)
    with pytest.raises(Refusal, match="正被"):
        portable.take_out(on_stick)
    lock.release()
