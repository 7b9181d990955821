"""Where a table's header is: found by the words that are known, never by position (``domain.md`` D14–D16, D25–D30)."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.services.importing import lexicon
from app.services.importing.tables.header import heading, unit_in
from app.services.importing.tables.table import Column
from app.services.importing.text import compact, half_width, key
from app.services.importing.vocabulary import Vocabulary
from app.services.workbook.book import Area, Cell, Sheet
from app.services.workbook.read.grid import GridRows

_MOST_LEVELS = 5
_LONGEST_HEADING = 40
_LONGEST_PART = 12
_LONGEST_UNIT = 8
_DEEPEST_UNKNOWN = 60
_WRITTEN = 0.8
_FIGURE = re.compile(r"\d")
_OF_A_RECORD = re.compile(r"(?=.*[A-Za-z])(?=(?:\D*\d){6})[!-~－—]+|\d{11,}")
"""A code or a telephone number: whatever stands beside it, no heading is written so."""
_ORDINAL = re.compile(r"第?[(（]?(\d{1,3}|[甲乙丙丁戊己庚辛])[)）]?栏?(?:=.+)?")


@dataclass(frozen=True, slots=True)
class Band:
    """The rows of a header, first and last; ``again`` where it repeats the one above it (a page break)."""

    top: int
    bottom: int
    again: bool = False


def texts(sheet: Sheet, number: int) -> list[str]:
    """The texts of a row's filled cells; a cell that is no text counts as its figures."""
    return [compact(str(cell)) for cell in sheet.rows[number - 1] if cell != "" and compact(str(cell))]


def find_bands(sheet: Sheet, vocabulary: Vocabulary) -> list[Band]:
    """Every header of a sheet from the top down."""
    found: list[Band] = []
    for number in _worded(sheet):
        below = not found or found[-1].bottom < number
        if below and _may_be_header(sheet, number, vocabulary) and _says_headings(sheet, number, vocabulary):
            band = _grown(sheet, number, vocabulary, found[-1].bottom if found else 0)
            again = bool(found) and _repeats(sheet, found[-1], band)
            found.append(Band(band.top, band.bottom, again))
    return found or _unknown_band(sheet)


def _unknown_band(sheet: Sheet) -> list[Band]:
    """A header whose words nobody knows: a full row of texts over a row with figures. It can be listed and learned."""
    for number in range(1, min(_DEEPEST_UNKNOWN, len(sheet.rows))):
        filled = [cell for cell in sheet.rows[number - 1] if cell != ""]
        following = number + 1 + (number + 1 < len(sheet.rows) and is_ordinal(sheet, number + 1))
        below = [cell for cell in sheet.rows[following - 1] if cell != ""]
        wide = len(filled) >= max(3, 0.6 * sheet.width, len(below) - 1) and all(
            isinstance(cell, str) for cell in filled
        )
        if wide and any(isinstance(cell, int | float) for cell in below) and not is_ordinal(sheet, number):
            return [Band(number, number)]
    return []


def _worded(sheet: Sheet) -> Iterator[int]:
    """The rows but for those of stretches with too many columns in which no text stands: no header is among them."""
    if not isinstance(sheet.rows, GridRows):
        yield from range(1, len(sheet.rows) + 1)
        return
    first = 1
    for stretch in sheet.rows.stretches:
        worded = sum(str in set(map(type, column.values)) for column in stretch.columns)
        if worded >= _WRITTEN * len(stretch.columns):
            yield from range(first, first + stretch.count)
        first += stretch.count


def _may_be_header(sheet: Sheet, number: int, vocabulary: Vocabulary) -> bool:
    """A quick look that passes over data rows: a header holds text, and little else."""
    row = sheet.rows[number - 1]
    worded = list(map(type, row)).count(str)
    if worded < _WRITTEN * len(row):  # of what is filled it is still less: most rows are told by this alone
        return False
    blank = row.count("")
    if len(row) - blank < 2 or worded - blank < _WRITTEN * (len(row) - blank):
        return False
    first = itertools.islice((cell for cell in row if isinstance(cell, str) and cell), 6)
    return any(vocabulary.likely(cell) for cell in first if len(cell) < 30)


def _says_headings(sheet: Sheet, number: int, vocabulary: Vocabulary) -> bool:
    said = texts(sheet, number)
    known = sum(vocabulary.knows(text) for text in said)
    likely = sum(vocabulary.likely(text) for text in said)
    enough = (known >= 2 and known >= 0.4 * len(said)) or (likely >= 3 and likely >= 0.6 * len(said))
    return enough and not any(_is_meta(text) or _OF_A_RECORD.fullmatch(text) for text in said)


