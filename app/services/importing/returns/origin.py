"""Whether a workbook is an answer to one of our reports, and to which: by its marks, else by its form and codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.models import period as periods
from app.models.ledger import LEDGERS
from app.models.queries import journal, submissions, templates
from app.models.queries.settings import settings
from app.models.queries.submissions import Export, Sent
from app.models.refusal import Refusal
from app.services.importing.map import Mapping as TableMapping
from app.services.importing.returns.fitted import fitted
from app.services.importing.returns.lists import found
from app.services.importing.returns.problems import MASTER, problem_lists
from app.services.importing.returns.reviewed import reviewed, words
from app.services.importing.returns.sent import matched
from app.services.importing.surroundings import as_of, year_of
from app.services.importing.table import Table
from app.services.importing.text import compact, key
from app.services.importing.view import View
from app.services.reporting.form import Form, Rows
from app.services.reporting.form_columns import OPEN
from app.services.reporting.forms import forms
from app.services.reporting.frozen import Frozen, unpack, with_records
from app.services.reporting.template_known import fingerprint
from app.services.reporting.worn import Worn
from app.services.workbook.book import Book
from app.services.workbook.origin import origin_of

_TITLED, _UNTITLED = 0.5, 0.9
_FEWEST = 5
_UNKNOWN = "台账里没有这份报表的导出记录，只能与现在的台账比较：不同之处也可能是台账后来改的"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a returned workbook answers.

    ``form`` is None for lists of the reviewers' own making; ``frozen`` is what went out, None where nobody knows;
    ``ids`` are the records that went out by their codes; ``submission`` the number of the submission it was;
    ``doubts`` what the clerk should know of it before she weighs what came back.
    """

    form: Form | None = None
    period: str | None = None
    frozen: Frozen | None = None
    ids: Mapping[str, int] = field(default_factory=dict)
    submission: int | None = None
    doubts: tuple[str, ...] = ()

    @property
    def worn(self) -> frozenset[Worn]:
        """The marks that went out with a bureau's form."""
        return self.frozen.worn if self.frozen else frozenset()


def answered(book: Book, path: Path, mappings: Sequence[TableMapping], view: View) -> Answer | None:
    """What a workbook answers; None where it is none of our reports and no list of reviewers.

    Raises ``Refusal`` for the report of another unit, and for what we wrote that is no report.
    """
    origin = origin_of(book, path)
    if origin and origin.report in LEDGERS:
        codes = {code: int(one) for (_, code), one in origin.ids.items()}
        ours = _is_judged(mappings) or _by_lists(book, mappings, view, ours=True)
        return Answer(frozen=_ledger_sent(view, origin.export_id), ids=codes) if ours else None
    if origin:
        form = _form(origin.report)
        if form is None:
            raise Refusal(f"“{book.name}”是本程序写出的目录或回执，不是报表和台账", "请选要导入的文件")
        if origin.unit != view.scope.unit:
            raise Refusal(f"“{book.name}”是另一个单位（{origin.unit}）的{form.name}", "请选本单位报送后退回的文件")
        with view.store.read() as session:
            known = submissions.export(session, origin.export_id)
        return _answer(view, form, origin.period, known, {code: int(one) for (_, code), one in origin.ids.items()})
    return (
        _by_form(mappings, view)
        or _by_learned(mappings, view)
        or _by_fit(mappings, view)
        or _by_columns(book, mappings)
        or _by_lists(book, mappings, view)
    )


def _ledger_sent(view: View, export_id: str) -> Frozen | None:
    """A whole ledger as it went out: what the journal says its records held; None where the export is not ours."""
    with view.store.read() as session:
        known = submissions.export(session, export_id)
        if known is None:
            return None
        from app.services.reporting.ledger_sheet import printed_record  # it writes workbooks; few imports come to this

        held = journal.held_at(session, known.report, known.journal_head)
    return with_records(unpack(known.packed), {one: printed_record(known.report, held[one]) for one in held})


