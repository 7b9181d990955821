"""To which of our reports a workbook without our marks is an answer: by its form, its columns and its codes."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.models import period as periods
from app.models.ledger import LEDGERS
from app.models.queries import submissions, templates
from app.models.queries.settings import settings
from app.models.queries.submissions import Export, Sent
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.returns.answer import Answer
from app.services.importing.returns.fitted import fitted
from app.services.importing.returns.sent import matched
from app.services.importing.tables.surroundings import as_of, year_of
from app.services.importing.tables.table import Table
from app.services.importing.text import compact
from app.services.importing.view import View
from app.services.reporting.forms.catalogue import forms
from app.services.reporting.forms.columns import OPEN
from app.services.reporting.forms.form import Form, Rows
from app.services.reporting.sent.frozen import unpack
from app.services.reporting.template.known import fingerprint

_TITLED, _UNTITLED = 0.5, 0.9
_FEWEST = 5
_UNKNOWN = "台账里没有这份报表的导出记录，只能与现在的台账比较：不同之处也可能是台账后来改的"


def told_by_form(mappings: Sequence[TableMapping], view: View) -> Answer | None:
    """What a workbook without marks answers, by the form of one of its tables; None where it has the form of none."""
    return _by_form(mappings, view) or _by_learned(mappings, view) or _by_fit(mappings, view)


def form_of(report: str) -> Form | None:
    """The form of a report, by its id; None where there is none."""
    return next((form for form in forms() if form.id == report), None)


def answer_to(view: View, form: Form, period: str | None, known: Export | None, ids: Mapping[str, int]) -> Answer:
    """The answer to a form's report for a period; ``known`` is what went out, ``ids`` are records by their codes."""
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
                return answer_to(view, form, period, known, {})
    return None


def _by_learned(mappings: Sequence[TableMapping], view: View) -> Answer | None:
    """The report of sums that went out in a bureau's form which was learned: known by its columns and its day."""
    with view.store.read() as session:
        learned = {one.fingerprint: form_of(one.report) for one in templates.templates(session)}
    for mapping in mappings if learned else ():
        form = learned.get(fingerprint(mapping.table))
        period = _period(mapping.table, form, view) if form and not form.ledger else None
        if form and period:
            with view.store.read() as session:
                known = submissions.sent_export(session, form.id, period)
            if known:
                return answer_to(view, form, period, known, {})
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
                return answer_to(view, form, period, known, {})
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
