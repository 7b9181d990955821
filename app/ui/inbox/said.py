"""What the clerk said of the files in front: of cells, of rows, of columns, of headers; and the options that makes."""

from dataclasses import dataclass, field, replace

from app.models.field import Stored
from app.models.ledger import fields_of
from app.models.queries import settings
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.cells import clean
from app.services.importing.deciding.kept_rules import Kept, as_rules
from app.services.importing.deciding.piles import CellLine, RowLine, field_of
from app.services.importing.mapping.correction import Correction
from app.services.importing.planning.plan import Options, Spot
from app.services.importing.tables.table import HeaderAt
from app.ui.grid.columns import shown
from app.ui.inbox.board import table_of


def spot(head: RowLine, name: str) -> Spot:
    """The cell a choice is about; without a name the whole row."""
    return (table_of(head).sheet.name, head.row.row, name)


@dataclass(slots=True)
class Said:
    """Everything that was said; a later word takes the place of an earlier one."""

    choices: dict[Spot, bool] = field(default_factory=dict)
    others: dict[Spot, Stored] = field(default_factory=dict)
    records: dict[tuple[str, int], int] = field(default_factory=dict)
    corrections: dict[tuple[str, str], Correction] = field(default_factory=dict)
    headers: dict[str, HeaderAt] = field(default_factory=dict)

    def options(self, as_of: str | None, rules: Kept, *, confirmed: bool) -> Options:
        """The options of an import; what is said later does not change them while they are written."""
        return Options(
            as_of=as_of,
            confirmed=confirmed,
            rules=as_rules(rules),
            choices=dict(self.choices),
            others=dict(self.others),
            records=dict(self.records),
            corrections=tuple(self.corrections.values()),
            headers=tuple(self.headers.values()),
        )

    def take(self, cell: CellLine, taken: bool) -> None:
        """Take what came for a cell, or leave the ledger as it is."""
        place = spot(cell.head, cell.name)
        self.choices[place] = taken
        self.others.pop(place, None)

    def take_row(self, head: RowLine, taken: bool) -> None:
        """Take a row, or leave it out."""
        self.choices[spot(head, "")] = taken

    def take_as(self, head: RowLine, record: int) -> None:
        """Which record a row is that could be several."""
        sheet, row, _ = spot(head, "")
        self.records[sheet, row] = record

    def put_other(self, cell: CellLine, value: Stored | None) -> None:
        """Put another value in place of what came for a cell and of what the ledger says; None takes it back."""
        place = spot(cell.head, cell.name)
        self.choices.pop(place, None)
        self.others.pop(place, None)
        if value is not None:
            self.others[place] = value

    def other(self, cell: CellLine) -> str:
        """What was written for a cell, as it is read."""
        value, kind = self.others.get(spot(cell.head, cell.name)), field_of(cell)
        return "" if value is None or kind is None else shown(fields_of(kind[0])[cell.name], value)

    def put_header(self, said: HeaderAt) -> None:
        """Keep where a header stands, or that its data end elsewhere; neither undoes the other.

        What was said of columns under another header is forgotten.
        """
        before = self.headers.get(said.sheet)
        if said.last:
            first = before.first if before and before.bottom == said.bottom else said.first
            self.headers[said.sheet] = replace(said, first=first)
            return
        self.headers[said.sheet] = replace(said, last=before.last if before and before.last >= said.first else 0)
        self.corrections = {key: one for key, one in self.corrections.items() if key[0] != said.sheet}


def value_of(store: Store, kind: str, name: str, text: str) -> Stored | None:
    """What a text written for a field means; None for no text. Raises ``Refusal`` where it is no value of it."""
    field = fields_of(kind)[name]
    if not text:
        return None
    with store.read() as session:
        chosen = settings.settings(session)
    found = clean(kind, field, text, chosen.unit, chosen.year)
    if found.value is None or found.pending:
        reason = found.problem.text if found.problem else f"“{text}”不是“{field.label}”的值"
        raise Refusal(reason, "没有另填，请改好再写，或选返回、台账")
    return found.value
