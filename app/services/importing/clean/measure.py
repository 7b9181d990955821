"""What stands behind a figure in its cell: a unit, a count word, a scale (``12.5亩``, ``3户``, ``0.5万``, ``(㎡)``)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from app.models import quantity, resources
from app.models.field import Field, FieldType
from app.services.importing.tables.header import unit_in

_CURRENCY = re.compile(r"^(?:[¥￥]|人民币|RMB|CNY)", re.IGNORECASE)
_WHOLE_MONEY = re.compile(r"(?<=[元角分])整$|(?<=元)正$")
_BRACKETED = re.compile(r"[(（\[](.*)[)）\]]")
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_ANY_COUNT = "*"


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit as a cell writes it, and how many of the field's own one of it is."""

    name: str
    factor: Fraction


def measured_in(said: str, field: Field) -> str:
    """A figure without the signs that only say that it is money: ``￥5,000.00``, ``5000元整``."""
    return _WHOLE_MONEY.sub("", _CURRENCY.sub("", said)) if field.type is FieldType.MONEY else said


@cache
def measure_of(word: str, field: Field, unit: str) -> Measure | None:
    """The measure a word behind a figure names in a column of ``unit``; None where it does not fit the field."""
    if found := _BRACKETED.fullmatch(word):
        word = found[1]
    if not word or word in _count_words(field):
        return Measure(unit, quantity.factor(unit, field.unit))
    named = unit_in(word)
    if named:
        return _of(named, named, field, 1)
    return _scaled(word, field, unit)


def _scaled(word: str, field: Field, unit: str) -> Measure | None:
    """万 alone is so many of the column's unit, or the unit itself where that is 万元; 千平方米 is a thousand ㎡."""
    for scale in sorted(_SCALES, key=len, reverse=True):
        rest = word.removeprefix(scale)
        if rest == word:
            continue
        if not rest and unit.startswith(scale):
            return _of(unit, unit, field, 1)
        named = unit_in(rest) if rest else unit.removeprefix("万")
        if rest in _count_words(field):
            named = unit
        return _of(scale + named, named, field, _SCALES[scale]) if named else None
    return None


def _of(name: str, unit: str, field: Field, times: int) -> Measure | None:
    try:
        return Measure(name, quantity.factor(unit, field.unit) * times)
    except ValueError:
        return None


def _count_words(field: Field) -> frozenset[str]:
    """The words that count what a field counts: 家 in a field of 户, 个 in any whole number."""
    own = _counts().get(field.unit, frozenset())
    return own | _counts()[_ANY_COUNT] if field.type is FieldType.INTEGER else own


@cache
def _counts() -> Mapping[str, frozenset[str]]:
    return {row["unit"]: frozenset(resources.listed(row["words"])) for row in resources.rows("importing/counts.csv")}
