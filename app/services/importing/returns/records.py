"""A returned list of records: what we sent, what came back and what the ledger says now, cell by cell."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

from app.models.field import Stored
from app.models.ledger import dated_quantities
from app.services.importing.clean.column import Setting
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.planning.identity import Directory
from app.services.importing.planning.plan import Options, TablePlan, plan_table
from app.services.importing.planning.row_plan import Action, RowPlan, RowPlans
from app.services.importing.returns import said
from app.services.importing.returns.cells import Cells
from app.services.importing.returns.identity import Known, KnownView
from app.services.importing.returns.marks import Marks, marks_of
from app.services.importing.returns.notes import WHOLE_REPORT, notes
from app.services.importing.returns.remark import Remark
from app.services.importing.returns.reviewed import COMMENT, VERDICT, Reviewed
from app.services.importing.returns.sent import SentSheet, is_blank, spelt
from app.services.importing.tables.surroundings import as_of, year_of
from app.services.importing.tables.table import Skip, Table
from app.services.importing.view import View
from app.services.reporting.sent.frozen import FrozenLine
from app.services.reporting.sent.worn import Worn
from app.services.workbook.book import address

Pair = tuple[Stored | None, Stored | None]
REVIEW = frozenset({VERDICT, COMMENT})


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out: the ``sheet`` (None where nobody knows), and the marks the form wore then."""

    sheet: SentSheet | None = None
    worn: frozenset[Worn] = frozenset()


def plan_returned(reviewed: Reviewed, known: Known, went: Sent, view: View, options: Options) -> TablePlan:
    """The plan of one returned list."""
    sent = went.sheet
    directory = view.directory(str(reviewed.mapping.kind))
    reviewed = replace(reviewed, mapping=_unhidden(reviewed.mapping, directory))
    mapping = reviewed.mapping
    kind, year = str(mapping.kind), year_of(mapping.table) or view.year
    # Blank cells are planned as clearing: whether one is a change is told by what was sent.
    plan = plan_table(mapping, KnownView.of(view, known), replace(options, clear=True))
    cells = Cells(reviewed, sent, Setting(kind, view.home, year))
    met = sorted({row.id for row in plan.rows if row.id is not None})
    day = as_of(mapping.table, year)
    judge = _Judge(
        kind=kind,
        cells=cells,
        sent=sent,
        held={record: one.values for record, one in view.held(kind, met).items()},
        totals=view.totals(kind, met, day) if day and met else {},
        waiting=view.waiting(met),
        clear=options.clear,
    )
    speaker = said.Speaker(reviewed, cells, marks_of(mapping.table, cells.names, went.worn), year)
    rows = RowPlans.of(_row(row, judge, speaker) for row in plan.rows)
    struck = [number for number, why in mapping.table.skipped.items() if why is Skip.STRUCK]
    deleted = {number: ids[0] for number in struck if len(ids := directory.match(cells.identity(number)).ids) == 1}
    remarks = [speaker.marks.struck_row(number, record) for number, record in deleted.items()]
    remarks += _on_sums(mapping.table, speaker.marks, painted_whole=sent is not None)
    remarks += notes(mapping.table, year, directory.named_in, went.worn)
    return replace(plan, rows=rows, remarks=tuple(remarks), met=plan.met | {*deleted.values()})


def _unhidden(mapping: TableMapping, directory: Directory) -> TableMapping:
    """The mapping with the hidden rows that name a record of ours: what went out counts, whoever hid it."""
    table = mapping.table
    coded = [one.column.index for one in mapping.mapped if one.field.name in ("code", "filing_no")]
    hidden = [number for number, why in table.skipped.items() if why is Skip.HIDDEN]
    ours = [n for n in hidden if any(directory.named_in(str(table.cell(n, index))) for index in coded)]
    left = {number: why for number, why in table.skipped.items() if number not in ours}
    return replace(mapping, table=replace(table, records=tuple(sorted([*table.records, *ours])), skipped=left))


def _on_sums(table: Table, marks: Marks, *, painted_whole: bool) -> Iterator[Remark]:
    """The remarks on the sums, the headings and the notes of a list: none of them is a record."""
    sums = {number for number, why in table.skipped.items() if why in (Skip.TOTAL, Skip.SUBTOTAL)}
    for number in sorted(sums):
        label = next((cell for cell in table.row(number) if isinstance(cell, str) and cell), "合计")
        yield from (replace(one, place=spelt(label)) for one in marks.of_row(number, None, painted_whole=painted_whole))
    others = marks.around({*table.records, *sums})
    yield from (replace(one, place=f"{WHOLE_REPORT}（{table.sheet.name}）") for _, one in others)


def _row(row: RowPlan, judge: "_Judge", speaker: said.Speaker) -> RowPlan:
    """A row with what was sent beside each change, the remarks it makes and its fate."""
    row = speaker.worded(row, judge)
    if row.id is None or row.action not in (Action.UPDATE, Action.SAME):
        return replace(row, issues=[*row.issues, *speaker.noted(row, speaker.marked(row))])
    row = speaker.approved(judge.compared(row), judge)
    remarks = tuple(speaker.remarks(row))
    issues = [one for one in row.issues if not (one.code is Code.REQUIRED and one.column is None)]
    issues += [*judge.contested(row), *speaker.noted(row, remarks)]
    return replace(row, action=_fate(row), remarks=remarks, issues=issues)