def _is_judged(mappings: Sequence[TableMapping]) -> bool:
    """Whether the reviewers put columns of theirs beside the ledger's own verdict and comment."""
    return any(one.says_more for one in map(reviewed, mappings))


def _form(report: str) -> Form | None:
    return next((form for form in forms() if form.id == report), None)


def _answer(view: View, form: Form, period: str | None, known: Export | None, ids: Mapping[str, int]) -> Answer:
    frozen = unpack(known.packed) if known else None
    lines = [line for sheet in (frozen.sheets if frozen else ()) for line in sheet.lines or ()]
    went = {line.key: int(line.record) for line in lines if line.record.isdigit()}
    with view.store.read() as session:
        sent = [one for one in submissions.submissions(session) if known and one.export_id == known.export_id]
    number = sent[0].id if sent else None
    doubts = _doubts(sent[0]) if sent else ()
    return Answer(form, period, frozen, {**ids, **went}, number, doubts if known else (_UNKNOWN,))


def _doubts(sent: Sent) -> tuple[str, ...]:
    """What to know of a submission that came back although it does not stand any more."""
    if sent.cancelled is not None:
        return (f"退回的是第 {sent.id} 次报送，这次报送已经作废，请核对意见是否还用得上",)
    if sent.replaced_by is not None:
        return (f"退回的是第 {sent.id} 次报送，后来已由第 {sent.replaced_by} 次报送更正，请核对意见是否还用得上",)
    return ()


def _by_form(mappings: Sequence[TableMapping], view: View) -> Answer | None:
    """The form whose table code, title or columns a table has; a list must hold a code of ours as well."""
    with view.store.read() as session:
        sent = submissions.reports_exported(session)
    for mapping in mappings:
        for form in forms():
            if form.id in LEDGERS or not _is_ours(mapping, form, view):
                continue
            if _is_of(mapping.table, form) or (form.id in sent and _is_part_of(mapping.table, form)):
                period = _period(mapping.table, form, view)
                with view.store.read() as session:
                    known = submissions.sent_export(session, form.id, period) if period else None
                return _answer(view, form, period, known, {})
    return None


def _by_learned(mappings: Sequence[TableMapping], view: View) -> Answer | None:
    """The report of sums that went out in a bureau's form which was learned: known by its columns and its day."""
    with view.store.read() as session:
        learned = {one.fingerprint: _form(one.report) for one in templates.templates(session)}
    for mapping in mappings if learned else ():
        form = learned.get(fingerprint(mapping.table))
        period = _period(mapping.table, form, view) if form and not form.ledger else None
        if form and period:
            with view.store.read() as session:
                known = submissions.sent_export(session, form.id, period)
            if known:
                return _answer(view, form, period, known, {})
    return None


def _by_fit(mappings: Sequence[TableMapping], view: View) -> Answer | None:
    """The report of sums that went out for the day a table names, laid out in a bureau's own way.

    Its code or its title must say so, and most of the table's columns must be the report's.
    """
    for mapping in mappings:
        for form in forms():
            if form.ledger or form.rows is Rows.INDICATORS or form.hands_down or not _is_titled(mapping.table, form):
                continue
            period = _period(mapping.table, form, view)
            with view.store.read() as session:
                known = submissions.sent_export(session, form.id, period) if period else None
            fits = fitted(mapping.table, unpack(known.packed), {})[1] if known else {}
            if len(fits) >= max(_FEWEST, len(mapping.table.columns) * _TITLED):
                return _answer(view, form, period, known, {})
    return None


def _is_of(table: Table, form: Form) -> bool:
    """Whether a table wears a form's code, or its title and half of its columns, or nearly all of them.

    The year's indicators and their targets also come down from the city under like names: those need the code.
    """
    tried = [(matched([one.path for one in sheet.columns], table.columns), sheet) for sheet in form.sheets]
    columns, sheet = max(tried, key=lambda pair: len(pair[0]))
    share = len(columns) / max(1, len(sheet.columns))
    coded = _is_coded(table, form)
    if form.rows is Rows.INDICATORS or form.hands_down:
        return coded and share >= _TITLED
    return len(columns) >= _FEWEST and share >= (_TITLED if _is_titled(table, form) else _UNTITLED)


