"""Whether a file says what went out, whatever became of the file: its rows against the frozen ones, by what they mean.

For a file that another hand copied, that lost its marks, or that is a bureau's own form: the tables are recognised as
an import would, and what they say is laid beside what the register, or the journal of a whole ledger, holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.models.field import Field, Stored
from app.models.ledger import LEDGERS, fields_of
from app.models.queries import journal, submissions
from app.models.queries.submissions import Export
from app.models.store import Store
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.mapping.map import map_table
from app.services.importing.planning import compare
from app.services.importing.planning.plan import Options, TablePlan, plan_table
from app.services.importing.planning.row_plan import Action, RowPlan
from app.services.importing.returns.answer import Answer
from app.services.importing.returns.book import ReturnPlan, plan_return
from app.services.importing.returns.figures import CellPlan, CellRow, column_key
from app.services.importing.returns.origin import answered
from app.services.importing.tables.recognise import recognise
from app.services.importing.view import View, view
from app.services.importing.vocabulary import vocabulary
from app.services.reporting.sent.frozen import FrozenColumn, Text
from app.services.workbook.book import Book, address
from app.services.workbook.layout import ColumnKind

_ROW = FrozenColumn("", ("整行",), "", ColumnKind.TEXT.value, None)


@dataclass(frozen=True, slots=True)
class Touched:
    """A cell that is not as it was written: where it stands, what it is about, what was sent, what is there."""

    cell: str
    row: str
    column: FrozenColumn
    sent: Text
    found: Text


class Content:
    """A file seen with the eyes of an import."""

    def __init__(self, store: Store, book: Book, path: Path) -> None:
        self.store, self.book, self.path = store, book, path

    @cached_property
    def _view(self) -> View:
        return view(self.store)

    @cached_property
    def _mappings(self) -> list[TableMapping]:
        words = vocabulary()
        return [map_table(table, words) for table in recognise(self.book, words)]

    @cached_property
    def _answer(self) -> Answer | None:
        return answered(self.book, self.path, self._mappings, self._view)

    def export(self) -> Export | None:
        """The newest export that the file can be of, by its columns, title and period; None where it is none."""
        answer = self._answer
        with self.store.read() as session:
            if answer and answer.form:
                return submissions.newest_export(session, answer.form.id, answer.period or "")
            kinds = [mapping.kind for mapping in self._mappings if mapping.kind]
            return submissions.newest_export(session, kinds[0], "") if kinds and answer is None else None

    def touched(self, export: Export) -> list[Touched]:
        """What the file says otherwise than the export did. Raises ``Refusal`` where its columns are not there."""
        if export.report in LEDGERS:
            return list(_ledger(self.store, export, self._mappings, self._view))
        answer = self._answer
        if answer is None:
            return []
        plan = plan_return(self.book, answer, self._mappings, self._view, Options())
        return list(_report(plan))


def _report(plan: ReturnPlan) -> Iterator[Touched]:
    for one in plan.reports:
        yield from _sums(one)
    for table in plan.tables:
        if table.mapping.kind:
            yield from _list(table)
    struck = {remark.record for table in plan.tables for remark in table.remarks}
    lost = {str(record) for record in (*plan.absent, *struck)}
    for sheet in plan.answer.frozen.sheets if lost and plan.answer.frozen else ():
        for line in sheet.lines or ():
            if line.record in lost:
                yield Touched(sheet.name, line.key, _ROW, line.key, None)


def _sums(plan: CellPlan) -> Iterator[Touched]:
    """A report of sums: the changed cells, the rows that are none of it, those that are gone."""
    places = {column_key(column): (index, column) for index, column in plan.columns.items()}
    sheet = plan.table.sheet.name
    for row in plan.rows:
        if row.action is Action.REJECT:
            yield Touched(f"{sheet}!{row.row}:{row.row}", _called(row), _ROW, None, _called(row))
        for key, (sent, returned, _) in row.changes.items():
            index, column = places[key]
            yield Touched(f"{sheet}!{plan.place(row.row, index)}", _called(row), column, sent, returned)
    for name in plan.gone:
        yield Touched(sheet, name, _ROW, name, None)


def _called(row: CellRow) -> str:
    return next(iter(row.values.values()), row.key)


def _list(plan: TablePlan) -> Iterator[Touched]:
    """A list of records: what is otherwise in a row that went out, and the rows that did not."""
    fields = fields_of(str(plan.mapping.kind))
    for row in plan.rows:
        if row.id is None:
            yield _beyond(plan, row)
        for name, (held, returned) in row.changes.items() if row.id is not None else ():
            sent = row.sent.get(name, held)
            yield _cell(plan, row, fields[name], sent, returned)


def _beyond(plan: TablePlan, row: RowPlan) -> Touched:
    sheet = plan.mapping.table.sheet.name
    return Touched(f"{sheet}!{row.row}:{row.row}", _name(row), _ROW, None, _name(row))


def _cell(plan: TablePlan, row: RowPlan, field: Field, sent: Stored | None, found: Stored | None) -> Touched:
    index = next((one.column.index for one in plan.mapping.mapped if one.field.name == field.name), None)
    place = address(row.row, index) if index is not None else f"{row.row}:{row.row}"
    column = FrozenColumn("", (field.label,), field.unit, ColumnKind.TEXT.value, None)
    told = [None if value is None else field.show(value) for value in (sent, found)]
    return Touched(f"{plan.mapping.table.sheet.name}!{place}", _name(row), column, *told)


def _name(row: RowPlan) -> str:
    return str(row.values.get("code") or row.values.get("name") or f"第 {row.row} 行")


def _ledger(store: Store, export: Export, mappings: Sequence[TableMapping], seen: View) -> Iterator[Touched]:
    """A whole ledger against what each record held when it went out, as the journal says."""
    kind = export.report
    with store.read() as session:
        held = journal.held_at(session, kind, export.journal_head)
    codes = {str(values["code"]): record for record, values in held.items() if values["code"]}
    met: set[int] = set()
    for mapping in mappings:
        if mapping.kind == kind:
            plan = plan_table(mapping, seen, Options())
            for row in plan.rows:
                record = codes.get(str(row.values.get("code")), row.id)
                if record is None or record not in held:
                    yield _beyond(plan, row)
                    continue
                met.add(record)
                yield from _otherwise(plan, row, held[record])
    for record in held.keys() - met:
        name = str(held[record]["code"] or record)
        yield Touched("", name, _ROW, name, None)


def _otherwise(plan: TablePlan, row: RowPlan, held: Mapping[str, Stored | None]) -> Iterator[Touched]:
    waiting = {one.field for one in row.waiting}
    for one in plan.mapping.mapped:
        field, found = one.field, row.values.get(one.field.name)
        if field.name not in waiting and not compare.same(field, held.get(field.name), found):
            yield _cell(plan, row, field, held.get(field.name), found)
