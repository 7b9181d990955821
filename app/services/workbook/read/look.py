"""The second look at a sheet: what the value reader does not tell."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict, Unpack

from app.services.workbook.book import PLAIN, Mark, Position

ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})
"""What a cell shows in place of a value, where a format has no other way to say that it is an error."""


class Seen(TypedDict, total=False):
    """What can be seen on one cell; see ``Mark``."""

    comment: str
    fill: str
    ink: str
    struck: bool
    kept: str
    error: str
    formula: str


@dataclass(slots=True)
class Look:
    """What one sheet hides or marks, gathered while its part is read; the values of ``hollow`` cells are none."""

    filtered: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    marks: dict[Position, Mark] = field(default_factory=dict)
    hollow: set[Position] = field(default_factory=set)

    def see(self, position: Position, **seen: Unpack[Seen]) -> None:
        """Add to what is known about one cell."""
        self.marks[position] = replace(self.marks.get(position, PLAIN), **seen)

    def see_pieces(self, position: Position, pieces: Sequence[tuple[str, bool]]) -> None:
        """Note what is left of a text of which some pieces, those with True, are struck through."""
        if any(struck and piece.strip() for piece, struck in pieces):
            kept = "".join(piece for piece, struck in pieces if not struck).strip()
            self.see(position, kept=kept, struck=not kept)


_GREEN = 36  # the greens a palette offers stand out by more, the tints of a table's style by less


def verdict_colour(rgb: tuple[int, int, int]) -> str:
    """``红``, ``黄`` or ``绿`` where a reviewer would have meant it, else empty: greys, blues, pale ones decorate."""
    red, green, blue = rgb
    if green >= 150 and green - max(red, blue) >= _GREEN:
        return "绿"
    if red < 200 or max(green, blue) == 255 == min(green, blue):
        return ""
    if blue < 180 and green >= 170:
        return "黄"
    return "红" if green < 170 and blue < 170 else ""


def verdict_ink(rgb: tuple[int, int, int]) -> str:
    """``红`` where signs are in a red that a reviewer would have meant, a dark one too, else empty."""
    red, green, blue = rgb
    return "红" if red >= 160 and max(green, blue) < 100 else ""
