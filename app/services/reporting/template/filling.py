"""A report into the bureau's own workbook: recognised like any table, filled in place, nothing else touched."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.refusal import Refusal
from app.services.importing.tables.recognise import recognise
from app.services.importing.tables.table import Column, HeaderAt, Table
from app.services.importing.tables.turned import Upright
from app.services.importing.vocabulary import vocabulary
from app.services.reporting.template.cells import Pen, Place
from app.services.reporting.template.content import Content
from app.services.reporting.template.gaps import figure_columns
from app.services.reporting.template.head import fill_head
from app.services.reporting.template.match import Decided, Matching, matching
from app.services.reporting.template.rows import FormRows, form_rows
from app.services.reporting.template.seen import FormParts, UprightParts, column_called
from app.services.reporting.template.turned import steady, stood_upright, stop_at_periods_below, stop_at_things_across
from app.services.reporting.template.write import FormWriter
from app.services.workbook.atomic import replacing
from app.services.workbook.book import Book
from app.services.workbook.fill.parts import BookParts
from app.services.workbook.fill.property_part import put_property
from app.services.workbook.fill.recalculate import recalculate
from app.services.workbook.fill.styles import Styles
from app.services.workbook.layout import ExportMark
from app.services.workbook.meta import body_checksum
from app.services.workbook.write import Written

_LABELS = 2
"""The names of a form's rows stand in one of so many first columns."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled: what was written, and what the clerk should know of it."""

    written: Written
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A bureau's workbook whose columns are known: the table in it that is filled, and what each column is.

    ``listed`` says that its rows are records, one after another, ``upright`` how a table that lies turned is seen.
    """

    parts: BookParts
    table: Table
    matching: Matching
    floor: int | None
    listed: bool
    upright: Upright | None = None

    @property
    def seen(self) -> FormParts:
        """The parts as the table is seen."""
        return UprightParts(self.parts, self.upright) if self.upright else self.parts

    @property
    def rows(self) -> FormRows:
        """The rows figures go into."""
        columns = {one.column.index for one in self.matching.matched}
        return form_rows(self.seen, self.table, columns, self.floor, listed=self.listed)

    def called(self, column: Column) -> str:
        """How a clerk finds a column: ``C 列``; in a form that lies turned it may be ``第 5 行``."""
        return column_called(self.seen.sheet(self.table.sheet.name), column.index, self.table.bottom + 1)


def fill_form(forms: Sequence[tuple[Form, Content]], target: Path, mark: ExportMark) -> Filled:
    """Fill the tables of one workbook, each with its content, and write it to ``target``.

    Raises ``Refusal`` naming the columns and tokens that stop it; then nothing is written.
    """
    parts, changed, remarks, writers = forms[0][0].parts, set[Place](), list[str](), list[FormWriter]()
    for form, content in forms:
        stop_at_gaps(form, content)
    for form, content in forms:
        pen = Pen(parts, form.seen, Styles(parts), form.table.sheet.name, content.rounding, exact=bool(content.ledger))
        remarks += fill_head(pen, form.table, content.words)
        writers.append(FormWriter(pen, form.table, form.matching, content))
        remarks += writers[-1].write(form.rows)
        changed |= pen.changed
    lost = recalculate(parts, changed)
    if lost:
        remarks.append(f"{'、'.join(lost)} 的公式程序算不了，已去掉旧结果，用 WPS 或 Excel 打开时会自动重算")
    remarks += (said for writer in writers for said in writer.differing())
    checksum = _checksum([content for _, content in forms])
    put_property(parts, mark, checksum)
    with replacing(target) as stream:
        parts.write(stream)
    with target.open("rb") as stream:
        written = Written(target, checksum, hashlib.file_digest(stream, "sha256").hexdigest())
    return Filled(written, tuple(remarks))


def _checksum(contents: Sequence[Content]) -> str:
    """The checksum of what was filled in: of several sheets the one of theirs."""
    sums = [body_checksum(one.fill.layout, one.rows) for one in contents]
    return sums[0] if len(sums) == 1 else hashlib.sha256("".join(sums).encode()).hexdigest()


def known_form(data: bytes, book: Book, content: Content, decided: Decided) -> Form:
    """The form ``data`` (a package; ``book`` is what was read from it) seen with a report's eyes.

    Raises ``Refusal`` where no table of it has a column of the report, ``Turned`` where it lies otherwise.
    """
    words = vocabulary().knowing(column.path for column in content.fill.layout.columns)
    tables = recognise(book, words)
    if cut := list(_cut_short(tables, content)):
        tables = recognise(book, words, cut)
    found: list[tuple[Matching, Table, Upright | None]] = [
        (matching(table, content.offered, words, decided), table, None) for table in tables
    ]
    found += [
        (steady(matching(table, content.offered, words, decided), lying, content), table, lying)
        for table, lying in stood_upright(book, content, tables, words)
    ]
    best = max(found, key=lambda one: one[0].weight, default=None)
    if best is None or best[2] is None:
        stop_at_periods_below(book, [best[1].sheet] if best else book.sheets)
    if best is None or not says_something(best[0], content):
        stop_at_things_across(book, content)
        raise Refusal(
            f"“{book.name}”里没有认出“{content.fill.layout.name}”的栏目，没有导出",
            "请核对选的是不是这张报表的表样，表头要有栏目名称",
        )
    known, table, upright = best
    below = [one.top for one in tables if one.sheet.name == table.sheet.name and one.top > table.bottom]
    floor = None if upright else min(below, default=None)
    return Form(BookParts(data), table, known, floor, content.key_of is None, upright)


def _cut_short(tables: Sequence[Table], content: Content) -> Iterator[HeaderAt]:
    """Where headers end that took the first rows of a form for their own: unfilled, these hold nothing but names."""
    names = {row.key for row in content.rows}
    for table in tables if content.key_of else ():
        below = range(table.top + 1, table.bottom + 1)
        labels = ((number, str(table.cell(number, one.index))) for number in below for one in table.columns[:_LABELS])
        first = next((number for number, text in labels if content.key_of and content.key_of(text) in names), None)
        if first is not None:
            yield HeaderAt(table.sheet.name, table.top, first - 1, first)


def says_something(found: Matching, content: Content) -> bool:
    """Whether a table has more of a report than its rows' names."""
    return any(one.index != content.name for one in found.matched)


def stop_at_gaps(form: Form, content: Content) -> None:
    """Raise ``Refusal`` naming each figure column of the form that nothing fills and that is not marked 留空."""
    of_indicators = content.called is not None
    wanted = figure_columns(form.seen, Styles(form.parts), form.table, form.rows, of_indicators=of_indicators)
    gaps = [column for column in wanted if column in form.matching.unmatched]
    doubtful = form.matching.doubtful
    if not gaps:
        return
    told = [_gap(column, form.called(column), doubtful.get(column.index, ()), content) for column in gaps]
    raise Refusal(
        f"表样“{form.table.sheet.name}”有 {len(gaps)} 个数字栏没有对应的内容：{'；'.join(told)}",
        "请指明各栏是报表的哪一栏（--column 列名=栏次），不用填的标为留空（--blank 列名）",
    )


def _gap(column: Column, place: str, chances: tuple[int, ...], content: Content) -> str:
    name = f"“{column.text.replace('|', ' ')}”（{place}）"
    if not chances:
        return name
    columns = [content.fill.layout.columns[index] for index in chances]
    return f"{name}可能是{'或'.join(f'{one.number or one.key}栏“{one.path[-1]}”' for one in columns)}"
