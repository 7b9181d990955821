"""Hearing of it when another seat wrote: PostgreSQL's LISTEN and NOTIFY, sent with the write and gone with it."""

from typing import Any

from sqlalchemy import Connection, text

from app.models import server

_CHANNEL = "zgtz_ledger"


def send(connection: Connection, batch: int) -> None:
    """Have everyone who listens hear of a batch, once its transaction is kept."""
    connection.execute(text("SELECT pg_notify(:channel, :batch)"), {"channel": _CHANNEL, "batch": str(batch)})


class Mute(ConnectionError):
    """A server that answers and tells nothing: one that only follows another. It has to be asked now and then."""


class Ear:
    """A connection of its own that hears. Its ``fileno`` becomes readable when there is something; it never waits.

    Raises ``ConnectionError`` where the server does not answer, ``Mute`` where it can tell nothing.
    """

    def __init__(self, location: str) -> None:
        import psycopg

        url = server.address(location).set(drivername="postgresql")
        try:
            self._connection: Any = psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
        except psycopg.Error as error:
            raise ConnectionError(str(error)) from error
        try:
            self._connection.execute(f"LISTEN {_CHANNEL}")
        except psycopg.Error as error:
            self._connection.close()
            kind = Mute if isinstance(error, psycopg.errors.ReadOnlySqlTransaction) else ConnectionError
            raise kind(str(error)) from error

    def fileno(self) -> int:
        """The socket to be watched."""
        return int(self._connection.fileno())

    def heard(self) -> bool:
        """Whether anyone wrote since it was asked last; raises ``ConnectionError`` where the connection is gone."""
        import psycopg

        try:
            return any(True for _ in list(self._connection.notifies(timeout=0)))
        except psycopg.Error as error:
            raise ConnectionError(str(error)) from error

    def close(self) -> None:
        """Hear nothing any more."""
        self._connection.close()