def _grown(sheet: Sheet, number: int, vocabulary: Vocabulary, floor: int) -> Band:
    top = bottom = number
    for below in range(number + 1, min(number + _MOST_LEVELS, len(sheet.rows) + 1)):
        if _continues(sheet, top, below, vocabulary):
            bottom = below
        elif not _may_be_group(sheet, below):
            break
    while bottom - top + 1 < _MOST_LEVELS and top - 1 > floor and _groups(sheet, top - 1, vocabulary):
        top -= 1
    reaching = [area.top for area in sheet.merges if floor < area.top < top <= area.bottom]
    return Band(min([top, *reaching]), bottom)


def _may_be_group(sheet: Sheet, number: int) -> bool:
    """Whether a row could be a level of group headings: few words, no figures; what follows must decide."""
    said = texts(sheet, number)
    return (
        bool(said) and len(said) <= sheet.width / 2 and not any(_FIGURE.search(text) or len(text) > 12 for text in said)
    )


def _continues(sheet: Sheet, top: int, below: int, vocabulary: Vocabulary) -> bool:
    """Whether the row ``below`` is one more level of the header that began at ``top``."""
    bottom = below - 1
    if any(top <= area.top <= bottom < area.bottom and _says(sheet, area) for area in sheet.merges):
        return True
    said = texts(sheet, below)
    if not said or is_ordinal(sheet, below) or lexicon.words("total").issuperset(said):
        return False
    if _only_units(said) or all(text in lexicon.words("counting") for text in said) or _mostly_units(said):
        return True
    if any(
        len(text) > _LONGEST_HEADING or (_FIGURE.search(heading(text).text) and not vocabulary.knows(text))
        for text in said
    ):
        return False
    groups = [area for area in sheet.merges if area.top <= bottom <= area.bottom and area.left < area.right]
    if _are_parts(sheet, below, groups):
        return True
    above = _carried(sheet, bottom)
    under = [(above[column], compact(str(cell))) for column, cell in enumerate(sheet.rows[below - 1]) if cell != ""]
    likely = sum(vocabulary.likely(text) for _, text in under)
    joined = sum(vocabulary.knows(parent + text) for parent, text in under if parent)
    placed = _placed(sheet, below, groups)
    return max(likely if placed >= 0.5 * len(said) else 0, joined) >= max(1, 0.5 * len(said))


def _says(sheet: Sheet, area: Area) -> bool:
    """Whether anything stands in a merged area; the empty ones of a blank form are its records'."""
    return sheet.cell(area.top, area.left) != ""


def _placed(sheet: Sheet, below: int, groups: list[Area]) -> int:
    """How many cells of a row stand where a deeper heading would: below a blank, a group, or the same text.

    A heading merged down to the row above ends there.
    """
    above, row = sheet.rows[below - 2], sheet.rows[below - 1]
    grouped = {column for area in groups for column in area.columns}
    ended = {area.left for area in sheet.merges if area.top < area.bottom == below - 1 and area.left == area.right}
    found = 0
    for column, cell in enumerate(row):
        beside = above[column + 1] if column + 1 < len(above) else None
        before = above[column - 1] if column else None
        is_group = above[column] != "" and (beside in ("", above[column]) or before == above[column])
        stands = column in grouped or above[column] in ("", cell) or is_group
        found += cell != "" and stands and column not in ended
    return found


def _are_parts(sheet: Sheet, below: int, groups: list[Area]) -> bool:
    """Whether a row has short words under every column of the groups above it, and nothing elsewhere."""
    filled = {column for column, cell in enumerate(sheet.rows[below - 1]) if cell != ""}
    short = all(len(text) <= _LONGEST_PART for text in texts(sheet, below))
    return bool(groups) and short and filled == {column for area in groups for column in area.columns}


def _carried(sheet: Sheet, number: int) -> list[str]:
    """The texts of a header row, each carried over the blanks to its right."""
    carried: list[str] = []
    for cell in sheet.rows[number - 1]:
        carried.append(compact(str(cell)) or (carried[-1] if carried else ""))
    return carried


def _groups(sheet: Sheet, number: int, vocabulary: Vocabulary) -> bool:
    """Whether a row above the header names groups of its columns."""
    said = texts(sheet, number)
    written = all(isinstance(cell, str) for cell in sheet.rows[number - 1])
    if not said or not written or any(len(text) > 20 or _is_meta(text) for text in said):
        return False
    merged = [area for area in sheet.merges if area.top == number == area.bottom and area.left < area.right]
    width = sum(cell != "" for cell in sheet.rows[number]) or 1
    if len(said) == 1:
        # Over the whole table only the lower of two such lines can be a group: the upper one is the title.
        titled = number > 1 and len(texts(sheet, number - 1)) == 1
        return any(len(area.columns) > 1 and (titled or len(area.columns) < 0.6 * width) for area in merged) and (
            vocabulary.likely(said[0])
        )
    hits = sum(vocabulary.likely(text) for text in said)
    return hits >= 0.5 * len(said) or len(merged) >= 2


