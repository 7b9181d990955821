"""A bureau's form that lies otherwise than one row for one thing: seen upright, or told what to make of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.models.refusal import Refusal
from app.services.importing.tables.recognise import recognise
from app.services.importing.tables.table import Table
from app.services.importing.tables.turned import (
    Upright,
    periods_below,
    things_across,
    upright_from_across,
    upright_from_periods,
)
from app.services.importing.vocabulary import Vocabulary
from app.services.reporting.template.content import Content
from app.services.reporting.template.match import Matching, is_task
from app.services.workbook.book import Book, Sheet

_FEWEST = 3
_EXAMPLES = 3


class Turned(Refusal):
    """The form of a report whose rows and columns have changed places, or whose periods stand below each other."""


def stood_upright(
    book: Book, content: Content, tables: Sequence[Table], words: Vocabulary
) -> Iterator[tuple[Table, Upright]]:
    """The tables of a workbook that lie turned, each stood upright; ``tables`` are those found in it as it lies."""
    for sheet in book.sheets if content.key_of else ():
        upright = None if sheet.hidden else _upright(sheet, content, tables)
        if upright:
            for table in recognise(replace(book, sheets=(upright.of(sheet),)), words, [upright.header]):
                yield table, upright


def _upright(sheet: Sheet, content: Content, tables: Sequence[Table]) -> Upright | None:
    if periods_below(sheet):
        top = min((one.top for one in tables if one.sheet.name == sheet.name), default=0)
        return upright_from_periods(sheet, top) if top else None
    return upright_from_across(sheet, content.names) if _across(sheet, content) else None


def steady(found: Matching, upright: Upright, content: Content) -> Matching:
    """The columns of a form of periods with the year's task in every period's, where it has a cell in each."""
    if not upright.by_period:
        return found
    row = upright.header.first
    tasks = [one for one in found.matched if is_task(content.fill.layout.columns[one.index].path)]
    again = [
        replace(one, column=column)
        for one in tasks
        for column in found.unmatched
        if upright.place(row, column.index)[1] == upright.place(row, one.column.index)[1]
        and column.path[1:] == one.column.path[1:]
    ]
    taken = {one.column for one in again}
    left = tuple(column for column in found.unmatched if column not in taken)
    return replace(found, matched=(*found.matched, *again), unmatched=left)


def _across(sheet: Sheet, content: Content) -> list[str]:
    """The report's rows that stand side by side in a sheet; none where they are too few to tell."""
    found = things_across(sheet, content.names)
    return found if len(found) >= min(_FEWEST, len(content.rows)) > 1 else []


def stop_at_periods_below(book: Book, sheets: Iterable[Sheet]) -> None:
    """Raise ``Turned`` where each thing has a row for each period: one column cannot hold both."""
    for sheet in sheets:
        if periods := periods_below(sheet):
            raise Turned(
                f"“{book.name}”里一个镇（一项指标）占几行（{'、'.join(periods)}各一行），各行的先后不一样，程序填不了",
                "请把它们改成并排的栏目，一个镇（一项指标）一行，再用作表样",
            )


def stop_at_things_across(book: Book, content: Content) -> None:
    """Raise ``Turned`` where what has a row in the report has a column each in the form."""
    for sheet in book.sheets if content.key_of else ():
        if found := _across(sheet, content):
            named = "、".join(found[:_EXAMPLES])
            raise Turned(
                f"“{book.name}”把{named}等横着排，又不是一个占一列，程序填不了",
                "请在表格里用“选择性粘贴—转置”改成一个占一行、栏目在表头，再用作表样",
            )
