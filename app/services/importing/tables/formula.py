"""Formulas that were saved without a result: sums and the four operations are worked out, all else is only named.

Only what can be told from the sheet itself is: numbers, its cells, ``SUM`` and ``ROUND``. A cell that is no number, an
error or another sheet ends the attempt, since a figure that is nearly right is worse than none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from app.services.workbook.book import Cell, Position, Sheet, column_of

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<range>\$?[A-Z]{1,3}\$?\d{1,7}:\$?[A-Z]{1,3}\$?\d{1,7})"
    r"|(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})(?![\w(!])|(?P<name>SUM|ROUND)(?=\()|(?P<sign>[-+*/(),%]))\s*"
)
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_MOST_CELLS = 1_000
_MOST_PLACES = 15


class _Beyond(Exception):
    """The formula is none that can be worked out here."""


def worked_out(formula: str, sheet: Sheet) -> float | int | None:
    """The value of ``=H3*0.15+SUM(I3:K3)``; None for any other formula, or where a cell is no number."""
    try:
        value = _Reader(sheet, _tokens(formula), []).value()
    except (_Beyond, ZeroDivisionError):
        return None
    return int(value) if value.denominator == 1 else float(value)


def _tokens(formula: str) -> list[tuple[str, str]]:
    text, place, found = formula.removeprefix("=").upper(), 0, []
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None or token.lastgroup is None:
            raise _Beyond
        found.append((token.lastgroup, token[token.lastgroup]))
        place = token.end()
    return found


@dataclass(slots=True)
class _Reader:
    """Reads one formula from left to right; ``visited`` are the cells that it and those behind it have needed."""

    sheet: Sheet
    tokens: list[tuple[str, str]]
    visited: list[Position]
    behind: frozenset[Position] = frozenset()
    place: int = field(default=0, init=False)

    def value(self) -> Fraction:
        """The whole formula's value."""
        result = self._sum()
        if self.place < len(self.tokens):
            raise _Beyond
        return result

    def _next(self, *signs: str) -> str:
        """The next token where it is one of ``signs``, which is then behind; else empty."""
        kind, text = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
        if kind != "sign" or text not in signs:
            return ""
        self.place += 1
        return text

    def _sum(self) -> Fraction:
        total = self._product()
        while sign := self._next("+", "-"):
            term = self._product()
            total += term if sign == "+" else -term
        return total

    def _product(self) -> Fraction:
        total = self._factor()
        while sign := self._next("*", "/"):
            factor = self._factor()
            total = total * factor if sign == "*" else total / factor
        return total

    def _factor(self) -> Fraction:
        if sign := self._next("+", "-"):
            return self._factor() if sign == "+" else -self._factor()
        value = self._primary()
        while self._next("%"):
            value /= 100
        return value

    def _primary(self) -> Fraction:
        if self._next("("):
            return self._closed(self._sum())
        if self.place >= len(self.tokens):
            raise _Beyond
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return Fraction(text)
        if kind == "cell":
            return self._cell(_position(text), summed=False)
        if kind != "name":
            raise _Beyond
        self._next("(")
        return self._added() if text == "SUM" else self._rounded()

    def _closed(self, value: Fraction) -> Fraction:
        if not self._next(")"):
            raise _Beyond
        return value

    def _added(self) -> Fraction:
        total = self._member()
        while self._next(","):
            total += self._member()
        return self._closed(total)

    def _member(self) -> Fraction:
        """One argument of a sum: text in the cells it names is passed over."""
        kind, text = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
        alone = self.place + 1 < len(self.tokens) and self.tokens[self.place + 1][1] in (",", ")")
        if kind not in ("range", "cell") or not alone:
            return self._sum()
        self.place += 1
        return sum((self._cell(position, summed=True) for position in _positions(text)), Fraction(0))

    def _rounded(self) -> Fraction:
        """Halves go away from zero, as in the sheet."""
        value = self._sum()
        if not self._next(","):
            raise _Beyond
        places = self._closed(self._sum())
        if places.denominator != 1 or abs(places) > _MOST_PLACES:
            raise _Beyond
        unit = Fraction(10) ** -int(places)
        whole = (abs(value) / unit + Fraction(1, 2)) // 1 * unit
        return whole if value >= 0 else -whole

    def _cell(self, position: Position, *, summed: bool) -> Fraction:
        """A cell as a number: blank is 0; text stops an operation, and a sum passes over it."""
        self.visited.append(position)
        if len(self.visited) > _MOST_CELLS or position in self.behind:
            raise _Beyond
        cell: Cell = self.sheet.cell(*position)
        mark = self.sheet.marks.get(position)
        if mark and (mark.error or mark.kept or mark.struck):
            raise _Beyond
        if mark and mark.formula and cell == "":
            behind = self.behind | {position}
            return _Reader(self.sheet, _tokens(mark.formula), self.visited, behind).value()
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return Fraction(repr(cell))
        if cell == "" or (summed and isinstance(cell, str)):
            return Fraction(0)
        raise _Beyond


def _position(text: str) -> Position:
    found = _CELL.fullmatch(text)
    if found is None:
        raise _Beyond
    return int(found[2]), column_of(found[1])


def _positions(text: str) -> Iterator[Position]:
    """The cells of ``H3:K5``, or the one of ``H3``."""
    first, _, last = text.partition(":")
    (top, left), (bottom, right) = _position(first), _position(last or first)
    rows, columns = range(min(top, bottom), max(top, bottom) + 1), range(min(left, right), max(left, right) + 1)
    if len(rows) * len(columns) > _MOST_CELLS:
        raise _Beyond
    return ((row, column) for row in rows for column in columns)
