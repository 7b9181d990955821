"""An older ledger is brought up to date on a verified copy; whatever goes wrong, the old file is as it was."""

import shutil
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from app.models import backup, driver, engine, integrity, migration
from app.models.refusal import Refusal
from app.models.server import server_engine
from app.models.store import Store
from tests.models.records import enter_progress, everything, put, settle

ROOT = Path(__file__).parents[2]


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """The program's own steps in a folder that a test may add to."""
    copied = tmp_path / "steps"
    shutil.copytree(migration.STEPS, copied, ignore=shutil.ignore_patterns("__pycache__"))
    return copied


def add_step(steps: Path, body: str) -> None:
    """One more step after the newest."""
    last = migration.newest(steps)
    (steps / "versions" / f"{last + 1:04}_next.py").write_text(
        f'''"""A further step."""
import sqlalchemy as sa
from alembic import op

revision = "{last + 1:04}"
down_revision = "{last:04}"
branch_labels = None
depends_on = None


def upgrade() -> None:
{textwrap.indent(textwrap.dedent(body).strip(), "    ")}
''',
        "utf-8",
    )


ADDS_A_COLUMN = 'op.add_column("record", sa.Column("note", sa.Text(), nullable=True))'
REBUILDS_A_PARENT = """
with op.batch_alter_table("record", recreate="always") as batch:
    batch.add_column(sa.Column("note", sa.Text(), nullable=True))
with op.batch_alter_table("batch", recreate="always") as batch:
    batch.alter_column("label", new_column_name="title", existing_type=sa.Text(), existing_nullable=False)
"""
FAILS = f"""
{ADDS_A_COLUMN}
op.execute("DELETE FROM demolition")
op.execute("SELECT nothing FROM nowhere")
"""
LOSES_ROWS = 'op.execute("DELETE FROM progress_entry WHERE id = 1")'
ORPHANS = 'op.execute("DELETE FROM record WHERE id = 1")'


@pytest.fixture
def older(ledger_file: Path) -> Path:
    """A ledger of the present version, at rest, with records and what hangs on them."""
    with Store.open(str(ledger_file), writing=True) as opened:
        settle(opened)
        first, *_ = put(opened, "demolition", *({"code": f"CW-{n}"} for n in range(30)))
        enter_progress(opened, first, "demolished_area", ("2022-01-05", 100), ("2022-02-05", 250))
    return ledger_file


def rows(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        held = [name for name in names if not name.startswith("standing_")]  # counted again from the others
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in held}


def header(path: Path) -> tuple[int, str]:
    with closing(sqlite3.connect(path)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        return version, connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]


@pytest.mark.parametrize("body", [ADDS_A_COLUMN, REBUILDS_A_PARENT], ids=["adds", "rebuilds"])
def test_a_step_keeps_every_row_and_the_file_before_it(older: Path, steps: Path, body: str) -> None:
    """A rebuilt table's children survive: with foreign keys on they would go with it."""
    add_step(steps, body)
    before, counted = older.read_bytes(), rows(older)
    kept = migration.migrate(older, steps)
    assert rows(older) == counted
    assert header(older) == (migration.newest() + 1, f"{migration.newest() + 1:04}")
    assert backup.damage(older) == []
    with closing(sqlite3.connect(older)) as connection:
        assert connection.execute("SELECT note FROM record").fetchone() == (None,)
        assert connection.execute("SELECT sum(amount) FROM progress_entry").fetchone() == (350,)
        assert connection.execute("PRAGMA application_id").fetchone()[0]
    assert sorted(path.name for path in older.parent.iterdir()) == ["steps", "台账-备份", "台账.db"]
    assert rows(kept) == counted
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (migration.newest(),)
    assert len(kept.read_bytes()) == len(before)


