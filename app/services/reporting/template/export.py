"""A report or ledger exported into the bureau's own workbook: checked and registered like any other export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.models.queries.submissions import Head, journal_head
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.importing.tables.recognise import recognise
from app.services.importing.vocabulary import vocabulary
from app.services.reading import conditions
from app.services.reporting.build import build
from app.services.reporting.checking.causes import Cause, open_causes
from app.services.reporting.checking.check import failures
from app.services.reporting.export import Exported, form_named
from app.services.reporting.forms.form import Form as Report
from app.services.reporting.forms.form import Level, Rows
from app.services.reporting.mark import DRAFT, mark_of
from app.services.reporting.place import destination
from app.services.reporting.sent.behind import behind
from app.services.reporting.sent.frozen import Frozen, freeze, freeze_ledger, only_sheets
from app.services.reporting.sent.register import Entry, register
from app.services.reporting.sent.worn import TURNED, Worn, beside, worn
from app.services.reporting.table import Table
from app.services.reporting.template.content import Content, ledger_content, table_content
from app.services.reporting.template.filling import Form, fill_form
from app.services.reporting.template.finer import finer
from app.services.reporting.template.known import decided_before, fingerprint
from app.services.reporting.template.match import Decided
from app.services.reporting.template.sheets import known_forms
from app.services.workbook.book import Book
from app.services.workbook.fill.package_copy import as_package
from app.services.workbook.layout import ExportMark
from app.services.workbook.read.book import read


@dataclass(frozen=True, slots=True)
class _Said:
    """What an export is about: the content of its sheets, its mark, what it froze and what it breaks."""

    contents: tuple[Content, ...]
    mark: ExportMark
    frozen: Frozen
    title: str
    table: Table | None = None
    failed: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """A form to be filled: the workbook, what it is called in the written file's name, what its columns are.

    ``decided`` says what columns are that their headings do not tell, empty for those that stay blank; ``where`` are
    the conditions (字段=值) that the records of a ledger must meet to go into it.
    """

    path: Path
    decided: Decided = field(default_factory=dict)
    name: str = ""
    where: Sequence[str] = ()


def export_to_form(
    store: Store, what: str, period: str | None, blank: Blank, out: Path, *, unmasked: bool = False
) -> Exported:
    """Fill a form with a report of a period, or with a whole ledger, and write it to ``out``.

    A form of the very same columns that was learned for the report is filled as it was learned. The file is never
    marked as a draft inside. Raises ``Refusal`` for an unknown report or period, and naming what stops it.
    """
    with store.read() as session:
        head = journal_head(session)
    template = blank.path
    book = read(template)
    package = as_package(template, book)
    where = destination(out, package.ending)
    said = _said(store, form_named(what), period, head, blank.where, unmasked=unmasked)
    forms = known_forms(
        package.data, book, said.contents, blank.decided, lambda table: decided_before(store, said.mark.report, table)
    )
    draft = [DRAFT] if said.failed else []
    target = where.file("_".join([blank.name or template.stem, said.title, *draft]) + package.ending)
    _not_itself(template, target)
    pairs = [(form, _closer(store, said, form, index)) for index, form in forms.items()]
    filled = fill_form(pairs, target, said.mark)
    written = filled.written
    entry = Entry(
        mark=said.mark,
        path=target,
        sha256=written.sha256,
        checksum=written.checksum,
        draft=bool(said.failed),
        head=head.batch,
        frozen=replace(only_sheets(said.frozen, forms.keys()), worn=frozenset(_worn(target, book, pairs))),
    )
    note = "；".join((*package.remarks, *filled.remarks))
    return Exported(
        said.mark.report,
        said.title,
        target,
        draft=bool(said.failed),
        failed=said.failed,
        hints=said.hints,
        note=note,
        unregistered=register(store, [entry]),
        causes=said.causes,
    )


def _worn(path: Path, book: Book, forms: Sequence[tuple[Form, Content]]) -> Iterator[Worn]:
    """What the filled form wears, so that what a reviewer adds can be told from it; ``book`` is the form as it came."""
    sheets = {sheet.name: sheet for sheet in read(path).sheets}
    for form, content in forms:
        sheet = sheets[form.table.sheet.name]
        columns = content.fill.layout.columns
        meant = {
            one.column.index: columns[one.index].number or "|".join(columns[one.index].path)
            for one in form.matching.matched
        }
        yield from worn(form.upright.of(sheet) if form.upright else sheet, form.table, meant)
        yield from [TURNED] * bool(form.upright)
    filled = {fingerprint(form.table) for form, _ in forms}
    others = {fingerprint(table) for table in recognise(book, vocabulary())}
    yield from map(beside, others - filled)


def _closer(store: Store, said: _Said, form: Form, index: int) -> Content:
    """The content of a sheet with its figures as closely as the form shows them."""
    content = said.contents[index]
    return content if said.table is None else finer(store, said.table.sheets[index], form, content)


def _not_itself(template: Path, target: Path) -> None:
    if target.exists() and template.resolve() == target.resolve():
        raise Refusal(f"不能写回表样“{template.name}”本身", "请换一个文件名或文件夹，表样要留着下次用")


def _said(
    store: Store, report: Report, period: str | None, head: Head, where: Sequence[str], *, unmasked: bool
) -> _Said:
    if report.rows is Rows.LEDGER:
        return _ledger(store, report, head, where, unmasked=unmasked)
    if where:
        raise Refusal(
            f"“{report.name}”是报表，不能用 --where 挑选", "请去掉 --where；要挑选行，请导出台账，例如 demolition"
        )
    return _report(store, report, period, head, unmasked=unmasked)


def _report(store: Store, report: Report, period: str | None, head: Head, *, unmasked: bool) -> _Said:
    table = build(store, report, period, unmasked=unmasked)
    contents = tuple(table_content(store, one) for one in table.sheets)
    with store.read() as session:
        found, stands_behind = failures(session, table), behind(session, table)
    failed = tuple(one.sentence for one in found if one.level is Level.MUST)
    hints = tuple(one.sentence for one in found if one.level is Level.HINT and not one.reason)
    mark = mark_of(
        report.id, report.version, table.span.asked.text, table.scope.unit, head=head.link, draft=bool(failed)
    )
    title = f"{report.name}_{table.span.asked.label}"
    frozen = freeze([one.fill for one in contents], stands_behind)
    return _Said(contents, mark, frozen, title, table, failed, hints, open_causes(found))


def _ledger(store: Store, report: Report, head: Head, where: Sequence[str], *, unmasked: bool) -> _Said:
    with store.read() as session:
        only = conditions(session, report.ledger, where)
        content = ledger_content(session, report, unmasked=unmasked, only=only)
        mark = mark_of(report.id, report.version, "", content.unit, head=head.link)
    if where and not content.rows:
        raise Refusal(
            f"{report.name}里没有{'、'.join(where)}的记录，没有导出", "请核对 --where 的条件，可先用 records 查看"
        )
    return _Said((content,), mark, freeze_ledger(content.fill), report.name)
