"""A program killed at any moment of its work: all of a step is there or nothing, and every copy is whole."""

import json
import os
import random
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models import backup, copies, ledgerfile, leftovers, migration, rest
from app.models.integrity import ContentSum
from app.models.soundness import last
from app.models.store import Store
from app.services import ledger
from app.services.demo import fill
from tests.faults.table import FULL, TENTH, Counted, Record
from tests.faults.victims import PER_STEP, Job
from tests.models.records import everything, put

if sys.platform == "win32":
    pytest.skip("需要 fork 与 SIGKILL（Linux）", allow_module_level=True)

ROOT = Path(__file__).parents[2]
SEED = 20220304
NAME = "台账.db"
SECONDS_TO_OPEN = 5
TIMED = {"batch", "imported_file", "counter"}
Sums = dict[str, tuple[int, str]]
Fits = Callable[[Store, int], bool]


@contextmanager
def kennel(job: str, base: Path, scratch: Path) -> Iterator[Callable[[dict[str, Any]], dict[str, Any]]]:
    """The program that has others killed, doing one job."""
    command = [sys.executable, "-m", "tests.faults.kennel", job, str(base), str(scratch)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        stdin, stdout = process.stdin, process.stdout

        def ask(request: dict[str, Any]) -> dict[str, Any]:
            stdin.write(json.dumps(request) + "\n")
            stdin.flush()
            answer: dict[str, Any] = json.loads(stdout.readline())
            return answer

        yield ask
        stdin.close()


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with some records, at rest."""
    path = tmp_path_factory.mktemp("worked") / NAME
    with ledger.create(str(path), "330421", 2022) as store:
        fill.fill(store, 30, 2022, 1)
    return path


def held(path: Path) -> Sums:
    """What is in a ledger at rest, as ``sums`` says it."""
    with Store.open(str(path)) as store:
        return sums(store)


def sums(store: Store) -> Sums:
    """The kept sums of the tables, which the proof has found to be those of their rows; but for what tells the time."""
    with store.read() as session:
        rows = session.objects(ContentSum, select(ContentSum).where(ContentSum.id.not_in(TIMED)))
        return {one.id: (one.row_count, one.total) for one in rows}


def killed_often(base: Path, job: str, times: int, counted: Counted, fits: Fits, scratch: Path) -> None:
    """Do a job again and again on a copy of the ledger, kill it, and look at what is left."""
    chance = random.Random(SEED)
    own = {name: value for name, value in os.environ.items() if name.startswith("XDG_")}
    with kennel(job, base, scratch) as ask:
        for number in range(times):
            path = scratch / f"{number}" / NAME
            shutil.copytree(base.parent, path.parent)
            request = {"ledger": str(path), "share": chance.random(), "by_point": number % 2, "environment": own}
            answer = ask(request)
            assert answer["outcome"] != "failed"
            counted.note(*looked_at(path, answer, fits))
            shutil.rmtree(path.parent)


def looked_at(path: Path, answer: dict[str, Any], fits: Fits) -> Iterator[str]:
    """What was seen of a ledger whose program was killed; it is as it must be, or the test fails."""
    yield {"killed": "中途杀死", "ended": "已做完"}[answer["outcome"]]
    if path.with_name(NAME + "-wal").exists():
        yield "留有日志"
    yield from clean(path)
    began = time.process_time()  # what it takes, not what others on the machine take
    with Store.open(str(path), writing=True) as store:
        assert time.process_time() - began < SECONDS_TO_OPEN
        assert last(store.faults(thorough=True)) == []
        assert fits(store, answer["said"])
    assert {one.name for one in path.parent.iterdir()} <= {NAME, "台账-备份", "台账-原件"}


PROVED: set[str] = set()


def prove(digest: str, copy: Path) -> None:
    """Look thoroughly at a copy, once for the same bytes."""
    if digest not in PROVED:
        copies.examined(copy)
        PROVED.add(digest)


def clean(path: Path) -> Iterator[str]:
    """Whatever bears the name of a copy is one, and what is half done is seen as nothing and goes."""
    named = list(path.with_name("台账-备份").glob("*.db"))
    for copy in named:
        prove(rest.digest(copy), copy)
    assert sorted(one.path for one in copies.copies(path)) == sorted(named)
    left = [one for one in path.parent.rglob("*") if one.suffix in {".part", ".migrating", ".restoring"}]
    if left:
        yield "留有半成品"
    for one in left:
        os.utime(one, (0, 0))
    leftovers.sweep(path)
    assert not [one for one in left if one.exists()]


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_an_import_is_there_wholly_or_not_at_all(
    worked: Path, tmp_path: Path, divisor: int, record_property: Record
) -> None:
    before, done = held(worked), tmp_path / "done" / NAME
    shutil.copytree(worked.parent, done.parent)
    Job(done).imports(done, lambda: None)
    after = held(done)
    assert before != after

    def fits(store: Store, said: int) -> bool:
        now = sums(store)
        return now == after or (now == before and not said)

    counted = Counted(1, "导入中被杀死")
    killed_often(worked, "imports", 500 // divisor, counted, fits, tmp_path / "killed")
    counted.keep(record_property)


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_every_step_that_was_told_is_kept_and_none_by_halves(
    worked: Path, tmp_path: Path, divisor: int, record_property: Record
) -> None:
    with Store.open(str(worked)) as store:
        already = len(everything(store)["demolition"])
    counted = Counted(2, "保存与备份中被杀死")

    def fits(store: Store, said: int) -> bool:
        rows = everything(store)["demolition"]
        whole, rest = divmod(len(rows) - already, PER_STEP)
        edited = [row for row in rows if str(row["remark"] or "").startswith("改")]
        counted.seen["已存未报"] += whole - said
        return rest == 0 and whole in (said, said + 1) and len(edited) >= whole

    killed_often(worked, "saves", 500 // divisor, counted, fits, tmp_path / "killed")
    counted.keep(record_property)


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_an_upgraded_ledger_is_wholly_old_or_wholly_new(tmp_path: Path, divisor: int, record_property: Record) -> None:
    base, done = tmp_path / "old" / NAME, tmp_path / "done" / NAME
    for path in (base, done):
        path.parent.mkdir()
        shutil.copy(ROOT / "tests" / "ledgers" / "0001.db", path)
    Store.open(str(done), writing=True).close()
    after = held(done)
    counted = Counted(3, "升级中被杀死")

    def fits(store: Store, said: int) -> bool:
        return sums(store) == after and copies.inside(store.path or done).version == migration.newest()

    killed_often(base, "migrates", 500 // divisor, counted, fits, tmp_path / "killed")
    counted.keep(record_property)


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_a_killed_backup_is_no_copy(worked: Path, tmp_path: Path, divisor: int, record_property: Record) -> None:
    before = held(worked)
    counted = Counted(2, "备份中被杀死")

    def fits(store: Store, said: int) -> bool:
        return sums(store) == before and len(copies.copies(store.path or worked)) in (said, said + 1)

    killed_often(worked, "backs_up", 200 // divisor, counted, fits, tmp_path / "killed")
    counted.keep(record_property)


@pytest.mark.parametrize("divisor", [TENTH, FULL])
def test_a_killed_restore_leaves_the_one_or_the_other(
    worked: Path, tmp_path: Path, divisor: int, record_property: Record
) -> None:
    """What is replaced was itself left by a program that was killed, with its last steps still in the log."""
    live, base = tmp_path / "live" / NAME, tmp_path / "base" / NAME
    shutil.copytree(worked.parent, live.parent)
    with Store.open(str(live), writing=True) as store:
        store.back_up("手工")
        copied = sums(store)
        put(store, "demolition", {"code": "CW-只在日志里"})
        newest = sums(store)
        shutil.copytree(live.parent, base.parent, ignore=shutil.ignore_patterns("*.lock", "*-shm"))
    assert base.with_name(NAME + "-wal").stat().st_size
    counted = Counted(4, "恢复中被杀死")

    def fits(store: Store, said: int) -> bool:
        now = sums(store)
        counted.seen["已恢复" if now == copied else "仍是原来的"] += 1
        return now == copied or (now == newest and not said)

    killed_often(base, "restores", 200 // divisor, counted, fits, tmp_path / "killed")
    counted.keep(record_property)


def nearly_at_rest(path: Path) -> None:
    """Make a ledger what a program leaves that is killed just before the log is given up for good.

    The file says already that it has no log; the journal beside it, one page long, takes that back.
    """
    file, size = path.read_bytes(), 4096
    page = file[:18] + b"\2\2" + file[20:size]
    checksum = sum(page[at] for at in range(size - 200, 0, -200))
    head = struct.pack(">8s5I", bytes.fromhex("d9d505f920a163d7"), 1, 0, len(file) // size, 512, size)
    journal = head.ljust(512, b"\0") + struct.pack(">I", 1) + page + struct.pack(">I", checksum)
    path.with_name(path.name + "-journal").write_bytes(journal)


@pytest.mark.parametrize("writing", [True, False])
def test_a_ledger_left_on_its_way_to_rest_comes_to_rest(worked: Path, tmp_path: Path, *, writing: bool) -> None:
    before, path = held(worked), tmp_path / "own" / NAME
    shutil.copytree(worked.parent, path.parent)
    nearly_at_rest(path)
    with Store.open(str(path), writing=writing) as store:
        assert copies.inside(path).total
        assert last(store.faults(thorough=True)) == []
        assert sums(store) == before
    assert {one.name for one in path.parent.iterdir()} == {NAME}
    assert not ledgerfile.header(path).logged


HALF_WRITTEN = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size=1")
connection.execute("BEGIN")
connection.execute("UPDATE row_change SET after = 'x' || after")
connection.execute("UPDATE demolition SET remark = 'x'")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("then", ["read", "written", "restored"])
def test_a_half_written_file_is_undone_before_anything_is_made_of_it(worked: Path, tmp_path: Path, then: str) -> None:
    """A program killed while it writes straight into the file leaves pages of both states and a journal."""
    before, path = held(worked), tmp_path / "own" / NAME
    shutil.copytree(worked.parent, path.parent)
    copy = backup.back_up(path, "手工")
    subprocess.run([sys.executable, "-c", HALF_WRITTEN, path], check=False)
    assert path.with_name(NAME + "-journal").stat().st_size
    if then == "restored":
        copies.restore(path, copy)
    with Store.open(str(path), writing=then == "written") as store:
        assert last(store.faults(thorough=True)) == []
        assert sums(store) == before
    assert {one.name for one in path.parent.iterdir()} == {NAME, "台账-备份"}