@pytest.mark.parametrize(
    ("body", "error"),
    [(FAILS, Exception), (LOSES_ROWS, Refusal), (ORPHANS, Refusal)],
    ids=["fails", "loses rows", "orphans"],
)
def test_a_step_that_goes_wrong_leaves_the_old_file_byte_for_byte(
    older: Path, steps: Path, body: str, error: type[Exception]
) -> None:
    add_step(steps, body)
    before = older.read_bytes()
    with pytest.raises(error):
        migration.migrate(older, steps)
    assert older.read_bytes() == before
    assert sorted(path.name for path in older.parent.iterdir()) == ["steps", "台账-备份", "台账.db"]


def test_what_an_interrupted_migration_left_is_in_nobodys_way(older: Path, steps: Path) -> None:
    add_step(steps, ADDS_A_COLUMN)
    older.with_name("台账.db.migrating").write_bytes(b"half a copy")
    older.with_name("台账.db.migrating-journal").write_bytes(b"and its journal" * 100)
    counted = rows(older)
    migration.migrate(older, steps)
    assert rows(older) == counted
    assert sorted(path.name for path in older.parent.iterdir()) == ["steps", "台账-备份", "台账.db"]


def test_a_ledger_whose_program_was_killed_is_migrated_with_all_it_had(older: Path, steps: Path) -> None:
    """What was committed but still lay in the write-ahead log is in the new file, and no stale log beside it."""
    add_step(steps, ADDS_A_COLUMN)
    with Store.open(str(older), writing=True) as opened:
        put(opened, "demolition", {"code": "CW-last"})
        living = older.parent / "living"
        living.mkdir()
        for name in ("台账.db", "台账.db-wal"):
            shutil.copy(older.with_name(name), living / name)
    killed = living / "台账.db"
    assert (living / "台账.db-wal").stat().st_size
    migration.migrate(killed, steps)
    assert sorted(path.name for path in living.iterdir()) == ["台账-备份", "台账.db"]
    with closing(sqlite3.connect(killed)) as connection:
        assert connection.execute("SELECT count(*) FROM demolition WHERE code = 'CW-last'").fetchone() == (1,)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("place", ["backup.copy", "_take_steps", "_settle", "Path.replace"])
def test_a_program_killed_while_migrating_leaves_a_ledger_wholly_old_or_wholly_new(
    older: Path, steps: Path, place: str, when: str
) -> None:
    add_step(steps, REBUILDS_A_PARENT)
    counted, version = rows(older), migration.newest()
    killed = subprocess.run([sys.executable, "-c", DIES, older, steps, place, when], cwd=ROOT, check=False)
    assert killed.returncode == -9
    assert rows(older) == counted
    assert header(older) in ((version, f"{version:04}"), (version + 1, f"{version + 1:04}"))
    assert backup.damage(older) == []
    if header(older)[0] == version:
        migration.migrate(older, steps)
    assert (rows(older), header(older)[0]) == (counted, version + 1)
    assert not older.with_name("台账.db.migrating").exists()


DIES = """
import os, signal, sys
from pathlib import Path
from app.models import backup, migration
ledger, steps, place, when = sys.argv[1:]
owner, _, name = place.rpartition(".")
owner = {"backup": backup, "Path": Path, "": migration}[owner]
real = getattr(owner, name)

def die(*given):
    if name == "replace" and given[-1] != Path(ledger):
        return real(*given)  # only the swap itself
    if when == "after":
        real(*given)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(owner, name, die)
migration.migrate(Path(ledger), Path(steps))
"""


def test_a_damaged_ledger_is_not_migrated(older: Path, steps: Path) -> None:
    add_step(steps, ADDS_A_COLUMN)
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("DELETE FROM record WHERE id = 1")
        connection.commit()
    before = older.read_bytes()
    with pytest.raises(Refusal, match="损坏"):
        migration.migrate(older, steps)
    assert older.read_bytes() == before


def with_steps(monkeypatch: pytest.MonkeyPatch, steps: Path) -> None:
    """Let the program's own steps be these."""
    for name in ("newest", "migrate", "run_steps", "stamp"):
        function = getattr(migration, name)
        defaults = tuple(steps if value == migration.STEPS else value for value in function.__defaults__)
        monkeypatch.setattr(function, "__defaults__", defaults)


