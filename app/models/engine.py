"""How a connection to the ledger is made: what it may do, and what it promises before the first statement.

One writer at a time: its transactions begin with ``BEGIN IMMEDIATE`` (``server.py``: an advisory lock).
Readers have connections of their own that cannot write. An existing file is opened with ``mode=rw``
or ``mode=ro``, so that a missing file is never made by looking at it.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

APPLICATION_ID = 0x5A475459  # "ZGTY"
_SAFE_SQLITE = (3, 51, 3)  # the first without the fault that two connections resetting the log could meet
_PRAGMAS = ("busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL", "cell_size_check=ON", "trusted_schema=OFF")
_CACHE = "cache_size=-65536"  # KiB: the index of a large journal is written in no order, and not to be read back for it


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A bare connection to an existing file (``mode`` is ``ro``, ``rw`` or ``rwc``) with every promise asserted."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        for pragma in (*_PRAGMAS, *([] if mode == "ro" else [_CACHE])):
            connection.execute(f"PRAGMA {pragma}")
    except UnicodeDecodeError as error:  # SQLite's complaint about a damaged schema quotes it
        connection.close()
        raise sqlite3.DatabaseError("could not decode to UTF-8 what the schema says") from error
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,), "foreign keys are off"
    return connection


def file_engine(path: Path, *, writing: bool, mode: str) -> Engine:
    """An engine over a ledger file."""
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: connect(path, mode),
        poolclass=QueuePool,
        pool_size=1 if writing else 4,
        max_overflow=0 if writing else 8,
    )
    event.listen(engine, "begin", _begin_to_write if writing else _begin_to_read)
    return engine


# Handed straight to the driver: with SQLAlchemy's own way of asking, to begin would take longer than a small step.


def _begin_to_write(connection: Connection) -> None:
    _driver(connection).execute("BEGIN IMMEDIATE")


def _begin_to_read(connection: Connection) -> None:
    _driver(connection).execute("BEGIN")


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def engine_version() -> str:
    """The version of SQLite that this program runs on."""
    return sqlite3.sqlite_version


def engine_note() -> str:
    """What the storage engine's version means for this computer."""
    version = engine_version()
    if sqlite3.sqlite_version_info >= _SAFE_SQLITE:
        return f"存储引擎 SQLite {version}"
    return f"存储引擎 SQLite {version}，同一时间只允许一个程序写入"
