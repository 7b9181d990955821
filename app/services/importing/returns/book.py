"""A returned workbook -> what would happen to the ledger: its lists, its reports of sums, its problem lists."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.models.ledger import LEDGERS, fields_of
from app.models.refusal import Refusal
from app.services.importing.figures.book import plan_figures
from app.services.importing.figures.plan import FigurePlan
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.mapping.map import map_table
from app.services.importing.planning.identity import Directory, is_codes
from app.services.importing.planning.plan import Options, TablePlan
from app.services.importing.returns.answer import Answer
from app.services.importing.returns.figures import CellPlan, plan_cells
from app.services.importing.returns.fitted import in_other_units
from app.services.importing.returns.identity import known
from app.services.importing.returns.lines import lines_beside
from app.services.importing.returns.lists import Found, found, plan_lists
from app.services.importing.returns.others import with_others
from app.services.importing.returns.problems import ISSUE, problem_lists, told_by_codes
from app.services.importing.returns.records import Sent, plan_returned
from app.services.importing.returns.reviewed import Reviewed, reviewed
from app.services.importing.returns.revision import put_right
from app.services.importing.returns.sent import SentSheet, matched, sent_sheet
from app.services.importing.returns.turned import plan_turned
from app.services.importing.tables.recognise import recognise
from app.services.importing.tables.table import Table
from app.services.importing.tables.unreadable import is_nameless
from app.services.importing.view import View
from app.services.importing.vocabulary import vocabulary
from app.services.reporting.forms.form import Form, OfField
from app.services.reporting.sent.worn import beside, meant_worn
from app.services.reporting.template.known import fingerprint
from app.services.workbook.book import Book


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """The plan of a returned workbook; ``absent`` are the records that went out and did not come back.

    ``figures`` are the targets of a form that says nothing else, to be taken where the clerk decides so.
    """

    answer: Answer
    tables: tuple[TablePlan, ...] = ()
    reports: tuple[CellPlan, ...] = ()
    absent: tuple[int, ...] = ()
    figures: tuple[FigurePlan, ...] = ()

    @property
    def gone(self) -> tuple[str, ...]:
        """What did not come back, by its code; of a report of sums the lines, as they are printed."""
        records = [code for code, record in self.answer.ids.items() if record in self.absent]
        there = {(report.part, line) for report in self.reports for line in report.there}
        lines = [(report.part, line) for report in self.reports for line in report.gone]
        return (*sorted(records), *(one[1] for one in dict.fromkeys(lines) if one not in there))


def plan_return(
    book: Book, answer: Answer, mappings: Sequence[TableMapping], view: View, options: Options
) -> ReturnPlan:
    """The plan of all tables of a returned workbook.

    Raises ``Refusal`` for a report of sums that names no period, and for one whose columns are not there any more.
    """
    if answer.form and not answer.form.ledger and not answer.period:
        raise Refusal(
            f"这是退回的{answer.form.name}，但看不出是哪一期", "请在表头写明“截至×年×月×日”，或用原来导出的文件"
        )
    turned = list(plan_turned(book, answer, [mapping.table for mapping in mappings], view))
    upright = {one.table.sheet.name for one in turned}
    mappings = [*mappings, *_missed(book, answer, mappings)]
    mappings = [one for one in mappings if one.table.sheet.name not in upright and not _is_beside(one.table, answer)]
    looked_up = _problems(book, answer, mappings, view)
    lists: list[TablePlan] = plan_lists(looked_up, view)
    reports: list[CellPlan] = turned
    for mapping in mappings:
        if any(mapping.table is one.problems.table for one in looked_up):
            continue
        cells = plan_cells(mapping.table, answer, view) if answer.form and not answer.form.ledger else None
        if cells:
            reports.append(cells)
        else:
            lists.append(_list(mapping, answer, view, options))
    for plan in [one for one in lists if one.mapping.kind is None]:
        if beside := lines_beside(plan.mapping.table, reports, answer, view):
            lists.remove(plan)
            reports.append(beside)
    if answer.form and not reports and not any(plan.mapping.kind for plan in lists):
        raise _unlike(answer.form, mappings)
    met = {record for plan in lists for record in plan.met}
    absent = sorted(record for record in answer.ids.values() if record not in met) if answer.ids else []
    aims = plan_figures(book, mappings, view, options) if answer.form and answer.form.hands_down else ()
    return ReturnPlan(answer, tuple(lists), tuple(reports), tuple(absent), tuple(aims))


def _is_beside(table: Table, answer: Answer) -> bool:
    """Whether a table stood in the bureau's workbook when it went out, and nothing of ours was filled into it."""
    return bool(answer.worn) and beside(fingerprint(table)) in answer.worn


def _problems(book: Book, answer: Answer, mappings: Sequence[TableMapping], view: View) -> list[Found]:
    """The lists of problems of a returned workbook, those under headings that nobody knows told by their codes."""
    theirs = [mapping.table for mapping in mappings if _sent(mapping.table, answer) is None]
    full = {mapping.table.sheet.name for mapping in mappings if any(one.field.numeric for one in mapping.mapped)}
    # A list of problems that holds the ledger's figures is read as records, its verdicts with them.
    told = [one for one in problem_lists(book, theirs) if one.sort != ISSUE or one.table.sheet.name not in full]
    unknown = [
        mapping.table
        for mapping in mappings
        if mapping.kind is None and not any(mapping.table is one.table for one in told)
    ]
    is_ours = _knows(view)
    told += [listed for table in unknown if (listed := told_by_codes(table, is_ours))]
    return [one for listed in told if (one := found(listed, view))]


