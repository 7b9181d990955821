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
from app.services.reporting.behind import behind
from app.services.reporting.build import build
from app.services.reporting.calendar import due_then
from app.services.reporting.check import CheckResult, failures
from app.services.reporting.form import Form, Level, Rows
from app.services.reporting.forms import forms, shelf
from app.services.reporting.frozen import Frozen, freeze, freeze_ledger
from app.services.reporting.index import Listed, index_sheet
from app.services.reporting.ledger_sheet import ledger_sheet
from app.services.reporting.mark import DRAFT, mark_of
from app.services.reporting.place import Destination, destination, folder
from app.services.reporting.register import Entry, register
from app.services.reporting.sheet import sheets_of
from app.services.reporting.table import Table
from app.services.reporting.waiving import kept, waive
from app.services.workbook.layout import ExportMark
from app.services.workbook.write import Written, write_workbook, written

ALL = "ALL"


@dataclass(frozen=True, slots=True)
class FormInfo:
    """A report or ledger that can be exported. ``periods`` are the kinds it is made for; a ledger has none."""

    id: str
    name: str
    version: str
    table_code: str
    periods: tuple[str, ...]
    ledger: str


@dataclass(frozen=True, slots=True)
class Exported:
    """A written workbook. ``failed`` are the 强制 sentences that make it a 草稿, ``hints`` the 提示 ones.

    ``unregistered`` says why the register of exports does not know it; empty where it does.
    """

    id: str
    name: str
    path: Path
    draft: bool = False
    failed: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    note: str = ""
    unregistered: str = ""


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
    return FormInfo(form.id, form.name, form.version, form.table_code, form.periods, ledger)


def check(store: Store, report: str, period: str | None) -> list[CheckResult]:
    """What a report of a period breaks; nothing is written. Raises ``Refusal`` for an unknown report or period."""
    return _failures(store, build(store, _report(report), period))


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


def export(
    store: Store, what: str, period: str | None, out: Path, *, unmasked: bool = False, alone: bool = False
) -> list[Exported]:
    """Write a report of a period, a whole ledger, or (``ALL``) the period's reports and an index of them.

    With the last month of a quarter, a half-year or a year go the forms that are due for those, unless the period is
    meant ``alone``.

    ``out`` is the file where it ends like a workbook, else a folder. A report that breaks a 强制 relation is written
    as a 草稿. Each is noted in the register of exports; where that cannot be, the files are written all the same.
    Raises ``Refusal`` for an unknown report or period, where the file cannot be written, and where the ledger is not
    as it was written: no figure leaves a damaged one.
    """
    store.require_sound()
    with store.read() as session:
        head = journal_head(session)
    if what.strip().upper() == ALL:
        return _export_all(store, _due(store, period, alone=alone), folder(out), head, unmasked=unmasked)
    form = form_named(what)
    where = destination(out)
    if form.rows is Rows.LEDGER:
        return _registered(store, [_export_ledger(store, form, where, head, unmasked=unmasked)])
    return _registered(store, [_export_table(store, build(store, form, period, unmasked=unmasked), where, head)])


def _registered(store: Store, made: Sequence[_Made]) -> list[Exported]:
    unregistered = register(store, [one.entry for one in made])
    return [replace(one.exported, unregistered=unregistered) for one in made]


def form_named(what: str) -> Form:
    """The form of an id, written in any case, or of a name."""
    for form in forms():
        if what.strip().upper() == form.id.upper() or what.strip() == form.name:
            return form
    if fault := shelf().faults.get(what.strip()):
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


def _export_all(store: Store, due: _Due, where: Destination, head: Head, *, unmasked: bool) -> list[Exported]:
    """The reports of the period's own folder, and their index; all are built before the first is written."""
    asked = due.asked
    with store.read() as session:
        unit = scopes.scope(session)
    tables = [build(store, form, text, unmasked=unmasked) for form, text in due.forms]
    done = _registered(store, [_export_table(store, table, where, head) for table in tables])
    title = f"{unit.name}{asked.label}报表目录"
    path = where.file(f"{title}.xlsx")
    listed = [
        Listed(table.form.table_code, one.name, table.span.asked.label, one.path.name, one.failed)
        for table, one in zip(tables, done, strict=True)
    ]
    write_workbook(path, [index_sheet(title, listed)], mark_of(ALL, "1", asked.text, unit.unit, head=head.link))
    return [*done, Exported(ALL, "报表目录", path)]


def _export_table(store: Store, table: Table, where: Destination, head: Head) -> _Made:
    form = table.form
    with store.read() as session:
        found, stands_behind = failures(session, table), behind(session, table)
    failed = tuple(one.sentence for one in found if one.level is Level.MUST)
    hints = tuple(one.sentence for one in found if one.level is Level.HINT and not one.reason)
    table = replace(table, notes=(*table.notes, *kept(found)))
    name = "_".join([table.scope.name, form.name, table.span.asked.label, *([DRAFT] if failed else [])])
    mark = mark_of(form.id, form.version, table.span.asked.text, table.scope.unit, head=head.link, draft=bool(failed))
    above = f"{DRAFT}（有 {len(failed)} 项强制审核没有通过）" if failed else ""
    fills = sheets_of(table)
    file = written(where.file(f"{name}.xlsx"), fills, mark, above)
    note = "".join(note for one in table.sheets for note in one.notes)
    return _Made(
        Exported(form.id, form.name, file.path, bool(failed), failed, hints, note),
        _entry(mark, file, head, freeze(fills, stands_behind), draft=bool(failed)),
    )


def _export_ledger(store: Store, form: Form, where: Destination, head: Head, *, unmasked: bool) -> _Made:
    with store.read() as session:
        scope = scopes.scope(session, choices.settings(session))
        fill = ledger_sheet(session, form, {"unit": scope.name}, unmasked=unmasked)
        target = where.file(f"{scope.name}_{form.name}.xlsx")
        mark = mark_of(form.id, form.version, "", scope.unit, head=head.link)
        file = written(target, [fill], mark)
    return _Made(
        Exported(form.id, form.name, file.path, note="" if unmasked else "证件号码和电话已遮盖"),
        _entry(mark, file, head, freeze_ledger(fill), draft=False),
    )


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
