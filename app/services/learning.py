"""A bureau's form learned from one workbook of it: what its columns are, kept with the workbook, version by version."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from app.models.field import Stored
from app.models.learned import LearnedForm
from app.models.moment import moment
from app.models.queries import settings as choices
from app.models.queries import templates
from app.models.queries.templates import Template
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import shelf
from app.services.importing.apply import ORIGINALS
from app.services.importing.tables.table import Column
from app.services.importing.text import key
from app.services.reporting.export import form_named
from app.services.reporting.forms.catalogue import forms
from app.services.reporting.forms.form import Form as Report
from app.services.reporting.forms.form import Rows
from app.services.reporting.template.content import Content, content_of
from app.services.reporting.template.filling import Form, known_form, stop_at_gaps
from app.services.reporting.template.gaps import is_live
from app.services.reporting.template.known import fingerprint, moved_since
from app.services.reporting.template.match import SERIAL, Decided, Matched
from app.services.reporting.template.names import label_column, names_each_once
from app.services.reporting.template.turned import Turned
from app.services.workbook.book import Book
from app.services.workbook.fill.package_copy import as_package
from app.services.workbook.read.book import read

_FEWEST = 2
_NAMED = 1.5
"""So much more a column counts in a form whose rows are named as the report's are."""
_TITLED = 0.5
"""So much more, at most, a form counts that is called as the report is."""
_NEAR = 0.8
"""A report that is so like the form beside the one most like it might be meant as well."""


@dataclass(frozen=True, slots=True)
class LearnedColumn:
    """One column of a learned form: what it is of the report (empty: left blank), and in which unit it stands."""

    letter: str
    path: str
    meant: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned: the form's name and version, the report it is filled with, its columns, what moved since.

    ``others`` are the reports by id that the form may be of as well, with their names.
    """

    name: str
    version: int
    report: str
    title: str
    columns: tuple[LearnedColumn, ...]
    drift: tuple[str, ...]
    known: bool
    others: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Fit:
    """A report, and the form as it is seen with its eyes; ``likeness`` is how well the two go together."""

    report: Report
    content: Content
    form: Form
    likeness: float


@dataclass(frozen=True, slots=True)
class Known:
    """A learned form ready to be filled."""

    name: str
    report: str
    path: Path
    decided: Decided


def learn(store: Store, path: Path, name: str, what: str | None, decided: Decided) -> Lesson:
    """Learn a form from a blank or filled workbook of it, as the next version of ``name``.

    Without ``what`` the report is the one it has most columns of. Raises ``Refusal`` where no report fits, where a
    figure column is in doubt, and where the name is that of a report.
    """
    _free(name)
    book = read(path)
    fits = _recognised(store, path, book, what, decided)
    report, content, form = fits[0].report, fits[0].content, fits[0].form
    others = {one.report.id: one.report.name for one in fits[1:]}
    with store.read() as session:
        before, last = templates.newest(session, name), templates.last_version(session, name)
    drift = tuple(moved_since({one.text: form.called(one) for one in form.table.columns}, before)) if before else ()
    try:
        stop_at_gaps(form, content)
    except Refusal as gaps:
        since = [f"与第 {last} 版相比：{'；'.join(drift)}"] if drift else []
        told = "。".join([gaps.sentence, *since, *as_package(path, book).remarks])
        raise Refusal(told, gaps.next_step) from gaps
    columns = tuple(_columns(form, content))
    told = json.dumps({one.path: one.meant for one in columns}, ensure_ascii=False, separators=(",", ":"))
    mark = fingerprint(form.table)
    kept = shelf.keep(store, ORIGINALS, path, book.sha256)
    same = before is not None and (before.fingerprint, before.columns, before.report) == (mark, told, report.id)
    if before and same and _workbook(store, before):
        return Lesson(name, before.version, report.id, report.name, columns, (), known=True, others=others)
    row: dict[str, Stored | None] = {
        "fingerprint": mark,
        "name": name,
        "version": last + 1,
        "kind": content.ledger or None,
        "report": report.id,
        "columns": told,
        "template": kept or None,
        "learned_at": moment(),
    }
    with store.write(f"学会表样 {name}") as work:
        work.insert(LearnedForm, [row])
    return Lesson(name, last + 1, report.id, report.name, columns, drift, known=False, others=others)


def learned(store: Store) -> list[Template]:
    """The learned forms, each in its newest version."""
    with store.read() as session:
        return templates.templates(session)


def known(store: Store, name: str) -> Known | None:
    """The learned form of a name, None where none is called so. Raises ``Refusal`` where its workbook is gone."""
    with store.read() as session:
        found = templates.newest(session, name.strip())
    if found is None:
        return None
    path = _workbook(store, found)
    if path is None:
        gone = "不在了" if store.path else "不在这台电脑上"
        raise Refusal(f"表样“{found.name}”的工作簿{gone}", "请用 learn 重新学一次，或用 --template 指明表样文件")
    return Known(found.name, found.report, path, json.loads(found.columns))


def _workbook(store: Store, one: Template) -> Path | None:
    """The workbook that a form was learned from, None where it is not here."""
    path = shelf.folder(store, ORIGINALS) / one.template
    return path if one.template and path.exists() else None


def _free(name: str) -> None:
    taken = {text.casefold() for form in forms() for text in (form.id, form.name)}
    if not name.strip() or name.strip().casefold() in taken | {"all"}:
        raise Refusal(f"表样不能叫“{name}”，这是报表自己的名称", "请换一个名称，例如 市局拆违月报")


def _recognised(store: Store, path: Path, book: Book, what: str | None, decided: Decided) -> list[_Fit]:
    """The report a form is most like, and those it is nearly as like."""
    turned: list[Refusal] = []
    fits = list(_fitting(store, path, book, what, decided, turned))
    best = max(fits, key=lambda fit: fit.likeness, default=None)
    if best is None or best.form.matching.weight < _FEWEST:
        raise next(iter(turned), None) or Refusal(
            f"没有认出“{book.name}”是哪张报表的表样", "请核对表头，或用 --report 写明报表（有哪些报表见 reports）"
        )
    return [best, *(fit for fit in fits if fit is not best and fit.likeness >= _NEAR * best.likeness)]


def _fitting(
    store: Store, path: Path, book: Book, what: str | None, decided: Decided, turned: list[Refusal]
) -> Iterator[_Fit]:
    """Every report that has columns of a form; only the one that was named. What says why none can is ``turned``."""
    data = as_package(path, book).data
    for report in [form_named(what)] if what else forms():
        content = content_of(store, report, _any_period(store, report), unmasked=False)
        try:
            form = known_form(data, book, content, decided)
        except Turned as refusal:
            turned.append(refusal)
            continue
        except Refusal:
            continue
        yield _Fit(report, content, form, _likeness(report, form, content))


def _likeness(report: Report, form: Form, content: Content) -> float:
    """How much a form is like a report: by its columns, by whether its rows are the report's, and by its title."""
    label = _label(form, content)
    named = label is not None and names_each_once(form.seen, content, form.rows, label)
    said = [key(text) for text in (form.table.title, form.table.sheet.name)]
    titled = max(fuzz.partial_ratio(key(report.name), text) for text in said) / 100
    return form.matching.weight * (_NAMED if named else 1) * (1 + titled * _TITLED)


