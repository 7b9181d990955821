"""Book -> tables of indicators: who is in the rows and who in the columns is told by the names that are known.

Four layouts (``domain.md`` C2 R8, R9): regions down the side and indicators across the top, the same the
other way round, a list of indicators with columns for the target and what was reached, and a list of regions with
such columns for one indicator.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from app.services.importing import lexicon
from app.services.importing.band import Band, columns_of, is_ordinal, texts
from app.services.importing.figure_column import Role, role_of, units_around
from app.services.importing.header import unit_in, units_named
from app.services.importing.indicator_names import Hit, IndicatorNames
from app.services.importing.months import is_month, months
from app.services.importing.progress_columns import subject, subjects
from app.services.importing.regions import Region, Regions, is_another
from app.services.importing.table import Column, Skip, Table
from app.services.importing.text import compact, figure, half_width, key
from app.services.workbook.book import Book, Cell, Sheet

_MOST_LEVELS = 4
_LABEL_COLUMNS = 6
_LONGEST_LABEL = 60
_LONGEST_SUM = 8
_LONGEST_TITLE = 30
_MOST_REMARKS = 3
_LEAST_SHARE = 0.3
_MOSTLY = 0.5
_HEADED = 0.2
_FIGURE = re.compile(r"约?[+-]?[\d,]*\.?\d+[^\d月年季日\-]{0,4}")
_MEASURED = re.compile(r"\d(?:万|亿)?(?:亩|公顷|㎡|平方|平米|株|户|处|宗|元|%)")
_PARTICULAR = re.compile(r"[^（(]{0,8}[:：]")
_PAPER = re.compile(r"[〔\[(【]\d{4}[〕\])】]第?\d+号|20\d\d[年.-]\d{1,2}[月.-]\d{1,2}日?$")
_MOST_ROWS = 1000
"""Regions and indicators are few; what is longer is a ledger."""


class Layout(Enum):
    """What stands down the side of a table and what across its top."""

    REGIONS_DOWN = auto()
    REGIONS_ACROSS = auto()
    LIST = auto()
    PROGRESS = auto()
    """Regions down the side, and of one indicator what is aimed at and what was reached."""


@dataclass(frozen=True, slots=True)
class Names:
    """All names that a table of indicators may be told by."""

    indicators: IndicatorNames
    regions: Regions

    def among(self, labels: Iterable[str]) -> "Names":
        """The names as a table whose regions are labelled so means them."""
        return replace(self, regions=self.regions.among(labels))

    def indicator(self, cell: Cell) -> Hit | None:
        """The indicator a cell names in words that are known; likeness is no evidence for what a table is."""
        return self.indicators.known(cell) if isinstance(cell, str) and _is_label(cell) else None

    def region(self, cell: Cell) -> Region | None:
        """The region a cell names."""
        return self.regions.find(str(cell)) if _is_label(cell) else None


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
            return str(self.table.cell(number, self.label))
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


def _standing(sheet: Sheet, number: int, column: int, header: int) -> str:
    """What a cell below a header says, or the last one above it where it is blank or says 同上."""
    said = (str(sheet.cell(row, column)) for row in range(number, header, -1))
    return next((text for text in said if text and compact(text) not in lexicon.words("ditto")), "")


def figure_tables(book: Book, names: Names, ledgers: Sequence[Table]) -> list[FigureTable]:
    """The tables of indicators on the visible sheets, in order; where one of the ``ledgers`` begins, they end."""
    tops = {sheet.name: [one.top for one in ledgers if one.sheet.name == sheet.name] for sheet in book.sheets}
    return [found for sheet in book.sheets if not sheet.hidden for found in _on_sheet(sheet, names, tops[sheet.name])]


def _is_label(cell: Cell) -> bool:
    return not isinstance(cell, bool) and cell != "" and len(str(cell)) <= _LONGEST_LABEL


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a number, or text that is meant as one: ``317亩``, but not ``6月完成``."""
    if isinstance(cell, str):
        return bool(_FIGURE.fullmatch(figure(cell)))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _on_sheet(sheet: Sheet, names: Names, tops: Sequence[int]) -> Iterator[FigureTable]:
    bands = _bands(sheet, names)
    heads = [_head(sheet, band, bands[index - 1].bottom if index else 0) for index, band in enumerate(bands)]
    for index, band in enumerate(bands):
        below = [top - 1 for top in (*(head.start for head in heads[index + 1 :]), *tops) if top > band.bottom]
        end = min([*below, len(sheet.rows)])
        for placed in _placed(sheet, band, heads[index], end, names):
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
    while number <= min(len(sheet.rows), _MOST_ROWS):
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
    return any(names.region(cell) or names.indicator(cell) for cell in row[:_LABEL_COLUMNS]) and any(
        map(is_figure, row)
    )


