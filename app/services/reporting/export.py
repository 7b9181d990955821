"""Reports and ledgers out: what there is, what it breaks, and writing it where the clerk wants it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.models import period as periods
from app.models.period import Period
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries.submissions import Head, journal_head
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.reporting.build import build
from app.services.reporting.calendar import due_then
from app.services.reporting.checking.causes import Cause, open_causes
from app.services.reporting.checking.check import CheckResult, failures
from app.services.reporting.checking.waiving import kept, waive
from app.services.reporting.forms.catalogue import forms, shelf
from app.services.reporting.forms.form import Form, Level, Rows
from app.services.reporting.index import Listed, index_sheet
from app.services.reporting.ledger_sheet import ledger_sheet
from app.services.reporting.mark import DRAFT, mark_of
from app.services.reporting.photos import (
    Photographed,
    Redraw,
    has_photo_columns,
    require_photo_columns,
    with_photos,
)
from app.services.reporting.place import Destination, destination, folder
from app.services.reporting.sent.behind import behind
from app.services.reporting.sent.frozen import Frozen, freeze, freeze_ledger
from app.services.reporting.sent.register import Entry, register
from app.services.reporting.sheet import sheets_of
from app.services.reporting.table import Table
from app.services.uncollected import uncollected
from app.services.workbook.layout import ExportMark, SheetFill
from app.services.workbook.write import Written, write_workbook, written

ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Extent:
    """What an export takes along.

    With the last month of a quarter, a half-year or a year go the forms that are due for those, unless the period is
    meant ``alone``. ``photos`` lie in the cells that name them, where a form has such cells; ``redraw`` draws those
    that are heavy or of no common kind, without it they go along as they are or are named.
    """

    alone: bool = False
    photos: bool = False
    redraw: Redraw | None = None


USUAL = Extent()


@dataclass(frozen=True, slots=True)
class FormInfo:
    """A report or ledger that can be exported. ``periods`` are the kinds it is made for; a ledger has none.

    ``pictured`` says that it has cells for photos.
    """

    id: str
    name: str
    version: str
    table_code: str
    periods: tuple[str, ...]
    ledger: str
    pictured: bool


@dataclass(frozen=True, slots=True)
class Exported:
    """A written workbook. ``failed`` are the 强制 sentences that make it a 草稿, ``hints`` the 提示 ones.

    ``causes`` are the same findings by what causes them. ``photos`` says which photos went along, empty where none were
    asked for; ``unregistered`` why the register of exports does not know it, empty where it does.
    """

    id: str
    name: str
    path: Path
    draft: bool = False
    failed: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    note: str = ""
    photos: str = ""
    unregistered: str = ""
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class _Made:
    """A written workbook, and how the register notes it."""

    exported: Exported
    entry: Entry


def available() -> list[FormInfo]:
    """What can be exported, in order."""
    return [_info(form) for form in forms()]


def _info(form: Form) -> FormInfo:
    ledger = form.ledger if form.rows is Rows.LEDGER else ""
    return FormInfo(form.id, form.name, form.version, form.table_code, form.periods, ledger, has_photo_columns(form))


def check(store: Store, report: str, period: str | None) -> list[CheckResult]:
    """What a report of a period breaks; nothing is written. Raises ``Refusal`` for an unknown report or period."""
    return _failures(store, build(store, _report(report), period))


@dataclass(frozen=True, slots=True)
class Checked:
    """One report of several that were checked: its id and name, the period it is of, what it breaks."""

    id: str
    name: str
    period: str
    found: list[CheckResult]


def check_all(store: Store, period: str | None, *, alone: bool = False) -> list[Checked]:
    """What the reports that ``export`` of ``ALL`` writes for a period break; nothing is written."""
    due = _due(store, period, alone=alone).forms
    return [Checked(form.id, form.name, text, _failures(store, build(store, form, text))) for form, text in due]


def explain(store: Store, report: str, period: str | None, check: str, reason: str) -> list[CheckResult]:
    """Keep the reason for which a 提示 of a report may stand, by the name of the check; what ``check`` then finds.

    Raises ``Refusal`` as ``check`` does, for a blank reason and for what is no open 提示.
    """
    table = build(store, _report(report), period)
    waive(store, table, check, reason)
    return _failures(store, table)


def _report(what: str) -> Form:
    form = form_named(what)
    if form.rows is Rows.LEDGER:
        raise Refusal(f"“{form.name}”是台账，没有审核关系", "请换一张报表，例如 R4")
    return form


@uncollected()
def export(
    store: Store, what: str, period: str | None, out: Path, *, unmasked: bool = False, extent: Extent = USUAL
) -> list[Exported]:
    """Write a report of a period, a whole ledger, or (``ALL``) the period's reports and an index of them.

    ``out`` is the file where it ends like a workbook, else a folder. A report that breaks a 强制 relation is written
    as a 草稿. Each is noted in the register of exports; where that cannot be, the files are written all the same.
    Raises ``Refusal`` for an unknown report or period, where the file cannot be written or has no place for the photos
    that are asked for, and where the ledger is not as it was written: no figure leaves a damaged one.
    """
    store.require_sound()
    with store.read() as session:
        head = journal_head(session)
    if what.strip().upper() == ALL:
        return _Writing(store, folder(out), head, extent, unmasked).all(period)
    form = form_named(what)
    if extent.photos:
        require_photo_columns(form, [one for one in forms() if has_photo_columns(one)])
    return _registered(store, [_Writing(store, destination(out), head, extent, unmasked).one(form, period)])


def _registered(store: Store, made: Sequence[_Made]) -> list[Exported]:
    unregistered = register(store, [one.entry for one in made])
    return [replace(one.exported, unregistered=unregistered) for one in made]


def form_named(what: str) -> Form:
    """The form of an id, written in any case, of the number on its head (拆违01表), or of a name."""
    said = what.strip()
    for form in forms():
        if said.upper() == form.id.upper() or (said and said in (form.name, form.table_code)):
            return form
    if fault := shelf().fault_of(said):
        raise fault
    have = "、".join(f"{form.id}（{form.name}）" for form in forms())
    raise Refusal(f"没有“{what}”这张报表", f"可以导出：{have}")


def _failures(store: Store, table: Table) -> list[CheckResult]:
    with store.read() as session:
        return failures(session, table)


@dataclass(frozen=True, slots=True)
class _Due:
    """The reports of a period's folder, each with the period it is made for."""

    asked: Period
    forms: tuple[tuple[Form, str], ...]


