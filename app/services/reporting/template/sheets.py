"""The tables of a bureau's workbook that are sheets of one report, told by their names and the columns they have."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.services.importing.tables.recognise import recognise
from app.services.importing.tables.table import Table
from app.services.importing.text import key
from app.services.importing.vocabulary import vocabulary
from app.services.reporting.template.content import Content
from app.services.reporting.template.filling import Form, known_form, says_something
from app.services.reporting.template.match import Decided, Matching, matching
from app.services.workbook.book import Book
from app.services.workbook.fill.parts import BookParts
from app.services.workbook.layout import NUMERIC_KINDS

_FEWEST = 2
"""A table with fewer of a sheet's figures is no such sheet, unless it is called so."""

DecidedOf = Callable[[Table], Decided]
"""What was once learned of a table's columns, and what the clerk says of them now."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """One table with the eyes of each sheet of the report; ``named`` is the further sheet it is called after."""

    table: Table
    matchings: tuple[Matching, ...]
    strengths: tuple[int, ...]
    named: int | None

    def suits(self, index: int) -> bool:
        """Whether the table is that sheet of the report and no other."""
        if self.named is not None:
            return self.named == index and self.strengths[index] > 0
        best = max(self.strengths)
        if index == 0:
            return self.strengths[0] == best
        return self.strengths[index] == best >= _FEWEST and self.strengths.count(best) == 1


def known_forms(
    data: bytes, book: Book, contents: Sequence[Content], decided: Decided, before: DecidedOf
) -> dict[int, Form]:
    """The table of a bureau's workbook that each sheet of a report (by its place) goes into, at most one a worksheet.

    A report of one sheet goes into the table with most of its columns. Raises ``Refusal`` where there is none.
    """
    first = known_form(data, book, contents[0], decided) if len(contents) == 1 else None
    if first is not None:
        known = before(first.table)
        return {0: known_form(data, book, contents[0], {**known, **decided}) if known else first}
    seen = list(_seen(book, contents, decided, before))
    placed: dict[int, _Seen] = {}
    for index, content in enumerate(contents):
        taken = {one.table.sheet.name for one in placed.values()}
        free = [one for one in seen if one.table.sheet.name not in taken and one.suits(index)]
        best = max(free, key=lambda one: one.matchings[index].weight, default=None)
        if best and says_something(best.matchings[index], content):
            placed[index] = best
    if not placed:
        return {0: known_form(data, book, contents[0], decided)}
    parts = BookParts(data)
    return {
        index: Form(
            parts, one.table, one.matchings[index], _floor(one.table, seen), listed=contents[index].key_of is None
        )
        for index, one in placed.items()
    }


def _floor(table: Table, seen: Sequence[_Seen]) -> int | None:
    tops = [one.table.top for one in seen if one.table.sheet.name == table.sheet.name]
    return min((top for top in tops if top > table.bottom), default=None)


def _seen(book: Book, contents: Sequence[Content], decided: Decided, before: DecidedOf) -> Iterator[_Seen]:
    words = vocabulary().knowing(column.path for one in contents for column in one.fill.layout.columns)
    for table in recognise(book, words):
        known = [{**before(table), **decided}, *[decided] * (len(contents) - 1)]
        matchings = tuple(matching(table, one.offered, words, said) for one, said in zip(contents, known, strict=True))
        strengths = tuple(_strength(found, one) for found, one in zip(matchings, contents, strict=True))
        yield _Seen(table, matchings, strengths, _named(table, contents))


def _strength(found: Matching, content: Content) -> int:
    """How many of a sheet's columns a table has; of a report of sums the figures alone tell."""
    columns = content.fill.layout.columns
    return sum(bool(content.ledger) or columns[one.index].kind in NUMERIC_KINDS for one in found.matched)


def _named(table: Table, contents: Sequence[Content]) -> int | None:
    said = key(table.sheet.name) + key(table.title)
    return next((index for index, one in enumerate(contents) if index and key(one.fill.layout.name) in said), None)
