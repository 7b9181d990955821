"""Book -> tables of indicators: their headers, the rows that hold figures, and those that do not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.services.importing import lexicon
from app.services.importing.figures.indicator_names import Hit
from app.services.importing.figures.layout import (
    LABEL_COLUMNS,
    LONGEST_SUM,
    MOST_ROWS,
    Layout,
    Names,
    Placed,
    cites,
    is_figure,
    is_sum,
    placed_in,
    says_what,
    sheet_title,
    sum_word,
)
from app.services.importing.figures.months import is_month
from app.services.importing.mapping.meaning import Meaning, meaning
from app.services.importing.mapping.years import is_year
from app.services.importing.regions import Region, is_another
from app.services.importing.tables.band import Band, columns_of, is_ordinal, texts
from app.services.importing.tables.beside import blocks, only
from app.services.importing.tables.header import unit_in, units_named
from app.services.importing.tables.surroundings import units_around
from app.services.importing.tables.table import Column, Skip, Table
from app.services.importing.text import compact, half_width, key
from app.services.workbook.book import Book, Cell, Sheet

_MOST_LEVELS = 4
_MOST_PARTS = 4
_LONGEST_TITLE = 30
_MOST_REMARKS = 3
_PLACE, _BESIDE_PLACE = "镇", frozenset({"镇", "开发区", "县"})
_MEASURED = re.compile(r"\d(?:万|亿)?(?:亩|公顷|㎡|平方|平米|株|户|处|宗|元|%)")


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table of indicators: its layout, and the column that names what its rows are about.

    ``of_tasks`` says that the title, the sheet or the corner speaks of targets: figures without a word are such;
    ``subject`` is the one indicator that a table of progress by region is about. In a list, ``place`` is the column
    that names the region of each row, ``region`` the one that all its columns of figures stand under.
    """

    table: Table
    layout: Layout
    label: int
    of_tasks: bool
    subject: Hit | None = None
    place: int | None = None
    region: Region | None = None

    @property
    def units(self) -> tuple[str, ...]:
        """The units said for the whole table: in its corner, else in the unit line or the title."""
        corner = [text for column in self.table.columns if column.index == self.label for text in self._corner(column)]
        return tuple(dict.fromkeys(unit for text in corner for unit in units_named(text))) or units_around(self.table)

    def _corner(self, column: Column) -> list[str]:
        return [str(self.table.cell(row, column.index)) for row in range(self.table.top, self.table.bottom + 1)]

    def named(self, number: int) -> str:
        """What a row is about, as it is written; in a list by region, a name counts for the rows below it."""
        if self.place is None:
            return str(_of_merge(self.table.sheet, number, self.label, self.table.bottom))
        return _standing(self.table.sheet, number, self.label, self.table.bottom)

    def region_label(self, number: int) -> str:
        """What names the region of a row; empty in a list of indicators that has none."""
        if self.subject is not None:
            return self.named(number)
        return "" if self.place is None else _standing(self.table.sheet, number, self.place, self.table.bottom)

    @property
    def by_region(self) -> bool:
        """Whether its figures are those of regions it names, and not of one unit alone."""
        return self.subject is not None or self.place is not None or self.region is not None


def _of_merge(sheet: Sheet, number: int, column: int, header: int) -> Cell:
    """A cell below a header, or what stands in the area that it was merged into."""
    areas = (one for one in sheet.merges if number in one.rows and column in one.columns and one.top > header)
    return next((sheet.cell(one.top, one.left) for one in areas), sheet.cell(number, column))


def _standing(sheet: Sheet, number: int, column: int, header: int) -> str:
    """What a cell below a header says, or the last one above it where it is blank or says 同上."""
    said = (str(sheet.cell(row, column)) for row in range(number, header, -1))
    return next((text for text in said if text and compact(text) not in lexicon.words("ditto")), "")


