"""A reading or a writing under way: a connection to the ledger, in one transaction."""

from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, Select, select

from app.models.base import Base, table_of

Row = TypeVar("Row", bound=Base)


class Session:
    """A connection that is given back at the end; what was not committed by then is taken back.

    ``info`` is what is noted of it for as long as it lasts.
    """

    def __init__(self, engine: Engine, info: dict[str, Any] | None = None) -> None:
        self._connection = connection = engine.connect()
        self.info = info or {}
        self.execute, self.scalar, self.scalars = connection.execute, connection.scalar, connection.scalars
        self.begin, self.rollback = connection.begin, connection.rollback

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def connection(self) -> Connection:
        """The connection within its transaction, for what is handed straight to the driver: that begins none."""
        if not self._connection.in_transaction():
            self._connection.begin()
        return self._connection

    def objects(self, mapped: type[Row], statement: Select[Any]) -> list[Row]:
        """Rows of a table whole, as objects of the class that declares it."""
        return [mapped(**row) for row in self.execute(statement).mappings()]

    def get(self, mapped: type[Row], key: int | str) -> Row | None:
        """The row of a table that has a key, or None."""
        found = self.objects(mapped, select(mapped).where(table_of(mapped).c.id == key))
        return found[0] if found else None