def _knows(view: View) -> Callable[[str], bool]:
    """What tells whether a text is codes of records of any ledger; they are only looked through where it may be."""
    directories: list[Directory] = []

    def is_ours(text: str) -> bool:
        if not is_codes(text):
            return False
        if not directories:
            directories.extend(map(view.directory, LEDGERS))
        return any(one.named_in(text) for one in directories)

    return is_ours


def _unlike(form: Form, mappings: Sequence[TableMapping]) -> Refusal:
    """Why nothing of a return can be compared: its rows cannot be told apart, or its columns are not the form's."""
    if form.ledger and any(is_nameless(mapping.table, vocabulary()) for mapping in mappings):
        return Refusal(
            f"这是退回的{form.name}，但表里没有编号或名称，分不清每一行是台账里的哪一条",
            "请从原来导出的文件里把编号一列照抄回去，再导入",
        )
    return Refusal(f"这是退回的{form.name}，但表里的栏目与报表对不上", "请用原来导出的文件，不要删改表头后再导入")


def _missed(book: Book, answer: Answer, mappings: Sequence[TableMapping]) -> Iterator[TableMapping]:
    """The further sheets of a report, or an empty one, that only its own headings tell: no ledger's do."""
    if answer.form is None or (mappings and not answer.form.also):
        return
    seen = {mapping.table.sheet.name for mapping in mappings}
    own = [column.path for sheet in answer.form.sheets for column in sheet.columns]
    for table in recognise(book, vocabulary().knowing(own)):
        if table.sheet.name not in seen:
            yield map_table(table, vocabulary())


def _list(mapping: TableMapping, answer: Answer, view: View, options: Options) -> TablePlan:
    sent = _sent(mapping.table, answer)
    declared = {**_declared(answer.form, mapping.table), **_filled(answer, mapping.table)}
    if declared:
        mapping = map_table(mapping.table, vocabulary(), declared)
    theirs = reviewed(mapping)
    if theirs.mapping.kind is None:
        return TablePlan(theirs.mapping)
    theirs = with_others(_written_over(theirs, sent), sent, answer.worn)
    return plan_returned(theirs, known(answer.ids, theirs.mapping), Sent(sent, answer.worn), view, options)


def _written_over(one: Reviewed, sent: SentSheet | None) -> Reviewed:
    """The list with the new values where the reviewers left those that went out beside them."""
    table = one.mapping.table
    coded = next((pair.column.index for pair in one.mapping.mapped if pair.field.name == "code"), None)
    if sent is None or coded is None:
        return one

    def went_out(number: int, index: int, old: str) -> bool:
        line = sent.line(None, str(table.cell(number, coded)))
        return line is not None and sent.is_same(line, index, old)

    table = put_right(table, table.records, sent.places.keys() - {coded}, went_out)
    return replace(one, mapping=replace(one.mapping, table=table))


def _sent(table: Table, answer: Answer) -> SentSheet | None:
    """The sheet that went out as this table: the one most of whose columns are there."""
    sheets = [one for sheet in (answer.frozen.sheets if answer.frozen else ()) if (one := sent_sheet(sheet, table))]
    best = max(sheets, key=lambda one: len(one.places), default=None)
    return best and replace(best, fits=in_other_units(table, best.columns, best.places))


def _filled(answer: Answer, table: Table) -> Mapping[str, str]:
    """The fields that were filled into a bureau's list, by their headings; a column that went out blank and still is
    has none.
    """
    meant, form = meant_worn(answer.worn), answer.form
    if form is None or not form.ledger:
        return {}
    known = fields_of(form.ledger)
    fields = {
        column.number or "|".join(column.path): column.source.name
        for sheet in form.sheets
        for column in sheet.columns
        if isinstance(column.source, OfField) and column.source.name in known
    }
    there = {column.text: column for column in table.columns}
    blank = {
        text
        for text, column in there.items()
        if all(table.cell(number, column.index) == "" for number in table.records)
    }
    return {
        text: fields.get(said, "")
        for text, said in meant.items()
        if text in there and (said in fields or text in blank)
    }


def _declared(form: Form | None, table: Table) -> Mapping[str, str]:
    """The fields that the form itself says its columns are, by their paths in the table."""
    if form is None or not form.ledger:
        return {}
    pairs = [(matched([column.path for column in one.columns], table.columns), one) for one in form.sheets]
    places, sheet = max(pairs, key=lambda pair: len(pair[0]))
    names = [column.source.name if isinstance(column.source, OfField) else "" for column in sheet.columns]
    known_fields = fields_of(sheet.ledger)
    paths = {column.index: column.text for column in table.columns}
    return {paths[index]: names[place] for index, place in places.items() if names[place] in known_fields}
