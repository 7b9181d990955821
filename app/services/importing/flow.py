"""The whole way of an import, for the command line and the window alike: files in, a report out."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.importing.across import joined
from app.services.importing.apply import apply
from app.services.importing.correction import corrected
from app.services.importing.errors_back import without_marks
from app.services.importing.figure_book import overlap, plan_figures
from app.services.importing.figure_plan import FigurePlan, answers
from app.services.importing.map import Mapping, map_table
from app.services.importing.plan import Action, Options, TablePlan, plan_table
from app.services.importing.proposal import take
from app.services.importing.recognise import recognise
from app.services.importing.remember import recall
from app.services.importing.report import FileReport, ImportReport
from app.services.importing.returns.apply import apply_return
from app.services.importing.returns.book import ReturnPlan, plan_return
from app.services.importing.returns.decide import values_taken
from app.services.importing.returns.origin import answered
from app.services.importing.table import Table
from app.services.importing.unreadable import why_unreadable
from app.services.importing.view import View, view
from app.services.importing.vocabulary import vocabulary
from app.services.workbook.book import Book
from app.services.workbook.read import reading
from app.services.workbook.read_document import Document, read_document

_NOT_OURS = "里的行都不属于本单位。请检查是否选错了文件，或打开错了台账。"
_READING = "读取"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come: what is being done, of which file, and how many files are behind it."""

    step: str
    file: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What would happen if a file were applied; ``returned`` is set where it is an answer to one of our reports."""

    path: Path
    book: Book
    tables: tuple[TablePlan, ...]
    figures: tuple[FigurePlan, ...]
    absent: tuple[int, ...]
    earlier: int | None
    returned: ReturnPlan | None = None

    @property
    def taken_as(self) -> str | None:
        """What the file is: an answer, a ledger where one of its tables is, else what its tables of indicators are."""
        if self.returned:
            return "return"
        if any(table.mapping.kind for table in self.tables):
            return "ledger"
        return next((plan.kind for plan in self.figures), None)

    @property
    def nothing_ours(self) -> bool:
        """Whether it has rows of a ledger and every one of them was rejected."""
        rows = [row for table in self.tables for row in table.rows]
        return bool(rows) and not self.figures and all(row.action is Action.REJECT for row in rows)


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
            yield Progress(_READING, path.name, done, len(paths))
            seen = view(store)  # as the file before has left it
            if document := read_document(path):
                files.append(_proposed(store, path, document, seen, options, dry_run=dry_run))
                continue
            book = without_marks((yield from _read(path, done, len(paths))))
            yield Progress("核对", path.name, done, len(paths))
            planned = plan_file(path, book, seen, options)
            yield Progress("核对完毕" if dry_run else "写入", path.name, done, len(paths))
            files.append(_taken(store, planned, options, dry_run=dry_run))
        except Refusal as refusal:
            files.append(FileReport(path.name, None, "refused", str(refusal)))
    return ImportReport(files)


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


def _proposed(
    store: Store, path: Path, document: Document, seen: View, options: Options, *, dry_run: bool
) -> FileReport:
    """What a document of running text proposes, stored where the clerk has confirmed it."""
    plan = take.planned(document, seen)
    return FileReport(
        file=document.name,
        sha256=document.sha256,
        taken_as="indicators",
        proposal=plan,
        batch=None if dry_run else take.stored(store, plan, path, options),
        earlier=plan.earlier,
    )


def plan_file(path: Path, book: Book, seen: View, options: Options) -> FilePlan:
    """Recognise, map and plan every table of a book; nothing is written."""
    words = vocabulary()
    mappings = _mapped(recognise(book, words), seen, options)
    earlier = seen.batch_of(book.sha256)
    if answer := answered(book, path, mappings, seen):
        back = plan_return(book, answer, mappings, seen, options)
        return FilePlan(path, book, back.tables, (), back.absent, earlier, back)
    figures = tuple(plan_figures(book, mappings, seen, options))
    mappings = [one for one in mappings if not any(overlap(one.table, plan.table) for plan in figures)]
    tables = joined([plan_table(mapping, seen, options) for mapping in mappings])
    return FilePlan(path, book, tables, figures, _absent(seen, tables), earlier)


def _mapped(tables: Sequence[Table], seen: View, options: Options) -> list[Mapping]:
    """The tables mapped: by what the clerk says now, what was once confirmed, then by what they say themselves."""
    words, forms = vocabulary(), seen.forms()
    mappings = []
    for table, said in zip(tables, corrected(tables, options.corrections), strict=True):
        recalled = recall(table, forms)
        mapping = map_table(table, words, {**recalled.columns, **said})
        mappings.append(replace(mapping, drift=recalled.drift))
    return mappings


def _absent(seen: View, tables: Sequence[TablePlan]) -> tuple[int, ...]:
    """The records of the ledgers a file speaks of that it does not hold."""
    met = {record for table in tables for record in table.met}
    kinds = sorted({table.mapping.kind for table in tables if table.mapping.kind})
    return tuple(record for kind in kinds for record in seen.everyone(kind) if record not in met)


def _answers(tables: Sequence[TablePlan]) -> tuple[TablePlan, ...]:
    """Of a file that came before only the rows that give its totals the day that was asked for."""
    return tuple(replace(table, rows=tuple(row for row in table.rows if row.answers)) for table in tables)


def _taken(store: Store, planned: FilePlan, options: Options, *, dry_run: bool) -> FileReport:
    book = planned.book
    if planned.taken_as is None:
        reason = f"“{book.name}”{why_unreadable(book, vocabulary())}"
        return FileReport(book.name, book.sha256, "refused", reason, planned.tables)
    tables, figures = planned.tables, planned.figures
    if planned.nothing_ours:
        return FileReport(book.name, book.sha256, planned.taken_as, f"“{book.name}”{_NOT_OURS}", tables)
    if planned.returned:
        return _returned(store, planned, planned.returned, options, dry_run=dry_run)
    if planned.earlier is not None and not options.corrections:
        tables, figures = _answers(tables), tuple(map(answers, figures))
    batch = None if dry_run else apply(store, book, planned.path, tables, figures, options).batch
    return FileReport(
        file=book.name,
        sha256=book.sha256,
        taken_as=planned.taken_as,
        tables=planned.tables,
        figures=planned.figures,
        absent=planned.absent,
        remarks=book.remarks,
        batch=batch,
        earlier=planned.earlier,
    )


def _returned(store: Store, planned: FilePlan, plan: ReturnPlan, options: Options, *, dry_run: bool) -> FileReport:
    """An answer: its verdicts and remarks are taken, its values as the clerk decides."""
    again = planned.earlier is not None
    batch = None if dry_run else apply_return(store, planned.book, planned.path, plan, options, again=again).batch
    return FileReport(
        file=planned.book.name,
        sha256=planned.book.sha256,
        taken_as="return",
        tables=plan.tables,
        reports=plan.reports,
        absent=plan.absent,
        remarks=planned.book.remarks,
        batch=batch,
        earlier=planned.earlier,
        decided=values_taken(plan, options),
    )
