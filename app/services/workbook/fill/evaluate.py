"""A formula's value in exact numbers: the functions that bureaus' forms are made of, and no others."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from app.models.quantity import rounded
from app.services.workbook.fill.expression import Area, Call, Constant, Tree, Unknown
from app.services.workbook.fill.references import Block


class Error(str):
    """An error that a cell shows, such as ``#DIV/0!``."""

    __slots__ = ()


Result: TypeAlias = Fraction | str | bool | Error | None
"""A cell's value; None is an empty cell."""
Look: TypeAlias = Callable[[Block], Iterator[tuple[Result, bool]]]
"""The values of an area row by row, each with whether it comes from a SUBTOTAL."""

_DIV = Error("#DIV/0!")
_VALUE = Error("#VALUE!")
_NOT_THERE = Error("#N/A")
_SUBTOTALS = {1: "AVERAGE", 2: "COUNT", 3: "COUNTA", 4: "MAX", 5: "MIN", 9: "SUM"}
_HIDDEN_LEFT_OUT = 100


class Shown(Exception):
    """Carries an error value out of an expression."""

    def __init__(self, error: Error) -> None:
        super().__init__(error)
        self.error = error


def evaluate(tree: Tree, look: Look) -> Result:
    """The value of a formula. Raises ``Unknown`` where it needs what is not known here."""
    try:
        found = _Evaluation(look).value(tree)
    except Shown as shown:
        return shown.error
    return Fraction(0) if found is None else found


class _Evaluation:
    def __init__(self, look: Look) -> None:
        self.look = look

    def value(self, tree: Tree) -> Result:
        """One value."""
        match tree:
            case Constant(value=value):
                return value
            case Area(block=block):
                return self._cell(block)
            case Call(name=name, inputs=inputs):
                return self._call(name, inputs)

    def _cell(self, block: Block) -> Result:
        if (block.top, block.left) != (block.bottom, block.right):
            raise Unknown("an area where one value is wanted")
        (found,) = (value for value, _ in self.look(block))
        return _sound(found)

    def _call(self, name: str, inputs: tuple[Tree, ...]) -> Result:
        if name in _LISTS:
            return _LISTS[name](list(self.listed(inputs)))
        if name in _OPERATORS and len(inputs) == 2:
            return _OPERATORS[name](self.value(inputs[0]), self.value(inputs[1]))
        if name in _OWN:
            return _OWN[name](self, inputs)
        raise Unknown(name)

    def listed(self, inputs: Sequence[Tree], *, subtotals: bool = True) -> Iterator[Result]:
        """The values of areas and inputs one by one; of areas only what the cells hold."""
        for one in inputs:
            if isinstance(one, Area):
                for value, is_subtotal in self.look(one.block):
                    if subtotals or not is_subtotal:
                        yield _in_cell(value)
            else:
                yield self.value(one)

    def number(self, tree: Tree) -> Fraction:
        """One number."""
        return _number(self.value(tree))


class _InCell(str):
    """A text or a truth value that stands in a cell: a list of numbers passes it over."""

    __slots__ = ()


def _in_cell(value: Result) -> Result:
    return value if value is None or isinstance(value, Fraction | Error) else _InCell(value)


def _sound(value: Result) -> Result:
    if isinstance(value, Error):
        raise Shown(value)
    return value


def _number(value: Result) -> Fraction:
    value = _sound(value)
    if value is None:
        return Fraction(0)
    if isinstance(value, str):
        try:
            return Fraction(value.strip())
        except ValueError:
            raise Shown(_VALUE) from None
    return Fraction(value)


def _numbers(values: list[Result]) -> list[Fraction]:
    return [_number(value) for value in values if value is not None and not isinstance(value, _InCell)]


def _average(values: list[Result]) -> Result:
    found = _numbers(values)
    if not found:
        raise Shown(_DIV)
    return sum(found, Fraction(0)) / len(found)


def _divided(left: Result, right: Result) -> Result:
    one, other = _number(left), _number(right)
    if other == 0:
        raise Shown(_DIV)
    return one / other


def _power(left: Result, right: Result) -> Result:
    one, other = _number(left), _number(right)
    if other.denominator != 1 or abs(other) > 20 or (one == 0 and other <= 0):
        raise Unknown("^")
    return Fraction(one ** int(other))


def _order(value: Result) -> tuple[int, Fraction | str]:
    value = _sound(value)
    if isinstance(value, bool):
        return 2, Fraction(value)
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, Fraction(value or 0)