def _label(form: Form, content: Content) -> int | None:
    """The column of the rows' names, where the report has rows of names."""
    if content.key_of is None:
        return None
    return label_column(form.seen, form.table, form.matching, content, form.rows)


def _any_period(store: Store, report: Report) -> str | None:
    """A period of the ledger's year that the report has; only its columns matter."""
    if report.rows is Rows.LEDGER:
        return None
    with store.read() as session:
        year = choices.settings(session).year
    return f"{year}-12"


def _columns(form: Form, content: Content) -> Iterator[LearnedColumn]:
    matched = {one.column.index: one for one in form.matching.matched}
    names = {index: name for name, index in content.fields.items()}
    label = _label(form, content)
    for column in form.table.columns:
        if column.index in form.matching.serial:
            yield LearnedColumn(_letter(form, column), column.text, SERIAL, "序号", "")
        elif column.index in matched:
            yield _column(_letter(form, column), matched[column.index], content, names)
        else:
            yield LearnedColumn(
                _letter(form, column), column.text, "", _left(form, column, named=column.index == label), ""
            )


def _left(form: Form, column: Column, *, named: bool) -> str:
    if named:
        return "各行的名称"
    return "表样自己计算" if is_live(form.seen, column, form.rows) else "留空"


def _letter(form: Form, column: Column) -> str:
    """Where a column stands: its letter, or the number of its row in a form that lies turned."""
    return form.called(column).removesuffix("列").strip()


def _column(letter: str, one: Matched, content: Content, names: Mapping[int, str]) -> LearnedColumn:
    known = content.fill.layout.columns[one.index]
    meant = names.get(one.index) or known.number or "|".join(known.path)
    label = "·".join(part for part in known.path if not part.startswith("其中")) or known.path[-1]
    return LearnedColumn(letter, one.column.text, meant, label, one.unit)
