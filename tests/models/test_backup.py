"""A backup is a copy that was opened and verified before it was named; where it cannot be made nothing is left."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.models import backup
from app.models.refusal import Refusal
from app.models.store import Store
from tests.models.records import everything, put


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_backup_holds_what_the_ledger_holds_while_it_is_in_use(file_store: Store) -> None:
    put(file_store, "demolition", *({"code": f"CW-{n}", "remark": "甲" * 100} for n in range(200)))
    copy = file_store.back_up("导入前")
    assert copy
    assert copy.parent == backup.folder(Path(file_store.location))
    assert names(copy.parent) == [copy.name]
    assert "导入前" in copy.name
    with Store.open(str(copy)) as opened:
        assert everything(opened) == everything(file_store)
    assert backup.damage(copy) == []


def test_two_backups_of_one_second_are_two_files(file_store: Store) -> None:
    first, second = file_store.back_up("手动"), file_store.back_up("手动")
    assert first != second
    assert first
    assert len(names(first.parent)) == 2


def test_a_backup_goes_where_it_is_told(file_store: Store, tmp_path: Path) -> None:
    copy = file_store.back_up("手动", tmp_path / "另一处" / "深处")
    assert copy
    assert copy.parent == tmp_path / "另一处" / "深处"


def test_a_reader_can_back_up_without_changing_the_ledger(ledger_file: Path) -> None:
    before = ledger_file.read_bytes()
    with Store.open(str(ledger_file)) as opened:
        copy = opened.back_up("手动")
    assert copy
    assert copy.read_bytes()[60:72] == before[60:72]  # version and mark
    assert ledger_file.read_bytes() == before


def damaged(path: Path) -> None:
    """Cut the ledger's last page short in a way that opening alone does not notice."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE filler (x)")
        connection.executemany("INSERT INTO filler VALUES (?)", [("甲" * 3000,)] * 20)
        connection.commit()
    data = bytearray(path.read_bytes())
    data[-8192:-4096] = bytes([0xFF]) * 4096
    path.write_bytes(data)


def test_a_copy_that_does_not_verify_is_never_named(ledger_file: Path) -> None:
    damaged(ledger_file)
    before = ledger_file.read_bytes()
    with pytest.raises(Refusal, match="台账有损坏"):
        backup.back_up(ledger_file, "导入前")
    assert names(backup.folder(ledger_file)) == []
    assert ledger_file.read_bytes() == before


def test_orphans_are_damage(ledger_file: Path) -> None:
    with closing(sqlite3.connect(ledger_file)) as connection:
        connection.execute("INSERT INTO progress_entry VALUES (1, 77, 'done_area', '2022-01-01', 5)")
        connection.commit()
    (fault,) = backup.damage(ledger_file)
    assert "progress_entry" in fault
    assert "record" in fault


def test_what_is_no_database_is_damage(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    assert backup.damage(tmp_path / "x.db")


def test_a_backup_that_finds_no_room_leaves_nothing(file_store: Store, tmp_path: Path) -> None:
    (tmp_path / "占位").write_text("文件", "utf-8")
    with pytest.raises(Refusal, match="没能备份"):
        file_store.back_up("手动", tmp_path / "占位")
    assert (tmp_path / "占位").read_text("utf-8") == "文件"
    assert [name for name in names(tmp_path) if name.endswith(".part")] == []


def test_a_disk_that_fills_up_midway_leaves_no_part(file_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "flush", full)
    with pytest.raises(Refusal, match="没能备份"):
        file_store.back_up("手动")
    assert names(backup.folder(Path(file_store.location))) == []


def test_a_copied_backup_is_a_ledger_again(file_store: Store, tmp_path: Path) -> None:
    put(file_store, "demolition", {"code": "CW-1"})
    copy = file_store.back_up("手动")
    assert copy
    again = Path(shutil.copy(copy, tmp_path / "恢复.db"))
    with Store.open(str(again), writing=True) as opened:
        put(opened, "demolition", {"code": "CW-2"})
        assert [row["code"] for row in everything(opened)["demolition"]] == ["CW-1", "CW-2"]