def _is_known(cell: Cell, names: Names) -> bool:
    said = half_width(str(cell))
    if _MEASURED.search(said):
        return False
    return bool(
        names.region(cell)
        or names.indicator(cell)
        or is_month(said)
        or said in lexicon.words("part_of_year")
        or key(said) in lexicon.header_words()
        or key(said) in lexicon.words("indicator_label") | lexicon.words("region_label")
        or (len(said) <= 16 and any(lexicon.has(sort, said) for sort in ("target", "actual", "derived")))
    )


def _is_data(sheet: Sheet, number: int, band: Band, names: Names) -> bool:
    """Whether a row of texts alone is a row of the table above it: its label is of the kind its labels are."""
    row = sheet.rows[number - 1][:_LABEL_COLUMNS]
    first = next((cell for cell in row if cell != "" and not is_figure(cell)), "")
    if texts(sheet, number) == texts(sheet, band.bottom):
        before = {text for above in range(1, band.top) for text in texts(sheet, above)}
        return not any(_entitles(sheet, above, before) for above in range(band.bottom + 1, number))
    return bool(names.indicator(first) or names.region(first)) or is_sum(str(first))


def _entitles(sheet: Sheet, number: int, before: set[str]) -> bool:
    """Whether a row is the title of another table: one text that says what such a table is, not said ``before``."""
    said = texts(sheet, number)
    if len(said) != 1 or said[0] in before or len(said[0]) <= _LONGEST_SUM or lexicon.begins("note", said[0]):
        return False
    return _says_what(said[0]) and not _cites(said[0])


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


@dataclass(frozen=True, slots=True)
class _Placed:
    """A layout, the column that its rows are labelled in, and whether the whole table is one of targets.

    ``beside`` are the columns of the ``subject`` where several indicators stand side by side, or of the ``region``
    where several regions do; ``place`` is the column of the regions of a list.
    """

    layout: Layout
    label: int
    of_tasks: bool
    subject: Hit | None = None
    beside: tuple[Column, ...] = ()
    place: int | None = None
    region: Region | None = None


def _placed(sheet: Sheet, band: Band, head: range, end: int, names: Names) -> Sequence[_Placed]:
    """The layout of a table and its label column, by what is named above and beside its figures; one an indicator."""
    columns = columns_of(sheet, band)
    body = range(band.bottom + 1, min(end, band.bottom + _MOST_ROWS) + 1)
    across = {found.code for column in columns for text in column.path if (found := names.region(text))}
    down = _best(sheet, body, lambda cell: region.code if (region := names.region(cell)) else None)
    listed = _best(sheet, body, lambda cell: hit.indicator.code if (hit := names.indicator(cell)) else None)
    if len(across) >= 2 and listed.found and _of_tasks(sheet, head, columns, listed.column):
        return [_Placed(Layout.REGIONS_ACROSS, listed.column, True)]
    if _is_stacked(down, listed) and _aims(columns, listed.column):
        return [_Placed(Layout.LIST, listed.column, False, place=down.column)]
    of_tasks = _of_tasks(sheet, head, columns, down.column)
    if down.found >= 2 and not of_tasks and (progress := _progress(sheet, head, columns, down.column, names)):
        return progress
    headed = sum(any(names.indicator(text) for text in column.path) for column in columns) >= _HEADED * len(columns)
    titled = about(sheet_title(sheet, head), names) is not None
    if down.found >= 2 and ((headed and of_tasks) or ((headed or titled) and _aims(columns, down.column))):
        return [_Placed(Layout.REGIONS_DOWN, down.column, of_tasks)]
    filled = [column for column in columns if any(is_figure(sheet.cell(number, column.index)) for number in body)]
    if listed.found and listed.share >= _LEAST_SHARE and _aims(filled, listed.column):
        return _lists(columns, listed.column, names)
    return []


def _is_stacked(down: "_Labels", listed: "_Labels") -> bool:
    """Whether several indicators are listed for each of several regions, in two columns side by side."""
    apart = down.column != listed.column and min(down.found, listed.found) >= 2
    return apart and min(down.known, listed.known) >= _MOSTLY


def _lists(columns: Sequence[Column], label: int, names: Names) -> list[_Placed]:
    """A list of indicators; one for each region where several stand side by side, each over its own columns.

    What stands under no region is the unit's own, but for units: those are everybody's.
    """
    names = names.among(text for column in columns for text in column.path)
    regions: dict[str, Region] = {}
    own: dict[str, list[Column]] = {}
    for column in (one for one in columns if one.index != label and role_of(one) is not Role.UNIT):
        region = next((found for text in column.path if (found := names.region(text))), names.regions.own)
        regions[region.code] = region
        own.setdefault(region.code, []).append(column)
    if len(own.keys() - {names.regions.own.code}) < 2:
        return [_Placed(Layout.LIST, label, False)]
    if not _aims([one for one in own.get(names.regions.own.code, ()) if not is_summed(one)], label):
        sums = own.pop(names.regions.own.code, [])
        own[next(iter(own))] += sums
    units = [one for one in columns if role_of(one) is Role.UNIT]
    placed = (_Placed(Layout.LIST, label, False, None, (*units, *own[code]), None, regions[code]) for code in own)
    return [one for one in placed if one.region and one.region.ours]


