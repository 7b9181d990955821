"""Rows that head a group with its sum: ``一 | 某镇 | 55`` over the records of that town (``domain.md`` D32)."""

import re
from collections.abc import Mapping, Set
from dataclasses import replace
from fractions import Fraction

from app.services.importing.content import is_number
from app.services.importing.places import is_division
from app.services.importing.table import Skip, Table
from app.services.importing.text import compact
from app.services.workbook.book import Cell, Row

_NUMBERING = re.compile(r"^[(（]?[一二三四五六七八九十\d]+[)）、.．]+")
_ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]?")
_COUNT = re.compile(r"共?\d+(?:处|户|个|宗|件|起|块|项|村|家|栋)(?:项目|点位|地块)?")
_CALLED = ("name", "party_name")
_LOCATION = "location"


def without_group_heads(table: Table, identities: Mapping[str, int]) -> Table:
    """The table without the rows that are named after a town or county and tell nothing else of anyone.

    ``identities`` are the columns that say who a row is about, by field.
    """
    unknown = table.records
    # What else it is known by is looked at first: nearly every record has a code, and then it is no head of a group.
    for index in (index for name, index in identities.items() if name not in (*_CALLED, _LOCATION)):
        unknown = tuple(number for number in unknown if not _told_by(table.cell(number, index)))
    heads = {number for number in unknown if _heads_group(table, number, identities)}
    heads -= {
        number for number in heads if _is_located(table, number, identities) and not _adds_up(table, number, heads)
    }
    if not heads or len(heads) == len(table.records):
        return table
    records = tuple(number for number in table.records if number not in heads)
    return replace(table, records=records, skipped=table.skipped | dict.fromkeys(heads, Skip.SUBTOTAL))


def _heads_group(table: Table, number: int, identities: Mapping[str, int]) -> bool:
    row = table.row(number)
    filled = [text for name, index in identities.items() if name in _CALLED and (text := _told_by(row[index]))]
    if _is_located(table, number, identities):
        return _says_only_where(row)
    return all(map(is_division, filled)) if filled else _is_numbered_place(row)


def _is_located(table: Table, number: int, identities: Mapping[str, int]) -> bool:
    """Whether a row names a place where other rows say where a record is: a record's too may be no more than a town."""
    return _LOCATION in identities and table.cell(number, identities[_LOCATION]) != ""


def _adds_up(table: Table, number: int, heads: Set[int]) -> bool:
    """Whether a figure of a row is the sum of those below it, down to the next head of a group."""
    after = min((head for head in heads if head > number), default=table.last + 1)
    below = [row for row in table.records if number < row < after]
    columns = [index for index, cell in enumerate(table.row(number)) if isinstance(cell, int | float) and cell]
    return any(_size(table.cell(number, one)) == sum(_size(table.cell(row, one)) for row in below) for one in columns)


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