def _due(store: Store, period: str | None, *, alone: bool) -> _Due:
    if not period:
        raise Refusal("没有写明报告期", "请用 --period 写明，例如 2022-06")
    with store.read() as session:
        cutoff = choices.settings(session).cutoff_day
    asked = periods.parse(period, cutoff)
    due = tuple((form, text) for form in forms() if (text := due_then(form, asked, cutoff, alone=alone)))
    if not due:
        raise Refusal(f"没有按“{asked.label}”报送的报表", "请换一个报告期，例如 2022-06，或只导出一张报表")
    return _Due(asked, due)


@dataclass(frozen=True, slots=True)
class _Writing:
    """One export: where it goes, what the ledger's journal ended with when it was read, and what it takes along."""

    store: Store
    where: Destination
    head: Head
    extent: Extent
    unmasked: bool

    def all(self, period: str | None) -> list[Exported]:
        """The reports of the period's own folder, and their index; all are built before the first is written."""
        store, due = self.store, _due(self.store, period, alone=self.extent.alone)
        with store.read() as session:
            unit = scopes.scope(session)
        tables = [build(store, form, text, unmasked=self.unmasked) for form, text in due.forms]
        done = _registered(store, [self._table(table) for table in tables])
        title = f"{unit.name}{due.asked.label}报表目录"
        path = self.where.file(f"{title}.xlsx")
        listed = [
            Listed(table.form.table_code, one.name, table.span.asked.label, one.path.name, one.failed)
            for table, one in zip(tables, done, strict=True)
        ]
        mark = mark_of(ALL, "1", due.asked.text, unit.unit, head=self.head.link)
        write_workbook(path, [index_sheet(title, listed)], mark)
        return [*done, Exported(ALL, "报表目录", path)]

    def one(self, form: Form, period: str | None) -> _Made:
        """A report of a period, or a whole ledger."""
        if form.rows is Rows.LEDGER:
            return self._ledger(form)
        return self._table(build(self.store, form, period, unmasked=self.unmasked))

    def _table(self, table: Table) -> _Made:
        form, scope, period = table.form, table.scope, table.span.asked
        with self.store.read() as session:
            found, stands_behind = failures(session, table), behind(session, table)
        failed = tuple(one.sentence for one in found if one.level is Level.MUST)
        hints = tuple(one.sentence for one in found if one.level is Level.HINT and not one.reason)
        table = replace(table, notes=(*table.notes, *kept(found)))
        name = "_".join([scope.name, form.name, period.label, *([DRAFT] if failed else [])])
        mark = mark_of(form.id, form.version, period.text, scope.unit, head=self.head.link, draft=bool(failed))
        above = f"{DRAFT}（有 {len(failed)} 项强制审核没有通过）" if failed else ""
        shown = [self._with_photos(one.form, fill) for one, fill in zip(table.sheets, sheets_of(table), strict=True)]
        fills = [one.fill for one in shown]
        file = written(self.where.file(f"{name}.xlsx"), fills, mark, above)
        note = "".join(note for one in table.sheets for note in one.notes)
        photos = "；".join(one.said for one in shown if one.said)
        return _Made(
            Exported(
                form.id,
                form.name,
                file.path,
                draft=bool(failed),
                failed=failed,
                hints=hints,
                note=note,
                photos=photos,
                causes=open_causes(found),
            ),
            _entry(mark, file, self.head, freeze(fills, stands_behind), draft=bool(failed)),
        )

    def _ledger(self, form: Form) -> _Made:
        with self.store.read() as session:
            scope = scopes.scope(session, choices.settings(session))
            words = {"unit": scope.name}
            shown = self._with_photos(form, ledger_sheet(session, form, words, unmasked=self.unmasked))
            target = self.where.file(f"{scope.name}_{form.name}.xlsx")
            mark = mark_of(form.id, form.version, "", scope.unit, head=self.head.link)
            file = written(target, [shown.fill], mark)
        note = "" if self.unmasked else "证件号码和电话已遮盖"
        return _Made(
            Exported(form.id, form.name, file.path, note=note, photos=shown.said),
            _entry(mark, file, self.head, freeze_ledger(shown.fill), draft=False),
        )

    def _with_photos(self, form: Form, fill: SheetFill) -> Photographed:
        if self.extent.photos and has_photo_columns(form):
            return with_photos(self.store, form, fill, self.extent.redraw)
        return Photographed(fill, "")


def _entry(mark: ExportMark, file: Written, head: Head, frozen: Frozen, *, draft: bool) -> Entry:
    return Entry(
        mark=mark,
        path=file.path,
        sha256=file.sha256,
        checksum=file.checksum,
        draft=draft,
        head=head.batch,
        frozen=frozen,
    )
