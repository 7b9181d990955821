"""The small language of the rules: sums over fields, comparisons, conditions; read by a whitelist, never by eval.

Every expression is compiled once. Numbers stay the scaled integers they are stored as: what both sides must be
multiplied by to be compared is known from the fields, so that no row ever needs a fraction and nothing is rounded.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from math import lcm
from typing import Any

from app.models.field import Field, FieldType, Stored
from app.models.resources import listed

Values = Mapping[str, Stored | None]
Condition = Callable[[Values], bool]
Operand = Callable[[Values], Any]
"""What a row gives for a term: an integer, a text, or None where it is blank."""

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.LtE: operator.le,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class Ungrammatical(ValueError):
    """A text that is no expression of this language; a fault of the data, not of the clerk."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A term whose value is ``of(values) / unit``, exactly; ``fixed`` where it is the same for every row.

    ``name`` is the field where the term is nothing but one field.
    """

    of: Operand
    unit: int
    fixed: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    """A term that is a text; ``dated`` where it is a date, ``name`` where it is nothing but that field."""

    of: Operand
    dated: bool = False
    name: str = ""


_Term = _Number | _Text


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns expressions over one ledger's fields into functions of a row of stored values."""

    kind: str
    fields: Mapping[str, Field]

    def conditions(self, text: str) -> Condition:
        """Several conditions divided by ``;`` that must all hold; none always holds."""
        return _all([self.condition(part) for part in listed(text, ";")])

    def comparison(self, text: str) -> tuple[Condition, frozenset[str]]:
        """A chain of comparisons and the fields it names; a blank operand leaves it true (not evaluated)."""
        tree = self._tree(text)
        if not isinstance(tree, ast.Compare):
            raise Ungrammatical(text)
        terms = [self._term(node) for node in (tree.left, *tree.comparators)]
        tests = [_COMPARE[type(op)] for op in tree.ops]
        pairs = [_compared(*pair) for pair in zip(terms, tests, terms[1:], strict=False)]
        return _all(pairs), self._names(tree)

    def condition(self, text: str) -> Condition:
        """``F filled``, ``F blank``, ``F = v``, ``F != v``, ``F in a|b`` or a comparison that must be known to hold."""
        text = text.strip()
        if match := re.fullmatch(r"kind = (\w+)", text):
            same = match[1] == self.kind
            return lambda _: same
        if match := re.fullmatch(r"(\w+) (filled|blank)", text):
            name, filled = match[1], match[2] == "filled"
            return lambda values: (values.get(name) is not None) is filled
        match = re.fullmatch(r"(\w+) (=|!=|in|not in) (.+)", text)
        if match and match[1] in self.fields and not self.fields[match[1]].numeric and match[3] not in self.fields:
            wanted = frozenset(self._literal(match[1], word) for word in listed(match[3]))
            return _membership(match[1], wanted, among=match[2] in ("=", "in"))
        holds, names = self.comparison(text)
        return lambda values: all(values.get(name) is not None for name in names) and holds(values)

    def named(self, text: str) -> frozenset[str]:
        """The fields that an expression or a condition names: what it says of a row depends on nothing else."""
        return frozenset(re.findall(r"[A-Za-z_]\w*", text)).intersection(self.fields)

    def _literal(self, name: str, word: str) -> Stored | None:
        return self.fields[name].clean(word.strip())

    def _tree(self, text: str) -> ast.expr:
        try:
            return ast.parse(re.sub(r"(?<![<>=!])=(?!=)", "==", text), mode="eval").body
        except SyntaxError as error:
            raise Ungrammatical(text) from error

    def _names(self, tree: ast.AST) -> frozenset[str]:
        return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in self.fields)

    def _term(self, node: ast.expr) -> _Term:
        match node:
            case ast.Constant(value=int() | float() as number):
                return _constant(Fraction(str(number)))
            case ast.Name(id=name) if name in self.fields and self.fields[name].type is not FieldType.FLAG:
                return _held(self.fields[name])
            case ast.BinOp(op=op):
                left, right = self._term(node.left), self._term(node.right)
                if isinstance(left, _Number) and isinstance(right, _Number):
                    return _arithmetic(op, left, right)
            case ast.Call(func=ast.Name(id=name), args=[first, *others]):
                return _called(name, _worded(self._term(first)), others)
        raise Ungrammatical(ast.unparse(node))


def _all(conditions: list[Condition]) -> Condition:
    if len(conditions) == 1:
        return conditions[0]
    return lambda values: all(holds(values) for holds in conditions)


def _membership(name: str, wanted: frozenset[Stored | None], *, among: bool) -> Condition:
    return lambda values: (values.get(name) in wanted) is among


def _constant(exact: Fraction) -> _Number:
    numerator = exact.numerator
    return _Number(lambda _: numerator, exact.denominator, fixed=True)


def _held(field: Field) -> _Term:
    name = field.name

    def value(values: Values) -> Any:
        return values.get(name)

    if field.numeric:
        return _Number(value, 10**field.scale, name=name)
    return _Text(value, field.type is FieldType.DATE, name)


def _worded(term: _Term) -> Operand:
    """A term as a text: a number in its shortest exact form."""
    if isinstance(term, _Number):
        unit = term.unit
        return _unless_blank(term.of, lambda number: str(Fraction(number, unit)))
    return term.of


def _unless_blank(inner: Operand, change: Callable[[Any], Any]) -> Operand:
    return lambda values: None if (value := inner(values)) is None else change(value)