def figure_tables(book: Book, names: Names, ledgers: Sequence[Table]) -> list[FigureTable]:
    """The tables of indicators on the visible sheets, in order; where one of the ``ledgers`` begins, they end."""
    tops = {sheet.name: [one.top for one in ledgers if one.sheet.name == sheet.name] for sheet in book.sheets}
    return [found for sheet in book.sheets if not sheet.hidden for found in _parted(sheet, names, tops[sheet.name])]


def _parted(sheet: Sheet, names: Names, tops: Sequence[int]) -> list[FigureTable]:
    """The tables of a sheet; those that an empty column keeps apart by themselves, if every part of it is such."""
    parts = list(blocks(sheet)) if len(sheet.rows) <= MOST_ROWS else []
    if 1 < len(parts) <= _MOST_PARTS:
        apart = [list(_on_sheet(only(sheet, 1, part), names, tops)) for part in parts]
        if all(apart):
            return [found for tables in apart for found in tables]
    return list(_on_sheet(sheet, names, tops))


def _on_sheet(sheet: Sheet, names: Names, tops: Sequence[int]) -> Iterator[FigureTable]:
    bands = _bands(sheet, names)
    heads = [_head(sheet, band, bands[index - 1].bottom if index else 0) for index, band in enumerate(bands)]
    for index, band in enumerate(bands):
        below = [top - 1 for top in (*(head.start for head in heads[index + 1 :]), *tops) if top > band.bottom]
        end = min([*below, len(sheet.rows)])
        for placed in placed_in(sheet, band, heads[index], end, names):
            yield _table(sheet, band, heads[index], end, placed, names)


def _head(sheet: Sheet, band: Band, floor: int) -> range:
    """The rows above a header that speak of it; below an earlier table only those that stand right above."""
    start = band.top
    while start - 1 > floor and (not floor or _speaks(sheet, start - 1)):
        start -= 1
    return range(start, band.top)


def _speaks(sheet: Sheet, number: int) -> bool:
    said = texts(sheet, number)
    foot = said and (lexicon.begins("note", said[0]) or any(map(is_sum, said)))
    return 1 <= len(said) <= 3 and not foot and not any(is_figure(cell) for cell in sheet.rows[number - 1][1:])


def _bands(sheet: Sheet, names: Names) -> list[Band]:
    """The headers of a sheet: rows whose texts are mostly known names of columns, with the rows that belong to them."""
    found: list[Band] = []
    number = 1
    while number <= min(len(sheet.rows), MOST_ROWS):
        if _is_header(sheet, number, names) and not (found and _is_data(sheet, number, found[-1], names)):
            found.append(_grown(sheet, number, names, found[-1].bottom if found else 0))
            number = found[-1].bottom
        number += 1
    return found


def _is_header(sheet: Sheet, number: int, names: Names) -> bool:
    filled = [cell for cell in sheet.rows[number - 1] if cell != ""]
    if len(filled) < 2 or any(is_figure(cell) and names.region(cell) is None for cell in filled):
        return False
    known = sum(_is_known(cell, names) for cell in filled)
    return known >= (1 if _begins(sheet, number + 1, names) else 2) and known >= 0.5 * len(filled)


def _begins(sheet: Sheet, number: int, names: Names) -> bool:
    """Whether a row has a name that tells what it is about, and a figure: the first row below a header."""
    row = sheet.rows[number - 1] if number <= len(sheet.rows) else ()
    return any(names.region(cell) or names.indicator(cell) for cell in row[:LABEL_COLUMNS]) and any(map(is_figure, row))


def _is_known(cell: Cell, names: Names) -> bool:
    said = half_width(str(cell))
    if _MEASURED.search(said):
        return False
    return bool(
        names.region(cell)
        or names.indicator(cell)
        or is_month(said)
        or is_year(said)
        or said in lexicon.words("part_of_year")
        or key(said) in lexicon.header_words()
        or key(said) in lexicon.words("indicator_label") | lexicon.words("region_label")
        or _is_place(meaning(key(said)))
        or (len(said) <= 16 and any(lexicon.has(sort, said) for sort in ("target", "actual", "derived", "carried")))
    )


