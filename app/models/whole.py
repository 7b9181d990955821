"""Rows of a table as they are, every column of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Connection, Select, Table, bindparam, select

from app.models import spelled
from app.models.field import Stored
from app.models.integrity import columns_of
from app.models.keys import Key


@dataclass(frozen=True, slots=True)
class Whole:
    """A row of a table as it is: its values in the order of ``columns_of``, and its version."""

    table: Table
    values: tuple[Any, ...]
    version: int

    def by_name(self) -> dict[str, Stored | None]:
        """Its values by their columns."""
        return dict(zip(columns_of(self.table), self.values, strict=True))


def whole_rows(connection: Connection, table: Table, keys: Sequence[Key]) -> dict[Key, Whole]:
    """The rows of some keys, few enough for one statement."""
    names = columns_of(table)
    place, width = names.index("id"), len(names)
    if len(keys) == 1:
        rows = list(map(_flagged(table), spelled.rows(connection, _row_of(table), key=keys[0])))
    else:
        rows = list(map(tuple, connection.execute(_rows_of(table), {"keys": keys})))
    return {row[place]: Whole(table, row[:width], row[width] if row[width:] else 1) for row in rows}


# Statements are spelled out once: to put one together takes longer than to carry it out for a row.


def _every(table: Table) -> Select[Any]:
    """Rows whole: every column but the version, then the version."""
    version = [table.c.version] if "version" in table.c else []
    return select(*(table.c[name] for name in columns_of(table)), *version)


@cache
def _rows_of(table: Table) -> Select[Any]:
    """The rows of some keys."""
    return _every(table).where(table.c.id.in_(bindparam("keys", expanding=True)))


@cache
def _row_of(table: Table) -> Select[Any]:
    """``_rows_of`` of one key, which most steps of a person's work are about."""
    return _every(table).where(table.c.id == bindparam("key"))


@cache
def _flagged(table: Table) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Makes flags of what the driver gives as numbers."""
    flags = [place for place, name in enumerate(columns_of(table)) if isinstance(table.c[name].type, Boolean)]
    if not flags:
        return tuple

    def made(row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place in flags:
            values[place] = None if values[place] is None else bool(values[place])
        return tuple(values)

    return made
