"""Aims that a document lists in a table: each row read as the sentences it stands for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.services.importing.proposal.cells import cells
from app.services.importing.proposal.deadline import deadlines
from app.services.importing.proposal.lexicon import measures, pattern, words
from app.services.importing.proposal.naming import core, following
from app.services.importing.proposal.outline import Outline, Statement
from app.services.importing.proposal.prose import plain
from app.services.workbook.read.document import Document, Line

_NUMBER = re.compile(r"\d")
_YEAR = re.compile(r"20\d\d年度?")
_IN_BRACKETS = re.compile(r"\(([^)]*)\)")
_LAST_NUMBER = re.compile(r"[\d.,]+(?=[^\d.,]*$)")
_DOTTED = re.compile(r"(20\d\d)[./-](\d{1,2})(?!\d)(?:[./-]\d{1,2})?")
_STOPS = re.compile("[。;\n]")
_LONGEST_HEAD = 16
_SORTS = ("unit_column", "due_column", "value_column", "name_column")


@dataclass(frozen=True, slots=True)
class _Head:
    """The header of a table of aims: its titles, and where the columns are that are read."""

    titles: Sequence[str]
    places: Mapping[str, int]

    def cell(self, row: Sequence[str], sort: str) -> str:
        """What a row has in the column of a sort; empty where the table or the row has none."""
        place = self.places.get(sort, len(row))
        return row[place] if place < len(row) else ""


def with_tables(read: Outline, document: Document, year: int) -> Outline:
    """An outline with the rows of the document's tables as statements of aims, after those of its text."""
    rows = tuple(_statements(document.lines, year))
    return replace(read, statements=(*read.statements, *rows)) if rows else read


def lists_aims(row: Sequence[str]) -> bool:
    """Whether a row is the header of a list that names aims and says of each what is to be reached."""
    head = _header([plain(cell.strip()) for cell in row], (), 0)
    return head is not None and {"name_column", "value_column"} <= head.places.keys()


def _statements(lines: Sequence[Line], year: int) -> Iterator[Statement]:
    head: _Head | None = None
    is_fresh = False
    for line in lines:
        if "\t" not in line.text:
            head = None
            continue
        row = [plain(cell.strip()) for cell in line.text.split("\t")]
        above = head.titles if head and is_fresh else ()
        found = _header(row, above, year)
        is_fresh = found is not None
        if found:
            head = found
        elif head:
            yield from _rows(line, row, head, year)


def _header(row: Sequence[str], above: Sequence[str], year: int) -> _Head | None:
    """The header that a row is, together with one above it; None where it is none of aims."""
    if any(len(cell) > _LONGEST_HEAD or _NUMBER.search(_bare(cell)) for cell in row):
        return None
    joined = [*above, *([""] * (len(row) - len(above)))]
    titles = [over if over == own else over + own for over, own in zip(joined, row, strict=False)]
    places: dict[str, int] = {}
    for sort in _SORTS:
        fitting = [place for place, title in enumerate(titles) if _is_headed(title, sort, year)]
        free = [place for place in fitting if place not in places.values()]
        if free:
            places[sort] = max(free, key=lambda place: str(year) in titles[place])
    is_header = bool(places.keys() & {"name_column", "value_column"}) and len([one for one in row if one]) > 1
    return _Head(titles, places) if is_header else None


def _bare(title: str) -> str:
    return _YEAR.sub("", _IN_BRACKETS.sub("", title))


def _is_headed(title: str, sort: str, year: int) -> bool:
    """Whether a column has a title of a sort; a value of another year, or one that was reached, is no aim."""
    if not pattern(sort).search(title):
        return False
    others = {found[0][:4] for found in _YEAR.finditer(title)} - {str(year)}
    return sort != "value_column" or not (others or pattern("reached").search(title))


def _rows(line: Line, row: Sequence[str], head: _Head, year: int) -> Iterator[Statement]:
    due = _days(head.cell(row, "due_column"), year)
    printed = line.text.replace("\t", " ")
    for topic, text in _sentences(row, head, year):
        yield Statement(text, printed, line.number, "", "", is_goal=True, due=due, topic=topic)


def _days(text: str, year: int) -> tuple[str, ...]:
    """The days of a cell of deadlines; there a bare day or month is one too."""
    return deadlines(_DOTTED.sub(r"\1年\2月", text) + "前", year) or deadlines(text, year)


def _sentences(row: Sequence[str], head: _Head, year: int) -> Iterator[tuple[str, str]]:
    """What a row says, behind what it is about: its name with its value, or the sentences in place of a value."""
    name, value = head.cell(row, "name_column"), head.cell(row, "value_column")
    if not value and "value_column" not in head.places:
        name, value = "", name
    if value in words("milestone") and name:
        yield "", value + name
    elif _NUMBER.search(value) and _names_itself(value, year):
        yield from ((name, part) for part in _STOPS.split(value) if part)
    elif _NUMBER.search(value):
        yield "", name + _measured(value, head, row)


def _names_itself(value: str, year: int) -> bool:
    """Whether a value is a sentence that says what it counts."""
    found = cells(value, year)
    return any(core(one.left, year) or following(one.right) for one in found)


def _measured(value: str, head: _Head, row: Sequence[str]) -> str:
    """A value with its unit, from its own column or from the heading."""
    unit = head.cell(row, "unit_column") or _unit_in(head.titles[head.places["value_column"]])
    bare = _LAST_NUMBER.search(value)
    if not bare or not unit or any(value[bare.end() :].startswith(one) for one in measures()):
        return value
    return value[: bare.end()] + unit + value[bare.end() :]


def _unit_in(title: str) -> str:
    found = _IN_BRACKETS.search(title)
    return found[1] if found and found[1] in measures() else ""
