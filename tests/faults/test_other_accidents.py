"""Files that are gone, sticks that are pulled, clocks that go back, files another program holds: said, and survived."""

import hashlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

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
from tests.faults.small_disk import MEGABYTE, Disk
from tests.faults.table import FULL, TENTH, Counted, Record
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


HARMS: tuple[Callable[[Path], object], ...] = (
    Path.unlink,
    lambda photo: photo.write_bytes(photo.read_bytes() + b"x"),
    lambda photo: photo.rename(photo.with_name("改了名.jpg")),
)
"""A photo is gone, changed, or called otherwise."""


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_files_that_are_missing_or_changed_are_named_and_the_ledger_works_on(
    own: Path, divisor: int, record_property: Record
) -> None:
    counted = Counted(14, "附件、原件缺失、改名或被改动")
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
    with Store.open(str(own)) as store:
        for number in range(100 // divisor):
            one = sums[number % len(sums)]
            photo = own.with_name("台账-附件") / f"{one}.jpg"
            content = photo.read_bytes()
            HARMS[number % len(HARMS)](photo)
            counted.note("点名", bad=[one[:4] in sentence for sentence in last(beside.astray(store))] != [True])
            photo.write_bytes(content)
    original.unlink()
    (sentence,) = astray(own)
    assert SAMPLE.name in sentence
    assert "台账-原件" in sentence
    original.write_bytes(whole)
    assert astray(own) == []
    counted.keep(record_property)


PULLED = {"写着": (parcel, "listed"), "读回": (parcel, "_proved"), "改名": (backup, "flush")}
"""When a stick is pulled: while the copy is written, before it is read back, before it gets its name."""


@pytest.mark.parametrize("divisor", [TENTH, FULL])
@pytest.mark.usefixtures("small_disk")
def test_a_stick_that_is_pulled_while_a_copy_is_made_is_said(
    own: Path, divisor: int, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    """On the stick there is never anything unencrypted, and never anything by the name of a copy."""
    counted = Counted(15, "U 盘在另存时拔出")
    with Store.open(str(own)) as store:
        for number in range(30 // divisor):
            when = list(PULLED)[number % len(PULLED)]
            stick = Disk(own.parent / f"U盘{number}", 6 * MEGABYTE)
            with monkeypatch.context() as patched:
                seen = pull_at(patched, stick, *PULLED[when])
                with pytest.raises(Refusal, match=r"没能写到.*U盘") as refused:
                    second.make(store, stick.folder, "口令")
            partial = bool(seen) and all(name.endswith(".part") for name in seen)
            counted.note(f"{when}时拔出，说明并可再试", bad=not (partial and refused.value.next_step))
            assert not list(stick.folder.iterdir())
        assert last_copy.age(store.location) is None
        assert second.make(store, own.parent / "另一个盘", "口令").exists()
        assert last_copy.age(store.location) == 0
    assert not list(own.parent.glob(f"{leftovers.ROOM}*"))
    counted.keep(record_property)


def pull_at(patched: pytest.MonkeyPatch, stick: Disk, module: ModuleType, name: str) -> list[str]:
    """Have a stick pulled when a function is first called with something on it there; what lay on it then."""
    seen: list[str] = []
    real = getattr(module, name)

    def pulled(*given: object) -> object:
        there = [one.name for one in stick.folder.iterdir()]
        if there and not seen:
            seen.extend(there)
            stick.pull()
        return real(*given)

    patched.setattr(module, name, pulled)
    return seen


class Clock(datetime):
    """A computer's clock that somebody sets."""

    days = 0

    @classmethod
    def now(cls) -> datetime:
        return datetime.now() + timedelta(days=cls.days)


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_a_clock_that_goes_back_loses_no_copy_and_no_order(
    own: Path, divisor: int, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    """Copies are ordered and thinned by the steps they hold, not by the time in their names."""
    counted = Counted(10, "时钟倒退")
    for module in ("backup", "moment"):
        monkeypatch.setattr(f"app.models.{module}.datetime", Clock)
    chance, order = random.Random(SEED), []
    with Store.open(str(own), writing=True) as store:
        for number in range(50 // divisor):
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
    monkeypatch.setattr("app.models.moment.datetime", Clock)
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


@pytest.mark.parametrize("divisor", [TENTH, FULL])
@pytest.mark.parametrize("by", ["another program", "a reader"])
def test_a_ledger_that_another_program_holds_is_said_and_not_harmed(
    own: Path, by: str, divisor: int, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    counted = Counted(7, "台账被别的程序占用")
    monkeypatch.setattr("app.models.driver._PRAGMAS", ("busy_timeout=50", "foreign_keys=ON"))
    with Store.open(str(own), writing=True) as store:
        store.wake()
        before = everything(store)
        other = sqlite3.connect(own, isolation_level=None)
        other.execute("BEGIN IMMEDIATE" if by == "another program" else "BEGIN")
        other.execute("SELECT count(*) FROM batch").fetchone()
        for number in range(25 // divisor):
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


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_a_disk_that_is_write_protected_can_be_looked_at_and_says_why_no_more(
    small_disk: Disk, made: Path, divisor: int, record_property: Record
) -> None:
    counted = Counted(6, "只读的磁盘")
    own = small_disk.folder / made.name
    shutil.copy(made, own)
    held = everything_of(own)
    small_disk.protect()
    for _ in range(10 // divisor):
        with pytest.raises(Refusal, match=r"只读|不能写入"):
            Store.open(str(own), writing=True)
        counted.note("能查看，不能写入时说明", bad=everything_of(own) != held)
    counted.keep(record_property)


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_read_only_files_can_be_looked_at_and_say_why_no_more(
    own: Path, divisor: int, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    """As root every file can be written, so what the system would say is said for it."""
    counted = Counted(6, "只读的文件")
    if os.geteuid() == 0:
        monkeypatch.setattr("app.models.ledgerfile.Path.open", _refusing(Path.open))
    own.chmod(0o444)
    held = everything_of(own)
    for _ in range(10 // divisor):
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
