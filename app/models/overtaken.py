"""What another seat changed after this one looked, found before anything is written over it.

Several seats write into a ledger on a server, one after the other. Each knows up to which batch of the journal it was
shown the ledger; before a write sets a cell, or takes a row away, the journal is asked whether another seat set that
cell, or touched that row, in a batch after it. The journal knows this of every table, with who did it and when, where
the version of a row would only say that something is different. A ledger file has one seat and nothing to ask.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.exc import IntegrityError

from app.models.base import table_of
from app.models.field import Stored
from app.models.journal import Batch, RowChange
from app.models.keys import Key, chunks
from app.models.refusal import Refusal

Row = Mapping[str, Stored | None]

_BATCHES, _CHANGES = table_of(Batch).c, table_of(RowChange).c
_OF_A_FIELD = frozenset({"progress_entry", "pending_value"})
"""Tables whose rows say something of one field of a record: two seats that add one of the same field disagree."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that another seat set after this one looked: what it holds (``theirs``), what was to be put (``mine``).

    ``column`` is empty where the whole row was touched, ``gone`` says that it is there no longer.
    """

    table: str
    key: str
    column: str
    theirs: Stored | None
    mine: Stored | None
    who: str
    at: str
    gone: bool = False


class Overtaken(Refusal):
    """A write that would go over what others changed since; nothing of it was kept.

    ``seen`` is the batch up to which the clashes are told: whoever writes again knowing them has seen it so far.
    """

    def __init__(self, clashes: Sequence[Clash], seen: int) -> None:
        names = "、".join(dict.fromkeys(clash.who for clash in clashes))
        super().__init__(
            f"您看过之后，{names}刚改过这里的 {len(clashes)} 处，这一步没有写入", "请刷新看过新的内容，再决定是否照改"
        )
        self.clashes = tuple(clashes)
        self.seen = seen


@dataclass(frozen=True, slots=True)
class News:
    """What other seats wrote: the newest batch there is, how many steps, whose, and the tables they changed."""

    head: int
    steps: int
    who: tuple[str, ...]
    tables: frozenset[str]


def newest(connection: Connection) -> int:
    """The number of the newest batch, 0 where nothing was ever written."""
    return connection.scalar(select(func.max(_BATCHES.id))) or 0


def news(connection: Connection, since: int, own: Collection[int]) -> News:
    """What others wrote after a batch."""
    foreign = _foreign(connection, since, own)
    wanted = select(_CHANGES.table_name).distinct()
    tables = {name for piece in chunks(sorted(foreign)) for name in _of_batches(connection, wanted, piece)}
    who = tuple(dict.fromkeys(name for name, _ in foreign.values()))
    return News(newest(connection), len(foreign), who, frozenset(tables))


def _of_batches(connection: Connection, wanted: Any, batches: Sequence[Key]) -> Iterable[str]:
    return connection.scalars(wanted.where(_CHANGES.batch_id.in_(batches)))


def _foreign(connection: Connection, since: int, own: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = connection.execute(select(_BATCHES.id, _BATCHES.who, _BATCHES.at).where(_BATCHES.id > since))
    return {batch: (who, at) for batch, who, at in rows if batch not in own}


class Watch:
    """Looks, for one write, at what others wrote after batch ``since``; ``own`` are this seat's own batches.

    None as ``since`` is the only seat there is.
    """

    def __init__(self, connection: Connection, since: int | None = None, own: Collection[int] = ()) -> None:
        self._connection = connection
        self._foreign = {} if since is None else _foreign(connection, since, own)
        self._seen = max(self._foreign, default=0)
        self._said: dict[str, dict[tuple[int, str], int]] = {}

    def setting(self, table: Table, keys: Sequence[Key], held: Sequence[Row], wanted: Sequence[Row]) -> None:
        """Cells are about to be set that hold something else; refused where others set one of them."""
        touched = self._touched(table, keys)
        clashes = []
        for key, theirs, mine in zip(map(str, keys), held, wanted, strict=True) if touched else ():
            for batch, after in touched.get(key, ()):
                columns = [name for name in mine if after is None or name in after]
                who = self._foreign[batch]
                clashes += [Clash(str(table.name), key, name, theirs[name], mine[name], *who) for name in columns]
        self._refuse(clashes)

    def removing(self, table: Table, keys: Sequence[Key], missing: Collection[Key]) -> None:
        """Rows are about to go, or to be changed while some are ``missing``; refused where others touched them."""
        touched = self._touched(table, keys)
        gone = set(map(str, missing))
        self._refuse(
            [
                Clash(str(table.name), key, "", None, None, *self._foreign[changes[-1][0]], key in gone)
                for key, changes in touched.items()
            ]
        )

    def adding(self, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
        """Rows are about to come that speak of a field of a record; refused where others added one of the same."""
        if not self._foreign or table.name not in _OF_A_FIELD:
            return
        said = self._said_of_fields(str(table.name))
        pairs = zip(columns["record_id"], columns["field"], strict=True)
        self._refuse(
            [
                Clash(str(table.name), str(pair[0]), str(pair[1]), None, None, *self._foreign[said[pair]])
                for pair in dict.fromkeys(pairs)
                if pair in said
            ]
        )

    @contextmanager
    def blaming(self) -> Iterator[None]:
        """A rule of the store that is broken while others wrote is no fault of the program."""
        try:
            yield
        except IntegrityError as error:
            if not self._foreign:
                raise
            raise Refusal(
                "另一个席位刚写入了同一项，或删掉了这里要用的一条，这一步没有写入", "请按 F5 刷新，看过新的内容再办"
            ) from error

    def _touched(self, table: Table, keys: Sequence[Key]) -> dict[str, list[tuple[int, Row | None]]]:
        """What others did to rows of a table: key -> (batch, the columns it set; None where the row came or went)."""
        found: dict[str, list[tuple[int, Row | None]]] = {}
        if not self._foreign:
            return found
        wanted = select(_CHANGES.row_key, _CHANGES.batch_id, _CHANGES.before, _CHANGES.after).order_by(_CHANGES.id)
        wanted = wanted.where(_CHANGES.table_name == table.name, _CHANGES.batch_id >= min(self._foreign))
        for piece in chunks([str(key) for key in keys]):
            for key, batch, before, after in self._connection.execute(wanted.where(_CHANGES.row_key.in_(piece))):
                if batch in self._foreign:
                    whole = before is None or after is None
                    found.setdefault(key, []).append((batch, None if whole else json.loads(after)))
        return found

    def _said_of_fields(self, name: str) -> dict[tuple[int, str], int]:
        if name not in self._said:
            wanted = select(_CHANGES.batch_id, _CHANGES.after).where(
                _CHANGES.table_name == name, _CHANGES.after.is_not(None), _CHANGES.batch_id >= min(self._foreign)
            )
            rows = [(batch, json.loads(after)) for batch, after in self._connection.execute(wanted)]
            self._said[name] = {
                (row["record_id"], row["field"]): batch
                for batch, row in rows
                if batch in self._foreign and "record_id" in row
            }
        return self._said[name]

    def _refuse(self, clashes: Sequence[Clash]) -> None:
        if clashes:
            last = {(clash.table, clash.key, clash.column): clash for clash in clashes}
            raise Overtaken(tuple(last.values()), self._seen)
