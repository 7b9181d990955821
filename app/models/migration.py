"""Bringing a ledger of an older version to the present one: on a copy, verified, then swapped in.

A step is a module under ``migrations/versions`` that names no live model. The ledger's version is the
number of its last step. A kill at any moment leaves a file that is wholly old or wholly new.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from app.models import backup, standing_sums
from app.models.driver import APPLICATION_ID, connect
from app.models.refusal import Refusal
from app.models.standing import StandingMeasure, StandingSum
from app.models.widening import proofs_kept

if TYPE_CHECKING:
    from alembic.config import Config

STEPS = Path(__file__).parent / "migrations"


def config(steps: Path = STEPS) -> "Config":
    """Alembic's settings, without its ini file."""
    from alembic.config import Config  # slow to come, and needed by a new or an older ledger alone

    settings = Config()
    settings.set_main_option("script_location", str(steps).replace("%", "%%"))
    return settings


def newest(steps: Path = STEPS) -> int:
    """The version a ledger has after the last step, which is the number its file's name begins with."""
    return max((int(path.name[:4]) for path in (steps / "versions").glob("[0-9][0-9][0-9][0-9]_*.py")), default=0)


def stamp(connection: Connection, steps: Path = STEPS) -> None:
    """Mark a freshly made schema as being of the newest version."""
    from alembic import command

    settings = config(steps)
    settings.attributes["connection"] = connection
    command.stamp(settings, "head")
    mark(connection, newest(steps))


def mark(connection: Connection, version: int) -> None:
    """Write the application's mark and the version into a ledger file's header."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={version}")


def run_steps(connection: Connection, steps: Path = STEPS) -> None:
    """Take a schema from its version to the newest inside the connection's transaction."""
    from alembic import command

    settings = config(steps)
    settings.attributes["connection"] = connection
    with proofs_kept(connection):
        command.upgrade(settings, "head")
    if connection.dialect.has_table(connection, StandingMeasure.__tablename__):
        standing_sums.discard(connection)  # a step may have changed what they were made from
    mark(connection, newest(steps))


def server_version(connection: Connection) -> int:
    """The version of a ledger on a server; 0 where there is none."""
    if connection.dialect.has_table(connection, "alembic_version"):
        return int(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or 0)
    return 0


def migrate(ledger: Path, steps: Path = STEPS) -> Path:
    """Bring an older ledger file to the newest version; the path of the backup that was made before.

    Raises ``Refusal`` where the old file is damaged or a step does not keep what was there; the old
    file is then untouched.
    """
    kept = backup.back_up(ledger, "升级前")
    copy = ledger.with_name(ledger.name + ".migrating")
    try:
        backup.copy(ledger, copy)
        before = _row_counts(copy)
        _take_steps(copy, steps)
        _verify(copy, before)
        backup.flush(copy)
        _settle(ledger)
        copy.replace(ledger)
    finally:
        copy.unlink(missing_ok=True)
    return kept


def _take_steps(copy: Path, steps: Path) -> None:
    """Run the steps in one exclusive transaction, foreign keys off: a rebuilt table must not lose its children."""
    engine: Engine = create_engine("sqlite+pysqlite://", creator=lambda: connect(copy, "rw"), poolclass=NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        run_steps(connection, steps)
        connection.exec_driver_sql("COMMIT")


def _verify(copy: Path, before: dict[str, int]) -> None:
    faults = backup.damage(copy)
    after = _row_counts(copy)
    held = before.keys() - {StandingMeasure.__tablename__, StandingSum.__tablename__}  # counted again from the others
    lost = [name for name in held if name in after and after[name] < before[name]]
    if faults or lost:
        raise Refusal("台账升级没有通过检验，原文件未动", "请保留原文件并联系维护人员")


def _row_counts(path: Path) -> dict[str, int]:
    with closing(connect(path, "ro")) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'")
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - a table's own name
            for (name,) in names.fetchall()
        }


def _settle(ledger: Path) -> None:
    """Leave no write-ahead log beside the old file: swapped under a new one it would corrupt it."""
    backup.fold_log(ledger)
    if ledger.with_name(ledger.name + "-wal").exists():
        raise sqlite3.OperationalError("a write-ahead log was left beside the ledger")
