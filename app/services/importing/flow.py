"""The whole way of an import, for the command line and the window alike: files in, a report out."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.importing.apply import apply
from app.services.importing.deciding.choice import chosen
from app.services.importing.figures.plan import FigurePlan, answers
from app.services.importing.file_report import FileReport, ImportReport
from app.services.importing.our_marks import without_marks
from app.services.importing.planning.file_plan import DocumentPlan, FilePlan, Planned, plan_file
from app.services.importing.planning.plan import Options, TablePlan
from app.services.importing.planning.row_plan import RowPlans
from app.services.importing.tables.unreadable import why_unreadable
from app.services.importing.view import View, view
from app.services.importing.vocabulary import vocabulary
from app.services.uncollected import uncollected
from app.services.workbook.book import Book
from app.services.workbook.read.book import reading
from app.services.workbook.read.document import read_document

if TYPE_CHECKING:
    from app.services.importing.returns.book import ReturnPlan

_BLANK = "里没有一行写着编号或名称，像是还没有填的空白表。请填好后再导入；已经填好的，请核对表头。"
_NOT_OURS = "里的行都不属于本单位。请检查是否选错了文件，或打开错了台账。"
_READING = "读取"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come: what is being done, of which file, and how many files are behind it."""

    step: str
    file: str
    done: int
    total: int


def import_files(
    store: Store, paths: Sequence[Path], options: Options, *, dry_run: bool = False
) -> Generator[Progress, None, ImportReport]:
    """Import workbooks, each in its own transaction; yields its progress and returns the report.

    A file that cannot be taken is refused in the report with its sentence, and the others go on.
    With ``dry_run`` nothing is written.
    """
    files = []
    for done, path in enumerate(paths):
        try:
            one = yield from planned_file(store, path, options, (done, len(paths)))
            yield Progress("核对完毕" if dry_run else "写入", path.name, done, len(paths))
            files.append(outcome(store, one, options, dry_run=dry_run))
        except Refusal as refusal:
            files.append(refused(path, refusal))
    return ImportReport(files)


def refused(path: Path, refusal: Refusal) -> FileReport:
    """The answer of a file that cannot be taken."""
    return FileReport(path.name, None, "refused", str(refusal))


def planned_file(
    store: Store, path: Path, options: Options, place: tuple[int, int]
) -> Generator[Progress, None, Planned]:
    """A file read and planned against the ledger as it is; ``place`` is which of how many files it is.

    Raises ``Refusal`` for a file that cannot be read.
    """
    yield Progress(_READING, path.name, *place)
    seen = view(store)  # as the file before has left it
    if document := read_document(path):
        from app.services.importing.proposal import take  # few files are documents

        return DocumentPlan(path, take.planned(document, seen))
    with uncollected():
        book = without_marks((yield from _read(path, *place)))
        yield Progress("核对", path.name, *place)
        found = plan_file(path, book, seen, options)
    return found if found.taken_as else _listed(found, seen) or found


def _listed(found: FilePlan, seen: View) -> DocumentPlan | None:
    """What a workbook without tables of ours proposes, where it lists the year's aims in words."""
    from app.services.importing.proposal.listing import document_of  # few workbooks are such lists
    from app.services.importing.proposal.plan import plan_document

    document = document_of(found.book)
    proposal = plan_document(document, seen) if document else None
    return DocumentPlan(found.path, proposal) if proposal and proposal.rows else None


def _read(path: Path, done: int, total: int) -> Generator[Progress, None, Book]:
    """The book at ``path``; yields at least ten times a second, and whoever closes it then ends the reading."""
    steps = reading(path)
    try:
        while True:
            rows = next(steps)
            yield Progress(f"{_READING} {rows} 行" if rows else _READING, path.name, done, total)
    except StopIteration as end:
        book: Book = end.value
        return book
    finally:
        steps.close()


def imported(store: Store, paths: Sequence[Path], options: Options, *, dry_run: bool = False) -> ImportReport:
    """``import_files`` without its progress."""
    steps = import_files(store, paths, options, dry_run=dry_run)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            report: ImportReport = end.value
            return report


def _answers(tables: Sequence[TablePlan]) -> tuple[TablePlan, ...]:
    """Of a file that came before only the rows that give its totals the day that was asked for."""
    return tuple(
        replace(table, rows=RowPlans.of(row for row in table.rows.apart.values() if row.answers)) for table in tables
    )


def to_write(planned: FilePlan, options: Options) -> tuple[Sequence[TablePlan], Sequence[FigurePlan]]:
    """What of an ordinary file is to be written as the clerk decided."""
    tables, figures = planned.tables, planned.figures
    if planned.earlier is not None and not options.corrected:
        tables, figures = _answers(tables), tuple(map(answers, figures))
    return [chosen(table, options) for table in tables], figures


@uncollected()
def outcome(store: Store, planned: Planned, options: Options, *, dry_run: bool) -> FileReport:
    """The answer of a planned file, applied unless ``dry_run``. Raises ``Refusal`` where it cannot be written."""
    if isinstance(planned, DocumentPlan):
        return _proposed(store, planned, options, dry_run=dry_run)
    book = planned.book
    if planned.taken_as is None:
        reason = f"“{book.name}”{why_unreadable(book, vocabulary(), [one.mapping.table for one in planned.tables])}"
        return FileReport(book.name, book.sha256, "refused", reason, planned.tables)
    if planned.nothing_ours:
        reason = f"“{book.name}”{_BLANK if planned.is_blank else _NOT_OURS}"
        return FileReport(book.name, book.sha256, planned.taken_as, reason, planned.tables)
    if planned.returned:
        return _returned(store, planned, planned.returned, options, dry_run=dry_run)
    tables, figures = to_write(planned, options)
    batch = None if dry_run else apply(store, book, planned.path, tables, figures, options).batch
    return FileReport(
        file=book.name,
        sha256=book.sha256,
        taken_as=planned.taken_as,
        tables=planned.tables,
        figures=planned.figures,
        absent=planned.absent,
        remarks=(*book.remarks, *planned.remarks),
        batch=batch,
        earlier=planned.earlier,
    )


def _proposed(store: Store, planned: DocumentPlan, options: Options, *, dry_run: bool) -> FileReport:
    """What a document of running text proposes, stored where the clerk has confirmed it."""
    from app.services.importing.proposal import take
    from app.services.importing.proposal.revise import revised

    plan = revised(planned.proposal, options.proposals)
    return FileReport(
        file=plan.document.name,
        sha256=plan.document.sha256,
        taken_as="indicators",
        proposal=plan,
        batch=None if dry_run else take.stored(store, plan, planned.path, options),
        earlier=plan.earlier,
    )


def _returned(store: Store, planned: FilePlan, plan: "ReturnPlan", options: Options, *, dry_run: bool) -> FileReport:
    """An answer: its verdicts and remarks are taken, its values as the clerk decides."""
    from app.services.importing.returns.apply import apply_return  # few files are answers
    from app.services.importing.returns.decide import values_left, values_taken

    again = planned.earlier is not None
    batch = None if dry_run else apply_return(store, planned.book, planned.path, plan, options, again=again).batch
    return FileReport(
        file=planned.book.name,
        sha256=planned.book.sha256,
        taken_as="return",
        tables=plan.tables,
        reports=plan.reports,
        absent=plan.absent,
        gone=plan.gone,
        remarks=(*planned.book.remarks, *plan.answer.doubts),
        batch=batch,
        earlier=planned.earlier,
        decided=values_taken(plan, options),
        left=values_left(plan, options),
    )