def test_opening_for_writing_brings_a_ledger_up_to_date(
    older: Path, steps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(str(older)) as opened:
        before = everything(opened)
    add_step(steps, ADDS_A_COLUMN)
    with_steps(monkeypatch, steps)
    with pytest.raises(Refusal, match="旧版本"):
        Store.open(str(older))
    with Store.open(str(older), writing=True) as opened:
        assert everything(opened) == before
    with Store.open(str(older)) as opened:
        assert everything(opened) == before


def test_a_ledger_on_a_server_is_brought_up_to_date_by_who_may_write(
    postgresql_url: str, steps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.create(postgresql_url) as opened:
        settle(opened)
        put(opened, "demolition", {"code": "CW-1"})
        before = everything(opened)
    add_step(steps, ADDS_A_COLUMN)
    with_steps(monkeypatch, steps)
    with pytest.raises(Refusal, match="旧版本"):
        Store.open(postgresql_url)
    with Store.open(postgresql_url, writing=True) as opened, opened.read() as session:
        assert migration.server_version(session.connection()) == migration.newest()
        assert session.scalar(text("SELECT count(note) FROM record")) == 0
        assert [row["code"] for row in before["demolition"]] == ["CW-1"]


def test_a_step_that_fails_on_a_server_changes_nothing(
    postgresql_url: str, steps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.create(postgresql_url) as opened:
        put(opened, "demolition", {"code": "CW-1"})
    version = migration.newest()
    add_step(steps, FAILS)
    with monkeypatch.context() as patched:
        with_steps(patched, steps)
        with pytest.raises(Exception, match="nowhere"):
            Store.open(postgresql_url, writing=True)
    reader = server_engine(postgresql_url, writing=False)
    with reader.connect() as connection:
        assert migration.server_version(connection) == version
        assert connection.execute(text("SELECT code FROM demolition")).scalars().all() == ["CW-1"]
    reader.dispose()


def test_a_newer_ledger_on_a_server_is_refused(postgresql_url: str) -> None:
    Store.create(postgresql_url).close()
    writer = server_engine(postgresql_url, writing=True)
    with writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    writer.dispose()
    with pytest.raises(Refusal, match="更新版本"):
        Store.open(postgresql_url, writing=True)


def test_a_path_with_percent_signs_is_no_trouble(tmp_path: Path) -> None:
    """Alembic's settings read ``%`` as the beginning of a name."""
    odd = tmp_path / "100% steps"
    shutil.copytree(migration.STEPS, odd, ignore=shutil.ignore_patterns("__pycache__"))
    assert migration.newest(odd) == migration.newest()


def test_a_log_that_cannot_be_folded_in_stops_the_swap(
    older: Path, steps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Swapped in under another file's write-ahead log, the new ledger would be corrupt."""
    add_step(steps, ADDS_A_COLUMN)
    monkeypatch.setattr(driver, "_PRAGMAS", ("busy_timeout=0", "foreign_keys=ON"))
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE demolition SET remark = 'x'")
        connection.commit()
        reading = sqlite3.connect(older, isolation_level=None)
        with closing(reading):
            reading.execute("BEGIN")
            reading.execute("SELECT * FROM demolition").fetchall()
            with pytest.raises(sqlite3.OperationalError):
                migration.migrate(older, steps)
    with closing(sqlite3.connect(older)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (migration.newest(),)


@pytest.mark.parametrize("altered", [False, True])
def test_a_widened_table_is_proved_as_it_was_before_it_is_summed_anew(older: Path, steps: Path, altered: bool) -> None:
    add_step(steps, 'op.add_column("demolition", sa.Column("guard", sa.Text(), nullable=True))')
    if altered:
        with closing(sqlite3.connect(older)) as connection, connection:
            connection.execute("UPDATE demolition SET code = 'CW-0' WHERE id = 3")
    migration.migrate(older, steps)
    with engine.file_engine(older, writing=True, mode="rw").begin() as connection:
        integrity.seal(connection)
        told = [one.table for one in integrity.altered(connection) if one]
    assert told == (["demolition"] if altered else [])
