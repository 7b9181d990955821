"""What an indicator or a report column counts, read from its text into a small tree.

    sum(kind.field [- kind.field] [where COND and COND …])   sum(entries(kind.field) [where …] in year)
    count(kind [where …])    + - * / ( ) and numbers

A condition is ``F = v``, ``F in a|b``, ``D in year`` or ``D <= cutoff``; ``in year`` is the span asked for.
"""

import re
from dataclasses import dataclass
from functools import cache

from app.models.ledger import LEDGERS, fields_of


class Unreadable(ValueError):
    """A text that is no measure; a fault of the data that names it."""


@dataclass(frozen=True, slots=True)
class Where:
    """One condition: the field, how it is tested (``in``, ``span``, ``until``), and the values of an ``in``."""

    field: str
    test: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A sum or count over one ledger. ``plus`` and ``minus`` are fields; with neither it counts rows.

    With ``minus`` it sums what each record has over it, never less than nothing.
    ``dated`` sums the progress entries of the one field in ``plus`` instead of the record's own column.
    """

    kind: str
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    dated: bool = False
    where: tuple[Where, ...] = ()

    @property
    def scale(self) -> int:
        """The decimal places its integer result carries."""
        return fields_of(self.kind)[self.plus[0]].scale if self.plus else 0

    @property
    def credited_on(self) -> tuple[str, ...]:
        """The date fields its conditions look at."""
        return tuple(one.field for one in self.where if one.test in ("span", "until"))


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two measures joined by ``+ - * /``."""

    operator: str
    left: "Measure"
    right: "Measure"


Measure = Aggregate | Number | Operation

_TOKEN = re.compile(r"\s*(?:(?P<aggregate>sum|count)\(|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[-+*/()]))")


@cache
def measure(text: str) -> Measure:
    """The tree of a measure. Raises ``Unreadable`` with the text."""
    reader = _Reader(text)
    tree = reader.sum()
    if reader.rest().strip():
        raise Unreadable(text)
    return tree


def aggregates(tree: Measure) -> tuple[Aggregate, ...]:
    """Every sum and count in a measure, each once."""
    match tree:
        case Aggregate():
            return (tree,)
        case Operation(left=left, right=right):
            return tuple(dict.fromkeys((*aggregates(left), *aggregates(right))))
    return ()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def rest(self) -> str:
        return self.text[self.at :]

    def sum(self) -> Measure:
        left = self.product()
        while (sign := self._sign("+", "-")) is not None:
            left = Operation(sign, left, self.product())
        return left

    def product(self) -> Measure:
        left = self.factor()
        while (sign := self._sign("*", "/")) is not None:
            left = Operation(sign, left, self.factor())
        return left

    def factor(self) -> Measure:
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            raise Unreadable(self.text)
        self.at = match.end()
        if match["number"]:
            return Number(match["number"])
        if match["sign"] == "(":
            inner = self.sum()
            if self._sign(")") is None:
                raise Unreadable(self.text)
            return inner
        if match["aggregate"]:
            return _aggregate(match["aggregate"], self._inside())
        raise Unreadable(self.text)

    def _sign(self, *wanted: str) -> str | None:
        match = re.compile(r"\s*([-+*/()])").match(self.text, self.at)
        if match is None or match[1] not in wanted:
            return None
        self.at = match.end()
        return match[1]

    def _inside(self) -> str:
        """The text up to the bracket that closes the one just opened."""
        depth, start = 1, self.at
        while depth:
            if self.at >= len(self.text):
                raise Unreadable(self.text)
            depth += {"(": 1, ")": -1}.get(self.text[self.at], 0)
            self.at += 1
        return self.text[start : self.at - 1]


def _aggregate(name: str, inside: str) -> Aggregate:
    head, _, conditions = inside.partition(" where ")
    if match := re.fullmatch(r"entries\((\w+)\.(\w+)\)(?: in year)?", head.strip()):
        kind, field = _known(match[1], match[2], inside)
        span = Where("", "span")
        rest = conditions.removesuffix(" in year") if conditions.endswith(" in year") else conditions
        return Aggregate(kind, (field,), dated=True, where=(*_conditions(kind, rest), span))
    if name == "count":
        kind, _ = _known(head.strip(), "", inside)
        return Aggregate(kind, where=_conditions(kind, conditions))
    terms = re.findall(r"([-+]?)\s*(\w+)\.(\w+)", head)
    kinds = {_known(kind, field, inside)[0] for _, kind, field in terms}
    if len(kinds) != 1:
        raise Unreadable(inside)
    (kind,) = kinds
    plus = tuple(field for sign, _, field in terms if sign != "-")
    minus = tuple(field for sign, _, field in terms if sign == "-")
    return Aggregate(kind, plus, minus, where=_conditions(kind, conditions))


def _known(kind: str, field: str, text: str) -> tuple[str, str]:
    if kind not in LEDGERS or (field and field not in fields_of(kind)):
        raise Unreadable(text)
    return kind, field


def _conditions(kind: str, text: str) -> tuple[Where, ...]:
    return tuple(_condition(kind, part.strip()) for part in text.split(" and ") if part.strip())


def _condition(kind: str, text: str) -> Where:
    if match := re.fullmatch(r"(\w+) in year", text):
        found = Where(match[1], "span")
    elif match := re.fullmatch(r"(\w+) <= cutoff", text):
        found = Where(match[1], "until")
    elif match := re.fullmatch(r"(\w+) filled", text):
        found = Where(match[1], "filled")
    elif match := re.fullmatch(r"(\w+)\s*(?:=| in )\s*(.+)", text):
        found = Where(match[1], "in", tuple(match[2].split("|")))
    else:
        raise Unreadable(text)
    _known(kind, found.field, text)
    return found
