"""What was decided of a returned workbook -> change: a backup, one transaction, one batch, the original kept."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.models.moment import moment
from app.models.queries import Session, reviews
from app.models.review import ReviewRemark
from app.models.store import Store
from app.models.submission import ImportedFile
from app.models.work import Change, Origin, Row, Source, Work
from app.services import wording
from app.services.importing.apply import archive, columns_of, write_rows
from app.services.importing.figures import apply as figure_apply
from app.services.importing.figures.plan import FigurePlan
from app.services.importing.planning.plan import Options, TablePlan
from app.services.importing.planning.row_plan import Action
from app.services.importing.returns.book import ReturnPlan
from app.services.importing.returns.decide import REPLACED, TAKEN, aims_taken, decided, words_taken
from app.services.importing.returns.remark import PASSED, Remark, said_of
from app.services.workbook.book import Book

_PASSED = f"市级已{PASSED}"
Done = Collection[int | tuple[str, str]]
"""What was taken of a report of sums: whole rows by their numbers, single cells by sheet and address."""


def apply_return(
    store: Store, book: Book, original: Path, plan: ReturnPlan, options: Options, *, again: bool
) -> Change:
    """Write verdicts and remarks, and the values that the clerk decided for; the batch is None where nothing is new.

    ``again`` says that these bytes came before: then only what she decides now is written (``decisions.md`` 23).
    """
    tables = [decided(table, options, again=again) for table in plan.tables if table.mapping.kind]
    aims = aims_taken(plan, options)
    words = words_taken(plan, options)
    done: Done = {
        *(row for one in aims for row in figure_apply.wanted_rows(one, options)),
        *((report.table.sheet.name, one.cell) for report, said in words for one in said),
    }
    told = [] if again else list(_new(store, plan, tables, done))
    changed = any(row.action is not Action.SAME for table in tables for row in table.rows)
    if not (told or aims or words or changed):
        return Change(None, 0, frozenset())
    store.back_up("导入前")
    archived = archive(store, original, book.sha256)
    with store.write(f"导入退回 {book.name}", Origin(book.name, book.sha256, columns_of(tables))) as work:
        if not again:
            _close(work, tables)
        write_decided(work, tables, aims, options)
        for report, said in words:
            wording.put(work, report.form, report.span, {(one.line, one.heading): one.text for one in said})
        work.insert(ReviewRemark, *_rows(book, plan, told))
        if again:
            _take(work, plan, tables, done)
        else:
            kept = {"name": book.name, "sha256": book.sha256, "imported_at": moment(), "archived": archived}
            work.insert(ImportedFile, [kept])
    return store.last_change


def write_decided(work: Work, tables: Sequence[TablePlan], aims: Sequence[FigurePlan], options: Options) -> None:
    """Write the values of tables that hold only what was decided for (``decide.decided``)."""
    for table in tables:
        write_rows(work, table, table.rows.places(lambda action: action is not Action.SAME))
    for one in aims:
        figure_apply.write(work, one, options)


def _said(plan: ReturnPlan, tables: Sequence[TablePlan], done: Done) -> Iterator[Remark]:
    """Every remark; those on the rows of targets that are taken are dealt with."""
    for table in tables:
        yield from table.remarks
        yield from (remark for row in table.rows if row.id is not None for remark in row.remarks)
    for report in plan.reports:
        yield from report.remarks
    for row in (row for report in plan.reports for row in report.rows):
        for remark in row.remarks:
            taken = remark.returned is not None and (row.row in done or (remark.sheet, remark.cell) in done)
            yield replace(remark, settled=TAKEN) if taken else remark


def _new(store: Store, plan: ReturnPlan, tables: Sequence[TablePlan], done: Done) -> Iterator[Remark]:
    """The remarks that the ledger does not have yet: the city may send one list twice."""
    said = list(_said(plan, tables, done))
    with store.read() as session:
        known = {said_of(one.record_id, one) for one in _held(session, plan, said)}
    for remark in said:
        if remark.said not in known:
            known.add(remark.said)
            yield remark


def _rows(book: Book, plan: ReturnPlan, told: Sequence[Remark]) -> tuple[list[Row], list[Source]]:
    answer, now = plan.answer, moment()
    rows: list[Row] = [
        {
            "record_id": one.record,
            "submission": answer.submission,
            "report": answer.form.id if answer.form else None,
            "period": answer.period,
            "place": one.place,
            "field": one.field,
            "verdict": one.verdict,
            "comment": one.comment,
            "deadline": one.deadline,
            "sent": one.sent,
            "returned": one.returned,
            "source": f"{book.name} {one.sheet}!{one.cell}",
            "made_at": now,
            "settled": one.settled,
            "settled_at": now if one.settled else None,
        }
        for one in told
    ]
    return rows, [Source(one.sheet, int("".join(filter(str.isdigit, one.cell.split(":")[0])))) for one in told]


def _close(work: Work, tables: Sequence[TablePlan]) -> None:
    """What was open on the records that now passed is dealt with."""
    passed = {
        remark.record
        for table in tables
        for row in table.rows
        for remark in row.remarks
        if remark.verdict == PASSED and remark.settled and remark.record is not None
    }
    found = [one.id for one in reviews.of_records(work.session, passed) if one.settled_at is None]
    settle(work, found, _PASSED)


def _take(work: Work, plan: ReturnPlan, tables: Sequence[TablePlan], done: Done) -> None:
    """The remarks on the values that are now taken are dealt with."""
    said = [one for one in _said(plan, tables, done) if one.settled in (TAKEN, REPLACED)]
    held = [one for one in _held(work.session, plan, said) if one.settled_at is None]
    for how in (TAKEN, REPLACED):
        wanted = {one.said for one in said if one.settled == how}
        settle(work, [one.id for one in held if said_of(one.record_id, one) in wanted], how)


def _held(session: Session, plan: ReturnPlan, said: Sequence[Remark]) -> list[ReviewRemark]:
    """What the ledger has of remarks on the same records, and on the cells of the same report."""
    held = reviews.of_records(session, {one.record for one in said if one.record is not None})
    if plan.answer.form and any(one.place for one in said):
        held += reviews.of_report(session, plan.answer.form.id, plan.answer.period)
    return held


def settle(work: Work, remarks: Sequence[int], how: str) -> None:
    """Note that remarks were dealt with, and how."""
    now = moment()
    work.update(ReviewRemark, [(one, {"settled": how, "settled_at": now}) for one in remarks])
