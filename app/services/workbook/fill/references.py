"""References in formulas and areas, and what becomes of them when rows are put in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.services.workbook.book import column_of, letter

_LAST_ROW = 1_048_576
_SHEET = r"(?P<sheet>'(?:[^']|'')+'!|(?:\[\d+\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?!)"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
REFERENCE = re.compile(
    r"\"(?:[^\"]|\"\")*\""
    rf"|(?<![\w.\]!:$]){_SHEET}?(?:(?P<first>{_CELL})(?::(?P<last>{_CELL}))?(?![\w(.!\[:])"
    r"|(?P<rows>\$?[1-9]\d{0,6}:\$?[1-9]\d{0,6})(?![\w.(!])"
    r"|(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w.(!]))"
)
"""A text (to be passed over), or a reference with its sheet."""
_PLACE = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d+)")


@dataclass(frozen=True, slots=True)
class Block:
    """Cells of one sheet: rows as Excel numbers them, columns from 0, both ends included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def cells(self) -> Iterator[tuple[int, int]]:
        """Every cell, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column


@dataclass(frozen=True, slots=True)
class Insertion:
    """``count`` rows put in below row ``after`` of a sheet; what ends at that row grows with them."""

    sheet: str
    after: int
    count: int

    def row(self, number: int) -> int:
        """Where a row stands afterwards."""
        return number + self.count if number > self.after else number

    def end(self, number: int) -> int:
        """Where the last row of an area stands afterwards."""
        return number + self.count if number >= self.after else number

    def area(self, text: str) -> str:
        """An area (``B8:B14``, ``B8``) afterwards; a single cell in the last row grows too."""
        first, _, last = text.partition(":")
        top, bottom = _moved(first, self.row), _moved(last or first, self.end)
        return top if top == bottom else f"{top}:{bottom}"

    def areas(self, text: str) -> str:
        """Several areas with blanks between them."""
        return " ".join(self.area(one) for one in text.split())

    def place(self, text: str) -> str:
        """One cell afterwards."""
        return _moved(text, self.row)

    def formula(self, text: str, home: str) -> str:
        """A formula of the sheet ``home`` afterwards."""

        def moved(found: re.Match[str]) -> str:
            if (sheet_named(found["sheet"]) or home).casefold() != self.sheet.casefold():
                return found[0]
            lead = found["sheet"] or ""
            if found["rows"]:
                first, _, last = found["rows"].partition(":")
                return f"{lead}{_row(first, self.row)}:{_row(last, self.end)}"
            if found["last"]:
                return f"{lead}{_moved(found['first'], self.row)}:{_moved(found['last'], self.end)}"
            return lead + _moved(found["first"], self.row) if found["first"] else found[0]

        return REFERENCE.sub(moved, text)


def sheet_named(lead: str | None) -> str:
    """The sheet that stands before a reference (``'一 季度'!``); empty where none does."""
    return (lead or "").removesuffix("!").strip("'").replace("''", "'")


def _moved(place: str, move: Callable[[int], int]) -> str:
    return _PLACE.sub(lambda found: f"{found[1]}{found[2]}{found[3]}{move(int(found[4]))}", place)


def _row(text: str, move: Callable[[int], int]) -> str:
    return f"{'$' if text[0] == '$' else ''}{move(int(text.strip('$')))}"


def copied(formula: str, down: int, right: int = 0) -> str:
    """A formula as it reads when its cell is copied so many rows down and columns to the right."""

    def moved(found: re.Match[str]) -> str:
        if not found["first"]:
            return found[0]
        ends = [_copied(end, down, right) for end in (found["first"], found["last"]) if end]
        return (found["sheet"] or "") + ":".join(ends)

    return REFERENCE.sub(moved, formula)


def _copied(place: str, down: int, right: int) -> str:
    found = _PLACE.fullmatch(place)
    if found is None:
        return place
    column = found[2] if found[1] else letter(column_of(found[2].upper()) + right)
    row = int(found[4]) if found[3] else min(max(int(found[4]) + down, 1), _LAST_ROW)
    return f"{found[1]}{column}{found[3]}{row}"


def block(text: str, sheet: str = "") -> Block | None:
    """The cells of an area written ``$B$8:B14`` or ``B8``; None where it is no area."""
    first, _, last = text.partition(":")
    ends = [_PLACE.fullmatch(first), _PLACE.fullmatch(last or first)]
    if ends[0] is None or ends[1] is None:
        return None
    rows = sorted(int(end[4]) for end in ends if end)
    columns = sorted(column_of(end[2].upper()) for end in ends if end)
    return Block(sheet, rows[0], columns[0], rows[1], columns[1])


def blocks_in(formula: str, home: str) -> Iterator[Block]:
    """Every area that a formula of the sheet ``home`` looks at; whole rows and columns as far as a sheet goes."""
    for found in REFERENCE.finditer(formula):
        sheet = sheet_named(found["sheet"]) or home
        if found["first"]:
            area = block(found["first"] + (f":{found['last']}" if found["last"] else ""), sheet)
            if area:
                yield area
        elif found["rows"]:
            first, last = (int(end.strip("$")) for end in found["rows"].split(":"))
            yield Block(sheet, first, 0, last, 16383)
        elif found["columns"]:
            ends = sorted(column_of(end.strip("$").upper()) for end in found["columns"].split(":"))
            yield Block(sheet, 1, ends[0], _LAST_ROW, ends[1])
