"""A ledger from file to server and back, and copies of one on a server."""

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import copies, dump
from app.models.integrity import ContentSum
from app.models.refusal import Refusal
from app.models.server import is_server
from app.models.soundness import last
from app.models.store import Store
from app.services import cells, ledger
from app.services.demo.fill import fill
from app.services.indicators import figures
from app.services.keeping import parcel
from app.ui.headless import console
from tests.models.records import everything
from tests.services.reporting.county import UNIT, WEITANG, YEAR, add, point


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger file with a year of data and a step taken back."""
    path = tmp_path_factory.mktemp("full") / "台账.db"
    with ledger.create(str(path), UNIT, YEAR) as store:
        fill(store, 30)
    return path


def sums(store: Store) -> dict[str, tuple[int, str]]:
    with store.read() as session:
        return {one.id: (one.row_count, one.total) for one in session.objects(ContentSum, select(ContentSum))}


def test_there_and_back_again(
    full: Path, postgresql_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back = tmp_path / "回来.db"
    assert console.main(["--ledger", str(full), "move", postgresql_url, "--json"]) == 0
    head = json.loads(capsys.readouterr().out)["head"]
    assert console.main(["--ledger", postgresql_url, "move", str(back)]) == 0
    told = capsys.readouterr().out
    assert "逐行核对无误" in told
    assert head[:16] in told
    held = []
    for location in (str(full), postgresql_url, str(back)):
        with Store.open(location, writing=is_server(location)) as store:
            assert last(store.faults(thorough=True)) == []
            held.append((everything(store), sums(store), store.head(), figures(store)))
    assert held[0] == held[1] == held[2]
    with Store.open(postgresql_url, writing=True) as store:  # and the work goes on there
        (record,) = add(store, point(9999, WEITANG))
        assert cells.type_in(store, "demolition", record, "remark", "搬过来以后").change.rows == 1
    assert console.main(["--ledger", str(full), "move", postgresql_url]) == 1
    assert "这个数据库里已经有一本台账" in capsys.readouterr().err


def test_a_ledger_that_was_altered_is_not_moved(full: Path, postgresql_url: str, tmp_path: Path) -> None:
    altered = Path(shutil.copy(full, tmp_path / "动过.db"))
    with closing(sqlite3.connect(altered)) as base:
        base.execute("UPDATE demolition SET remark = '动过' WHERE id = (SELECT min(id) FROM demolition)")
        base.commit()
    with Store.open(str(altered)) as store, pytest.raises(Refusal, match="台账有损坏"):
        Store.create(postgresql_url, like=store)
    with pytest.raises(Refusal, match="还没有台账"):
        Store.open(postgresql_url)


def test_a_server_s_ledger_is_copied_by_pg_dump_and_packed(
    shared: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], postgresql_url: str
) -> None:
    with Store.open(shared, writing=True) as store:
        add(store, point(1, WEITANG))
        before = everything(store)
        before_large = store.back_up("导入前")
        assert before_large is not None
        assert before_large.parent == dump.folder(shared)
        parcel.write(store, tmp_path / "交接.zip")
    assert console.main(["--ledger", shared, "backup", "--out", str(tmp_path / "备份"), "--json"]) == 0
    copy = json.loads(capsys.readouterr().out)["backup"]
    subprocess.run(
        [str(dump.program("pg_restore")), f"--dbname={postgresql_url}", copy], check=True, capture_output=True
    )
    with Store.open(postgresql_url) as store:
        assert everything(store) == before
        assert last(store.faults(thorough=True)) == []
    unpacked = tmp_path / "接手.db"
    parcel.unpack(tmp_path / "交接.zip", unpacked)
    with Store.open(str(unpacked)) as store:
        assert everything(store) == before


def test_the_copies_on_this_computer_are_listed_and_grow_thin(
    shared: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert console.main(["--ledger", shared, "backup", "--list"]) == 0
    assert capsys.readouterr().out.startswith("还没有在这台电脑上留过备份")
    with Store.open(shared, writing=True) as store:
        made = store.back_up("手工", asked=True)
    assert made is not None
    assert console.main(["--ledger", shared, "backup", "--list", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["file"], told["reason"], told["bytes"]) == (str(made), "手工", made.stat().st_size)
    monkeypatch.setattr(copies, "_RECENT", 1)
    monkeypatch.setattr(copies, "_SPANS", ())
    older = [made.with_name(f"{number}-20220101-00000{number}-导入前.dump") for number in range(3)]
    for one in older:
        shutil.copy(made, one)
    older[0].write_bytes(made.read_bytes() * 2)  # the ledger that holds half of what it held may have lost it
    other = made.with_name("别的文件.dump")
    other.touch()
    again = dump.back_up(shared, "导入前")
    assert {one.name for one in made.parent.iterdir()} == {again.name, older[0].name, other.name}
    assert console.main(["--ledger", shared, "backup", "--list"]) == 0
    assert "要恢复：请管理员用 pg_restore" in capsys.readouterr().out


def test_a_password_in_the_address_is_never_shown(shared: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert console.main(["--ledger", shared.replace("postgres@", "postgres:mima@"), "verify"]) == 0
    told = capsys.readouterr().out
    assert "mima" not in told
    assert "存储引擎 PostgreSQL" in told


def test_without_pg_dump_only_what_was_asked_for_is_refused(shared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "program", lambda _: None)
    with Store.open(shared, writing=True) as store:
        assert store.back_up("导入前") is None
        with pytest.raises(Refusal, match="没有 PostgreSQL 的备份程序"):
            store.back_up("手工", asked=True)


def test_a_copy_that_cannot_be_made_is_refused_and_leaves_nothing(
    shared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refusal, match="服务器台账没有备份成"):
        dump.back_up(shared + "_not", "手工", tmp_path)
    monkeypatch.setattr(dump, "_HELD", "nothing like it")
    with pytest.raises(Refusal, match="没有通过检验"):
        dump.back_up(shared, "手工", tmp_path)
    (tmp_path / "挡路").touch()
    with pytest.raises(Refusal, match="没能备份到"):
        dump.back_up(shared, "手工", tmp_path / "挡路" / "里面")
    assert [one.name for one in tmp_path.iterdir()] == ["挡路"]