def is_summed(column: Column) -> bool:
    """Whether a column holds the sums of those beside it, and not the whole unit's own or a running total."""
    said = [half_width(text) for text in column.path if not lexicon.has("cumulative", text)]
    return any(is_sum(text) and text not in lexicon.words("whole_unit") for text in said)


def _progress(sheet: Sheet, head: range, columns: Sequence[Column], label: int, names: Names) -> list[_Placed]:
    """A table of progress by region: of one indicator, or of several that stand side by side."""
    beside = [column for column in columns if column.index != label]
    if not _reached(beside):
        return []
    hit = subject(beside, sheet_title(sheet, head), sheet.name, names.indicators)
    if hit is not None:
        return [_Placed(Layout.PROGRESS, label, False, hit)]
    return [_Placed(Layout.PROGRESS, label, False, one, own) for one, own in subjects(beside, names.indicators)]


@dataclass(frozen=True, slots=True)
class _Labels:
    """The column with the most different names of one sort: how many, and their share of the rows that say anything.

    ``known`` is the share of all names, also of those that come again.
    """

    column: int
    found: int
    share: float
    known: float


def _best(sheet: Sheet, body: range, named: Callable[[Cell], str | None]) -> _Labels:
    best = _Labels(0, 0, 0.0, 0.0)
    for column in range(min(_LABEL_COLUMNS, sheet.width)):
        cells = [cell for number in body if (cell := sheet.cell(number, column)) != ""]
        codes = [code for cell in cells if (code := named(cell))]
        if len(set(codes)) > best.found:
            best = _Labels(column, len(set(codes)), len(set(codes)) / len(cells), len(codes) / len(cells))
    return best


def _of_tasks(sheet: Sheet, head: range, columns: Sequence[Column], label: int) -> bool:
    """Whether the title, the sheet's name or the corner speaks of targets, and none of them of progress."""
    corner = "".join(column.text for column in columns if column.index == label)
    said = sheet_title(sheet, head) + sheet.name + corner
    return lexicon.has("task_title", said) and not lexicon.has("progress_title", said)


def _reached(columns: Sequence[Column]) -> bool:
    """Whether columns say what was reached by now, or month by month of what is aimed at."""
    roles = set(map(role_of, columns))
    return Role.ACTUAL in roles or (Role.TARGET in roles and len(list(months(columns))) > 1)


def _aims(columns: Sequence[Column], label: int) -> bool:
    """Whether a column beside the labels is headed as a target, or as what was reached."""
    beside = [column for column in columns if column.index != label]
    return any(role_of(column) in (Role.TARGET, Role.ACTUAL) for column in beside) or len(list(months(beside))) > 1


def about(title: str, names: Names) -> Hit | None:
    """The one indicator that a title hands out as a task: 2022年度垦造耕地任务分解表."""
    return names.indicators.in_title(title) if lexicon.has("target", title) else None


def sheet_title(sheet: Sheet, head: range) -> str:
    """The longest of the texts above a header that is no line of particulars, rather than one that cites a paper."""
    said = [text for number in head for text in texts(sheet, number)]
    named = [text for text in said if len(text) > 3 and not _PARTICULAR.match(text)]
    return max(named, key=lambda text: (not _cites(text), _says_what(text), len(text)), default="")


def _says_what(text: str) -> bool:
    """Whether a line has a word for what such tables are: 任务分解, 完成情况."""
    return any(lexicon.has(sort, text) for sort in ("task_title", "progress_title"))


def _cites(text: str) -> bool:
    """Whether a line only names a paper or a day, and not what the table is."""
    if _says_what(text):
        return lexicon.begins("citing", text)
    return lexicon.begins("citing", text) or bool(_PAPER.search(half_width(text)))


def _table(sheet: Sheet, band: Band, head: range, end: int, placed: _Placed, names: Names) -> FigureTable:
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


def _why_not(sheet: Sheet, number: int, band: Band, placed: _Placed, names: Names) -> Skip | None:
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


def _sum_of(sheet: Sheet, number: int, band: Band, placed: _Placed, names: Names) -> Skip | None:
    said: list[Cell] = list(sheet.rows[number - 1][: max(placed.label, placed.place or 0) + 1])
    if placed.place is not None:
        said[placed.place] = _standing(sheet, number, placed.place, band.bottom)
    for cell in said:
        if isinstance(cell, str) and is_sum(cell) and not names.region(cell):
            return Skip.TOTAL if _sum_word(cell) in lexicon.words("total") else Skip.SUBTOTAL
    return None


def is_sum(text: str) -> bool:
    """Whether a label is that of a sum: 合计, 全县, 小计."""
    said = _sum_word(text)
    return said in lexicon.words("total") or (
        len(said) <= _LONGEST_SUM and any(said.endswith(ending) for ending in lexicon.words("sum_ending"))
    )


def _sum_word(text: str) -> str:
    return half_width(text).rstrip(":")


def _other_row(sheet: Sheet, number: int, band: Band, placed: _Placed, names: Names) -> Skip | None:
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
