"""Photos and papers of a record: kept once beside the ledger, missed when they are gone, swept after ninety days."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.models.refusal import Refusal
from app.models.review import ReviewRemark
from app.models.store import Store
from app.services import attachments, history, records
from app.services.keeping import parcel
from app.services.links import tie
from app.services.records import Addition

KIND = "demolition"


@pytest.fixture
def record(file_store: Store) -> int:
    """A point whose photo from before is only named."""
    with file_store.write("一个点位") as work:
        (one,) = records.add(work, KIND, [Addition({"code": "CW-1", "photo_before": "拆前-01.jpg、拆前-02.jpg"})])
    return one


def photo(folder: Path, name: str, content: bytes = b"picture") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def shown(store: Store, record: int) -> list[tuple[str, str, bool]]:
    return [(one.role, one.name, one.path is not None) for one in attachments.of_record(store, KIND, record)]


def kept(store: Store) -> list[Path]:
    return sorted(attachments.folder(store).glob("*"))


def test_a_file_is_kept_once_beside_the_ledger(file_store: Store, record: int, tmp_path: Path) -> None:
    assert shown(file_store, record) == [("拆前", "拆前-01.jpg", False), ("拆前", "拆前-02.jpg", False)]
    after = photo(tmp_path, "IMG_7.JPG", b"after")
    change = attachments.add(file_store, KIND, record, "拆后", [after, after])
    attachments.add(file_store, KIND, record, "拆前", [photo(tmp_path, "前.jpg"), photo(tmp_path, "又.jpg", b"2")])
    assert attachments.add(file_store, KIND, record, "拆后", [after]).batch is None, "it is there already"
    attachments.add(file_store, KIND, record, "批文", [after])
    assert shown(file_store, record) == [
        ("拆前", "前.jpg", True),
        ("拆前", "又.jpg", True),
        ("拆后", "IMG_7.JPG", True),
        ("批文", "IMG_7.JPG", True),
    ]
    assert len(kept(file_store)) == 3
    assert not list(attachments.folder(file_store).glob("*.part"))
    with file_store.read() as session:
        values = records.record_queries.one(session, KIND, record).values
    assert (values["photo_before"], values["photo_after"]) == ("拆前-01.jpg、拆前-02.jpg", "IMG_7.JPG")
    history.undo(file_store, change.batch or 0)
    assert ("拆后", "IMG_7.JPG", True) not in shown(file_store, record)
    history.redo(file_store, change.batch or 0)
    assert ("拆后", "IMG_7.JPG", True) in shown(file_store, record)


def test_a_removed_one_comes_back_and_a_lost_file_is_said_to_be_lost(
    file_store: Store, record: int, tmp_path: Path
) -> None:
    attachments.add(file_store, KIND, record, "拆前", [photo(tmp_path, "前.jpg")])
    (one,) = attachments.of_record(file_store, KIND, record)
    assert attachments.require_whole(one) == one.path
    attachments.turn(file_store, one.key, "拆中")
    removed = attachments.remove(file_store, one.key, one.name)
    assert [role for role, _, _ in shown(file_store, record)] == ["拆前", "拆前"], "only named again"
    history.undo(file_store, removed.batch or 0)
    (one,) = [one for one in attachments.of_record(file_store, KIND, record) if one.key]
    assert (one.role, one.is_picture) == ("拆中", True)
    one.path.write_bytes(b"drawn over")
    with pytest.raises(Refusal, match="被别的程序改动过"):
        attachments.require_whole(one)
    attachments.add(file_store, KIND, record, "拆后", [photo(tmp_path, "前.jpg")])
    attachments.require_whole(one)
    one.path.unlink()
    (one, *_) = [one for one in attachments.of_record(file_store, KIND, record) if one.key]
    with pytest.raises(Refusal, match="找不到“前"):
        attachments.require_whole(one)


def test_what_cannot_be_kept(file_store: Store, record: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, why in (
        (tmp_path, "不是文件"),
        (tmp_path / "无.jpg", "不是文件"),
        (photo(tmp_path, "空", b""), "空文件"),
    ):
        with pytest.raises(Refusal, match=why):
            attachments.add(file_store, KIND, record, "拆前", [path])
    with pytest.raises(Refusal, match="已经不在台账里"):
        attachments.add(file_store, KIND, record + 1, "拆前", [photo(tmp_path, "前.jpg")])
    monkeypatch.setattr(attachments.shutil, "copyfile", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(Refusal, match="没有存入"):
        attachments.add(file_store, KIND, record, "拆前", [photo(tmp_path, "前2.jpg", b"3")])


def test_files_nobody_needs_go_after_ninety_days(file_store: Store, record: int) -> None:
    assert attachments.sweep(file_store, date(2022, 1, 1)) == 0, "no folder yet"
    attachments.add_picture(file_store, KIND, record, "拆前", b"png")
    attachments.add_picture(file_store, KIND, record, "拆后", b"png2")
    (one, *_) = attachments.of_record(file_store, KIND, record)
    assert one.name.startswith("拆前-")
    removed = attachments.remove(file_store, one.key, one.name)
    first = date(2022, 1, 1)
    assert attachments.sweep(file_store, first) == attachments.sweep(file_store, first + timedelta(89)) == 0
    history.undo(file_store, removed.batch or 0)
    assert attachments.sweep(file_store, first + timedelta(100)) == 0, "needed again"
    attachments.remove(file_store, one.key, one.name)
    assert attachments.sweep(file_store, first + timedelta(101)) == 0, "the days begin anew"
    assert attachments.sweep(file_store, first + timedelta(191)) == 1
    assert len(kept(file_store)) == 1


def test_a_removed_record_takes_all_of_it_along_and_brings_it_back(
    file_store: Store, record: int, tmp_path: Path
) -> None:
    attachments.add(file_store, KIND, record, "拆前", [photo(tmp_path, "前.jpg")])
    with file_store.write("一块地") as work:
        (plot,) = records.add(work, "greening", [Addition({"code": "LH-1"})])
        work.insert(ReviewRemark, [{"record_id": record, "source": "返回.xlsx", "made_at": "2022-05-01"}])
    tie(file_store, KIND, record, "greening", plot)
    with file_store.write("删除") as work:
        records.remove(work, KIND, [record])
    removal = file_store.last_change.batch or 0
    history.undo(file_store, removal)
    assert ("拆前", "前.jpg", True) in shown(file_store, record)
    with file_store.write("删除地块") as work:
        records.remove(work, "greening", [plot])
    with pytest.raises(Refusal, match="又改过"):
        history.redo(file_store, removal)


def test_a_handover_takes_the_files_along(file_store: Store, record: int, tmp_path: Path) -> None:
    attachments.add(file_store, KIND, record, "拆前", [photo(tmp_path, "前.jpg")])
    parcel.write(file_store, tmp_path / "交接.zip", plain=True)
    parcel.unpack(tmp_path / "交接.zip", tmp_path / "新" / "接手.db")
    with Store.open(str(tmp_path / "新" / "接手.db")) as other:
        (one,) = attachments.of_record(other, KIND, record)
        assert attachments.require_whole(one).parent.name == "接手-附件"


def test_a_picture_that_finds_no_room_is_refused_in_words(file_store: Store) -> None:
    attachments.folder(file_store).write_bytes(b"no folder")
    with pytest.raises(Refusal, match="没有存入"):
        attachments.keep(file_store, b"picture", "拆前.png")
