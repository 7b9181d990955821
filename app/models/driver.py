"""A bare connection to a ledger file, with every promise made before the first statement.

An existing file is opened with ``mode=rw`` or ``mode=ro``, so that a missing file is never made by looking at it.
"""

import sqlite3
from pathlib import Path

APPLICATION_ID = 0x5A475459  # "ZGTY"
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
