"""A ledger in one file: packed, read back, opened on another computer, and refused wherever it is not whole."""

import shutil
from pathlib import Path

import pytest
import pyzipper

from app.models import home
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.keeping import last_copy, parcel, second
from tests.models.records import COUNTY, everything, put, settle

PHRASE = "三月 口令 x9"


@pytest.fixture
def worked(ledger_file: Path) -> Path:
    """A ledger with a record that holds no personal data, and something beside it."""
    with Store.open(str(ledger_file), writing=True) as store:
        settle(store)
        put(store, "demolition", {"code": "CW-1"})
    folder = ledger_file.with_name("台账-附件") / "ab"
    folder.mkdir(parents=True)
    (folder / "拆前.jpg").write_bytes(b"picture" * 100)
    return ledger_file


def packed(ledger: Path, target: Path, passphrase: str = "", *, plain: bool = False) -> Path:
    with Store.open(str(ledger)) as store:
        parcel.write(store, target, passphrase, plain=plain)
    return target


@pytest.mark.parametrize("passphrase", ["", PHRASE])
def test_a_parcel_opens_elsewhere_as_the_same_ledger(worked: Path, tmp_path: Path, passphrase: str) -> None:
    one = packed(worked, tmp_path / "U盘" / "交接包.zip", passphrase)
    shutil.rmtree(home.folder())
    elsewhere = tmp_path / "新电脑" / "我的.db"
    contents = parcel.unpack(one, elsewhere, passphrase)
    with Store.open(str(worked)) as old, Store.open(str(elsewhere)) as new:
        assert everything(new) == everything(old)
        assert contents.head == new.head() == old.head()
    assert (elsewhere.with_name("我的-附件") / "ab" / "拆前.jpg").read_bytes() == b"picture" * 100
    assert (contents.unit, contents.records["demolition"]) == (COUNTY, 1)
    assert sorted(path.name for path in elsewhere.parent.iterdir()) == ["我的-附件", "我的.db"]


def test_a_parcel_is_put_in_the_place_of_a_ledger_which_is_kept(worked: Path, tmp_path: Path) -> None:
    one = packed(worked, tmp_path / "U盘" / "台账.zip", PHRASE)
    with Store.open(str(worked)) as store:
        held = everything(store)
    photo = worked.with_name("台账-附件") / "ab" / "拆前.jpg"
    photo.unlink()
    worked.write_bytes(b"broken" * 100)
    with pytest.raises(Refusal, match="口令不对"):
        parcel.put_back(one, worked, "错的")
    assert worked.read_bytes() == b"broken" * 100
    kept = parcel.put_back(one, worked, PHRASE)
    assert kept is not None
    assert kept.read_bytes() == b"broken" * 100
    with Store.open(str(worked)) as store:
        assert everything(store) == held
    assert photo.read_bytes() == b"picture" * 100
    assert (parcel.is_locked(one), parcel.is_locked(packed(worked, tmp_path / "明.zip"))) == (True, False)
    assert not [path for path in worked.parent.iterdir() if path.name.startswith("~")]


def test_personal_data_leaves_only_encrypted_or_by_a_clear_word(worked: Path, tmp_path: Path) -> None:
    with Store.open(str(worked), writing=True) as store:
        put(store, "demolition", {"code": "CW-2", "phone": "13800001234"})
    target = tmp_path / "包.zip"
    with pytest.raises(Refusal, match="1 条记录填了证件号码或电话"):
        packed(worked, target)
    assert not target.exists()
    packed(worked, target, plain=True)
    packed(worked, target, PHRASE)
    assert b"13800001234" not in target.read_bytes()
    with pyzipper.AESZipFile(target) as archive:
        assert all(one.flag_bits & 1 for one in archive.infolist())


@pytest.mark.parametrize("wrong", ["", "别的"])
def test_a_wrong_passphrase_is_said(worked: Path, tmp_path: Path, wrong: str) -> None:
    one = packed(worked, tmp_path / "包.zip", PHRASE)
    with pytest.raises(Refusal, match="口令不对"):
        parcel.unpack(one, tmp_path / "新" / "台账.db", wrong)
    assert not (tmp_path / "新" / "台账.db").exists()


def test_nothing_is_written_over(worked: Path, tmp_path: Path) -> None:
    one = packed(worked, tmp_path / "包.zip")
    with pytest.raises(Refusal, match="已经存在"):
        parcel.unpack(one, worked)


@pytest.mark.parametrize("cut", [0, 30, 1000, -200])
def test_a_parcel_that_is_not_whole_is_refused(worked: Path, tmp_path: Path, cut: int) -> None:
    one = packed(worked, tmp_path / "包.zip")
    one.write_bytes(one.read_bytes()[:cut])
    with pytest.raises(Refusal, match=r"不完整|不是本程序的交接包"):
        parcel.unpack(one, tmp_path / "新.db")
    assert not (tmp_path / "新.db").exists()


def rewritten(source: Path, target: Path, changes: dict[str, bytes]) -> Path:
    with pyzipper.AESZipFile(source) as old, pyzipper.AESZipFile(target, "w") as new:
        for name in {*old.namelist(), *changes}:
            new.writestr(name, changes.get(name) or old.read(name))
    return target


def test_a_changed_file_in_a_parcel_is_named(worked: Path, tmp_path: Path) -> None:
    one = packed(worked, tmp_path / "包.zip")
    changed = rewritten(one, tmp_path / "改.zip", {"附件/ab/拆前.jpg": b"other"})
    with pytest.raises(Refusal, match=r"“附件/ab/拆前\.jpg”与做包时不同"):
        parcel.unpack(changed, tmp_path / "新.db")


@pytest.mark.parametrize("said", [b"{}", b"[]", b"x", '{"kind": "资规台账 交接包"}'.encode()])
def test_an_archive_of_something_else_is_refused(worked: Path, tmp_path: Path, said: bytes) -> None:
    other = rewritten(packed(worked, tmp_path / "包.zip"), tmp_path / "别.zip", {parcel.LIST: said})
    with pytest.raises(Refusal, match="不是本程序的交接包"):
        parcel.look(other)


@pytest.mark.parametrize("name", ["../外面.txt", "附件/../../外面.txt", "别处/a.txt"])
def test_a_parcel_writes_nowhere_else(worked: Path, tmp_path: Path, name: str) -> None:
    one = packed(worked, tmp_path / "包.zip")
    listed = parcel.listed(parcel.look(one))
    files = {**parcel.look(one).files, name: "00"}
    said = parcel.json.dumps({"kind": "资规台账 交接包", **listed, "files": files})
    evil = rewritten(one, tmp_path / "坏.zip", {parcel.LIST: said.encode(), name: b"x"})
    with pytest.raises(Refusal, match="不该有的文件"):
        parcel.unpack(evil, tmp_path / "里面" / "新.db")
    assert not (tmp_path / "外面.txt").exists()


def test_the_age_of_the_second_copy_is_known(worked: Path, tmp_path: Path) -> None:
    with Store.open(str(worked)) as store:
        assert last_copy.age(store.location) is None
        made = second.make(store, tmp_path / "U盘")
        assert (last_copy.age(store.location), made.parent.name) == (0, "U盘")
    assert parcel.look(made).records["demolition"] == 1


def test_a_second_place_that_is_gone_is_said(worked: Path, tmp_path: Path) -> None:
    (tmp_path / "U盘").write_text("not a folder")
    with Store.open(str(worked)) as store:
        with pytest.raises(Refusal, match="U盘或磁盘"):
            second.make(store, tmp_path / "U盘")
        assert last_copy.age(store.location) is None
