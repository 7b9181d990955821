"""The arithmetic of report forms: columns named by their 栏次, and what must hold between them.

    6栏/1栏*100        6栏 = 7栏 + 8栏        14栏 >= 6栏
    9栏 = 上期.9栏 + 16栏        5栏 = R5.行数        本表.行数 = 指标.T28

Read by a whitelist; the same tree gives the value, the workbook's formula and the sentence.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.models.arithmetic import operated

ValueOf = Callable[[str], Fraction | None]


class Unreadable(ValueError):
    """A text that is no expression over columns; a fault of the form."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The column of one 栏次; ``of`` is the table it stands in where that is another one.

    ``行数`` counts a table's rows; of ``指标`` the number is an indicator's code.
    """

    number: str
    of: str = ""

    @property
    def name(self) -> str:
        """What its value is asked by."""
        return f"{self.of}.{self.number}" if self.of else self.number


@dataclass(frozen=True, slots=True)
class Constant:
    """A number as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two expressions joined by ``+ - * /``."""

    operator: str
    left: "Expression"
    right: "Expression"


Expression = Ref | Constant | Operation


@dataclass(frozen=True, slots=True)
class Relation:
    """Two expressions compared by ``=``, ``<=`` or ``>=``."""

    left: Expression
    comparator: str
    right: Expression

    def holds(self, left: Fraction, right: Fraction, tolerance: Fraction) -> bool:
        """Whether two values stand in the relation, a difference up to ``tolerance`` allowed."""
        match self.comparator:
            case "<=":
                return left <= right + tolerance
            case ">=":
                return left >= right - tolerance
        return abs(left - right) <= tolerance


_TOKEN = re.compile(
    r"\s*(?:(?:(?P<of>[^\W\d]\w*)\.)?(?:(?P<ref>\d+)栏|(?P<word>行数|T\d+))|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[-+*/()]))"
)
_COMPARATOR = re.compile(r"<=|>=|=")


def expression(text: str) -> Expression:
    """The tree of an expression. Raises ``Unreadable``."""
    tokens = _Tokens(text)
    tree = tokens.sum()
    if tokens.next is not None:
        raise Unreadable(text)
    return tree


def relation(text: str) -> Relation:
    """The two sides of a relation. Raises ``Unreadable``."""
    sides = _COMPARATOR.split(text)
    if len(sides) != 2:
        raise Unreadable(text)
    comparator = _COMPARATOR.findall(text)[0]
    return Relation(expression(sides[0]), comparator, expression(sides[1]))


def refs(tree: Expression | Relation) -> Iterator[str]:
    """The 栏次 of its own table that a tree names, from left to right."""
    yield from (ref.number for ref in all_refs(tree) if not ref.of)


def all_refs(tree: Expression | Relation) -> Iterator[Ref]:
    """Everything a tree names, from left to right."""
    match tree:
        case Ref():
            yield tree
        case Operation(left=left, right=right) | Relation(left=left, right=right):
            yield from all_refs(left)
            yield from all_refs(right)


def evaluate(tree: Expression, value_of: ValueOf) -> Fraction | None:
    """The value of a tree, blank where an operand is; raises ``ZeroDivisionError`` where it divides by nothing."""
    match tree:
        case Ref():
            return value_of(tree.name)
        case Constant(text=text):
            return Fraction(text)
        case Operation(operator=operator, left=left, right=right):
            return operated(operator, evaluate(left, value_of), evaluate(right, value_of))


def formula(tree: Expression, key_of: Callable[[str], str]) -> str:
    """The tree as a workbook formula template: each column as ``{key}``."""
    return spelled(tree, lambda ref: f"{{{key_of(ref.number)}}}", lambda operator: operator)


def spelled(tree: Expression, named: Callable[[Ref], str], joined: Callable[[str], str]) -> str:
    """The tree as text, in brackets where it needs them: how a column is named, and how an operator joins two."""
    match tree:
        case Ref():
            return named(tree)
        case Constant(text=text):
            return text
        case Operation(operator=operator, left=left, right=right):
            first = _bracketed(spelled(left, named, joined), needed=_weaker(left, operator))
            needed = _weaker(right, operator) or _grouped(right, operator)
            return f"{first}{joined(operator)}{_bracketed(spelled(right, named, joined), needed=needed)}"


def _weaker(side: Expression, operator: str) -> bool:
    return isinstance(side, Operation) and operator in "*/" and side.operator in "+-"


def _grouped(right: Expression, operator: str) -> bool:
    """Whether the right side was written in brackets: ``a-(b+c)``, ``a/(b*c)``."""
    return isinstance(right, Operation) and operator in "-/"


def _bracketed(text: str, *, needed: bool) -> str:
    return f"({text})" if needed else text


class _Tokens:
    """The tokens of a text, read once from the left."""

    def __init__(self, text: str) -> None:
        self._text = text.rstrip()
        self._at = 0
        self.next: re.Match[str] | None = None
        self._advance()

    def _advance(self) -> None:
        self.next = None
        if self._at < len(self._text):
            self.next = _TOKEN.match(self._text, self._at)
            if self.next is None:
                raise Unreadable(self._text)
            self._at = self.next.end()

    def sum(self) -> Expression:
        left = self._product()
        while (sign := self._sign("+-")) is not None:
            left = Operation(sign, left, self._product())
        return left

    def _product(self) -> Expression:
        left = self._factor()
        while (sign := self._sign("*/")) is not None:
            right = self._factor()
            if sign == "/" and isinstance(right, Constant) and not Fraction(right.text):
                raise Unreadable(self._text)
            left = Operation(sign, left, right)
        return left

    def _factor(self) -> Expression:
        if self._sign("("):
            inner = self.sum()
            if self._sign(")") is None:
                raise Unreadable(self._text)
            return inner
        token = self.next
        if token is None or token["sign"]:
            raise Unreadable(self._text)
        self._advance()
        if token["number"]:
            return Constant(token["number"])
        return Ref(token["ref"] or token["word"], token["of"] or "")

    def _sign(self, wanted: str) -> str | None:
        if self.next is None or not self.next["sign"] or self.next["sign"] not in wanted:
            return None
        sign = self.next["sign"]
        self._advance()
        return sign
