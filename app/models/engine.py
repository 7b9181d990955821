"""How a connection to the ledger is made: what it may do, and what it promises before the first statement.

One writer at a time: its transactions begin with ``BEGIN IMMEDIATE`` (``server.py``: an advisory lock).
Readers have connections of their own that cannot write.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from app.models.driver import connect

_SAFE_SQLITE = (3, 51, 3)  # the first without the fault that two connections resetting the log could meet


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
