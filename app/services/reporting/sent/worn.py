"""What a bureau's form wears by itself: what went out with it is no remark when it returns.

Colours and comments of its cells, the headings of its columns, and the texts around its table.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from app.services.importing.tables.table import Table
from app.services.importing.text import compact, key
from app.services.workbook.book import Mark, Sheet

Worn = tuple[str, str, str, str]
"""The first words of a row, the heading of a column, which sort of mark its cell wears, and the mark.

Of sort ``column`` a heading, and as the mark which column of the report was filled in (its 栏次 or headings; none:
the form's own); of sort ``text`` a text that stands above or below the table; of sort ``turned`` nothing; of sort
``beside`` the fingerprint of a table that nothing was filled into.
"""
_WORDS = 2
_COLUMN, _TEXT, _TURNED, _BESIDE = "column", "text", "turned", "beside"
TURNED: Worn = ("", "", _TURNED, "")
"""That the form has one column for one thing, or a row for each of its periods."""


def worn(sheet: Sheet, table: Table, meant: Mapping[int, str]) -> Iterator[Worn]:
    """What ``sheet`` wears, whose header is that of ``table``; ``sheet`` may hold more rows than ``table`` had.

    ``meant`` are the report's columns that were filled into those of the table.
    """
    for place, mark in sheet.marks.items():
        yield from _said(sheet, table, place, mark)
    yield from (("", column.text, _COLUMN, meant.get(column.index, "")) for column in table.columns)
    for number, row in enumerate(sheet.rows, start=1):
        said = [compact(cell) for cell in row if isinstance(cell, str) and compact(cell)]
        if number < table.top or (number > table.bottom and len(said) <= _WORDS):
            yield from (("", "", _TEXT, text) for text in said)


def headings_worn(known: Set[Worn]) -> Set[str]:
    """The headings of the columns that a form had."""
    return {heading for _, heading, sort, _ in known if sort == _COLUMN}


def meant_worn(known: Set[Worn]) -> dict[str, str]:
    """What each column was filled with by its heading, empty for the form's own; nothing where it was not kept."""
    found = {heading: meant for _, heading, sort, meant in known if sort == _COLUMN}
    return found if any(found.values()) else {}


def beside(fingerprint: str) -> Worn:
    """That a table stands in the workbook which nothing was filled into."""
    return ("", fingerprint, _BESIDE, "")


def texts_worn(known: Set[Worn]) -> Set[str]:
    """The texts that stood around a form's table, without blanks."""
    return {said for _, _, sort, said in known if sort == _TEXT}


def went_turned(known: Set[Worn]) -> bool:
    """Whether what went out is a form that lies turned."""
    return TURNED in known


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