def _is_meta(text: str) -> bool:
    """Whether a text is one of the particulars above a table (``填报单位：…``), not a heading."""
    label = re.match(r"[(（【\[]?([^(（:：]{2,10})[:：]", text)
    return text[-1] in ":：" or bool(label and (lexicon.has("meta", label[1]) or lexicon.has("unit_line", label[1])))


def _repeats(sheet: Sheet, before: Band, again: Band) -> bool:
    """Whether a header has the columns of the one before it, but for how they are spaced."""
    one, other = (
        {column.index: key("".join(column.path)) for column in columns_of(sheet, band)} for band in (before, again)
    )
    return one == other


def is_ordinal(sheet: Sheet, number: int) -> bool:
    """Whether a row only numbers the columns: ``1 2 3``, ``1栏 2栏``, ``甲 乙 1 2`` (``domain.md`` C1, D16)."""
    said = [re.sub(r"\.0$", "", text) for text in texts(sheet, number)]
    found = [_ORDINAL.fullmatch(half_width(text)) for text in said]
    if len(said) < 2 or not all(found):
        return False
    figures = [int(match[1]) for match in found if match and match[1].isdigit()]
    return len(figures) >= 2 and all(one + 1 == other for one, other in itertools.pairwise(figures))


def columns_of(sheet: Sheet, band: Band) -> tuple[Column, ...]:
    """The columns under a header, each with its path of headings; columns without any heading are left out."""
    levels = [_level(sheet, number, band) for number in range(band.top, band.bottom + 1)]
    if len(levels) > 1 and _only_units(texts(sheet, band.bottom)):
        levels[-1] = [text if _unit(text) else "" for text in levels[-1]]  # 个, 处: what is counted, no heading
    found = []
    for index in range(sheet.width):
        path = _path([level[index] for level in levels])
        if path:
            said = [heading(text) for text in path]
            units = tuple(unit for one in reversed(said) if (unit := one.unit or unit_in(one.text)))
            names = tuple(one.text for one in said if one.text and not unit_in(one.text))
            if names:
                found.append(Column(index, names, units))
    return tuple(found)


def _only_units(said: list[str]) -> bool:
    """Whether a row of a header names units and nothing else; 年 月 日 are headings."""
    units = [bool(_unit(text)) for text in said]
    return any(units) and all(
        is_unit or _bare(text) in lexicon.words("counting") for is_unit, text in zip(units, said, strict=True)
    )


def _mostly_units(said: list[str]) -> bool:
    """Whether a row is one of units with a few words more: 亩 | 株 | 胸径cm."""
    units = sum(bool(_unit(text)) for text in said)
    short = all(len(text) <= _LONGEST_UNIT and not _FIGURE.search(_bare(text)) for text in said if not _unit(text))
    return units >= 2 and 2 * units >= len(said) and short


def _unit(text: str) -> str | None:
    """The unit that a cell of a header is, in brackets or not."""
    return unit_in(text) or unit_in(_bare(text))


def _bare(text: str) -> str:
    return half_width(text).strip("()[]{}【】〔〕")


def _path(cells: list[str]) -> list[str]:
    """The headings above one column without blanks and without a heading repeated by a merge."""
    path: list[str] = []
    for text in cells:
        if text and (not path or path[-1] != text):
            path.append(text)
    return path


def _level(sheet: Sheet, number: int, band: Band) -> list[str]:
    """The texts of one header row, each merged area filled with its text, group headings carried to the right."""
    level = [_header_text(cell) for cell in sheet.rows[number - 1]]
    merged = [
        area for area in sheet.merges if number in area.rows and area.top <= band.bottom and area.bottom >= band.top
    ]
    for area in merged:
        text = _header_text(sheet.cell(area.top, area.left))
        for column in area.columns:
            if column < len(level):  # a merge may reach beyond all that is written
                level[column] = text
    if number < band.bottom:
        _carry_right(sheet, number, band, level, merged)
    return level


def _carry_right(sheet: Sheet, number: int, band: Band, level: list[str], merged: list[Area]) -> None:
    """An unmerged group heading stands over its first column only: the blanks beside it belong to it."""
    covered = {column for area in merged for column in area.columns}

    def filled(column: int, rows: range) -> bool:
        return any(sheet.cell(row, column) != "" for row in rows)

    above, deeper = range(band.top, number), range(number + 1, band.bottom + 1)
    for column in range(1, len(level)):
        free = level[column] == "" and column not in covered and column - 1 not in covered
        # What has a heading of its own further up stands beside the group, whatever unit is written below it.
        if free and filled(column, deeper) and filled(column - 1, deeper) and not filled(column, above):
            level[column] = level[column - 1]


def _header_text(cell: Cell) -> str:
    return (
        compact(str(cell)) if isinstance(cell, str) else compact(f"{cell:g}") if isinstance(cell, float) else str(cell)
    )