def _is_place(meant: Meaning) -> bool:
    """Whether a heading means the towns and what is reported like one: 乡镇（开发区）."""
    return meant.understood and _PLACE in meant.notions <= _BESIDE_PLACE


def _is_data(sheet: Sheet, number: int, band: Band, names: Names) -> bool:
    """Whether a row of texts alone is a row of the table above it: its label is of the kind its labels are."""
    row = sheet.rows[number - 1][:LABEL_COLUMNS]
    first = next((cell for cell in row if cell != "" and not is_figure(cell)), "")
    if texts(sheet, number) == texts(sheet, band.bottom):
        before = {text for above in range(1, band.top) for text in texts(sheet, above)}
        return not any(_entitles(sheet, above, before) for above in range(band.bottom + 1, number))
    return bool(names.indicator(first) or names.region(first)) or is_sum(str(first))


def _entitles(sheet: Sheet, number: int, before: set[str]) -> bool:
    """Whether a row is the title of another table: one text that says what such a table is, not said ``before``."""
    said = texts(sheet, number)
    if len(said) != 1 or said[0] in before or len(said[0]) <= LONGEST_SUM or lexicon.begins("note", said[0]):
        return False
    return says_what(said[0]) and not cites(said[0])


def _grown(sheet: Sheet, number: int, names: Names, floor: int) -> Band:
    top = bottom = number
    while bottom - top + 1 < _MOST_LEVELS and _continues(sheet, top, bottom, names):
        bottom += 1
    while bottom - top + 1 < _MOST_LEVELS and top - 1 > floor and _reaches(sheet, top - 1, top):
        top -= 1
    return Band(top, bottom)


def _continues(sheet: Sheet, top: int, bottom: int, names: Names) -> bool:
    if bottom >= len(sheet.rows) or is_ordinal(sheet, bottom + 1):
        return False
    if any(top <= area.top <= bottom < area.bottom for area in sheet.merges):
        return True
    below = [cell for cell in sheet.rows[bottom] if cell != ""]
    if below and all(is_unit(cell) for cell in below):
        return True
    return sheet.rows[bottom][0] == "" and _is_header(sheet, bottom + 1, names)


def _reaches(sheet: Sheet, above: int, top: int) -> bool:
    """Whether the row above a header groups its columns: a merge of a few of them, or one that reaches down."""
    if any(map(_is_particular, texts(sheet, above))):
        return False
    return any(
        area.top == above and (area.bottom >= top or 1 < len(area.columns) < 0.7 * sheet.width) for area in sheet.merges
    )


def _is_particular(text: str) -> bool:
    """Whether a text is one of the particulars above a table: ``填报单位：…``."""
    return bool(re.search("[:：]", text)) and any(lexicon.has(sort, text) for sort in ("meta", "unit_line", "as_of"))


def is_unit(cell: Cell) -> bool:
    """Whether a cell is a unit and nothing else: ``（万亩）``, 个."""
    said = half_width(str(cell)).strip("()[]")
    return bool(unit_in(said)) or said in lexicon.words("counting")


def _table(sheet: Sheet, band: Band, head: range, end: int, placed: Placed, names: Names) -> FigureTable:
    skipped: dict[int, Skip] = {}
    records: list[int] = []
    body = range(band.bottom + 1, _last_filled(sheet, end) + 1)
    naming = placed.place if placed.layout is Layout.LIST else placed.label
    if naming is not None:
        names = names.among(str(sheet.cell(number, naming)) for number in body)
    for number in body:
        why = _why_not(sheet, number, band, placed, names)
        if why is None:
            records.append(number)
        else:
            skipped[number] = why
    spoken = (Skip.NOTE, Skip.SIGNATURE, Skip.TITLE)
    around = [*head, *(number for number, why in skipped.items() if why in spoken)]
    notices = tuple(text for number in around for text in texts(sheet, number))
    title = sheet_title(sheet, head)
    own = {column.index for column in placed.beside} | {placed.label}
    columns = tuple(one for one in columns_of(sheet, band) if not placed.beside or one.index in own)
    table = Table(sheet, band.top, band.bottom, columns, tuple(records), skipped, title, notices)
    return FigureTable(table, placed.layout, placed.label, placed.of_tasks, placed.subject, placed.place, placed.region)


