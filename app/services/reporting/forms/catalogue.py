"""The report forms, one YAML file each: those that are shipped, and those a county made or changed for itself.

A mistake is refused with the file and the line it stands in, before anything is built on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from app.models import home, period, resources
from app.models import measure as measures
from app.models.ledger import LEDGERS, fields_of
from app.models.measure import Where
from app.models.refusal import Refusal
from app.services.reporting.forms import relation
from app.services.reporting.forms.checks import check
from app.services.reporting.forms.columns import column, open_text, open_texts, unknown
from app.services.reporting.forms.faults import astray, misnamed, require_own_id
from app.services.reporting.forms.form import Chosen, Column, Computed, Form, Picture, Ranked, Rows, Source
from app.services.reporting.forms.section import Section

_LONGEST_MONTH = 31
_LONGEST_SHEET = 31
_NO_SHEET = frozenset("[]:*?/\\")
_RECORD_ROWS = frozenset({Rows.RECORDS, Rows.LEDGER})


@dataclass(frozen=True, slots=True)
class Shelf:
    """The forms that can be used, in their order, and what is wrong with the county's own files.

    ``own`` are the files of the county's own forms that can be used, by the form's id.
    """

    forms: tuple[Form, ...]
    faults: dict[Path, Refusal]
    own: dict[str, Path]

    def fault_of(self, form: str) -> Refusal | None:
        """What is wrong with the county's own file of a form, by the form's id in any case."""
        return next((one for path, one in self.faults.items() if _named(path) == form.strip().upper()), None)


def forms() -> tuple[Form, ...]:
    """Every form that can be used, in its order."""
    return shelf().forms


def form_of(form: str) -> Form | None:
    """The form of an id, None where it is no longer among those that can be used."""
    return next((one for one in forms() if one.id == form), None)


def name_of(form: str) -> str:
    """What a form is called; one that was taken out of use is called by its id."""
    found = form_of(form)
    return found.name if found else form


def shelf() -> Shelf:
    """The shipped forms with the county's own among and in place of them."""
    return _shelf(resources.root() / "reports", home.forms_folder())


def _shelf(shipped: Path, own: Path) -> Shelf:
    found = {form.id: form for form in read_forms(shipped)}
    known, faults = dict(found), dict(misnamed(own))
    own_files: dict[str, Path] = {}
    for path in sorted(own.glob("*.yaml")):
        try:
            form = _read_once(path, path.stat().st_mtime_ns)
            require_own_id(path, form, known, own_files)
            found[form.id], own_files[form.id] = form, path
        except Refusal as fault:
            faults[path] = fault
    for name, path in list(own_files.items()):
        if (strays := astray(path, found[name], found)) is not None:
            faults[path] = strays
            del found[name], own_files[name]
            found |= {name: known[name]} if name in known else {}
    return Shelf(tuple(sorted(found.values(), key=lambda form: form.order)), faults, own_files)


def _named(path: Path) -> str:
    """The form that a file is named after: ``R4`` of ``R4.yaml`` and of ``R4.yaml.txt``."""
    return path.name.partition(".")[0].upper()


@cache
def read_forms(folder: Path) -> tuple[Form, ...]:
    """The forms declared in a folder. Raises ``Refusal`` naming file and line where one cannot be used."""
    found = sorted((read_form(path) for path in sorted(folder.glob("*.yaml"))), key=lambda form: form.order)
    if not found:
        raise Refusal("没有找到报表格式文件", "请重新安装本程序")
    return tuple(found)


@cache
def _read_once(path: Path, _changed: int) -> Form:
    return read_form(path)


def read_form(path: Path) -> Form:
    """The form declared in one file."""
    top = Section.read(path)
    form = _form(top, None)
    top.close()
    return form


def _form(top: Section, first: Form | None) -> Form:
    """A form, or a further sheet of one: what is said once for all sheets it has from the ``first``."""
    rows = Rows(top.among("rows", [kind.value for kind in Rows]))
    kind = top.among("ledger", tuple(LEDGERS)) if rows in _RECORD_ROWS else ""
    columns = tuple(column(section, rows, kind) for section in top.sections("columns"))
    form = Form(
        id=first.id if first else top.text("id"),
        name=first.name if first else top.text("name"),
        version=first.version if first else top.text("version"),
        table_code=first.table_code if first else top.text("table_code", ""),
        periods=first.periods if first else () if rows is Rows.LEDGER else _periods(top),
        order=first.order if first else top.integer("order", 0) or 0,
        due_day=first.due_day if first else _due_day(top),
        rows=rows,
        title=open_text(top, "title"),
        sheet=_sheet(top),
        meta=_meta(top),
        paper=top.among("paper", ("A3", "A4")),
        ledger=kind,
        frozen_columns=top.integer("frozen_columns", 1) or 0,
        body_size=top.integer("body_size", 10) or 10,
        row_height=top.integer("row_height", 20) or 20,
        columns=columns,
        checks=tuple(check(section, columns) for section in top.sections("checks")),
        notes=open_texts(top, "notes"),
        signatures=top.texts("signatures"),
        any_of=_conditions(top, kind) if rows is Rows.RECORDS else (),
        sort=_sort(top, kind) if rows is Rows.RECORDS else (),
        total_last=top.among("total", ("first", "last"), "first") == "last",
        chart=_chart(top, columns),
    )
    _agree(form, top)
    return form if first else _with_sheets(form, top)


