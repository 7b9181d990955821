"""What a bureau's form wears by itself: colours and comments that went out with it are no remarks when it returns."""

from collections.abc import Iterator, Set
from dataclasses import replace

from app.services.importing.table import Table
from app.services.importing.text import key
from app.services.workbook.book import Mark, Sheet

Worn = tuple[str, str, str, str]
"""The first words of a row, the heading of a column, which sort of mark its cell wears, and the mark."""
_WORDS = 2


def worn(sheet: Sheet, table: Table) -> Iterator[Worn]:
    """What the cells of ``sheet`` below the header of ``table`` wear; ``sheet`` may hold more rows than it had."""
    for place, mark in sheet.marks.items():
        if place[0] > table.bottom:
            yield from _said(sheet, table, place, mark)


def without_worn(table: Table, known: Set[Worn]) -> Table:
    """The table without the marks that its cells wore when it went out."""
    if not known:
        return table
    marks = {place: _less(table, place, mark, known) for place, mark in table.sheet.marks.items()}
    return replace(table, sheet=replace(table.sheet, marks=marks))


def _less(table: Table, place: tuple[int, int], mark: Mark, known: Set[Worn]) -> Mark:
    gone = {one[2] for one in _said(table.sheet, table, place, mark) if one in known}
    return replace(
        mark,
        fill="" if "fill" in gone else mark.fill,
        ink="" if "ink" in gone else mark.ink,
        comment="" if "comment" in gone else mark.comment,
    )


def _said(sheet: Sheet, table: Table, place: tuple[int, int], mark: Mark) -> Iterator[Worn]:
    number, column = place
    heading = next((one.text for one in table.columns if one.index == column), "")
    for sort, said in (("fill", mark.fill), ("ink", mark.ink), ("comment", mark.comment)):
        if said:
            yield (_called(sheet, number), heading, sort, said)


def _called(sheet: Sheet, number: int) -> str:
    """What a row is called, wherever it was moved to; below the last one there are no words."""
    cells = (sheet.cell(number, column) for column in range(sheet.width))
    words = [key(cell) for cell in cells if isinstance(cell, str)]
    return "|".join(list(filter(None, words))[:_WORDS])
