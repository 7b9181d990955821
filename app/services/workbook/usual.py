"""The quick way for usual cells: those that are nothing but their plain text within a fixed frame.

Nearly every cell of a long list is one. They are found a column of a block at a time, so that a hundred thousand rows
take seconds; what is not usual comes back as ``ODD`` and goes the general way of ``cells``, which defines every cell.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final, TypeAlias, cast

from app.services.workbook.cells import (
    BLANK,
    FIGURE_CELL,
    FORMULA_STARTS,
    MOST_CHARACTERS,
    MOST_DIGITS,
    value_cell,
)
from app.services.workbook.layout import CellValue, ColumnKind

ODD: Final = b"\x02"
"""Stands for a value whose cell is more than its plain text; no text can hold it."""
END: Final = b"\x1f"
"""Parts the texts of cells; no text can hold it."""

Usual: TypeAlias = Callable[[Sequence[CellValue]], Sequence[bytes]]
"""Makes values of one column plain texts in UTF-8: empty for a blank, ``ODD`` for what is not usual."""

_UNUSUAL = re.compile(rf"[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]|_x|^[\s{FORMULA_STARTS}]|\s$")
"""Finds what a usual text has nowhere: markup, controls, escapes, formula signs in front, spaces around."""
_APART = "\x03"
"""Parts texts that are looked at together; where one holds it, they are looked at one by one."""
_UNUSUAL_WITHIN = re.compile(r"[&<>\x00-\x02\x04-\x1f\ud800-\udfff\ufffe\uffff]")
_UNUSUAL_ENDS = re.compile(rf"{_APART}(?:[\s{FORMULA_STARTS}]|(?<=\s.))")
"""``_UNUSUAL`` for many texts at once, with one more ``_APART`` at either end: much quicker as two simple questions."""
_FIGURES = re.compile("[0-9. -]*")
_NUMBERS = frozenset({Decimal, int, type(None)})


def usual_for(kind: ColumnKind) -> Usual:
    """The quick way for a kind of column."""
    match kind:
        case ColumnKind.TEXT | ColumnKind.CODE:
            return _texts
        case ColumnKind.QUANTITY | ColumnKind.PERCENT:
            return _quantities
        case _:
            return lambda values: list(map(usual_figure, values))


def _texts(values: Sequence[CellValue]) -> list[bytes]:
    """As ``usual_text`` of each: one look at all of them finds most blocks usual."""
    try:
        together = _APART.join(cast("list[str]", ["" if value is None else value for value in values]))
    except TypeError:  # a number, which the general way makes a text
        return list(map(usual_text, values))
    if len(together) * 2 <= MOST_CHARACTERS and _are_usual(together):
        plain = together.encode() if together.isascii() or unicodedata.is_normalized("NFC", together) else b""
        found = plain.split(_APART.encode())
        if plain and len(found) == len(values):
            return found
    return list(map(usual_text, values))


def _are_usual(together: str) -> bool:
    return not (
        "_x" in together or _UNUSUAL_WITHIN.search(together) or _UNUSUAL_ENDS.search(f"{_APART}{together}{_APART}")
    )


def usual_text(value: CellValue) -> bytes:
    """The plain text of a cell of a text or code column."""
    if isinstance(value, str) and len(value) * 2 <= MOST_CHARACTERS and not _UNUSUAL.search(value):
        return value.encode() if value.isascii() or unicodedata.is_normalized("NFC", value) else ODD
    return b"" if value is None else ODD


def usual_figure(value: CellValue) -> bytes:
    """The plain text of a cell of a number or date column."""
    cell = value_cell(value)
    return cell.plain.encode() if cell is BLANK or cell.xml == FIGURE_CELL % cell.plain else ODD


def _quantities(values: Sequence[CellValue]) -> list[bytes]:
    """As ``usual_figure`` of each."""
    if not _NUMBERS.issuperset(map(type, values)):
        return list(map(usual_figure, values))
    texts = ["" if value is None else str(value) for value in values]
    together = " ".join(texts)
    # A negative zero and what str writes with an exponent need a second look.
    if "-0" in together or not _FIGURES.fullmatch(together) or max(map(len, texts)) > MOST_DIGITS:
        return list(map(usual_figure, values))
    return [(text.rstrip("0").rstrip(".") if "." in text else text).encode() for text in texts]
