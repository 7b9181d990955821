"""Files that are gone, sticks that are pulled, clocks that go back, files another program holds: said, and survived."""

import hashlib
import os
import random
import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.models import backup, copies, leftovers, rest
from app.models.attachment import Attachment
from app.models.queries import journal
from app.models.refusal import Refusal
from app.models.soundness import last
from app.models.store import Store
from app.services import ledger
from app.services.demo import fill
from app.services.importing import flow
from app.services.keeping import beside, last_copy, parcel, second, weekly
from tests.faults.small_disk import Disk
from tests.faults.table import Counted, Record
from tests.faults.victims import OPTIONS, SAMPLE
from tests.models.records import everything, put

SEED = 20220306


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger into which a workbook was imported."""
    path = tmp_path_factory.mktemp("made") / "台账.db"
    with ledger.create(str(path), "330421", 2022) as store:
        fill.fill(store, 20, 2022, 1)
        flow.imported(store, [SAMPLE], OPTIONS)
    return path


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return shutil.copytree(made.parent, tmp_path / "own") / "台账.db"


def astray(path: Path) -> list[str]:
    with Store.open(str(path)) as store:
        assert last(store.faults(thorough=True)) == []
        return last(beside.astray(store))


def test_files_that_are_missing_or_changed_are_named_and_the_ledger_works_on(
    own: Path, record_property: Record
) -> None:
    counted = Counted(14, "附件、原件缺失或被改动")
    (original,) = own.with_name("台账-原件").iterdir()
    whole = original.read_bytes()
    sums = [hashlib.sha256(f"照片{number}".encode()).hexdigest() for number in range(9)]
    with Store.open(str(own), writing=True) as store:
        (record,) = put(store, "demolition", {"code": "CW-照片"})
        facts = {"record_id": record, "role": "拆前", "added_at": "2022-03-01"}
        with store.write("加照片") as work:
            work.insert(Attachment, [{**facts, "name": f"{one[:4]}.jpg", "sha256": one} for one in sums])
            work.insert(Attachment, [{**facts, "name": "还没有找到.jpg"}])
    own.with_name("台账-附件").mkdir()
    for number, one in enumerate(sums):
        own.with_name("台账-附件").joinpath(f"{one}.jpg").write_text(f"照片{number}", "utf-8")
    assert astray(own) == []
    for number, one in enumerate(sums):
        photo = own.with_name("台账-附件") / f"{one}.jpg"
        content = photo.read_bytes()
        photo.unlink() if number % 2 else photo.write_bytes(content + b"x")
        told = astray(own)
        counted.note("点名", bad=[one[:4] in sentence for sentence in told] != [True])
        photo.write_bytes(content)
    original.unlink()
    (sentence,) = astray(own)
    assert SAMPLE.name in sentence
    assert "台账-原件" in sentence
    original.write_bytes(whole)
    assert astray(own) == []
    counted.keep(record_property)


def test_a_stick_that_is_pulled_while_a_copy_is_made_is_said(
    small_disk: Disk, own: Path, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    """Pulled once the copy is written and before it is read back; on the stick there is never anything unencrypted."""
    counted = Counted(15, "U 盘在另存时拔出")
    seen: list[list[str]] = []

    def pulled(part: Path, passphrase: str) -> None:
        seen.append([one.name for one in small_disk.folder.iterdir()])
        small_disk.pull()
        real(part, passphrase)

    real = parcel._proved
    monkeypatch.setattr(parcel, "_proved", pulled)
    with Store.open(str(own)) as store:
        with pytest.raises(Refusal, match=r"没能写到.*U盘") as refused:
            second.make(store, small_disk.folder, "口令")
        assert last_copy.age(store) is None
        counted.note("说明并可再试", bad=not refused.value.next_step)
        monkeypatch.undo()
        assert second.make(store, own.parent / "另一个盘", "口令").exists()
        assert last_copy.age(store) == 0
    assert [name.endswith(".part") for name in seen[0]] == [True]
    assert not list(own.parent.glob(f"{leftovers.ROOM}*"))
    counted.keep(record_property)


class Clock(datetime):
    """A computer's clock that somebody sets."""

    days = 0

    @classmethod
    def now(cls) -> datetime:
        return datetime.now() + timedelta(days=cls.days)


