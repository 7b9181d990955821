"""Rows that head a group with its sum: ``一 | 某镇 | 55`` over the records of that town (``domain.md`` D32)."""

import re
from collections.abc import Mapping
from dataclasses import replace

from app.services.importing.content import is_number
from app.services.importing.places import is_division
from app.services.importing.table import Skip, Table
from app.services.importing.text import compact
from app.services.workbook.book import Row

_NUMBERING = re.compile(r"^[(（]?[一二三四五六七八九十\d]+[)）、.．]+")
_CALLED = ("name", "party_name")


def without_group_heads(table: Table, identities: Mapping[str, int]) -> Table:
    """The table without the rows that are named after a town or county and tell nothing else of anyone.

    ``identities`` are the columns that say who a row is about, by field.
    """
    unknown = table.records
    # What else it is known by is looked at first: nearly every record has a code, and then it is no head of a group.
    for index in (index for name, index in identities.items() if name not in _CALLED):
        unknown = tuple(number for number in unknown if not compact(str(table.cell(number, index))))
    heads = {number for number in unknown if _heads_group(table, number, identities)}
    if not heads:
        return table
    records = tuple(number for number in table.records if number not in heads)
    return replace(table, records=records, skipped=table.skipped | dict.fromkeys(heads, Skip.SUBTOTAL))


def _heads_group(table: Table, number: int, identities: Mapping[str, int]) -> bool:
    row = table.row(number)
    filled = [text for name, index in identities.items() if name in _CALLED and (text := compact(str(row[index])))]
    return all(map(is_division, filled)) if filled else _is_numbered_place(row)


def _is_numbered_place(row: Row) -> bool:
    """Whether a row without a name begins with a numbered place (一、某镇) and has nothing but figures behind it."""
    first, *rest = [cell for cell in row if cell != ""] or [""]
    said = compact(str(first))
    place = _NUMBERING.sub("", said)
    return place != said and is_division(place) and all(map(is_number, rest))
