"""One sent workbook -> its rows by name: known by our own marks, else by the form's code, title and columns."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.models import period as periods
from app.models.refusal import Refusal
from app.services.importing.returns.sent import spelt
from app.services.importing.tables.recognise import recognise
from app.services.importing.tables.table import Skip, Table
from app.services.importing.text import compact
from app.services.importing.vocabulary import vocabulary
from app.services.reporting.forms.catalogue import forms
from app.services.reporting.forms.columns import OPEN
from app.services.reporting.forms.form import Form, Rows
from app.services.reporting.table import Printed
from app.services.rollup.columns import Layout, converted, is_named_freely, layout, named_by, places
from app.services.workbook.book import Book
from app.services.workbook.origin import ExportOrigin, made_at, origin_of
from app.services.workbook.read.book import read

Cells = tuple[Printed, ...]
APART = "\n"
"""Between the code and the row of a detailed form's line."""
_MOST_MISSING = 2  # columns of a form that a workbook may lack: 备注 is often dropped
_MOST_NAMED = 5
_MERGED = (Rows.TOWNS, Rows.RECORDS, Rows.INDICATORS)
_WHY_NOT = "是整本台账，不是报表，不能汇总；要并入请用 import"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet by name (of a detailed form: by code) and its 合计; cells in the order of the columns."""

    lines: Mapping[str, Cells]
    total: Cells | None


@dataclass(frozen=True, slots=True)
class Part:
    """What one workbook says: the form and period it is of, whose it is, when it was made, its rows by name.

    ``unit`` is the code our mark names, empty where the mark was lost; ``unit_name`` what the title says. ``also`` are
    the form's further sheets, ``differs`` says where its columns are not those of the form as it is here, ``state``
    what it is where it is no final report (草稿).
    """

    path: Path
    form: Form
    version: str
    period: str
    unit: str
    unit_name: str
    made: str
    lines: Mapping[str, Cells]
    total: Cells | None
    also: tuple[Sheet, ...] = ()
    differs: str = ""
    state: str = ""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The rows of every sheet, in the order of the form's."""
        return (Sheet(self.lines, self.total), *self.also)

    def seen(self, index: int) -> "Part":
        """The workbook with one of its further sheets in front; without rows where it lacks that."""
        lines, total = (self.also[index].lines, self.also[index].total) if index < len(self.also) else ({}, None)
        return replace(self, form=self.form.also[index], lines=lines, total=total, also=())

    @property
    def label(self) -> str:
        """How a sentence names the workbook."""
        return f"“{self.path.name}”"


def part_of(path: Path, cutoff_day: int) -> Part:
    """Read one workbook. Raises ``Refusal`` where it is no report that can be merged, or names no period."""
    book = read(path)
    origin = origin_of(book, path)
    form, tables = _recognised(book, origin, _tables(book))
    said = _title(form, tables[0]) if tables[0] else {}
    period = origin.period if origin else _period(said.get("period", ""), cutoff_day)
    if not period:
        raise Refusal(
            f"“{path.name}”看不出是哪一期的{form.name}", "请在标题里写明报告期，例如 2022年6月，或用原来导出的文件"
        )
    version = origin.form_version if origin else form.version
    laid = [(table, _laid_out(sheet, table, path.name)) for sheet, table in zip(form.sheets, tables, strict=False)]
    first, *also = (_rows(sheet, *one) for sheet, one in zip(form.sheets, laid, strict=False))
    return Part(
        path=path,
        form=form,
        version=version,
        period=period,
        unit=origin.unit if origin else "",
        unit_name=said.get("unit", ""),
        made=made_at(book),
        lines=first.lines,
        total=first.total,
        also=tuple(also),
        differs="；".join(_differences(form, version, laid)),
        state=origin.state if origin else "",
    )


def _tables(book: Book) -> list[Table]:
    """The tables of a workbook, with those further sheets of a report that only its own headings tell."""
    found = list(recognise(book, vocabulary()))
    seen = {table.sheet.name for table in found}
    further = [sheet for form in forms() if form.rows is Rows.TOWNS for sheet in form.also]
    if any(sheet.name not in seen for sheet in book.sheets):
        own = vocabulary().knowing([column.path for sheet in further for column in sheet.columns])
        found += [table for table in recognise(book, own) if table.sheet.name not in seen]
    return found


def _recognised(book: Book, origin: ExportOrigin | None, tables: Sequence[Table]) -> tuple[Form, list[Table | None]]:
    """The form that a workbook is of, and the table of each of its sheets that can be merged."""
    known = next((form for form in forms() if origin and origin.report == form.id), None)
    if known and known.rows not in _MERGED:
        raise Refusal(f"“{book.name}”是{known.name}，{_WHY_NOT}", f"可以汇总的有：{_mergeable()}")
    for form in [known] if known else [one for one in forms() if one.rows in _MERGED]:
        found = [_best(sheet, tables) for sheet in form.sheets]
        needed = found if form.rows is Rows.RECORDS else found[:1]
        if any(table and (known or _wears(form, table)) for table in needed):
            return form, found
    if known:
        raise Refusal(f"“{book.name}”是{known.name}，但{_lack(known, tables)}", "请用同一版表样重新导出后再汇总")
    raise Refusal(f"“{book.name}”认不出是哪一张报表", f"可以汇总的有：{_mergeable()}；请选用标准表样")


