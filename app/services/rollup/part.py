"""One sent workbook -> its rows by name: known by our own marks, else by the form's code, title and columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from app.models import period as periods
from app.models.quantity import unit_named
from app.models.refusal import Refusal
from app.services.importing.recognise import recognise
from app.services.importing.returns.sent import matched, number_in, spelt
from app.services.importing.table import Skip, Table
from app.services.importing.text import compact
from app.services.importing.vocabulary import vocabulary
from app.services.reporting.form import Column, Fact, Form, OfField, Rows
from app.services.reporting.form_columns import OPEN
from app.services.reporting.forms import forms
from app.services.reporting.table import Printed
from app.services.workbook.book import Book, Cell
from app.services.workbook.origin import ExportOrigin, made_at, origin_of
from app.services.workbook.read import read

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
    the form's further sheets, ``differs`` says where its columns are not those of the form as it is here.
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
    first, *also = (_rows(sheet, table) for sheet, table in zip(form.sheets, tables, strict=False))
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
        differs="；".join(_differences(form, version, tables)),
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
    best = max(tables, key=lambda table: len(_places(form, table)), default=None)
    return best if best and len(form.columns) - len(_places(form, best)) <= _MOST_MISSING else None


def _places(form: Form, table: Table) -> dict[int, int]:
    return matched([_named(column) for column in form.columns], table.columns)


def _lack(form: Form, tables: Sequence[Table]) -> str:
    """Which columns a workbook lacks that would be its form's."""
    best = max(tables, key=lambda table: len(_places(form, table)), default=None)
    there = set(_places(form, best).values()) if best else set()
    named = [column.label for place, column in enumerate(form.columns) if place not in there]
    return f"缺少{'、'.join(named[:_MOST_NAMED])}{f'等 {len(named)} 栏' if len(named) > _MOST_NAMED else ''}"


def _differences(form: Form, version: str, tables: Sequence[Table | None]) -> Iterator[str]:
    """What a workbook's columns are otherwise than the form's, by which alone it was taken."""
    if version != form.version:
        yield f"是第 {version} 版表样，本机是第 {form.version} 版"
    for sheet, table in zip(form.sheets, tables, strict=False):
        places = _places(sheet, table) if table else {}
        own = _named_by(sheet)  # its heading is each unit's own: 镇(街道), 县(市、区)
        lacking = [one.label for place, one in enumerate(sheet.columns) if place not in {*places.values(), own}]
        names = next((index for index, place in places.items() if place == own), table.columns[0].index if table else 0)
        beyond = [f"“{one.text}”" for one in table.columns if one.index not in {*places, names}] if table else []
        if table is None:
            yield f"没有“{sheet.sheet}”一表"
        elif lacking or beyond:
            yield "，".join(filter(None, (_told("缺", lacking), _told("没有用", beyond))))


def _told(what: str, names: Sequence[str]) -> str:
    return f"{what}{'、'.join(names)}" if names else ""


def _named(column: Column) -> tuple[str, ...]:
    """A heading without its open places, which each unit fills as it is; a unit that no workbook's is stays with it."""
    *above, leaf = (OPEN.sub("", part) for part in column.path)
    return (*above, f"{leaf}({column.unit})" if column.unit and unit_named(column.unit) is None else leaf)


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


def _period(label: str, cutoff_day: int) -> str:
    """The period that a title names; empty where it names none."""
    year = label[:4]
    if not year.isdigit():
        return ""
    texts = [year, *(f"{year}-{half}" for half in ("H1", "H2")), *(f"{year}-Q{one}" for one in range(1, 5))]
    texts += [f"{year}-{month:02}{half}" for month in range(1, 13) for half in ("", "a", "b")]
    return next((text for text in texts if periods.parse(text, cutoff_day).label == label), "")


def _rows(form: Form, table: Table | None) -> Sheet:
    """The rows of one sheet; of a detailed form every row has a name of its own, however often its code comes."""
    if table is None:
        return Sheet({}, None)
    at = {place: index for index, place in _places(form, table).items()}
    names = at.get(_named_by(form), table.columns[0].index)
    lines: dict[str, Cells] = {}
    for number in _numbers(form, table):
        name = spelt(table.cell(number, names))
        if form.rows is Rows.RECORDS:
            name = f"{name}{APART}{number}"
        if name:
            lines[name] = tuple(_cells(form, table, number, at))
    totals = [number for number, why in table.skipped.items() if why is Skip.TOTAL]
    return Sheet(lines, tuple(_cells(form, table, totals[0], at)) if totals else None)


def _numbers(form: Form, table: Table) -> list[int]:
    """The rows of a table; of indicators those too that begin with 其中, which no ledger would take for a record."""
    if form.rows is not Rows.INDICATORS:
        return list(table.records)
    parts = [number for number, why in table.skipped.items() if why in (Skip.SUBTOTAL, Skip.TOTAL)]
    return sorted([*table.records, *parts])


def _named_by(form: Form) -> int:
    """The column that names the rows: of a detailed form their code."""
    wanted = OfField("code") if form.rows is Rows.RECORDS else Fact("name")
    return next((place for place, column in enumerate(form.columns) if column.source == wanted), 0)


def _cells(form: Form, table: Table, number: int, at: Mapping[int, int]) -> Iterator[Printed]:
    for place, column in enumerate(form.columns):
        yield _cell(table.cell(number, at[place]), column.places, numeric=column.numeric) if place in at else None


def _cell(cell: Cell, places: int | None, *, numeric: bool) -> Printed:
    """A cell as the form prints it; a figure keeps every decimal it came with, and gets those of its column."""
    figure = number_in(cell) if numeric else None
    if figure is None:
        return (cell.strip() if isinstance(cell, str) else spelt(cell)) or None
    shown = Decimal(1).scaleb(-(places or 0))
    rounded = figure.quantize(shown)
    return rounded if abs(rounded - figure) < shown / 1_000_000 else figure
