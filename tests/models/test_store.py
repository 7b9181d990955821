"""A ledger is opened only when it is one, written by one program at a time, and lies at rest as one file."""

import getpass
import hashlib
import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.models import backup, driver, engine, server, store
from app.models.driver import APPLICATION_ID, connect
from app.models.ledger import Demolition, ProgressEntry
from app.models.lock import WriterLock
from app.models.refusal import Refusal
from app.models.soundness import last
from app.models.store import Store
from app.models.unit import Setting
from app.models.work import Work
from tests.models.records import everything, put

ROOT = Path(__file__).parents[2]


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def writer_of(opened: Store) -> Engine:
    """The engine whose pool holds the one connection that writes."""
    assert opened._writer
    return opened._writer


def beside(path: Path) -> list[str]:
    """The names of everything in a ledger's folder."""
    return sorted(other.name for other in path.parent.iterdir())


def run_beside(ledger: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a second process, with the ledger's path in ``ledger``; what it prints is its answer."""
    script = f"ledger = {str(ledger)!r}\n" + textwrap.dedent(code)
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )


# ---------------------------------------------------------------- what is opened


def a_missing_file(path: Path) -> None:
    path.unlink(missing_ok=True)


def an_empty_file(path: Path) -> None:
    path.write_bytes(b"")


def a_text(path: Path) -> None:
    path.write_text("序号,项目名称\n1,荷池村复垦\n" * 20, "utf-8")