def _same(left: Result, right: Result) -> bool:
    if None in (left, right) and "" in (left, right):
        return True
    return _order(left) == _order(right)


def _text(value: Result) -> str:
    value = _sound(value)
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool) or Fraction(value).denominator != 1:
        raise Unknown("&")
    return str(value)


def _if(own: _Evaluation, inputs: tuple[Tree, ...]) -> Result:
    if not 2 <= len(inputs) <= 3:
        raise Unknown("IF")
    given = own.value(inputs[0])
    if isinstance(given, str):
        raise Shown(_VALUE)
    if given:
        return own.value(inputs[1])
    return own.value(inputs[2]) if len(inputs) == 3 else False


def _if_error(own: _Evaluation, inputs: tuple[Tree, ...]) -> Result:
    if len(inputs) != 2:
        raise Unknown("IFERROR")
    try:
        return _sound(own.value(inputs[0]))
    except Shown:
        return own.value(inputs[1])


def _n(own: _Evaluation, inputs: tuple[Tree, ...]) -> Result:
    if len(inputs) != 1:
        raise Unknown("N")
    given = own.value(inputs[0])
    return Fraction(given) if isinstance(given, bool | Fraction) else Fraction(0)


def _round(own: _Evaluation, inputs: tuple[Tree, ...]) -> Result:
    if len(inputs) != 2:
        raise Unknown("ROUND")
    places = int(own.number(inputs[1]))
    if abs(places) > 15:
        raise Unknown("ROUND")
    return Fraction(rounded(own.number(inputs[0]), places)) / Fraction(10) ** places


def _subtotal(own: _Evaluation, inputs: tuple[Tree, ...]) -> Result:
    code = int(own.number(inputs[0])) if inputs else 0
    name = _SUBTOTALS.get(code % _HIDDEN_LEFT_OUT)
    if name is None:
        raise Unknown("SUBTOTAL")
    return _LISTS[name](list(own.listed(inputs[1:], subtotals=False)))


def _rank(own: _Evaluation, inputs: tuple[Tree, ...]) -> Result:
    """The place of a figure among those of an area: the highest first, with a third input but 0 the lowest."""
    if not 2 <= len(inputs) <= 3:
        raise Unknown("RANK")
    figure, others = own.number(inputs[0]), _numbers(list(own.listed(inputs[1:2])))
    if figure not in others:
        raise Shown(_NOT_THERE)
    upwards = len(inputs) == 3 and own.number(inputs[2]) != 0
    return Fraction(1 + sum(one < figure if upwards else one > figure for one in others))


def _all(own: _Evaluation, inputs: tuple[Tree, ...]) -> Result:
    return all(_number(own.value(one)) for one in inputs)


def _any(own: _Evaluation, inputs: tuple[Tree, ...]) -> Result:
    return any(_number(own.value(one)) for one in inputs)


_LISTS: dict[str, Callable[[list[Result]], Result]] = {
    "SUM": lambda values: sum(_numbers(values), Fraction(0)),
    "COUNT": lambda values: Fraction(sum(isinstance(value, Fraction) for value in values)),
    "COUNTA": lambda values: Fraction(sum(value is not None for value in values)),
    "MAX": lambda values: max(_numbers(values), default=Fraction(0)),
    "MIN": lambda values: min(_numbers(values), default=Fraction(0)),
    "AVERAGE": _average,
}
_OPERATORS: dict[str, Callable[[Result, Result], Result]] = {
    "+": lambda left, right: _number(left) + _number(right),
    "-": lambda left, right: _number(left) - _number(right),
    "*": lambda left, right: _number(left) * _number(right),
    "/": _divided,
    "^": _power,
    "&": lambda left, right: _text(left) + _text(right),
    "=": _same,
    "<>": lambda left, right: not _same(left, right),
    "<": lambda left, right: _order(left) < _order(right),
    "<=": lambda left, right: _order(left) <= _order(right),
    ">": lambda left, right: _order(left) > _order(right),
    ">=": lambda left, right: _order(left) >= _order(right),
}
_OWN: dict[str, Callable[[_Evaluation, tuple[Tree, ...]], Result]] = {
    "IF": _if,
    "IFERROR": _if_error,
    "RANK": _rank,
    "RANK.EQ": _rank,
    "_XLFN.RANK.EQ": _rank,
    "ROUND": _round,
    "SUBTOTAL": _subtotal,
    "N": _n,
    "ABS": lambda own, inputs: abs(own.number(inputs[0])),
    "AND": _all,
    "OR": _any,
}