def _with_sheets(form: Form, top: Section) -> Form:
    sheets = []
    for section in top.sections("also"):
        sheets.append(_form(section, form))
        section.close()
    names = [form.sheet, *(one.sheet for one in sheets)]
    if len(names) != len(set(names)):
        raise top.wrong("also", "里有同名的工作表")
    ids = [check.id for one in (form, *sheets) for check in one.checks]
    if len(ids) != len(set(ids)):
        raise top.wrong("checks", "里有同名的审核关系")
    return replace(form, also=tuple(sheets))


def _sheet(section: Section) -> str:
    """The name of a sheet that every spreadsheet program can give one."""
    name = section.text("sheet")
    if len(name) > _LONGEST_SHEET or set(name) & _NO_SHEET or name.startswith("'") or name.endswith("'"):
        raise section.wrong(
            "sheet", f"不能作工作表名：最多 {_LONGEST_SHEET} 个字，不能有 {' '.join(sorted(_NO_SHEET))}"
        )
    return name


def _meta(top: Section) -> tuple[str, str, str]:
    texts = open_texts(top, "meta")
    if len(texts) != 3:
        raise top.wrong("meta", "应当有三段：左、中、右")
    return texts[0], texts[1], texts[2]


def _periods(top: Section) -> tuple[str, ...]:
    found = top.texts("periods")
    if not found or not set(found) <= set(period.KINDS):
        raise top.wrong("periods", f"应当是 {'、'.join(period.KINDS)} 中的几种")
    return found


def _due_day(top: Section) -> int:
    day = top.integer("due_day", 0) or 0
    if day > _LONGEST_MONTH:
        raise top.wrong("due_day", f"应当是 1 到 {_LONGEST_MONTH} 的日子")
    return day


def _conditions(top: Section, kind: str) -> tuple[tuple[Where, ...], ...]:
    """The lists of conditions of which a record must fulfil one to be listed; those of ``only`` stand in each."""
    texts = top.texts("where")
    if not texts:
        raise top.wrong("where", "没有填写：请写明哪些记录列入本表")
    only = _condition(top, "only", kind, top.text("only", ""))
    return tuple(only + _condition(top, "where", kind, text) for text in texts)


def _condition(top: Section, key: str, kind: str, text: str) -> tuple[Where, ...]:
    try:
        return measures.conditions(kind, text)
    except measures.Unreadable as error:
        raise top.wrong(key, f"读不懂：“{text}”{unknown(error)}") from None


def _sort(top: Section, kind: str) -> tuple[str, ...]:
    names = top.texts("sort")
    if unknown := [name for name in names if name not in fields_of(kind)]:
        raise top.wrong("sort", f"里有台账没有的字段：{'、'.join(unknown)}")
    return names


def _chart(top: Section, columns: tuple[Column, ...]) -> Picture | None:
    section = top.section("chart")
    if section is None:
        return None
    number = section.text("number").removesuffix("栏")
    if number not in {one.number for one in columns if one.numeric}:
        raise section.wrong("number", f"这一栏不在表里：“{number}”")
    found = Picture(_sheet(section), open_text(section, "title"), number)
    section.close()
    return found


def _agree(form: Form, top: Section) -> None:
    """What only the whole form can show: its columns are there, named once, and know the columns they use."""
    if bool(form.columns) is (form.rows is Rows.LEDGER):
        raise top.wrong("columns", "台账的列由字段决定，报表的列要逐一写明")
    numbers = [one.number for one in form.columns if one.number]
    if len(numbers) != len(set(numbers)):
        raise top.wrong("columns", "里有重复的栏次")
    used = {number for one in form.columns for number in _used(one.source)}
    if missing := used - set(numbers):
        raise top.wrong("columns", f"里用到没有的栏次：{'、'.join(sorted(missing))}")


def _used(source: Source) -> Iterator[str]:
    match source:
        case Computed(expression=tree):
            yield from relation.refs(tree)
        case Ranked(number=number):
            yield number
        case Chosen(sources=sources):
            for one in sources.values():
                yield from _used(one)
