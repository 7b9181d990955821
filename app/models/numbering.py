"""The numbers that one write gives out: read once, counted in memory, kept with the write when it ends."""

from sqlalchemy import Connection, select, text

from app.models import spelled
from app.models.base import table_of
from app.models.integrity import Tally
from app.models.journal import Counter
from app.models.latest import Latest

_LAST = select(Counter.__table__.c.name, Counter.__table__.c.last)
_KEEP = text(
    "INSERT INTO counter (name, last) VALUES (:name, :last) ON CONFLICT (name) DO UPDATE SET last = excluded.last"
)


class Numbers:
    """The last number given out of each table. Nobody else gives out any meanwhile: there is one writer at a time."""

    def __init__(self, connection: Connection, latest: Latest) -> None:
        self._connection = connection
        self._latest = latest
        self._last: dict[str, int] = {}

    def give(self, name: str, count: int) -> range:
        """``count`` numbers never given out before under ``name``."""
        last = self.last(name)
        self._last[name] = last + count
        return range(last + 1, last + count + 1)

    def last(self, name: str) -> int:
        """The last number given out under ``name``, 0 where none was."""
        return self._last.get(name) or self._kept().get(name, 0)

    def _kept(self) -> dict[str, int]:
        if self._latest.numbers is None:
            self._latest.numbers = dict(spelled.rows(self._connection, _LAST))
        return self._latest.numbers

    def keep(self, tally: Tally) -> None:
        """Have the ledger know the numbers given out, and the tally the rows that say so."""
        if self._last:
            kept = self._kept()
            changed = {name: last for name, last in self._last.items() if kept.get(name) != last}
            spelled.run(self._connection, _KEEP, *({"name": name, "last": last} for name, last in changed.items()))
            table = str(table_of(Counter).name)
            tally.remove(table, [(name, kept[name]) for name in changed if name in kept])
            tally.add(table, list(changed.items()))
            kept.update(changed)
