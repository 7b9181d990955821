"""One sent workbook -> its rows by name: known by our own marks, else by the form's code, title and columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from app.models import period as periods
from app.models.refusal import Refusal
from app.services.importing.recognise import recognise
from app.services.importing.returns.sent import matched, number_in, spelt
from app.services.importing.table import Skip, Table
from app.services.importing.text import compact
from app.services.importing.vocabulary import vocabulary
from app.services.reporting.form import Fact, Form, Rows
from app.services.reporting.form_columns import OPEN
from app.services.reporting.forms import forms
from app.services.reporting.table import Printed
from app.services.workbook.book import Book, Cell
from app.services.workbook.origin import ExportOrigin, made_at, origin_of
from app.services.workbook.read import read

Cells = tuple[Printed, ...]
_MOST_MISSING = 2  # columns of a form that a workbook may lack: 备注 is often dropped


@dataclass(frozen=True, slots=True)
class Part:
    """What one workbook says: the form and period it is of, whose it is, when it was made, its rows by name.

    ``unit`` is the code our mark names, empty where the mark was lost; ``unit_name`` what the title says. Cells stand
    in the order of the form's columns.
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

    @property
    def label(self) -> str:
        """How a sentence names the workbook."""
        return f"“{self.path.name}”"


def part_of(path: Path, cutoff_day: int) -> Part:
    """Read one workbook. Raises ``Refusal`` where it is no report by towns or counties, or names no period."""
    book = read(path)
    origin = origin_of(book, path)
    tables = recognise(book, vocabulary())
    form, table = _recognised(book, origin, tables)
    said = _title(form, table)
    period = origin.period if origin else _period(said.get("period", ""), cutoff_day)
    if not period:
        raise Refusal(
            f"“{path.name}”看不出是哪一期的{form.name}", "请在标题里写明报告期，例如 2022年6月，或用原来导出的文件"
        )
    places = matched([_named(column.path) for column in form.columns], table.columns)
    lines, total = _rows(form, table, places)
    return Part(
        path=path,
        form=form,
        version=origin.form_version if origin else form.version,
        period=period,
        unit=origin.unit if origin else "",
        unit_name=said.get("unit", ""),
        made=made_at(book),
        lines=lines,
        total=total,
    )


def _recognised(book: Book, origin: ExportOrigin | None, tables: Sequence[Table]) -> tuple[Form, Table]:
    """The form that one of the tables is, and that table."""
    for form in forms():
        if form.rows is not Rows.TOWNS or (origin and origin.report != form.id):
            continue
        for table in tables:
            lacking = len(form.columns) - len(matched([_named(column.path) for column in form.columns], table.columns))
            if lacking <= _MOST_MISSING and (origin or _wears(form, table)):
                return form, table
    known = next((form.name for form in forms() if origin and origin.report == form.id), "")
    if known:
        raise Refusal(f"“{book.name}”是{known}，不是按镇街或县区汇总的报表，或栏目已被改动", "请选用本程序导出的原表")
    names = "、".join(form.name for form in forms() if form.rows is Rows.TOWNS)
    raise Refusal(f"“{book.name}”认不出是哪一张报表", f"可以汇总的有：{names}；请选用标准表样")


def _named(path: Sequence[str]) -> tuple[str, ...]:
    """A heading without its open places, which each unit fills as it is."""
    return tuple(OPEN.sub("", part) for part in path)


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


def _rows(form: Form, table: Table, places: Mapping[int, int]) -> tuple[dict[str, Cells], Cells | None]:
    """The rows by name, and the total row."""
    at = {place: index for index, place in places.items()}
    named = next(place for place, column in enumerate(form.columns) if column.source == Fact("name"))
    names = at.get(named, table.columns[0].index)
    lines = {
        spelt(table.cell(number, names)): tuple(_cells(form, table, number, at))
        for number in table.records
        if spelt(table.cell(number, names))
    }
    totals = [number for number, why in table.skipped.items() if why is Skip.TOTAL]
    return lines, tuple(_cells(form, table, totals[0], at)) if totals else None


def _cells(form: Form, table: Table, number: int, at: Mapping[int, int]) -> Iterator[Printed]:
    for place, column in enumerate(form.columns):
        yield _cell(table.cell(number, at[place]), column.places, numeric=column.numeric) if place in at else None


def _cell(cell: Cell, places: int | None, *, numeric: bool) -> Printed:
    """A cell as the form prints it; a figure keeps every decimal it came with, and gets those of its column."""
    figure = number_in(cell) if numeric else None
    if figure is None:
        return spelt(cell) or None
    shown = Decimal(1).scaleb(-(places or 0))
    rounded = figure.quantize(shown)
    return rounded if abs(rounded - figure) < shown / 1_000_000 else figure