def _called(name: str, inner: Operand, args: list[ast.expr]) -> _Term:
    match name, args:
        case "year", []:
            return _Text(_unless_blank(inner, lambda text: text[:4]), dated=True)
        case "tenths", []:
            return _Number(_unless_blank(inner, _digits), 1)
        case "substr", [ast.Constant(value=int(start)), ast.Constant(value=int(end))]:
            return _Text(_unless_blank(inner, lambda text: text[start:end]))
    raise Ungrammatical(name)


def _digits(text: str) -> int:
    """The sum of the numbers in a species mix such as 6香樟4榉树."""
    return sum(int(number) for number in re.findall(r"\d+", text))


def _arithmetic(op: ast.operator, left: _Number, right: _Number) -> _Number:
    """In a sum a blank counts as nothing unless both sides are blank; elsewhere a blank makes the result blank."""
    match op:
        case ast.Add():
            return _added(operator.add, left, right)
        case ast.Sub():
            return _added(operator.sub, left, right)
        case ast.Mult():
            return _multiplied(left, right)
        case ast.Div() if right.fixed and right.of({}):
            return _multiplied(left, _constant(Fraction(right.unit, right.of({}))))
    raise Ungrammatical("only + - * and division by a number")


def _added(add: Callable[[int, int], int], left: _Number, right: _Number) -> _Number:
    unit, one_of, other_of = _aligned(left, right)

    def value(values: Values) -> int | None:
        one, other = one_of(values), other_of(values)
        return None if one is None and other is None else add(one or 0, other or 0)

    return _Number(value, unit)


def _multiplied(left: _Number, right: _Number) -> _Number:
    one_of, other_of = left.of, right.of

    def value(values: Values) -> int | None:
        one, other = one_of(values), other_of(values)
        return None if one is None or other is None else one * other

    return _Number(value, left.unit * right.unit)


def _aligned(left: _Number, right: _Number) -> tuple[int, Operand, Operand]:
    """The unit two numbers share, and both in it."""
    unit = lcm(left.unit, right.unit)
    return unit, _times(left.of, unit // left.unit), _times(right.of, unit // right.unit)


def _times(inner: Operand, factor: int) -> Operand:
    return inner if factor == 1 else _unless_blank(inner, lambda number: number * factor)


def _compared(left: _Term, test: Callable[[Any, Any], bool], right: _Term) -> Condition:
    """Both sides in one form: numbers in one unit, dates at the precision they share, all else as texts."""
    if isinstance(left, _Number) and isinstance(right, _Number):
        unit, one_of, other_of = _aligned(left, right)
        if left.name and left.unit == unit and right.fixed:
            return Beside(left.name, test, other_of({}))
        if left.name and right.name and left.unit == right.unit:
            return SideBySide(left.name, test, right.name)
    else:
        one_of, other_of = _worded(left), _worded(right)
        if isinstance(left, _Text) and isinstance(right, _Text) and left.dated and right.dated:
            test = _at_shared_precision(test)

    def holds(values: Values) -> bool:
        one, other = one_of(values), other_of(values)
        return one is None or other is None or test(one, other)

    return holds


# Most rules set one field beside a number or another field; of a large import they are asked of whole columns.


@dataclass(frozen=True, slots=True)
class Beside:
    """A condition that sets a field beside a number; a blank leaves it true."""

    name: str
    test: Callable[[Any, Any], bool]
    constant: Any

    def __call__(self, values: Values) -> bool:
        """Whether it holds for a row."""
        one = values.get(self.name)
        return one is None or self.test(one, self.constant)

    def unmet(self, cells: Mapping[str, Sequence[Any]]) -> list[int]:
        """The rows, given by their columns, for which it does not hold."""
        return _unmet(self.test, cells[self.name], repeat(self.constant))


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A condition that sets two fields side by side; a blank leaves it true."""

    name: str
    test: Callable[[Any, Any], bool]
    other: str

    def __call__(self, values: Values) -> bool:
        """Whether it holds for a row."""
        one, other = values.get(self.name), values.get(self.other)
        return one is None or other is None or self.test(one, other)

    def unmet(self, cells: Mapping[str, Sequence[Any]]) -> list[int]:
        """The rows, given by their columns, for which it does not hold."""
        return _unmet(self.test, cells[self.name], cells[self.other])


@dataclass(frozen=True, slots=True)
class Matches:
    """A condition on how a text is written; a blank leaves it true."""

    name: str
    pattern: re.Pattern[str]

    def __call__(self, values: Values) -> bool:
        """Whether it holds for a row."""
        value = values.get(self.name)
        return value is None or self.pattern.search(str(value)) is not None

    def unmet(self, cells: Mapping[str, Sequence[Any]]) -> list[int]:
        """The rows, given by their columns, for which it does not hold."""
        column, search = cells[self.name], self.pattern.search
        different = set(column) - {None}
        with suppress(TypeError):  # what is no text
            if all(map(search, different)):
                return []
        odd = {value for value in different if not search(str(value))}
        return [place for place, value in enumerate(column) if value in odd] if odd else []


Columnwise = Beside | SideBySide | Matches
"""The conditions that a whole column can be asked at once."""


def _unmet(test: Callable[[Any, Any], bool], left: Sequence[Any], right: Iterable[Any]) -> list[int]:
    with suppress(TypeError):  # a blank, which is not to be asked
        if all(map(test, left, right)):
            return []
    pairs = enumerate(zip(left, right, strict=False))
    return [at for at, (one, other) in pairs if one is not None and other is not None and not test(one, other)]


def _at_shared_precision(test: Callable[[str, str], bool]) -> Callable[[str, str], bool]:
    def holds(one: str, other: str) -> bool:
        if len(one) == len(other):
            return test(one, other)
        shared = min(len(one), len(other))
        return test(one[:shared], other[:shared])

    return holds
