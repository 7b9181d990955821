"""Text from a cell, as it was meant: full-width signs, odd blanks and the litter of copying put right.

A table of signs is used rather than NFKC, which would also turn ㎡ into m2 and ① into 1
(``domain.md`` D40, D58).
"""

import re
from collections.abc import Iterable
from functools import cache

from app.models import resources

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DIGITS_AND_SIGNS = {
    **{code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *map(ord, "．，－＋％／："))},
    0x2212: ord("-"),  # the minus sign of mathematics
}
# The second half are signs that no XML can hold, as a paste may bring them: a workbook would come back without them.
_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_INVISIBLE = re.compile(f"[{_UNSEEN}]|_x000[dD]_")
_BLANK = re.compile(r"[\s\u00a0\u3000]+")
_LITTER = re.compile(f"[\\s\u00a0\u3000{_UNSEEN}]|_x000[dD]_")
_PUNCTUATION = re.compile(r"[^\w²³㎡%°]|_")
_PLAIN_CODE = re.compile("[A-Z0-9-]*")
_DASHES = {ord(dash): "-" for dash in "—–―─－"}
_QUOTES = "'`’‘\"“”"


def visible(text: str) -> str:
    """``text`` without signs that cannot be seen and without blanks at its ends."""
    return _INVISIBLE.sub("", text).strip("\u00a0\u3000 \t\r\n")


def compact(text: str) -> str:
    """``text`` without any blank or line break: names are told apart by their signs alone."""
    # Most cells are clean: one look is cheaper than two replacements.
    return _BLANK.sub("", _INVISIBLE.sub("", text)) if _LITTER.search(text) else text


def half_width(text: str) -> str:
    """``compact(text)`` with full-width letters, digits and punctuation as ASCII, traditional signs simplified."""
    plain = compact(text)
    return plain if plain.isascii() else plain.translate(_plain_signs())


@cache
def _plain_signs() -> dict[int, int]:
    """Full-width signs and traditional characters -> the ones that are compared (``domain.md`` D40, D59)."""
    rows = resources.rows("importing/traditional.csv")
    return _FULL_WIDTH | {ord(row["traditional"]): ord(row["simplified"]) for row in rows}


def figure(text: str) -> str:
    """``text`` as a number or date is read: no blanks, ASCII digits and signs, no quotation mark before it."""
    return compact(text).translate(_DIGITS_AND_SIGNS).strip(_QUOTES)


def key(text: str) -> str:
    """What two spellings of one heading share: letters, digits and unit signs alone."""
    return _PUNCTUATION.sub("", half_width(text)).lower()


def are_code_keys(texts: Iterable[str]) -> bool:
    """Whether all of some codes are spelt as ``code_key`` spells them."""
    return all(map(_PLAIN_CODE.fullmatch, texts))


def code_key(text: str) -> str:
    """What two spellings of one code share."""
    # Most codes are clean: one look is cheaper than four replacements.
    return text if _PLAIN_CODE.fullmatch(text) else half_width(text).upper().translate(_DASHES).strip(_QUOTES)
