"""Whether a workbook is an answer to one of our reports, and to which: by its marks, else by its form and codes."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.ledger import LEDGERS
from app.models.queries import journal, submissions, templates
from app.models.refusal import Refusal
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.returns.answer import Answer
from app.services.importing.returns.problems import MASTER, problem_lists
from app.services.importing.returns.reviewed import reviewed, words
from app.services.importing.text import key
from app.services.importing.view import View
from app.services.workbook.book import Book
from app.services.workbook.origin import ExportOrigin, origin_of

if TYPE_CHECKING:  # few files are an answer, and to know all the report forms takes long
    from app.services.reporting.sent.frozen import Frozen


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
        return _by_mark(origin, book, view)
    return _by_form(mappings, view) or _by_columns(book, mappings) or _by_lists(book, mappings, view)


def _by_mark(origin: ExportOrigin, book: Book, view: View) -> Answer:
    from app.services.importing.returns.by_form import answer_to, form_of

    form = form_of(origin.report)
    if form is None:
        raise Refusal(f"“{book.name}”是本程序写出的目录或回执，不是报表和台账", "请选要导入的文件")
    if origin.unit != view.scope.unit:
        raise Refusal(f"“{book.name}”是另一个单位（{origin.unit}）的{form.name}", "请选本单位报送后退回的文件")
    with view.store.read() as session:
        known = submissions.export(session, origin.export_id)
    return answer_to(view, form, origin.period, known, {code: int(one) for (_, code), one in origin.ids.items()})


def _by_form(mappings: Sequence[TableMapping], view: View) -> Answer | None:
    """The report that a table has the form of."""
    if not any(_may_have_form(mapping, view) for mapping in mappings) and not _are_forms_learned(view):
        return None
    from app.services.importing.returns.by_form import told_by_form

    return told_by_form(mappings, view)


def _may_have_form(mapping: TableMapping, view: View) -> bool:
    """Whether a table may have a report's form: a ledger without a word around it or a code of ours has none."""
    if mapping.kind is None or mapping.table.notices:
        return True
    coded = any(one.field.name == "code" for one in mapping.mapped)
    return coded and bool(view.directory(mapping.kind).codes)


def _are_forms_learned(view: View) -> bool:
    with view.store.read() as session:
        return bool(templates.templates(session))


def _ledger_sent(view: View, export_id: str) -> "Frozen | None":
    """A whole ledger as it went out: what the journal says its records held; None where the export is not ours."""
    with view.store.read() as session:
        known = submissions.export(session, export_id)
        if known is None:
            return None
        from app.services.reporting.ledger_sheet import printed_record
        from app.services.reporting.sent.frozen import unpack, with_records  # few imports come to this

        held = journal.held_at(session, known.report, known.journal_head)
    return with_records(unpack(known.packed), {one: printed_record(known.report, held[one]) for one in held})


def _is_judged(mappings: Sequence[TableMapping]) -> bool:
    """Whether the reviewers put columns of theirs beside the ledger's own verdict and comment."""
    return any(one.says_more for one in map(reviewed, mappings))


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
    if not theirs:
        return None
    from app.services.importing.returns.lists import found

    return Answer() if any(found(one, view) for one in lists) else None
