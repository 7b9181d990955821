"""Plain tables for a console in which a Chinese character is two columns wide."""

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def lines(header: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> list[str]:
    """A header and its rows in aligned columns; those in ``right`` are figures."""
    widths = [max(width(row[column]) for row in (header, *rows)) for column in range(len(header))]
    return [
        "  ".join(_padded(cell, widths[column], right=column in right) for column, cell in enumerate(row)).rstrip()
        for row in (header, *rows)
    ]


def _padded(text: str, size: int, *, right: bool) -> str:
    gap = " " * (size - width(text))
    return gap + text if right else text + gap
