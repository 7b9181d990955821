"""Indexes put aside while very many rows come, and made anew over all of them when they are there.

To enter rows into six indexes one by one takes as long as to write them; to sort all of them at the end takes half of
that. It is done within the write's transaction, so nobody else ever meets a table without its indexes, and a write that
is given up has never put them aside. Only what makes questions quicker goes: what forbids a double stays.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

_PLAIN = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table AND sql LIKE 'CREATE INDEX%'"
)


@contextmanager
def unindexed(connection: Connection, tables: Collection[str]) -> Iterator[None]:
    """Have no plain indexes on some tables meanwhile; where an error ends it they are back once the write is undone.

    A server keeps them: there others would have to wait for the tables.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    found = [row for table in tables for row in connection.execute(_PLAIN, {"table": table}).all()]
    for name, _ in found:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    yield
    for _, made in found:
        connection.exec_driver_sql(made)