def _is_part_of(table: Table, form: Form) -> bool:
    """Whether a table is what is left of a list of ours: few columns, nearly all of them the form's."""
    columns = max((matched([one.path for one in sheet.columns], table.columns) for sheet in form.sheets), key=len)
    enough = len(columns) >= max(_FEWEST, len(table.columns) * _UNTITLED)
    return enough and bool(form.ledger) and _is_titled(table, form)


def _is_titled(table: Table, form: Form) -> bool:
    """Whether a table wears a form's code, or its title."""
    tail = _tail(form)
    said = {compact(text) for text in table.notices}
    return _is_coded(table, form) or (len(tail) >= _FEWEST and any(text.endswith(tail) for text in said))


def _is_coded(table: Table, form: Form) -> bool:
    """Whether a table wears a form's own code."""
    return bool(form.table_code) and form.table_code in {compact(text) for text in table.notices}


def _tail(form: Form) -> str:
    """The part of a form's title behind its last open place."""
    return compact(OPEN.split(form.title)[-1])


def _is_ours(mapping: TableMapping, form: Form, view: View) -> bool:
    """Whether a list holds a code of the ledger; an aggregate has none, and is told from a list by its own code."""
    if not form.ledger:
        return mapping.kind is None or _is_coded(mapping.table, form)
    if mapping.kind is None:
        return False
    column = next((one.column.index for one in mapping.mapped if one.field.name == "code"), None)
    if column is None:
        return False
    directory = view.directory(mapping.kind)
    return any(
        directory.match({"code": str(mapping.table.cell(number, column))}).ids for number in mapping.table.records
    )


def _period(table: Table, form: Form, view: View) -> str | None:
    """The period of a form whose last day the table names; the one it names itself, where that ends on the day."""
    year = year_of(table)
    day = as_of(table, year or view.year)
    if day is None or not form.periods:
        return str(year) if year and form.periods == ("年",) else None
    with view.store.read() as session:
        cutoff = settings(session).cutoff_day
    last = date.fromisoformat(day)
    kinds = [kind for kind in form.periods if kind in periods.KINDS[3:]]
    usual = periods.containing(kinds[0], last, cutoff).text if kinds else None
    return _named(table, last, cutoff) or usual


def _named(table: Table, last: date, cutoff: int) -> str | None:
    """The period that ends on a day and that the table's own words call by its name; the closest, if several are."""
    day, *longer = periods.ending(last, cutoff)
    said = compact("".join(table.notices))
    called = [one for one in longer if compact(one.label) in said]
    called += [day] if said.count(compact(day.label)) > 1 else []  # once is the day itself, again the period
    return max(called, key=lambda one: len(one.label)).text if called else None


def _by_columns(book: Book, mappings: Sequence[TableMapping]) -> Answer | None:
    """A list of the reviewers' own: its name or title says that it comes back, and a column is theirs."""
    speaking = [mapping for mapping in mappings if reviewed(mapping).speaks]
    named = (key(text) for mapping in speaking for text in (mapping.table.title, mapping.table.sheet.name, book.name))
    theirs = any(key(word) in text for text in named for word in words("title"))
    return Answer() if theirs else None


def _by_lists(book: Book, mappings: Sequence[TableMapping], view: View, *, ours: bool = False) -> Answer | None:
    """Lists of problems on which the city said its word (or may say it, where we wrote them), with a code of ours."""
    lists = [one for one in problem_lists(book, [mapping.table for mapping in mappings]) if one.sort != MASTER]
    theirs = any(one.after or one.is_judged or one.in_lines or (ours and one.is_open) for one in lists)
    return Answer() if theirs and any(found(one, view) for one in lists) else None
