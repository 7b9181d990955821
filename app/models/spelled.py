"""Statements spelled out once and handed straight to the driver: what every write asks, asked in microseconds.

To look up a statement that it knows already, and to wrap its rows, costs SQLAlchemy several times what the store needs
to answer. Values go in and come out as the driver has them: a flag of SQLite is a number.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import URL, Connection, Insert, Table, Text, bindparam, cast, insert, literal_column
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import CompilerElement

from app.models.base import PACKED


@dataclass(frozen=True, slots=True)
class Spelled:
    """A statement as its driver takes it, with its values by place (``places``) or by name."""

    sql: str
    fixed: Mapping[str, Any]
    places: Sequence[str] | None

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """Values by name as the driver wants them."""
        known = {**self.fixed, **values}
        return known if self.places is None else [known[name] for name in self.places]


def _spelled(connection: Connection, statement: CompilerElement) -> Spelled:
    dialect = connection.dialect
    return spelled(f"{dialect.name}+{dialect.driver}", statement)


@lru_cache(maxsize=1024)
def spelled(store: str, statement: CompilerElement) -> Spelled:
    """A statement as a kind of store (``sqlite+pysqlite``) takes it; lists of values must be part of it."""
    dialect = URL.create(store).get_dialect()()
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    assert isinstance(compiled, SQLCompiler)
    return Spelled(str(compiled), compiled.params, compiled.positiontup)


def rows(connection: Connection, statement: CompilerElement, **values: Any) -> list[tuple[Any, ...]]:
    """What a SELECT finds."""
    one = _spelled(connection, statement)
    with _cursor(connection, one) as cursor:
        cursor.execute(one.sql, one.parameters(values))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def blocks(
    connection: Connection, statement: CompilerElement, size: int, **values: Any
) -> Iterator[Sequence[tuple[Any, ...]]]:
    """What a SELECT finds, so many rows at a time."""
    one = _spelled(connection, statement)
    with _cursor(connection, one) as cursor:
        cursor.execute(one.sql, one.parameters(values))
        while found := cursor.fetchmany(size):
            yield found


def run(connection: Connection, statement: CompilerElement, *given: Mapping[str, Any]) -> None:
    """Carry out a statement with each of several sets of values."""
    one = _spelled(connection, statement)
    with _cursor(connection, one) as cursor:
        _carry_out(cursor, one, given)


def _carry_out(cursor: Any, one: Spelled, given: Sequence[Mapping[str, Any]]) -> None:
    if len(given) == 1:  # a server's driver would wait twice as long for a list of one
        cursor.execute(one.sql, one.parameters(given[0]))
    else:
        cursor.executemany(one.sql, [one.parameters(values) for values in given])


def fill(
    connection: Connection,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    ones: tuple[str, ...] = (),
    whole: Container[str] = (),
) -> None:
    """Rows, given by their columns, into a table; the columns named by ``ones`` hold 1 in each.

    ``whole`` are columns that are known to have no blank. A ``bytearray`` is a text's bytes, for a column that is
    ``PACKED``.
    """
    one = _spelled(connection, _insertion(table, tuple(columns), ones))
    count = len(next(iter(columns.values())))
    with _cursor(connection, one) as cursor:
        if one.places is not None:
            filled = [columns[name] if name in whole else _quick(columns[name]) for name in one.places]
            cursor.executemany(one.sql, zip(*filled, strict=True))
            return
        columns = {name: _decoded(column) for name, column in columns.items()}
        if count < _MANY:
            rows = zip(*columns.values(), strict=True)
            _carry_out(cursor, one, [dict(zip(columns, row, strict=True)) for row in rows])
        else:
            with cursor.copy(_copying(connection, table, (*columns, *ones))) as copy:
                for row in zip(*columns.values(), *(repeat(1, count) for _ in ones), strict=True):
                    copy.write_row(row)


_MANY = 50
"""So many rows and more go to PostgreSQL by ``COPY``: the values alone, not a statement with each of them."""


@lru_cache(maxsize=256)
def _insertion(table: Table, named: tuple[str, ...], ones: tuple[str, ...]) -> Insert:
    bound: dict[str, Any] = {name: bindparam(name) for name in named}
    bound |= {name: cast(one, Text) for name, one in bound.items() if table.c[name].info.get(PACKED)}
    return insert(table).values({**bound, **dict.fromkeys(ones, literal_column("1"))})


def _copying(connection: Connection, table: Table, named: Sequence[str]) -> str:
    write = connection.dialect.identifier_preparer
    return f"COPY {write.format_table(table)} ({', '.join(map(write.quote, named))}) FROM STDIN"


_NULL = float("nan")
"""What SQLite keeps as NULL too: to make sure of None takes its driver ten times as long as to hand over a number."""


def _quick(column: Sequence[Any]) -> Sequence[Any]:
    return [_NULL if value is None else value for value in column]


def _decoded(column: Sequence[Any]) -> Sequence[Any]:
    """PostgreSQL's driver has a type of its own for bytes, which is no text."""
    return [value.decode() if type(value) is bytearray else value for value in column]


class _cursor:  # noqa: N801 - used like a function; one made by ``contextmanager`` takes as long as a statement
    """A cursor of the driver's within the connection's transaction; its errors are told as SQLAlchemy tells them."""

    __slots__ = ("_connection", "_cursor", "_one")

    def __init__(self, connection: Connection, one: Spelled) -> None:
        self._connection, self._one = connection, one

    def __enter__(self) -> Any:
        self._cursor: Any = self._connection.connection.cursor()
        return self._cursor

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self._cursor.close()
        if error is not None:
            self._tell(error)

    def _tell(self, error: BaseException) -> None:
        dialect = self._connection.dialect
        assert dialect.dbapi is not None
        if not isinstance(error, dialect.dbapi.Error):
            return
        lost = dialect.is_disconnect(error, self._connection.connection, self._cursor)
        if lost:
            self._connection.invalidate(error)
        raise DBAPIError.instance(
            self._one.sql, None, error, dialect.dbapi.Error, connection_invalidated=lost, dialect=dialect
        ) from error
