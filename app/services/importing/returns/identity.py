"""Who a returned row is where its code is blank or was changed: the id it went out with, if the rest agrees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.models.field import Stored
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.planning.identity import Directory, Match
from app.services.importing.text import code_key
from app.services.importing.view import View


@dataclass(frozen=True, slots=True)
class Known:
    """The records that went out by their codes, and the codes that came back."""

    ids: Mapping[str, int] = field(default_factory=dict)
    present: frozenset[str] = frozenset()

    def missing(self, records: Iterable[int]) -> list[int]:
        """Those of some records that went out under a code which did not come back."""
        gone = {record for code, record in self.ids.items() if code not in self.present}
        return [record for record in records if record in gone]


def known(ids: Mapping[str, int], mapping: TableMapping) -> Known:
    """What went out, beside a returned table."""
    table = mapping.table
    column = next((one.column.index for one in mapping.mapped if one.field.name == "code"), None)
    cells = [] if column is None else [table.cell(number, column) for number in table.records]
    return Known({code_key(code): record for code, record in ids.items()}, frozenset(code_key(str(c)) for c in cells))


@dataclass
class KnownDirectory(Directory):
    """The ledger's directory with the ids that went out: they decide where the code alone does not."""

    known: Known = field(default_factory=Known)

    def match(self, values: Mapping[str, Stored | None]) -> Match:
        """The record of a row: what the ledger says, else the one that went out and looks like it."""
        found = Directory.match(self, values)
        if len(found.ids) == 1:
            return found
        alike = found.ids or found.twins
        code = code_key(str(values.get("code") or ""))
        sent = self.known.ids.get(code) if code else None
        ours = [sent] if sent in alike else self.known.missing(alike)
        return Match((ours[0],), "id") if len(ours) == 1 and ours[0] is not None else found


@dataclass(frozen=True, slots=True)
class KnownView(View):
    """The ledger as a returned workbook meets it."""

    known: Known = field(default_factory=Known)

    @classmethod
    def of(cls, view: View, known: Known) -> "KnownView":
        """The view with what went out."""
        return cls(view.store, view.scope, view.year, known)

    def directory(self, kind: str) -> Directory:
        """Who is in one of the ledgers."""
        plain = View.directory(self, kind)
        return KnownDirectory(plain.records, plain.codes, plain.filings, self.known)
