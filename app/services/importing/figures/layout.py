"""What stands down the side of a table of indicators and what across its top, told by the names that are known.

Four layouts (``domain.md`` C2 R8, R9): regions down the side and indicators across the top, the same the
other way round, a list of indicators with columns for the target and what was reached, and a list of regions with
such columns for one indicator.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from app.services.importing import lexicon
from app.services.importing.figures.column import Role, role_of
from app.services.importing.figures.indicator_names import Hit, IndicatorNames
from app.services.importing.figures.months import months
from app.services.importing.figures.progress_columns import subject, subjects
from app.services.importing.regions import Region, Regions
from app.services.importing.tables.band import Band, columns_of, texts
from app.services.importing.tables.table import Column
from app.services.importing.text import figure, half_width
from app.services.workbook.book import Cell, Sheet

LABEL_COLUMNS = 6
_LONGEST_LABEL = 60
LONGEST_SUM = 8
_LEAST_SHARE = 0.3
_MOSTLY = 0.5
_HEADED = 0.2
_FIGURE = re.compile(r"约?[+-]?[\d,]*\.?\d+[^\d月年季日\-]{0,4}")
_PARTICULAR = re.compile(r"[^（(]{0,8}[:：]")
_PAPER = re.compile(r"[〔\[(【]\d{4}[〕\])】]第?\d+号|20\d\d[年.-]\d{1,2}[月.-]\d{1,2}日?$")
MOST_ROWS = 1000
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


def _is_label(cell: Cell) -> bool:
    return not isinstance(cell, bool) and cell != "" and len(str(cell)) <= _LONGEST_LABEL


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a number, or text that is meant as one: ``317亩``, but not ``6月完成``."""
    if isinstance(cell, str):
        return bool(_FIGURE.fullmatch(figure(cell)))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


@dataclass(frozen=True, slots=True)
class Placed:
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


def placed_in(sheet: Sheet, band: Band, head: range, end: int, names: Names) -> Sequence[Placed]:
    """The layout of a table and its label column, by what is named above and beside its figures; one an indicator."""
    columns = columns_of(sheet, band)
    body = range(band.bottom + 1, min(end, band.bottom + MOST_ROWS) + 1)
    across = {found.code for column in columns for text in column.path if (found := names.region(text))}
    down = _best(sheet, body, lambda cell: region.code if (region := names.region(cell)) else None)
    listed = _best(sheet, body, lambda cell: hit.indicator.code if (hit := names.indicator(cell)) else None)
    if len(across) >= 2 and listed.found and _of_tasks(sheet, head, columns, listed.column):
        return [Placed(Layout.REGIONS_ACROSS, listed.column, True)]
    if _is_stacked(down, listed) and _aims(columns, listed.column):
        return [Placed(Layout.LIST, listed.column, False, place=down.column)]
    of_tasks = _of_tasks(sheet, head, columns, down.column)
    if down.found >= 2 and not of_tasks and (progress := _progress(sheet, head, columns, down.column, names)):
        return progress
    headed = sum(any(names.indicator(text) for text in column.path) for column in columns) >= _HEADED * len(columns)
    titled = about(sheet_title(sheet, head), names) is not None
    if down.found >= 2 and ((headed or titled) and (of_tasks or _aims(columns, down.column))):
        return [Placed(Layout.REGIONS_DOWN, down.column, of_tasks)]
    filled = [column for column in columns if any(is_figure(sheet.cell(number, column.index)) for number in body)]
    if listed.found and listed.share >= _LEAST_SHARE and _aims(filled, listed.column):
        return _lists(columns, listed.column, names)
    return []


def _is_stacked(down: "_Labels", listed: "_Labels") -> bool:
    """Whether several indicators are listed for each of several regions, in two columns side by side."""
    apart = down.column != listed.column and min(down.found, listed.found) >= 2
    return apart and min(down.known, listed.known) >= _MOSTLY


def _lists(columns: Sequence[Column], label: int, names: Names) -> list[Placed]:
    """A list of indicators; one for each region where several stand side by side, each over its own columns.

    What stands under no region is the unit's own, but for units: those are everybody's.
    """
    names = names.among(text for column in columns for text in column.path)
    regions: dict[str, Region] = {}
    own: dict[str, list[Column]] = {}
    for column in (one for one in columns if one.index != label and role_of(one) is not Role.UNIT):
        region = next((found for text in column.path if (found := _region_in(text, names))), names.regions.own)
        regions[region.code] = region
        own.setdefault(region.code, []).append(column)
    if len(own.keys() - {names.regions.own.code}) < 2:
        return [Placed(Layout.LIST, label, False)]
    if not _aims([one for one in own.get(names.regions.own.code, ()) if not is_summed(one)], label):
        sums = own.pop(names.regions.own.code, [])
        own[next(iter(own))] += sums
    units = [one for one in columns if role_of(one) is Role.UNIT]
    placed = (Placed(Layout.LIST, label, False, None, (*units, *own[code]), None, regions[code]) for code in own)
    return [one for one in placed if one.region and one.region.ours]


def _region_in(heading: str, names: Names) -> Region | None:
    """The region a heading names, alone or before what its column is for: 某镇完成数."""
    said = half_width(heading)
    ends = (end for end in range(len(said), 1, -1) if end == len(said) or _is_for(said[end:]))
    return next((region for end in ends if (region := names.region(said[:end]))), None)


def _is_for(said: str) -> bool:
    """Whether words say what a column is for: 任务数, 累计完成."""
    return role_of(Column(0, (said,), ())) in (Role.TARGET, Role.ACTUAL, Role.RATIO)


def is_summed(column: Column) -> bool:
    """Whether a column holds the sums of those beside it, and not the whole unit's own or a running total."""
    said = [half_width(text) for text in column.path if not lexicon.has("cumulative", text)]
    return any(is_sum(text) and text not in lexicon.words("whole_unit") for text in said)


def _progress(sheet: Sheet, head: range, columns: Sequence[Column], label: int, names: Names) -> list[Placed]:
    """A table of progress by region: of one indicator, or of several that stand side by side."""
    beside = [column for column in columns if column.index != label]
    if not _reached(beside):
        return []
    hit = subject(beside, sheet_title(sheet, head), sheet.name, names.indicators)
    if hit is not None:
        return [Placed(Layout.PROGRESS, label, False, hit)]
    return [Placed(Layout.PROGRESS, label, False, one, own) for one, own in subjects(beside, names.indicators)]


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
    for column in range(min(LABEL_COLUMNS, sheet.width)):
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
    return max(named, key=lambda text: (not cites(text), says_what(text), len(text)), default="")


def says_what(text: str) -> bool:
    """Whether a line has a word for what such tables are: 任务分解, 完成情况."""
    return any(lexicon.has(sort, text) for sort in ("task_title", "progress_title"))


def cites(text: str) -> bool:
    """Whether a line only names a paper or a day, and not what the table is."""
    if says_what(text):
        return lexicon.begins("citing", text)
    return lexicon.begins("citing", text) or bool(_PAPER.search(half_width(text)))


def is_sum(text: str) -> bool:
    """Whether a label is that of a sum: 合计, 全县, 小计."""
    said = sum_word(text)
    return said in lexicon.words("total") or (
        len(said) <= LONGEST_SUM and any(said.endswith(ending) for ending in lexicon.words("sum_ending"))
    )


def sum_word(text: str) -> str:
    """A label of a sum as the words for sums are spelt."""
    return half_width(text).rstrip(":")