def a_short_text(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00")


def a_workbook(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + bytes(500))


def another_programs_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE record (id INTEGER)")


def a_newer_ledger(path: Path) -> None:
    Store.create(str(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=9999")


def an_older_ledger(path: Path) -> None:
    Store.create(str(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=0")


REFUSED = {
    a_missing_file: "没有找到",
    an_empty_file: "空的",
    a_text: "不是资规台账",
    a_short_text: "不是资规台账",
    a_workbook: "不是资规台账",
    another_programs_database: "别的程序",
    a_newer_ledger: "更新版本",
}


@pytest.mark.parametrize("writing", [False, True])
@pytest.mark.parametrize("make", REFUSED)
def test_what_is_no_ledger_of_ours_is_refused_untouched(
    tmp_path: Path, make: Callable[[Path], None], writing: bool
) -> None:
    path = tmp_path / "台账.db"
    make(path)
    before, bytes_before = beside(path), path.read_bytes() if path.exists() else None
    with pytest.raises(Refusal, match=REFUSED[make]) as refusal:
        Store.open(str(path), writing=writing)
    assert refusal.value.next_step
    assert beside(path) == before
    assert (path.read_bytes() if path.exists() else None) == bytes_before


@pytest.mark.parametrize("writing", [False, True])
def test_a_folder_is_no_ledger(tmp_path: Path, writing: bool) -> None:
    with pytest.raises(Refusal, match="是文件夹"):
        Store.open(str(tmp_path), writing=writing)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_is_refused(ledger_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(Refusal, match="读不了"):
        Store.open(str(ledger_file))


def test_an_older_ledger_is_not_migrated_by_looking_at_it(tmp_path: Path) -> None:
    path = tmp_path / "台账.db"
    an_older_ledger(path)
    before = sha(path)
    with pytest.raises(Refusal, match="旧版本"):
        Store.open(str(path))
    assert (sha(path), beside(path)) == (before, ["台账.db"])


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_ledger_cut_short_is_refused_and_kept_as_it_is(file_store: Store, kept: float) -> None:
    path = file_store.path
    assert path
    put(file_store, "demolition", *({"code": f"CW-{n}", "remark": "甲" * 500} for n in range(300)))
    file_store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    before = sha(path)
    with pytest.raises(Refusal, match="损坏"), Store.open(str(path)) as opened:
        everything(opened)
    assert sha(path) == before


# ---------------------------------------------------------------- making one


def test_a_new_ledger_is_one_file_with_our_mark(tmp_path: Path) -> None:
    path = tmp_path / "新" / "台账 100%.db"
    with Store.create(str(path)) as made:
        assert made.path == path
    assert beside(path) == ["台账 100%.db"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_nothing_is_made_over_what_is_there(ledger_file: Path) -> None:
    before = sha(ledger_file)
    with pytest.raises(Refusal, match="已经存在"):
        Store.create(str(ledger_file))
    assert sha(ledger_file) == before


def test_nothing_is_made_where_it_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("不是文件夹", "utf-8")
    with pytest.raises(Refusal, match="不能在"):
        Store.create(str(tmp_path / "文件" / "台账.db"))
    assert beside(tmp_path / "文件") == ["文件"]


def test_a_ledger_that_cannot_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "flush", full)
    with pytest.raises(Refusal, match="新建台账"):
        Store.create(str(tmp_path / "台账.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_second_ledger_is_not_made_on_a_server_that_has_one(store: Store) -> None:
    with pytest.raises(Refusal, match="已经"):
        Store.create(store.location)


def test_a_server_database_without_a_ledger_is_refused(postgresql_url: str) -> None:
    with pytest.raises(Refusal, match="还没有台账"):
        Store.open(postgresql_url)


def test_a_server_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal, match="没有开"):
        Store.open("postgresql://nobody@127.0.0.1:1/none")


def test_without_its_driver_a_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda _: None)
    with pytest.raises(Refusal, match="不含多人服务器支持"):
        Store.open("postgresql://someone@example.org/ledger")


# ---------------------------------------------------------------- reading and writing


def test_what_is_written_is_there_for_the_next_one_to_open(location: str) -> None:
    with Store.open(location, writing=True) as first:
        put(first, "greening", {"code": "LH-1", "plan_area": 123456, "task_kind": "平原绿化"})
        written = everything(first)
    with Store.open(location) as second:
        assert everything(second) == written
    assert written["greening"][0]["plan_area"] == 123456


def test_a_reader_cannot_write(store: Store) -> None:
    with store.read() as session, pytest.raises(DBAPIError):
        session.execute(text("DELETE FROM setting"))


def test_a_ledger_opened_for_reading_takes_no_write(location: str) -> None:
    with Store.open(location) as reader, pytest.raises(Refusal, match="只读方式"), reader.write("改"):
        pass


def test_reading_leaves_the_bytes_as_they_were(file_store: Store) -> None:
    put(file_store, "demolition", {"code": "CW-1"})
    file_store.close()
    path = file_store.path
    assert path
    before, moment = sha(path), path.stat().st_mtime_ns
    with Store.open(str(path)) as opened:
        assert everything(opened)["demolition"][0]["code"] == "CW-1"
    assert (sha(path), path.stat().st_mtime_ns, beside(path)) == (before, moment, ["台账.db"])


def test_a_failed_step_leaves_nothing(store: Store) -> None:
    before = everything(store)
    with pytest.raises(KeyError), store.write("半途") as work:
        begin_and_fail(work)
    assert everything(store) == before
    with store.write("再来") as work:
        work.insert(Setting, [{"id": "unit", "value": "330482"}])
    assert store.last_change.tables == {"setting"}


def begin_and_fail(work: Work) -> None:
    work.insert(Setting, [{"id": "unit", "value": "330482"}])
    work.update(Setting, [("nothing", {"value": "x"})])


def test_a_step_that_changes_nothing_is_no_step(store: Store) -> None:
    with store.write("什么也没做"):
        pass
    assert (store.last_change.batch, store.last_change.rows) == (None, 0)


def test_an_entry_of_no_record_is_not_taken(store: Store) -> None:
    """Foreign keys hold on both stores."""
    with pytest.raises(IntegrityError), store.write("无主") as work:
        work.insert(ProgressEntry, [{"record_id": 7, "field": "done_area", "dated": "2022-01-01", "amount": 1}])


def test_a_reader_sees_one_state_while_another_writes(file_store: Store) -> None:
    file_store.wake()
    with file_store.read() as session:
        before = session.scalar(text("SELECT count(*) FROM setting"))
        with file_store.write("设置") as work:
            work.insert(Setting, [{"id": "unit", "value": "330482"}])
        assert session.scalar(text("SELECT count(*) FROM setting")) == before
    assert len(everything(file_store)["setting"]) == 1


def test_what_was_done_carries_who_and_when(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "demolition", {"code": "CW-1"})
    with store.read() as session:
        who, at = session.execute(text("SELECT who, at FROM batch")).one()
    assert who == store.operator
    assert at[4] == at[7] == "-"
    assert at[10] == "T"


def test_someone_without_a_name_works_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("no such user")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert store.operator() == "未知"


# ---------------------------------------------------------------- one writer


def test_a_second_writing_program_is_refused(file_store: Store) -> None:
    assert file_store.path
    answer = run_beside(
        file_store.path,
        """
        from app.models.refusal import Refusal
        from app.models.store import Store
        try:
            Store.open(ledger, writing=True)
        except Refusal as refusal:
            print(refusal)
        with Store.open(ledger) as reader, reader.read() as session:
            print("可以看")
        """,
    )
    assert answer.stdout.splitlines() == ["台账正被另一个窗口或程序使用。请先关闭它，再试一次。", "可以看"], (
        answer.stderr
    )


def test_a_second_writer_in_the_same_program_is_refused(file_store: Store) -> None:
    with pytest.raises(Refusal, match="正被另一个"):
        Store.open(file_store.location, writing=True)


@pytest.mark.parametrize(("version", "one_program"), [((3, 51, 2), True), ((3, 51, 3), False)])
def test_an_engine_that_cannot_take_two_programs_says_so(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], one_program: bool
) -> None:
    """Decision 33."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert ("同一时间只允许一个程序写入" in engine.engine_note()) is one_program
    assert sqlite3.sqlite_version in engine.engine_note()


def test_the_next_writer_is_let_in_after_close(ledger_file: Path) -> None:
    for label in ("一", "二"):
        with Store.open(str(ledger_file), writing=True) as opened, opened.write(label) as work:
            work.insert(Setting, [{"id": label, "value": "x"}])
    assert beside(ledger_file) == ["台账.db"]


def test_a_lock_left_by_a_dead_program_holds_nobody_up(ledger_file: Path) -> None:
    ledger_file.with_name("台账.db.lock").touch()
    Store.open(str(ledger_file), writing=True).close()
    assert beside(ledger_file) == ["台账.db"]


def test_a_lock_whose_file_was_removed_meanwhile_is_not_trusted(
    ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its holder removes it on leaving: whoever had opened it just before must not think it is theirs."""
    taken = os.open

    def open_then_lose(path: Path, *rest: int) -> int:
        handle = taken(path, *rest)
        Path(path).unlink()
        return handle

    monkeypatch.setattr(os, "open", open_then_lose)
    with pytest.raises(Refusal, match="正被另一个"):
        WriterLock(ledger_file)


def test_another_programs_lock_is_a_sentence(file_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that knows nothing of ours may hold the file; its waiting is cut short here."""
    monkeypatch.setattr(driver, "_PRAGMAS", ("busy_timeout=0", "foreign_keys=ON"))
    writer_of(file_store).dispose()  # so that the next connection does not wait
    with closing(connect(Path(file_store.location), "rw")) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(Refusal, match="另一个程序占用"),
            file_store.write("改") as work,
        ):
            work.insert(Setting, [{"id": "unit", "value": "330482"}])
        other.execute("ROLLBACK")


# ---------------------------------------------------------------- what the machine does to us


@contextmanager
def unchangeable(path: Path) -> Iterator[None]:
    """A file or folder that not even root can write, where the file system knows such a thing."""
    if subprocess.run(["chattr", "+i", path], check=False, capture_output=True).returncode:
        pytest.skip("需要 root 和支持 chattr +i 的文件系统")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", path], check=True)


def test_a_folder_that_takes_no_files_is_refused_for_writing_and_open_for_reading(ledger_file: Path) -> None:
    before = sha(ledger_file)
    with unchangeable(ledger_file.parent):
        with pytest.raises(Refusal, match="不能写入"):
            Store.open(str(ledger_file), writing=True)
        with pytest.raises(Refusal, match="不能在"):
            Store.create(str(ledger_file.with_name("另一本.db")))
        with Store.open(str(ledger_file)) as opened:
            assert everything(opened)["setting"] == []
    assert (sha(ledger_file), beside(ledger_file)) == (before, ["台账.db"])


def test_a_read_only_file_is_refused_for_writing_and_open_for_reading(ledger_file: Path) -> None:
    with unchangeable(ledger_file):
        with pytest.raises(Refusal, match="只读"):
            Store.open(str(ledger_file), writing=True)
        assert beside(ledger_file) == ["台账.db"]
        with Store.open(str(ledger_file)) as opened:
            assert everything(opened)["setting"] == []


def test_a_full_disk_is_a_sentence_and_the_step_is_not_there(file_store: Store) -> None:
    """SQLite's own limit on a file's pages gives the error of a full disk."""
    put(file_store, "demolition", {"code": "CW-1"})
    before = everything(file_store)
    with writer_of(file_store).connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(Refusal, match="磁盘已满"):
        put(file_store, "demolition", *({"code": f"CW-{n}", "remark": "甲" * 2000} for n in range(50)))
    assert everything(file_store) == before


def test_a_fault_of_the_programs_own_stays_one(file_store: Store) -> None:
    with pytest.raises(DBAPIError, match="no such table: full_readonly_locked"), file_store.read() as session:
        session.execute(text("SELECT * FROM full_readonly_locked"))


def test_a_server_that_goes_away_is_a_sentence(postgresql_url: str) -> None:
    with Store.create(postgresql_url) as opened, pytest.raises(Refusal, match="断了"), opened.write("改") as work:
        write_without_a_server(opened, work)


def write_without_a_server(opened: Store, work: Work) -> None:
    """Let the server end the connection that is being written over, and write on."""
    backend = work.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with opened.read() as other:
        other.execute(text("SELECT pg_terminate_backend(:backend)"), {"backend": backend})
    work.insert(Setting, [{"id": "unit", "value": "330482"}])


WRITER = """
import sys
from app.models.soundness import last
from app.models.store import Store
from app.models.ledger import LEDGERS, ProgressEntry
with Store.open(ledger, writing=True) as opened:
    for step in range(10000):
        with opened.write(f"第{step}步") as work:
            rows = [{"code": f"CW-{step}-{n}"} for n in range(20)]
            ids = work.insert(LEDGERS["demolition"], rows)
            entry = {"field": "demolished_area", "dated": "2022-01-01", "amount": 1}
            work.insert(ProgressEntry, [{"record_id": record, **entry} for record in ids])
        print(step, flush=True)
"""


@pytest.mark.parametrize("moment", [0.0, 0.03, 0.11, 0.23])
def test_a_killed_writer_leaves_whole_steps_and_nothing_else(ledger_file: Path, moment: float) -> None:
    """Killed at any moment: every step it said it had done is there, a step is there wholly or not at all."""
    with subprocess.Popen(
        [sys.executable, "-c", f"ledger = {str(ledger_file)!r}\n{WRITER}"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        child.stdout.readline()
        time.sleep(moment)
        child.kill()
        said = 1 + len(child.stdout.read().splitlines())
    with Store.open(str(ledger_file), writing=True) as opened, opened.read() as session:
        steps = session.scalar(text("SELECT count(*) FROM batch")) or 0
        assert steps in (said, said + 1)  # the last one may have been written and not yet said
        assert session.scalar(text("SELECT count(*) FROM demolition")) == 20 * steps
        assert session.scalar(text("SELECT count(*) FROM progress_entry")) == 20 * steps
        assert session.scalar(text("SELECT count(*) FROM row_change")) == 40 * steps
        assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    assert beside(ledger_file) == ["台账.db"]


def test_a_ledger_left_by_a_killed_writer_can_be_read_without_changing_it(ledger_file: Path) -> None:
    """What was committed but not yet folded in is seen through a read-only opening too."""
    answer = run_beside(
        ledger_file,
        """
        import os
        from app.models.store import Store
        from app.models.unit import Setting
        opened = Store.open(ledger, writing=True)
        with opened.write("设置") as work:
            work.insert(Setting, [{"id": "unit", "value": "330482"}])
        os._exit(0)
        """,
    )
    assert answer.returncode == 0, answer.stderr
    before = sha(ledger_file)
    with Store.open(str(ledger_file)) as opened:
        assert everything(opened)["setting"] == [{"id": "unit", "value": "330482"}]
    assert sha(ledger_file) == before


def test_a_short_look_by_another_program_leaves_no_log_behind(tmp_path: Path) -> None:
    path = tmp_path / "台账.db"
    with Store.create(str(path)) as opened:
        put(opened, "demolition", {"code": "CW-1"})
        looking = sqlite3.connect(path, check_same_thread=False)
        looking.execute("SELECT count(*) FROM demolition").fetchone()
        leaving = threading.Timer(0.2, looking.close)
        leaving.start()
    leaving.join()
    assert not [name for name in beside(path) if name.endswith(("-wal", "-shm"))]


def test_a_reading_under_way_ends_before_the_ledger_is_put_to_rest(ledger_file: Path) -> None:
    """In another thread, as a window's worker reads; a connection in use would keep the log beside the ledger."""
    opened = Store.open(str(ledger_file), writing=True)
    put(opened, "demolition", {"code": "CW-1"})
    reading, closing_down = threading.Event(), threading.Event()

    def read() -> None:
        with opened.read() as session:
            session.scalar(select(func.count()).select_from(Demolition))
            reading.set()
            closing_down.wait(0.2)

    reader = threading.Thread(target=read)
    reader.start()
    reading.wait()
    opened.close()
    reader.join()
    assert beside(ledger_file) == [ledger_file.name]


def test_a_ledger_that_is_being_closed_lets_no_reading_begin(ledger_file: Path) -> None:
    """Threads that begin one reading after the other would never let it rest, nor would a reading after the end."""
    opened = Store.open(str(ledger_file), writing=True)
    put(opened, "demolition", {"code": "CW-1"})
    under_way, over, refused = threading.Barrier(5), threading.Event(), []

    def read_on() -> None:
        begun = False
        try:
            while not over.is_set():
                with opened.read() as session:
                    session.scalar(select(func.count()).select_from(Demolition))
                    if not begun:
                        under_way.wait()
                    begun = True
        except Refusal as refusal:
            refused.append(refusal.sentence)

    readers = [threading.Thread(target=read_on) for _ in range(4)]
    for reader in readers:
        reader.start()
    under_way.wait()
    opened.close()
    left = beside(ledger_file)
    over.set()
    for reader in readers:
        reader.join()
    assert left == beside(ledger_file) == [ledger_file.name]
    assert refused == ["台账已经关闭"] * 4


def test_a_step_under_way_is_kept_before_the_ledger_is_put_to_rest(ledger_file: Path) -> None:
    """In another thread; what belongs to the step may still read, what comes after it is refused."""
    opened = Store.open(str(ledger_file), writing=True)
    writing, closing_down = threading.Event(), threading.Event()
    counted = []

    def write() -> None:
        with opened.write("改") as work:
            work.insert(Demolition, [{"code": "CW-1"}])
            writing.set()
            closing_down.wait(0.2)
            with opened.read() as session:
                counted.append(session.scalar(select(func.count()).select_from(Demolition)))

    writer = threading.Thread(target=write)
    writer.start()
    writing.wait()
    opened.close()
    assert beside(ledger_file) == [ledger_file.name]
    writer.join()
    assert counted == [0]
    for again in (opened.read, lambda: opened.write("改"), lambda: opened.rehearse("改")):
        with pytest.raises(Refusal, match="已经关闭"), again():
            pass
    with Store.open(str(ledger_file)) as reader:
        assert len(everything(reader)["demolition"]) == 1


def test_the_last_who_reads_folds_in_the_log_that_a_writer_had_to_leave(ledger_file: Path) -> None:
    opened = Store.open(str(ledger_file), writing=True)
    put(opened, "demolition", {"code": "CW-1"})
    with Store.open(str(ledger_file)) as reader:
        with reader.read() as session:
            assert session.scalar(select(func.count()).select_from(Demolition)) == 1
        opened.close()
        assert f"{ledger_file.name}-wal" in beside(ledger_file)
    assert beside(ledger_file) == [ledger_file.name]
    with Store.open(str(ledger_file), writing=True) as again:
        assert last(again.faults()) == []