def _fate(row: RowPlan) -> Action:
    if row.contested:
        return Action.CONFLICT
    return Action.UPDATE if row.changes or row.waiting else Action.SAME


@dataclass(frozen=True, slots=True)
class _Judge:
    """What tells a change by the city from one of ours.

    ``held`` are the ledger's values by record; ``totals`` its running totals at the day the file names,
    ``waiting`` its texts that wait to become values.
    """

    kind: str
    cells: Cells
    sent: SentSheet | None
    held: Mapping[int, Mapping[str, Stored | None]]
    totals: Mapping[tuple[int, str], int]
    waiting: Set[tuple[int, str, str]]
    clear: bool

    def compared(self, row: RowPlan) -> RowPlan:
        """The row with only the changes another hand made; a cell as it went out is none, whatever we did since."""
        line = self.line(row)
        changes = {name: pair for name, pair in self._candidates(row, line) if not self._holds(row, name, pair)}
        sent = {name: self.was(line, name) for name in changes} if line else {}
        contested = frozenset(
            name
            for name in changes
            if line
            and self._at(line, name) is not None
            and name not in REVIEW
            and not self.cells.agree(name, self.ledger(row, name), sent[name])
        )
        waiting = [
            one
            for one in row.waiting
            if self._is_new(row, one.field, line)
            and (row.id, one.field, one.raw) not in self.waiting
            and not self.cells.is_struck(one.field, row.row)
        ]
        return replace(row, changes=changes, sent=sent, contested=contested, waiting=waiting)

    def _candidates(self, row: RowPlan, line: FrozenLine | None) -> Iterator[tuple[str, Pair]]:
        """What differs from what was sent; where that is not known, from the ledger."""
        for name in dict.fromkeys((*self.cells.columns, *sorted(row.values.keys() & REVIEW))):
            returned = row.values.get(name)
            if self._at(line, name) is not None:
                if self._is_new(row, name, line):
                    yield name, (self.ledger(row, name), returned)
            elif name in REVIEW:
                yield from [(name, (self.ledger(row, name), returned))] * (returned is not None)
            elif name in row.changes and (returned is not None or self.clear):
                yield name, row.changes[name]
        if line is None:  # what a cell holds for another field
            others = row.changes.keys() - self.cells.columns.keys() - REVIEW
            yield from ((name, row.changes[name]) for name in sorted(others))

    def _holds(self, row: RowPlan, name: str, pair: Pair) -> bool:
        """Whether the ledger already says what came back."""
        waits = any(one.field == name for one in row.waiting)
        return waits or self.cells.agree(name, self.ledger(row, name), pair[1])

    def _is_new(self, row: RowPlan, name: str, line: FrozenLine | None) -> bool:
        index = self._at(line, name)
        if index is None or self.sent is None or line is None:
            return True
        if name in REVIEW and name in row.values:
            return (self.sent.text(line, index) or "") != str(row.values[name] or "")
        return not self.sent.is_same(line, index, self.cells.table.cell(row.row, index))

    def is_said(self, row: RowPlan, name: str, index: int) -> bool:
        """Whether a cell says something that it did not say when it went out and the ledger does not hold."""
        cell = self.cells.table.cell(row.row, index)
        if is_blank(cell):
            return False
        line = self.line(row)
        if self.sent is not None and line is not None and index in self.sent.places:
            return not self.sent.is_same(line, index, cell)
        held = self.ledger(row, name)
        return held is None or held not in (self.cells.value(name, cell), self.cells.text(row.row, index))

    def line(self, row: RowPlan) -> FrozenLine | None:
        """The line of the row as it went out."""
        return self.sent.line(row.id, str(row.values.get("code") or "")) if self.sent else None

    def _at(self, line: FrozenLine | None, name: str) -> int | None:
        """The index of a field's column, where what was sent in it is known."""
        if line is None or self.sent is None or name not in self.cells.columns:
            return None
        index = self.cells.columns[name].column.index
        return index if index in self.sent.places else None

    def was(self, line: FrozenLine | None, name: str) -> Stored | None:
        """The value of a field when the line went out; None where it was blank or is not known."""
        index = self._at(line, name)
        if index is None or line is None or self.sent is None:
            return None
        return self.cells.sent_value(name, self.sent.text(line, index) or "")

    def ledger(self, row: RowPlan, name: str) -> Stored | None:
        """What the ledger says now; of a running total, what it was at the day of the report."""
        if row.id is None:
            return None
        if name in dated_quantities(self.kind) and (row.id, name) in self.totals:
            return self.totals[row.id, name]
        return self.held[row.id].get(name)

    def contested(self, row: RowPlan) -> Iterator[Issue]:
        """What to say of each cell that we changed since it went out and the city changed too."""
        for name in sorted(row.contested):
            one = self.cells.columns[name]
            ours, theirs = (self.cells.show(name, value) or "空" for value in row.changes[name])
            text = f"“{one.field.label}”报送后台账已改为“{ours}”，返回的是“{theirs}”，请选定用哪一个"
            cell = address(row.row, one.column.index)
            yield Issue(one.column.letter, cell, Code.AMBIGUOUS, Severity.ERROR, text, name)
