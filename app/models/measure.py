"""What an indicator or a report column counts, read from its text into a small tree.

    sum(kind.field [- kind.field] [where COND and COND …])   sum(entries(kind.field) [where …] in year)
    count(kind [where …])    mean(kind.field by kind.field [where …])    + - * / ( ) and numbers

A condition is ``F = v``, ``F != v``, ``F in a|b``, ``F filled``, ``D in year``, ``D <= cutoff`` or ``D > cutoff``
(later, or still blank); ``in year`` is the span asked for. A ``mean`` is weighted by its second field, over the records
that have the first.
"""

import re
from dataclasses import dataclass, field
from functools import cache

from app.models.ledger import LEDGERS, fields_of


class Unreadable(ValueError):
    """A text that is no measure; a fault of the data that names it. ``unknown`` is what no ledger has, if any."""

    def __init__(self, text: str, unknown: str = "") -> None:
        super().__init__(text)
        self.unknown = unknown


@dataclass(frozen=True, slots=True)
class Where:
    """One condition: the field, how it is tested (``in not filled span until open``), and the values of an ``in``."""

    field: str
    test: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A sum or count over one ledger. ``plus`` and ``minus`` are fields; with neither it counts rows.

    With ``minus`` it sums what each record has over it, never less than nothing.
    ``dated`` sums the progress entries of the one field in ``plus`` instead of the record's own column.
    ``times`` is a field that each record's amount is multiplied by.
    """

    kind: str
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    dated: bool = False
    where: tuple[Where, ...] = ()
    times: str = ""
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Figures look their sums up many times: what is looked up by is worked out once."""
        told = (self.kind, self.plus, self.minus, self.dated, self.where, self.times)
        object.__setattr__(self, "_hash", hash(told))

    def __hash__(self) -> int:
        return self._hash

    @property
    def scale(self) -> int:
        """The decimal places its integer result carries."""
        return sum(fields_of(self.kind)[name].scale for name in (*self.plus[:1], self.times) if name)

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


@dataclass(frozen=True, slots=True)
class Mean:
    """A weighted mean: the sum of field times weight over the sum of the weights; blank where nothing weighs."""

    whole: Aggregate
    weight: Aggregate


Measure = Aggregate | Number | Operation | Mean

_TOKEN = re.compile(r"\s*(?:(?P<aggregate>sum|count|mean)\(|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[-+*/()]))")


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
        case Mean(whole=whole, weight=weight):
            return (whole, weight)
        case Operation(left=left, right=right):
            return tuple(dict.fromkeys((*aggregates(left), *aggregates(right))))
    return ()


def is_additive(tree: Measure) -> bool:
    """Whether the figure of a whole is the sum of its parts' figures: sums and counts and multiples of them."""
    match tree:
        case Aggregate():
            return True
        case Operation(operator="+" | "-", left=left, right=right):
            return is_additive(left) and is_additive(right)
        case Operation(operator="*", left=left, right=right):
            return (is_additive(left) and isinstance(right, Number)) or (
                isinstance(left, Number) and is_additive(right)
            )
        case Operation(left=left, right=Number()):
            return is_additive(left)
    return False


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
            inside = self._inside()
            return _mean(inside) if match["aggregate"] == "mean" else _aggregate(match["aggregate"], inside)
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
    head, _, where = inside.partition(" where ")
    if match := re.fullmatch(r"entries\((\w+)\.(\w+)\)(?: in year)?", head.strip()):
        kind, field = _known(match[1], match[2], inside)
        span = Where("", "span")
        rest = where.removesuffix(" in year") if where.endswith(" in year") else where
        return Aggregate(kind, (field,), dated=True, where=(*conditions(kind, rest), span))
    if name == "count":
        kind, _ = _known(head.strip(), "", inside)
        return Aggregate(kind, where=conditions(kind, where))
    terms = re.findall(r"([-+]?)\s*(\w+)\.(\w+)", head)
    kinds = {_known(kind, field, inside)[0] for _, kind, field in terms}
    if len(kinds) != 1:
        raise Unreadable(inside)
    (kind,) = kinds
    plus = tuple(field for sign, _, field in terms if sign != "-")
    minus = tuple(field for sign, _, field in terms if sign == "-")
    return Aggregate(kind, plus, minus, where=conditions(kind, where))


def _mean(inside: str) -> Mean:
    head, _, text = inside.partition(" where ")
    match = re.fullmatch(r"(\w+)\.(\w+) by (\w+)\.(\w+)", head.strip())
    if match is None or match[1] != match[3]:
        raise Unreadable(inside)
    kind, field = _known(match[1], match[2], inside)
    _, weight = _known(kind, match[4], inside)
    where = (*conditions(kind, text), Where(field, "filled"))
    return Mean(Aggregate(kind, (field,), where=where, times=weight), Aggregate(kind, (weight,), where=where))


def _known(kind: str, field: str, text: str) -> tuple[str, str]:
    if kind not in LEDGERS or (field and field not in fields_of(kind)):
        raise Unreadable(text, field if kind in LEDGERS else kind)
    return kind, field


def conditions(kind: str, text: str) -> tuple[Where, ...]:
    """The conditions of a text joined by ``and``; none for an empty one. Raises ``Unreadable``."""
    return tuple(_condition(kind, part.strip()) for part in text.split(" and ") if part.strip())


def _condition(kind: str, text: str) -> Where:
    if match := re.fullmatch(r"(\w+) in year", text):
        found = Where(match[1], "span")
    elif match := re.fullmatch(r"(\w+) <= cutoff", text):
        found = Where(match[1], "until")
    elif match := re.fullmatch(r"(\w+) > cutoff", text):
        found = Where(match[1], "open")
    elif match := re.fullmatch(r"(\w+) filled", text):
        found = Where(match[1], "filled")
    elif match := re.fullmatch(r"(\w+)\s*!=\s*(.+)", text):
        found = Where(match[1], "not", tuple(match[2].split("|")))
    elif match := re.fullmatch(r"(\w+)\s*(?:=| in )\s*(.+)", text):
        found = Where(match[1], "in", tuple(match[2].split("|")))
    else:
        raise Unreadable(text)
    _known(kind, found.field, text)
    return found
