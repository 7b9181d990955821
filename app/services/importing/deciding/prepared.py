"""Workbooks looked at before they are taken: planned once, tried out as often as wanted, applied as they were shown."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.attachment import Attachment, RecordLink
from app.models.ledger import LEDGERS, PendingValue, ProgressEntry, StageChange, TownShare
from app.models.queries import journal
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.view import SavedView
from app.models.work import Work
from app.services.figure import Figure
from app.services.importing.apply import write_values
from app.services.importing.file_report import FileReport, ImportReport
from app.services.importing.flow import Progress, outcome, planned_file, refused, to_write
from app.services.importing.planning.file_plan import DocumentPlan, FilePlan, Planned, plan_file
from app.services.importing.planning.plan import Options
from app.services.importing.returns.apply import write_decided
from app.services.importing.returns.decide import aims_taken, decided
from app.services.importing.view import view
from app.services.indicators import figures_in

_ON_RECORDS = frozenset(
    table.__tablename__ for table in (ProgressEntry, StageChange, TownShare, PendingValue, Attachment)
)
"""What is written together with the records of a ledger, and is of that ledger alone."""
_ASIDE = frozenset(table.__tablename__ for table in (RecordLink, SavedView))
"""What no plan looks at."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Files as they were planned; ``plans`` holds None for one that could not be read.

    ``head`` is the state of the ledger they were planned against.
    """

    report: ImportReport
    plans: tuple[Planned | None, ...]
    head: str

    def is_concerned(self, tables: frozenset[str]) -> bool:
        """Whether a plan would be another after a step, here or at another seat, that changed some tables."""
        against = frozenset().union(*(_against(plan) for plan in self.plans if plan is not None))
        apart = LEDGERS.keys() - against
        rest = tables - apart - _ASIDE
        return bool(rest - _ON_RECORDS) or bool(rest and not tables & apart)


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure as it is and as it would be."""

    before: Figure
    after: Figure


def prepare(store: Store, paths: Sequence[Path], options: Options) -> Generator[Progress, None, Prepared]:
    """Plan files without writing anything; what cannot be taken is refused in the report."""
    head = store.head()
    reports: list[FileReport] = []
    plans: list[Planned | None] = []
    for done, path in enumerate(paths):
        try:
            planned = yield from planned_file(store, path, options, (done, len(paths)))
            reports.append(outcome(store, planned, options, dry_run=True))
            plans.append(planned)
        except Refusal as refusal:
            reports.append(refused(path, refusal))
            plans.append(None)
    return Prepared(ImportReport(reports), tuple(plans), head)


def carry_out(store: Store, prepared: Prepared, options: Options) -> Generator[Progress, None, ImportReport]:
    """Write what was prepared, as the clerk decided, each file its own step; refused files stay refused.

    Raises ``Refusal`` where what it was planned against was changed since.
    """
    if _is_overtaken(store, prepared):
        raise Refusal("核对之后台账又有改动", "已按现在的台账重新核对，请看过后再提交")
    reports: list[FileReport] = []
    for place, (planned, shown) in enumerate(zip(prepared.plans, prepared.report.files, strict=True)):
        yield Progress("写入", shown.file, place, len(prepared.plans))
        if planned is None or shown.refused:
            reports.append(shown)
            continue
        # What the file before has written, this one must see.
        now = _again(store, planned, options) if any(one.batch for one in reports) else planned
        reports.append(outcome(store, now, options, dry_run=False))
    return ImportReport(reports)


def _against(plan: Planned) -> frozenset[str]:
    """The ledgers a file was planned against: all of them where it tells of more than the records of some."""
    if isinstance(plan, DocumentPlan) or plan.returned is not None or plan.figures:
        return frozenset(LEDGERS)
    kinds = {table.mapping.kind for table in plan.tables}
    return frozenset(kind for kind in kinds if kind) if None not in kinds else frozenset(LEDGERS)


def _is_overtaken(store: Store, prepared: Prepared) -> bool:
    """Whether anything that concerns the plans was changed since they were made."""
    if store.head() == prepared.head:
        return False
    with store.read() as session:
        then = journal.step_of_link(session, prepared.head)
        return then is None or any(map(prepared.is_concerned, journal.tables_after(session, then.batch).values()))


def _again(store: Store, planned: Planned, options: Options) -> Planned:
    if isinstance(planned, DocumentPlan):
        return planned
    return plan_file(planned.path, planned.book, view(store), options)


def rehearse(store: Store, prepared: Prepared, options: Options) -> list[Effect]:
    """The figures that would change if what was prepared were written now, the unit's before its towns'.

    Everything is written and taken back, so what it says is what would be. Raises ``Refusal`` where the ledger's year
    has no indicators.
    """
    with store.rehearse("试算") as work:
        before = figures_in(work.session, by="town")
        for planned in prepared.plans:
            if isinstance(planned, FilePlan):
                _write(work, planned, options)
        after = {(one.region, one.indicator): one for one in figures_in(work.session, by="town")}
    pairs = [Effect(one, after[place]) for one in before if (place := (one.region, one.indicator)) in after]
    return [one for one in pairs if _told(one.before) != _told(one.after)]


def _told(figure: Figure) -> tuple[object, ...]:
    return figure.target, figure.actual, figure.signal


def _write(work: Work, planned: FilePlan, options: Options) -> None:
    if planned.returned is None:
        write_values(work, *to_write(planned, options), options)
        return
    again = planned.earlier is not None
    tables = [decided(one, options, again=again) for one in planned.returned.tables if one.mapping.kind]
    write_decided(work, tables, aims_taken(planned.returned, options), options)
