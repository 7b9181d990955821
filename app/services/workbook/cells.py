"""Cells as the text of a sheet part: exact numbers, text that is never a formula.

Whatever the first character of a text, it is written as a typed string, so no program evaluates it; where it could
become a formula when someone edits the cell, the cell also gets the style that keeps it text.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from app.services.workbook.layout import CellValue
from app.services.workbook.xml_text import escape

MOST_CHARACTERS: Final = 32767
"""The longest text a cell can hold, in UTF-16 units."""
MOST_DIGITS: Final = 15
"""A spreadsheet's number holds so many digits for certain; a longer one is written as text."""
GUARD: Final = "\x01"
"""Stands before a cell's content that needs the style against becoming a formula; no text can hold it."""

FORMULA_STARTS: Final = "=+@＝＋－＠-"
"""What a program may take for the start of a formula when a cell is edited."""
TEXT_CELL: Final = ' t="str"><v>%s</v></c>'
"""The content of a usual text cell, with a hole for its plain text: the shortest that every program reads."""
SPACED_CELL: Final = ' t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>'
"""The content of a text cell whose spaces at the ends and line ends must stay."""
FIGURE_CELL: Final = "><v>%s</v></c>"
"""The content of a usual number or date cell, with a hole for its plain text."""

_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_SURE_DATE = date(1900, 3, 1)
"""Earlier serial dates mean different days to different programs: Excel counts a 29 February 1900."""


class Cell(NamedTuple):
    """A cell's content: ``xml`` follows the cell's attributes, ``plain`` is the same value as the checksum takes it.

    The plain text of a date is its day number, as the cell holds it.
    """

    xml: str
    plain: str


BLANK: Final = Cell("/>", "")


def clean_text(text: str) -> str:
    """The text as a cell can hold it: line ends as ``\\n``, no characters that XML forbids, at most 32,767 units."""
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 <= MOST_CHARACTERS:
        return text
    return text.encode("utf-16-le")[: MOST_CHARACTERS * 2].decode("utf-16-le", errors="ignore")


def number_text(number: Decimal | int) -> str:
    """The number without exponent and without closing zeros: ``12.3``, never ``12.30`` or ``1.23E+1``."""
    text = str(number)
    if "E" in text:
        text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def plain_text(text: str) -> str:
    """The text as the checksum takes it: composed characters, no spaces around, so that a re-save changes nothing."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text.strip()


def text_cell(value: CellValue) -> Cell:
    """A cell of a text or code column: numbers and dates too become text."""
    if value is None:
        return BLANK
    if isinstance(value, str):
        return _string(clean_text(value))
    if isinstance(value, date):
        return _string(value.isoformat())
    return _string(number_text(value))


def value_cell(value: CellValue) -> Cell:
    """A cell of a number or date column; text stays text.

    Raises TypeError for a binary fraction or a moment, which no row may hold, and ValueError for no number.
    """
    if value is None:
        return BLANK
    if isinstance(value, str):
        return _string(clean_text(value))
    if isinstance(value, bool):
        return Cell(f' t="b"><v>{value:d}</v></c>', "TRUE" if value else "FALSE")
    if isinstance(value, (Decimal, int)):
        return _number(value)
    if type(value) is date:
        return _date(value)
    raise TypeError(f"a cell cannot hold {value!r}")


def formula_cell(expression: str, value: Decimal | int) -> Cell:
    """A live cell with its stored result; ``expression`` comes from a layout, never from what someone typed."""
    stored = number_text(value)
    return Cell(f"><f>{escape(expression)}</f>{FIGURE_CELL[1:] % stored}", stored)


def _string(text: str) -> Cell:
    if not text:
        return BLANK
    shown = escape(_LOOKS_ESCAPED.sub("_x005F_", text))
    plain = plain_text(text)
    spaced = text != text.strip() or "\n" in text
    content = (SPACED_CELL if spaced else TEXT_CELL) % shown
    guarded = text.lstrip()[:1] in (*FORMULA_STARTS, "") or text[0] in "\t\n"
    return Cell(f"{GUARD if guarded else ''}{content}", plain)


def _number(value: Decimal | int) -> Cell:
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"not a number: {value}")
    text = number_text(value)
    if len(text) > MOST_DIGITS and len(text.lstrip("-0.").replace(".", "")) > MOST_DIGITS:
        return _string(text)
    return Cell(FIGURE_CELL % text, text)


def _date(value: date) -> Cell:
    if value < _FIRST_SURE_DATE:
        return _string(value.isoformat())
    day = str(value.toordinal() - _DAY_ZERO)
    return Cell(FIGURE_CELL % day, day)