def test_a_clock_that_goes_back_loses_no_copy_and_no_order(
    own: Path, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    """Copies are ordered and thinned by the steps they hold, not by the time in their names."""
    counted = Counted(10, "时钟倒退")
    for module in ("backup", "store"):
        monkeypatch.setattr(f"app.models.{module}.datetime", Clock)
    chance, order = random.Random(SEED), []
    with Store.open(str(own), writing=True) as store:
        for number in range(25):
            Clock.days = chance.choice((0, -1, -1, -3650, 400))
            put(store, "demolition", {"code": f"CW-{number}"})
            made = store.back_up("手工")
            assert made
            order.append(made)
            newest = copies.copies(own)[0].path
            counted.note("最新一份仍最新且在", bad=newest != made or not made.exists())
        with store.read() as session:
            numbers = [one.batch for one in journal.steps(session)]
    assert numbers == sorted(numbers, reverse=True)
    kept = [one.path for one in copies.copies(own) if one.reason == "手工"]
    assert kept[:20] == order[:-21:-1], "the twenty newest by what they hold are there"
    counted.keep(record_property)


def test_a_wrong_clock_is_told(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(str(own)) as store:
        assert last(weekly.look(store)).clock == ""
    Clock.days = 400
    monkeypatch.setattr("app.models.store.datetime", Clock)
    with Store.open(str(own), writing=True) as store:
        put(store, "demolition", {"code": "CW-明年"})
        assert "请核对系统日期" in last(weekly.look(store)).clock


def test_everything_is_looked_through_once_a_week(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(str(own)) as store:
        assert weekly.last_time(store) is None
        last(weekly.look(store))
        assert weekly.last_time(store)
        assert not weekly.is_due(store)
    (original,) = own.with_name("台账-原件").iterdir()
    original.unlink()
    with Store.open(str(own)) as store:
        assert last(weekly.look(store)).astray == []
        for days in (8, -8):
            monkeypatch.setattr(weekly, "datetime", Clock)
            Clock.days = days
            monkeypatch.setattr(Clock, "fromisoformat", datetime.fromisoformat)
            assert weekly.is_due(store)
        assert len(last(weekly.look(store)).astray) == 1


@pytest.mark.parametrize("by", ["another program", "a reader"])
def test_a_ledger_that_another_program_holds_is_said_and_not_harmed(
    own: Path, by: str, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    counted = Counted(7, "台账被别的程序占用")
    monkeypatch.setattr("app.models.engine._PRAGMAS", ("busy_timeout=50", "foreign_keys=ON"))
    with Store.open(str(own), writing=True) as store:
        store.wake()
        before = everything(store)
        other = sqlite3.connect(own, isolation_level=None)
        other.execute("BEGIN IMMEDIATE" if by == "another program" else "BEGIN")
        other.execute("SELECT count(*) FROM batch").fetchone()
        for number in range(5):
            try:
                put(store, "demolition", {"code": f"CW-{number}"})
                counted.note("照常写入", bad=by == "another program")
            except Refusal as refusal:
                counted.note("说明占用", bad="占用" not in str(refusal) or everything(store) != before)
        other.close()
        put(store, "demolition", {"code": "CW-之后"})
        assert last(store.faults(thorough=True)) == []
    counted.keep(record_property)


def test_a_newer_ledger_is_refused_and_not_a_byte_is_changed(own: Path, record_property: Record) -> None:
    counted = Counted(11, "更新版本的台账")
    before = everything_of(own)
    for number in range(20):
        with sqlite3.connect(own) as connection:
            connection.execute(f"PRAGMA user_version={100 + number}")
        connection.close()
        digest = rest.digest(own)
        with pytest.raises(Refusal, match="更新版本的程序"):
            Store.open(str(own), writing=bool(number % 2))
        counted.note("拒绝且一字节未动", bad=rest.digest(own) != digest)
    assert before
    counted.keep(record_property)


def everything_of(path: Path) -> object:
    with Store.open(str(path)) as store:
        return everything(store)


def test_read_only_places_can_be_looked_at_and_say_why_no_more(
    own: Path, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    """As root every file can be written, so what the system would say is said for it."""
    counted = Counted(6, "只读文件、只读文件夹")
    if os.geteuid() == 0:
        monkeypatch.setattr("app.models.ledgerfile.Path.open", _refusing(Path.open))
    own.chmod(0o444)
    held = everything_of(own)
    for _ in range(10):
        with pytest.raises(Refusal, match="只读"):
            Store.open(str(own), writing=True)
        counted.note("能查看，不能写入时说明", bad=everything_of(own) != held)
    own.chmod(0o644)
    counted.keep(record_property)


def _refusing(real: object) -> object:
    def opened(self: Path, mode: str = "r", *more: object, **named: object) -> object:
        if "+" in mode and not self.stat().st_mode & 0o200:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, mode, *more, **named)  # type: ignore[operator]

    return opened


def test_a_copy_being_made_by_another_is_left_alone_by_the_clearing(own: Path) -> None:
    part = backup.folder(own) / "台账-20220301-120000-手工.db.part"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"half")
    Store.open(str(own), writing=True).close()
    assert part.exists()
    os.utime(part, (0, 0))
    (own.parent / f"{leftovers.ROOM}x").mkdir()
    os.utime(own.parent / f"{leftovers.ROOM}x", (0, 0))
    Store.open(str(own), writing=True).close()
    assert not part.exists()
    assert not list(own.parent.glob(f"{leftovers.ROOM}*"))
