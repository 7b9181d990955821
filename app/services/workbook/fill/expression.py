"""A formula of a sheet as a tree. What a spreadsheet knows and this does not is ``Unknown``, never a guess."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from app.services.workbook.fill.references import REFERENCE, Block, blocks_in, sheet_named


class Unknown(ValueError):
    """A formula, or a part of one, that cannot be worked out here."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a text or a truth value that stands in the formula."""

    value: Fraction | str | bool


@dataclass(frozen=True, slots=True)
class Area:
    """The cells a reference looks at."""

    block: Block


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator with what it works on."""

    name: str
    inputs: tuple["Tree", ...]


Tree: TypeAlias = Constant | Area | Call

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w:])"
    r"|\"(?P<text>(?:[^\"]|\"\")*)\""
    r"|(?P<name>[A-Za-z_.\u4e00-\u9fff][\w.]*)\s*(?P<call>\()?"
    r"|(?P<sign><=|>=|<>|[-+*/^&=<>%(),]))"
)
_ORDERS: tuple[tuple[str, ...], ...] = (("=", "<>", "<", "<=", ">", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))
_MOST_DEPTH = 60


def tree(formula: str, home: str, names: dict[str, str]) -> Tree:
    """The tree of a formula of the sheet ``home``; ``names`` are the workbook's own. Raises ``Unknown``."""
    reader = _Reader(formula, home, names)
    found = reader.order(0)
    if reader.rest():
        raise Unknown(formula)
    return found


class _Reader:
    def __init__(self, formula: str, home: str, names: dict[str, str], depth: int = 0) -> None:
        self.formula, self.home, self.names, self.depth = formula, home, names, depth
        self.at = 0

    def rest(self) -> str:
        return self.formula[self.at :].strip()

    def order(self, level: int) -> Tree:
        """An expression of operators that bind at least as close as those of ``level``."""
        if level == len(_ORDERS):
            return self._sign()
        left = self.order(level + 1)
        while (sign := self._taken(*_ORDERS[level])) is not None:
            left = Call(sign, (left, self.order(level + 1)))
        return left

    def _sign(self) -> Tree:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise Unknown(self.formula)
        if sign := self._taken("-", "+"):
            inner = self._sign()
            found: Tree = Call("-", (Constant(Fraction(0)), inner)) if sign == "-" else inner
        else:
            found = self._one()
            while self._taken("%"):
                found = Call("/", (found, Constant(Fraction(100))))
        self.depth -= 1
        return found

    def _one(self) -> Tree:
        reference = self._reference()
        if reference is not None:
            return reference
        found = _TOKEN.match(self.formula, self.at)
        if found is None:
            raise Unknown(self.formula)
        self.at = found.end()
        if found["number"]:
            return Constant(Fraction(found["number"]))
        if found["text"] is not None:
            return Constant(found["text"].replace('""', '"'))
        if found["call"]:
            return Call(found["name"].upper(), tuple(self._inputs()))
        if found["name"]:
            return self._named(found["name"])
        if found["sign"] == "(":
            inner = self.order(0)
            self._must(")")
            return inner
        raise Unknown(self.formula)

    def _reference(self) -> Tree | None:
        start = self.at + len(self.formula[self.at :]) - len(self.formula[self.at :].lstrip())
        found = REFERENCE.match(self.formula, start)
        if found is None or not (found["first"] or found["columns"] or found["rows"]):
            return None
        sheet = sheet_named(found["sheet"]) or self.home
        area = next(blocks_in(found[0], self.home), None)
        if area is None or "[" in sheet or ":" in sheet:
            raise Unknown(self.formula)
        self.at = found.end()
        return Area(area)

    def _inputs(self) -> list[Tree]:
        inputs: list[Tree] = []
        if self._taken(")"):
            return inputs
        while True:
            inputs.append(Constant("") if self.rest()[:1] in (",", ")") else self.order(0))
            if self._taken(","):
                continue
            self._must(")")
            return inputs

    def _named(self, name: str) -> Tree:
        if name.upper() in ("TRUE", "FALSE"):
            return Constant(name.upper() == "TRUE")
        meant = self.names.get(name.casefold())
        if meant is None:
            raise Unknown(self.formula)
        inner = _Reader(meant, self.home, {}, self.depth)
        found = inner.order(0)
        if inner.rest():
            raise Unknown(self.formula)
        return found

    def _taken(self, *signs: str) -> str | None:
        found = _TOKEN.match(self.formula, self.at)
        if found is None or found["sign"] not in signs:
            return None
        self.at = found.end()
        return found["sign"]

    def _must(self, sign: str) -> None:
        if self._taken(sign) is None:
            raise Unknown(self.formula)