def _last_filled(sheet: Sheet, end: int) -> int:
    while end > 0 and not texts(sheet, end):
        end -= 1
    return end


def _why_not(sheet: Sheet, number: int, band: Band, placed: Placed, names: Names) -> Skip | None:
    """Why a row holds no figures to be taken; None where it does."""
    said = texts(sheet, number)
    if not said:
        return Skip.BLANK
    if number in sheet.hidden_rows and not sheet.filtered:
        return Skip.HIDDEN
    if _is_struck(sheet, number):
        return Skip.STRUCK
    return (
        _frame(sheet, number, band)
        or _sum_of(sheet, number, band, placed, names)
        or _other_row(sheet, number, band, placed, names)
    )


def _frame(sheet: Sheet, number: int, band: Band) -> Skip | None:
    """A row of the form itself: the numbers of the columns, the header once more, the line of signatures."""
    said = texts(sheet, number)
    if is_ordinal(sheet, number):
        return Skip.ORDINAL
    if said == texts(sheet, band.bottom):
        return Skip.TITLE
    signed = any(lexicon.has("signature", text) and re.search("[:：(（]", text) for text in said)
    return Skip.SIGNATURE if signed and not any(map(is_figure, sheet.rows[number - 1])) else None


def _is_struck(sheet: Sheet, number: int) -> bool:
    filled = [index for index, cell in enumerate(sheet.rows[number - 1]) if cell != ""]
    return all((mark := sheet.marks.get((number, index))) and mark.struck for index in filled)


def _sum_of(sheet: Sheet, number: int, band: Band, placed: Placed, names: Names) -> Skip | None:
    said: list[Cell] = list(sheet.rows[number - 1][: max(placed.label, placed.place or 0) + 1])
    if placed.place is not None:
        said[placed.place] = _standing(sheet, number, placed.place, band.bottom)
    for cell in said:
        if isinstance(cell, str) and is_sum(cell) and not names.region(cell):
            return Skip.TOTAL if sum_word(cell) in lexicon.words("total") else Skip.SUBTOTAL
        if isinstance(cell, str) and sum_word(cell) in lexicon.words("subtotal"):
            return Skip.SUBTOTAL
    return None


def _other_row(sheet: Sheet, number: int, band: Band, placed: Placed, names: Names) -> Skip | None:
    row = sheet.rows[number - 1]
    if placed.place is not None:
        region = names.region(_standing(sheet, number, placed.place, band.bottom))
        if region and not region.ours:
            return Skip.OTHER_UNIT
    label = row[placed.label]
    figures = any(is_figure(cell) for cell in row[placed.label + 1 :])
    if placed.layout in (Layout.REGIONS_DOWN, Layout.PROGRESS):
        found = names.region(label)
        if found is None and not figures:
            return _remark(sheet, number)
        others = not found.ours if found else is_another(str(label))
        return Skip.OTHER_UNIT if others else None
    if figures or names.indicator(label):
        return None
    return _remark(sheet, number) if len(texts(sheet, number)) <= _MOST_REMARKS else None


def _remark(sheet: Sheet, number: int) -> Skip:
    said = texts(sheet, number)
    opens = re.match("[*※]|(" + "|".join(lexicon.words("note")) + ")", said[0])
    return Skip.NOTE if opens or len(said[0]) > _LONGEST_TITLE else Skip.TITLE
