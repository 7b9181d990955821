"""What the last write left and the next one begins with: nobody reads again what nobody else has written since."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.models.measure import Aggregate

Numbered = tuple[tuple[int, Aggregate], ...]
"""Measures that have standing sums, with their numbers."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Which measures should have standing sums, which have them (definition -> number), and these by ledger."""

    wanted: Mapping[str, Aggregate]
    kept: Mapping[str, int]
    of_kind: Mapping[str, Numbered]


@dataclass(slots=True)
class Latest:
    """The newest link of the chain, the numbers given out, the sums of the tables, the measures with standing sums.

    Each is None until a write reads it, and then what the ledger holds once that write is kept.
    """

    chain: str | None = None
    numbers: dict[str, int] | None = None
    sums: dict[str, tuple[int, int]] | None = None
    measures: Measures | None = None


def mark(connection: Connection) -> object:
    """What a ledger file's connection says as long as nobody else writes to the file; of a server None.

    To be asked within a transaction that writes: nobody writes after it then.
    """
    if connection.dialect.name != "sqlite":
        return None
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver, driver.execute("PRAGMA data_version").fetchone()
