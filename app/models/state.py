"""What tells one state of a ledger file from every other, asked before anything that is slow to load is there.

The rows are read through the bare driver: to load the library that everything else reads with takes longer than all
that a start shows first. What is read are the sums of the tables' rows and the end of the chain of steps, which every
write brings up to date in its own transaction (``integrity``); size and time of the file tell of what anybody else did
to it.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.models.driver import connect
from app.models.ledgerfile import header
from app.models.refusal import Refusal

_SUMS = "SELECT id, row_count, total FROM content_sum ORDER BY id"
_END = "SELECT id, chain FROM batch ORDER BY id DESC LIMIT 1"


def at_rest(ledger: Path) -> str | None:
    """The state of a ledger that nobody has open for writing, as a text; None of any other file."""
    try:
        before = ledger.stat()
        if header(ledger).logged or any(ledger.with_name(ledger.name + tail).exists() for tail in ("-wal", "-journal")):
            return None
        with closing(connect(ledger, "ro")) as connection:
            rows = [connection.execute(asked).fetchall() for asked in (_SUMS, _END)]
    except (OSError, sqlite3.Error, Refusal):
        return None
    return repr((before.st_size, before.st_mtime_ns, rows))
