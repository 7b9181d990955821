"""The cells that need no care: figures in their column's unit, texts without litter; most of a large workbook is these.

Each function looks at some filled cells of a column at once, whose types are known, and gives the values that ``clean``
would give of each, all of one type, or None where one of them takes a closer look.
"""

import re
from collections.abc import Callable, Sequence, Set
from operator import sub
from typing import Any

from app.models.field import FieldType, Stored
from app.services.importing import lexicon
from app.services.importing.clean.person import holds_both
from app.services.importing.clean.text import is_code
from app.services.importing.mapping.map import Mapped
from app.services.workbook.book import Cell

Quick = Callable[[Sequence[Cell], Set[type]], Sequence[Stored] | None]

_CARE = (*" '\"‘’“”#", "_x000")
_POWERS_OF_TEN = "eE"
_IN_POWERS_OF_TEN = re.compile("[0-9][eE]")
_PLAIN_CODE = re.compile("(?![0-9]E[0-9]+$)[A-Z0-9]+(?:-[A-Z0-9]+)*")
_PERSONAL_LENGTHS = frozenset({11, 18})  # a mobile number, an identity number
_TEXTS, _FLOATS, _NUMBERS = frozenset({str}), frozenset({float}), frozenset({int, float})
_DUST = 5e-7  # half of what is taken for the dust of binary arithmetic: the product below is inexact as well
_LARGEST = 1e9  # up to here a product of floats is exact to less than that
_NAMED = ("town_code", "county_code", "village")


def quick(mapped: Mapped) -> Quick | None:
    """The quick way of one column; None where every different cell needs a look of its own."""
    field = mapped.field
    if field.type is FieldType.PERCENT:
        return None
    if field.numeric:
        whole = mapped.factor.denominator == 1 and not mapped.composite
        return _figures(10**field.scale * mapped.factor.numerator) if whole else None
    if field.type not in (FieldType.TEXT, FieldType.LONGTEXT) or field.name in _NAMED or holds_both(mapped):
        return None
    return _among_texts(_codes if is_code(field) else _personal if field.personal else _texts)


def _figures(times: int) -> Quick:
    def figures(cells: Sequence[Any], sorts: Set[type]) -> Sequence[Stored] | None:
        if not sorts <= _NUMBERS:
            return None
        sizes = [cell * times for cell in cells]
        if not -_LARGEST < min(sizes) <= max(sizes) < _LARGEST:
            return None
        try:
            kept: list[int] = list(map(float.__round__ if sorts == _FLOATS else round, sizes))
        except ValueError:  # what is no number at all is neither large nor small
            return None
        return kept if max(map(abs, map(sub, sizes, kept))) < _DUST else None

    return figures


def _among_texts(are_plain: Callable[[Sequence[str]], bool]) -> Quick:
    def texts(cells: Sequence[Any], sorts: Set[type]) -> Sequence[Stored] | None:
        plain = sorts == _TEXTS and lexicon.nothing().isdisjoint(cells)
        return cells if plain and are_plain(cells) else None

    return texts


def _texts(cells: Sequence[str]) -> bool:
    """Whether no text has a blank, a sign that cannot be seen, a quotation mark or what an error begins with."""
    said = "|".join(cells)  # one search through them all is cheaper than one through each
    if not said.isprintable() or any(sign in said for sign in _CARE):
        return False
    return not (any(sign in said for sign in _POWERS_OF_TEN) and _IN_POWERS_OF_TEN.search(said))


def _codes(cells: Sequence[str]) -> bool:
    return all(map(_PLAIN_CODE.fullmatch, cells))


def _personal(cells: Sequence[str]) -> bool:
    said = "".join(cells)
    return said.isascii() and said.isdigit() and _PERSONAL_LENGTHS.issuperset(map(len, cells))
