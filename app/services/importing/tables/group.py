"""Rows that head a group with its sum: ``一 | 某镇 | 55`` over the records of that town (``domain.md`` D32)."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from fractions import Fraction

from app.services.importing.mapping.content import is_number
from app.services.importing.places import is_division
from app.services.importing.tables.table import Skip, Table
from app.services.importing.text import compact
from app.services.workbook.book import Cell, Row

_NUMBERING = re.compile(r"^[(（]?[一二三四五六七八九十\d]+[)）、.．]+")
_ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]?")
_COUNT = re.compile(r"共?\d+(?:处|户|个|宗|件|起|块|项|村|家|栋)(?:项目|点位|地块|小班|图斑)?")
_CALLED = ("name", "party_name")
_LOCATION = "location"
_PLACED = ("village", _LOCATION)


def without_group_heads(table: Table, identities: Mapping[str, int]) -> Table:
    """The table without the rows that are named after a town or county and tell nothing else of anyone.

    So are those that only count what stands above or below them (3户 | 300), or only say in which town that is, where
    a figure is the sum of theirs.
    ``identities`` are the columns that say who a row is about, by field.
    """
    called = {index for name, index in identities.items() if name in _CALLED}
    # What else it is known by is looked at first: nearly every record has a code, and then it is no head of a group.
    uncoded = _untold(table, table.records, identities, (*_CALLED, *_PLACED))
    unknown = _untold(table, uncoded, identities, (*_CALLED, _LOCATION))
    heads = {number for number in unknown if _heads_group(table, number, identities)}
    counts = {number for number in uncoded if _counts(table, number, called)}
    placed = {number for number in unknown if number not in heads and _says_only_where(table.row(number))}
    heads |= placed
    doubtful = counts | placed | {number for number in heads if _is_located(table, number, identities)}
    heads = {number for number in heads | counts if number not in doubtful or _adds_up(table, number, heads | counts)}
    if not heads or len(heads) == len(table.records):
        return table
    records = tuple(number for number in table.records if number not in heads)
    return replace(table, records=records, skipped=table.skipped | dict.fromkeys(heads, Skip.SUBTOTAL))


def _untold(table: Table, rows: Sequence[int], identities: Mapping[str, int], but: Sequence[str]) -> Sequence[int]:
    """The rows that nothing is said of in the columns of identities ``but`` for some."""
    for index in (index for name, index in identities.items() if name not in but):
        rows = table.where(index, rows, _tells_nothing)
    return rows


def _counts(table: Table, number: int, called: Set[int]) -> bool:
    """Whether a row says of whom it is only how many they are: 3户, 2个地块."""
    said = [text for index in called if (text := compact(str(table.cell(number, index))))]
    return bool(said) and all(map(_COUNT.fullmatch, said))


def _heads_group(table: Table, number: int, identities: Mapping[str, int]) -> bool:
    row = table.row(number)
    filled = [text for name, index in identities.items() if name in _CALLED and (text := _told_by(row[index]))]
    if _is_located(table, number, identities):
        return _says_only_where(row)
    return all(map(is_division, filled)) if filled else _is_numbered_place(row)


def _is_located(table: Table, number: int, identities: Mapping[str, int]) -> bool:
    """Whether a row names a place where other rows say where a record is: a record's too may be no more than a town."""
    return _LOCATION in identities and table.cell(number, identities[_LOCATION]) != ""


def _adds_up(table: Table, number: int, sums: Set[int]) -> bool:
    """Whether a figure of a row is the sum of those below it or above it, as far as the next row of ``sums``."""
    after = min((one for one in sums if one > number), default=table.last + 1)
    before = max((one for one in sums if one < number), default=0)
    groups = [[row for row in table.records if low < row < high] for low, high in ((number, after), (before, number))]
    columns = [index for index, cell in enumerate(table.row(number)) if _size(cell)]
    return any(
        _size(table.cell(number, one)) == sum(_size(table.cell(row, one)) for row in group)
        for one in columns
        for group in groups
    )


def _size(cell: Cell) -> Fraction:
    return Fraction(repr(cell)) if isinstance(cell, int | float) and not isinstance(cell, bool) else Fraction(0)


def _says_only_where(row: Row) -> bool:
    """Whether a row says nothing but a place, numbers and how many there are."""
    told = [text for cell in row if not is_number(cell) and (text := _told_by(cell))]
    return bool(told) and all(map(is_division, told))


def _told_by(cell: Cell) -> str:
    """What a cell says of who a row is about: nothing where it only numbers a group (一) or counts it (2处)."""
    said = compact(str(cell))
    return "" if _ORDINAL.fullmatch(said) or _COUNT.fullmatch(said) else said


def _tells_nothing(cell: Cell) -> bool:
    """Whether ``_told_by`` finds nothing; what begins with a plain letter, as codes do, neither numbers nor counts."""
    return not (isinstance(cell, str) and "A" <= cell[:1] <= "Z") and not _told_by(cell)


def _is_numbered_place(row: Row) -> bool:
    """Whether a row without a name begins with a numbered place (一、某镇) and has nothing but figures behind it.

    The number may stand in a cell of its own, and how many there are in words (一 | 某镇 | 2处).
    """
    filled = [cell for cell in row if cell != ""]
    said = compact(str(filled[0])) if filled else ""
    place = _NUMBERING.sub("", said)
    if _ORDINAL.fullmatch(said) and len(filled) > 1:
        place, filled = compact(str(filled[1])), filled[1:]
    return place != said and is_division(place) and all(is_number(cell) or not _told_by(cell) for cell in filled[1:])