def _mergeable() -> str:
    return "、".join(form.name for form in forms() if form.rows in _MERGED)


def _best(form: Form, tables: Sequence[Table]) -> Table | None:
    """The table with most columns of a sheet, unless it lacks too many of them."""
    best = max(tables, key=lambda table: len(places(form, table)), default=None)
    return best if best and len(form.columns) - len(places(form, best)) <= _MOST_MISSING else None


def _lack(form: Form, tables: Sequence[Table]) -> str:
    """Which columns a workbook lacks that would be its form's."""
    best = max(tables, key=lambda table: len(places(form, table)), default=None)
    named = _lacking(form, set(places(form, best).values()) if best else set())
    return f"缺少{'、'.join(named[:_MOST_NAMED])}{f'等 {len(named)} 栏' if len(named) > _MOST_NAMED else ''}"


def _lacking(form: Form, there: Collection[int]) -> list[str]:
    """The columns that are not there; of a heading that is each unit's own nobody can say."""
    return [one.label for place, one in enumerate(form.columns) if place not in there and not is_named_freely(one)]


def _differences(form: Form, version: str, tables: Sequence[tuple[Table | None, Layout]]) -> Iterator[str]:
    """What a workbook's columns are otherwise than the form's, by which alone it was taken."""
    if version != form.version:
        yield f"是第 {version} 版表样，本机是第 {form.version} 版"
    for sheet, (table, found) in zip(form.sheets, tables, strict=False):
        if table is None:
            yield f"没有“{sheet.sheet}”一表"
            continue
        known = {*(one.index for one in found.placed.values()), found.names}
        lacking = _lacking(sheet, {*found.placed, named_by(sheet)})
        beyond = [f"“{one.text}”" for one in table.columns if one.index not in known]
        if lacking or beyond:
            yield "，".join(filter(None, (_told("缺", lacking), _told("没有用", beyond))))
        yield from converted(sheet, found)


def _told(what: str, names: Sequence[str]) -> str:
    return f"{what}{'、'.join(names)}" if names else ""


def _wears(form: Form, table: Table) -> bool:
    said = {compact(text) for text in (table.title, *table.notices)}
    return form.table_code in said or any(_pattern(form).fullmatch(text) for text in said)


def _title(form: Form, table: Table) -> dict[str, str]:
    """Whose report it is and of when, as its title says."""
    for text in (table.title, *table.notices):
        if found := _pattern(form).fullmatch(compact(text)):
            return found.groupdict()
    return {}


def _pattern(form: Form) -> re.Pattern[str]:
    """A form's title as what it must look like."""
    parts = OPEN.split(form.title)
    known = {"unit": r"\D+?", "period": r"\d{4}年.*?", "year": r"\d{4}"}
    text = "".join(
        f"(?P<{part}>{known.get(part, '.*?')})" if index % 2 else re.escape(compact(part))
        for index, part in enumerate(parts)
    )
    return re.compile(text)


def _period(title: str, cutoff_day: int) -> str:
    """The period that a title names, with its days or without; empty where it names none."""
    label = re.split("[（(]", title)[0]
    year = label[:4]
    if not year.isdigit():
        return ""
    texts = [year, *(f"{year}-{half}" for half in ("H1", "H2")), *(f"{year}-Q{one}" for one in range(1, 5))]
    texts += [f"{year}-{month:02}{half}" for month in range(1, 13) for half in ("", "a", "b")]
    return next((text for text in texts if periods.parse(text, cutoff_day).label == label), "")


def _laid_out(form: Form, table: Table | None, file: str) -> Layout:
    """Where the columns of a sheet are. Raises ``Refusal`` where nothing says whose the rows are."""
    if table is None:
        return Layout({}, None)
    found = layout(form, table, file)
    if found.names is None and form.rows is Rows.TOWNS:
        raise Refusal(f"“{file}”没有写各行是哪个单位的那一栏(甲栏)", "请补上这一栏，或用原来导出的文件，再汇总")
    return found


def _rows(form: Form, table: Table | None, found: Layout) -> Sheet:
    """The rows of one sheet; of a detailed form every row has a name of its own, however often its code comes."""
    if table is None:
        return Sheet({}, None)
    lines: dict[str, Cells] = {}
    for number in _numbers(form, table):
        name = "" if found.names is None else spelt(table.cell(number, found.names))
        if form.rows is Rows.RECORDS:
            name = f"{name}{APART}{number}"
        if name:
            lines[name] = _cells(form, table, number, found)
    totals = [number for number, why in table.skipped.items() if why is Skip.TOTAL]
    return Sheet(lines, _cells(form, table, totals[0], found) if totals else None)


def _numbers(form: Form, table: Table) -> list[int]:
    """The rows of a table; of indicators those too that begin with 其中, which no ledger would take for a record."""
    if form.rows is not Rows.INDICATORS:
        return list(table.records)
    parts = [number for number, why in table.skipped.items() if why in (Skip.SUBTOTAL, Skip.TOTAL)]
    return sorted([*table.records, *parts])


def _cells(form: Form, table: Table, number: int, found: Layout) -> Cells:
    return tuple(
        one.read(table.cell(number, one.index), column) if (one := found.placed.get(place)) else None
        for place, column in enumerate(form.columns)
    )
