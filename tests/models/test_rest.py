"""A ledger's bytes are known again: as they were left, changed by another hand, or never seen here."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.models import home, rest
from app.models.refusal import Refusal
from app.models.soundness import last
from app.models.store import Store
from tests.models.records import put


def test_a_closed_ledger_is_as_it_was_left(tmp_path: Path) -> None:
    path = tmp_path / "台账.db"
    with Store.create(str(path)) as store:
        assert rest.unchanged(path) is True
        put(store, "demolition", {"code": "CW-1"})
        assert rest.unchanged(path) is None, "it is being changed"
    assert rest.unchanged(path) is True
    path.write_bytes(path.read_bytes() + b"\0")
    assert rest.unchanged(path) is False


def test_where_nothing_can_be_noted_nothing_is_lost(tmp_path: Path) -> None:
    home.folder().parent.mkdir(parents=True)
    home.folder().write_text("in the way")
    with Store.create(str(tmp_path / "台账.db")) as store:
        put(store, "demolition", {"code": "CW-1"})
    assert rest.unchanged(tmp_path / "台账.db") is None
    with Store.open(str(tmp_path / "台账.db")) as store:
        assert last(store.faults()) == []


def test_a_ledger_from_elsewhere_is_looked_into_once_and_then_known(ledger_file: Path) -> None:
    assert rest.unchanged(ledger_file) is None
    with Store.open(str(ledger_file)) as store:
        assert last(store.faults()) == []
        assert rest.unchanged(ledger_file) is True
        assert last(store.faults()) == []


def test_a_note_nobody_can_read_is_none(ledger_file: Path) -> None:
    rest.note(ledger_file)
    (note,) = (home.folder() / "校验").iterdir()
    note.write_text("[]")
    assert rest.unchanged(ledger_file) is None


@pytest.fixture
def tampered(ledger_file: Path) -> Path:
    with Store.open(str(ledger_file), writing=True) as store:
        put(store, "demolition", {"code": "CW-1", "illegal_area": 12345})
    with closing(sqlite3.connect(ledger_file)) as connection, connection:
        connection.execute("UPDATE demolition SET illegal_area = 99999")
        connection.execute("UPDATE row_change SET after = '{}'")
    return ledger_file


def test_what_another_hand_changed_is_said_and_nothing_is_copied(tampered: Path) -> None:
    with Store.open(str(tampered), writing=True) as store:
        assert last(store.faults()) == ["“拆违台账”里有内容与写入时不同", "修改历史从第 1 步起与写入时不同"]
        with pytest.raises(Refusal, match=r"台账有损坏：“拆违台账”里有内容与写入时不同。请从最近的备份恢复"):
            store.back_up("导入前")
    assert not tampered.with_name("台账-备份").exists()


def test_an_older_copy_put_back_by_hand_is_sound(ledger_file: Path, tmp_path: Path) -> None:
    older = shutil.copy(ledger_file, tmp_path / "旧.db")
    with Store.open(str(ledger_file), writing=True) as store:
        put(store, "demolition", {"code": "CW-1"})
    shutil.copy(older, ledger_file)
    assert rest.unchanged(ledger_file) is False
    with Store.open(str(ledger_file), writing=True) as store:
        assert last(store.faults()) == []
        assert store.back_up("手工")


def test_a_thorough_look_does_not_believe_the_note(tampered: Path) -> None:
    rest.note(tampered)
    with Store.open(str(tampered)) as store:
        assert last(store.faults()) == []
        assert last(store.faults(thorough=True))
