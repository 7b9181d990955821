"""The ledger as an import sees it: its place, its year, who is in it and what they hold; read only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.models import region
from app.models.field import Stored
from app.models.ledger import dated_quantities
from app.models.queries import attachments, importing, learned, moves, records
from app.models.queries.importing import Identity
from app.models.queries.records import Held, equals
from app.models.queries.scope import Scope, scope
from app.models.queries.settings import settings
from app.models.store import Store
from app.services.importing.places import Places, places
from app.services.importing.planning.identity import Directory, directory
from app.services.importing.vocabulary import Vocabulary, vocabulary


@dataclass(frozen=True, slots=True)
class View:
    """What a plan is made against."""

    store: Store
    scope: Scope
    year: int

    @property
    def home(self) -> Places:
        """The places of the ledger's unit; a zone's towns lie in several counties of its city."""
        return places(self.scope.city if self.scope.is_zone else self.scope.unit)

    @property
    def county(self) -> str | None:
        """The county every record of this ledger is in, where there is but one."""
        unit = region.short(self.scope.unit)
        return unit if len(unit) == 6 and unit.isdigit() else None

    def directory(self, kind: str) -> Directory:
        """Who is in one of the ledgers."""
        with self.store.read() as session:
            return directory(importing.identities(session, kind))

    def identities(self, kind: str, name: str, value: Stored) -> list[Identity]:
        """What the records of a ledger are known by whose field ``name`` holds a value."""
        with self.store.read() as session:
            return importing.identities(session, kind, equals(kind, name, value))

    def forms(self) -> list[learned.Form]:
        """The forms that workbooks have taught the ledger, the newest first."""
        with self.store.read() as session:
            return learned.forms(session)

    def words(self) -> dict[str, dict[str, str]]:
        """What texts were once confirmed to stand for: field -> text -> choice."""
        with self.store.read() as session:
            return learned.words(session)

    def vocabulary(self) -> Vocabulary:
        """The headings that are known, those that people taught this ledger before all others."""
        with self.store.read() as session:
            return vocabulary().taught(learned.headings(session))

    def everyone(self, kind: str) -> list[int]:
        """The records of one of the ledgers."""
        with self.store.read() as session:
            return importing.everyone(session, kind)

    def begun_after(self, kind: str, dates: Sequence[str], day: str) -> frozenset[int]:
        """The records of which nothing had happened at the end of a day."""
        with self.store.read() as session:
            return frozenset(importing.begun_after(session, kind, dates, day))

    def held(self, kind: str, ids: Iterable[int]) -> dict[int, Held]:
        """What records hold."""
        with self.store.read() as session:
            return records.many(session, kind, sorted(set(ids)))

    def left(self, kind: str, held: Iterable[Held]) -> dict[int, str]:
        """The stages that those records which pause were at before."""
        with self.store.read() as session:
            return moves.left(session, kind, held)

    def waiting(self, ids: Iterable[int]) -> set[tuple[int, str, str]]:
        """The texts of records that wait to become values: (record, field, text)."""
        with self.store.read() as session:
            found = records.pending(session, sorted(set(ids)))
            return {(record, one.field, one.raw) for record, several in found.items() for one in several}

    def attached(self, ids: Iterable[int]) -> set[tuple[int, str, str]]:
        """The files that records have: (record, role, SHA-256)."""
        with self.store.read() as session:
            return attachments.attached(session, sorted(set(ids)))

    def totals(self, kind: str, ids: Sequence[int], day: str) -> dict[tuple[int, str], int]:
        """The running totals of the dated quantities of records at the end of a day."""
        with self.store.read() as session:
            return {
                (record, name): total
                for name in dated_quantities(kind)
                for record, total in records.totals_until(session, ids, name, day).items()
            }

    def extents(self, kind: str, names: Sequence[str]) -> dict[str, tuple[int, int]]:
        """The least and the greatest size of the ledger's figures of each field that has any."""
        with self.store.read() as session:
            return importing.extents(session, kind, names)

    def middle(self, kind: str, name: str) -> tuple[int, int]:
        """How many figures of a field the ledger has, and the size of the middle one."""
        with self.store.read() as session:
            return importing.middle(session, kind, name)

    def batch_of(self, sha256: str) -> int | None:
        """The batch these bytes were applied by and that still stands."""
        with self.store.read() as session:
            return importing.batch_of(session, sha256)


def view(store: Store) -> View:
    """The view of an open ledger."""
    with store.read() as session:
        chosen = settings(session)
        return View(store, scope(session, chosen), chosen.year)
