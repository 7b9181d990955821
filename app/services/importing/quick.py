"""The cells that need no care: a figure in its column's unit, a text without litter; most of a large workbook is these.

Each function gives the value that ``clean`` would give, or None where it takes a closer look.
"""

import re
from collections.abc import Callable

from app.models.field import FieldType, Stored
from app.services.importing import lexicon
from app.services.importing.clean_person import holds_both
from app.services.importing.clean_text import is_code
from app.services.importing.map import Mapped
from app.services.workbook.book import Cell

Quick = Callable[[Cell], Stored | None]

_CARE = re.compile(
    "[\\s\u00a0\u3000\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad'\"‘’“”#]|_x000|^[0-9](?:\\.[0-9]+)?[eE]"
)
_PLAIN_CODE = re.compile("[A-Z0-9]+(?:-[A-Z0-9]+)*")
_SCIENTIFIC = re.compile("[0-9]E[0-9]+")
_PERSONAL_LENGTHS = (11, 18)  # a mobile number, an identity number
_DUST = 5e-7  # half of what is taken for the dust of binary arithmetic: the product below is inexact as well
_LARGEST = 1e9  # up to here a product of floats is exact to less than that
_NAMED = ("town_code", "county_code", "village")


def quick(mapped: Mapped) -> Quick:
    """The quick way of one column."""
    field = mapped.field
    if field.type is FieldType.PERCENT:
        return _careful
    if field.numeric:
        whole = mapped.factor.denominator == 1 and not mapped.composite
        return _figures(10**field.scale * mapped.factor.numerator) if whole else _careful
    if field.type not in (FieldType.TEXT, FieldType.LONGTEXT) or field.name in _NAMED or holds_both(mapped):
        return _careful
    return _code if is_code(field) else _personal if field.personal else _text


def _careful(_: Cell) -> None:
    return None


def _figures(times: int) -> Quick:
    def figure(cell: Cell) -> int | None:
        if not isinstance(cell, int | float) or isinstance(cell, bool):
            return None
        size = cell * times
        if not -_LARGEST < size < _LARGEST:
            return None
        kept = round(size)
        return kept if -_DUST < size - kept < _DUST else None

    return figure


def _text(cell: Cell) -> str | None:
    return cell if isinstance(cell, str) and not _CARE.search(cell) and cell not in lexicon.nothing() else None


def _code(cell: Cell) -> str | None:
    plain = isinstance(cell, str) and _PLAIN_CODE.fullmatch(cell) and not _SCIENTIFIC.fullmatch(cell)
    return str(cell) if plain and cell not in lexicon.nothing() else None


def _personal(cell: Cell) -> str | None:
    plain = isinstance(cell, str) and len(cell) in _PERSONAL_LENGTHS and cell.isascii() and cell.isdigit()
    return str(cell) if plain else None
