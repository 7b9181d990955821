"""A plan sorted for the eye: rows that are new, change, are the same, conflict, are wrong, and records not in it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.models.ledger import LEDGERS, fields_of
from app.models.queries import importing
from app.models.queries.importing import Identity
from app.models.store import Store
from app.services.importing.figures.plan import FigurePlan, FigureRow
from app.services.importing.file_report import FileReport, ImportReport
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import Action, RowPlan
from app.services.importing.returns.decide import REVIEW
from app.services.importing.returns.figures import CellPlan, CellRow


class Pile(StrEnum):
    """The tabs of a reconciliation."""

    NEW = "新增"
    CHANGED = "有变化"
    SAME = "无变化"
    CONFLICT = "冲突"
    WRONG = "错误"
    ABSENT = "台账有而文件无"


_PILES = {
    Action.CREATE: Pile.NEW,
    Action.UPDATE: Pile.CHANGED,
    Action.SAME: Pile.SAME,
    Action.CONFLICT: Pile.CONFLICT,
    Action.REJECT: Pile.WRONG,
}
Plan = TablePlan | FigurePlan | CellPlan
PlannedRow = RowPlan | FigureRow | CellRow


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of a file, and the heading of the lines of its cells; ``returned`` says that the file is an answer."""

    plan: Plan
    row: PlannedRow
    returned: bool


@dataclass(frozen=True, slots=True)
class CellLine:
    """One cell of a row that would change; ``name`` is its field, or its column in a report."""

    head: RowLine
    name: str

    @property
    def decidable(self) -> bool:
        """Whether the clerk can take it or leave it: a value of a ledger's record that is no mere advice."""
        return isinstance(self.head.row, RowPlan) and self.name not in self.head.row.advised


@dataclass(frozen=True, slots=True)
class IssueLine:
    """What is wrong with a row or one of its cells."""

    head: RowLine
    issue: Issue


@dataclass(frozen=True, slots=True)
class AbsentLine:
    """A record of the ledger that the file does not hold."""

    kind: str
    who: Identity


Line = RowLine | CellLine | IssueLine | AbsentLine


@dataclass(frozen=True, slots=True)
class Piles:
    """The lines of each pile, how many rows each is about, and the cells of each field that can be decided on.

    ``who`` are the records that rows could be where that is for the clerk to say, by their ids.
    """

    lines: Mapping[Pile, Sequence[Line]]
    counts: Mapping[Pile, int]
    fields: Mapping[tuple[str, str], Sequence[CellLine]]
    who: Mapping[int, Identity]

    @property
    def size(self) -> int:
        """How many lines there are."""
        return sum(map(len, self.lines.values()))

    @property
    def cells(self) -> Iterator[CellLine]:
        """Every cell that can be decided on."""
        yield from _decidable(self.lines)


def piles(store: Store, report: ImportReport) -> Piles:
    """Sort what was planned for the files that can be taken."""
    lines: dict[Pile, list[Line]] = {pile: [] for pile in Pile}
    counts: Counter[Pile] = Counter()
    for file in report.files:
        if not file.refused:
            for head in _heads(file):
                for pile, found in _sorted(head):
                    lines[pile] += [head, *found]
                    counts[pile] += 1
            lines[Pile.ABSENT] += _absent(store, file)
    counts[Pile.ABSENT] = len(lines[Pile.ABSENT])
    fields: defaultdict[tuple[str, str], list[CellLine]] = defaultdict(list)
    for cell in _decidable(lines):
        if place := field_of(cell):
            fields[place].append(cell)
    return Piles(lines, counts, fields, _candidates(store, report))


def _decidable(lines: Mapping[Pile, Sequence[Line]]) -> Iterator[CellLine]:
    for pile in (Pile.CHANGED, Pile.CONFLICT):
        yield from (one for one in lines[pile] if isinstance(one, CellLine) and one.decidable)


def field_of(cell: CellLine) -> tuple[str, str] | None:
    """The ledger and field of a cell that can be decided on."""
    plan = cell.head.plan
    return (str(plan.mapping.kind), cell.name) if isinstance(plan, TablePlan) and cell.decidable else None


def _heads(file: FileReport) -> Iterator[RowLine]:
    plans: list[Plan] = [*file.tables, *file.figures, *file.reports]
    for plan in plans:
        yield from (RowLine(plan, row, file.returned) for row in plan.rows)


def _sorted(head: RowLine) -> Iterator[tuple[Pile, list[Line]]]:
    """The piles a row belongs to; one that is taken with an error in it is shown among the errors as well."""
    row = head.row
    errors = [one for one in row.issues if one.severity is Severity.ERROR]
    match row.action:
        case Action.CREATE | Action.SAME:
            yield _PILES[row.action], []
        case Action.UPDATE | Action.CONFLICT:
            cells = [CellLine(head, name) for name in _in_order(head) if name not in REVIEW]
            yield _PILES[row.action], [*cells, *(IssueLine(head, one) for one in _telling(row, cells))]
        case Action.REJECT:
            yield Pile.WRONG, [IssueLine(head, one) for one in errors or row.issues]
    if errors and row.action not in (Action.REJECT, Action.CONFLICT):
        yield Pile.WRONG, [IssueLine(head, one) for one in errors]


def _in_order(head: RowLine) -> list[str]:
    """What a row would change, in the order of the ledger's fields."""
    if not isinstance(head.plan, TablePlan):
        return list(head.row.changes)
    return [name for name in fields_of(str(head.plan.mapping.kind)) if name in head.row.changes]


def _telling(row: PlannedRow, cells: Sequence[CellLine]) -> Iterator[Issue]:
    """What is to be said of a row beside its cells: why it is in conflict, else what of it is no value."""
    shown = {cell.name for cell in cells}
    kept = {one.field for one in row.waiting} if isinstance(row, RowPlan) else set()
    for one in row.issues:
        if row.action is Action.UPDATE and one.field not in kept:
            continue
        if one.severity is Severity.ERROR and one.field not in shown and one.code is not Code.REQUIRED:
            yield one


def _candidates(store: Store, report: ImportReport) -> dict[int, Identity]:
    """The records that rows could be, where they could be several."""
    wanted: dict[str, set[int]] = {}
    for table in (table for file in report.files for table in file.tables if table.mapping.kind):
        found = {one for row in table.rows for one in row.candidates}
        if found:
            wanted.setdefault(str(table.mapping.kind), set()).update(found)
    with store.read() as session:
        known = [one for kind in wanted for one in importing.identities(session, kind) if one.id in wanted[kind]]
    return {one.id: one for one in known}


def _absent(store: Store, file: FileReport) -> Iterator[AbsentLine]:
    wanted = set(file.absent)
    if not wanted:
        return
    with store.read() as session:
        for kind in LEDGERS:
            yield from (AbsentLine(kind, one) for one in importing.identities(session, kind) if one.id in wanted)
