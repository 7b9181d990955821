"""A row against the rules of its fields: what it breaks, what its stage still lacks, said in words."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from app.models import quantity, rule
from app.models.columns import Columns
from app.models.expression import Values
from app.models.field import Field, Stored
from app.models.ledger import fields_of
from app.services.importing.issue import Code, Issue, Severity

_FACTORS = ((10_000, "一万"), (15, " 15 "), (Decimal(2000) / 3, " 666.67 "))
_WITHIN = Decimal("0.15")
_OPERATORS = {"<=": "应不大于", ">=": "应不小于", "<": "应小于", ">": "应大于", "=": "应等于", "!=": "不应等于"}
_DIGITS = re.compile(r"substr\((?P<of>“[^”]*”),(?P<first>\d+),(?P<end>\d+)\)")
_YEAR = re.compile(r"year\((“[^”]*”)\)")
_PART = 2_000  # rows that are looked at together for how their codes are written
_BOUND = re.compile(r"(?P<left>\w+) (?P<operator><=|>=|<|>|=) (?P<right>\w+)")


def judge(
    kind: str, numbers: Sequence[int], row: Callable[[int], Values], seen: Columns, letters: Mapping[str, str]
) -> dict[int, list[Issue]]:
    """What is to be said of rows that break a rule or lack something, by their places.

    A rule is said on the cell of the first of its fields that the file has. ``numbers`` are the rows as Excel numbers
    them, ``row`` gives the values of the one at a place, ``seen`` are all of them by columns.
    """
    found = _without_own_ways(rule.broken_in(kind, seen), len(numbers))
    owed = rule.missing_in(kind, row, seen)
    said: dict[int, list[Issue]] = {}
    for place in sorted(found.keys() | owed.keys()):
        broken = found.get(place, ())
        values = row(place) if broken else {}
        said[place] = [_said(kind, one, values, letters, numbers[place]) for one in broken]
        said[place] += [_required(kind, name) for name in owed.get(place, ())]
    return said


def _without_own_ways(found: Mapping[int, list[rule.Comparison]], size: int) -> Mapping[int, list[rule.Comparison]]:
    """What rows break without the hint on how a code is written, where most of them do not keep to it.

    An office that numbers its records in its own way is not told so row by row.
    """
    own: Counter[int] = Counter(place // _PART for place, broken in found.items() if any(map(_is_spelling, broken)))
    parts = {part for part, count in own.items() if 2 * count > min(_PART, size - part * _PART)}
    return {
        place: [one for one in broken if place // _PART not in parts or not _is_spelling(one)]
        for place, broken in found.items()
    }


def _is_spelling(one: rule.Comparison) -> bool:
    return one.hint and one.fields == {"code"} and one.text.startswith("matches ")


def broken(kind: str, values: Mapping[str, Stored | None], letters: Mapping[str, str], number: int) -> list[Issue]:
    """The rules that one row breaks, as ``judge`` says them."""
    return [_said(kind, one, values, letters, number) for one in rule.broken(kind, values)]


def _said(
    kind: str, one: rule.Comparison, values: Mapping[str, Stored | None], letters: Mapping[str, str], number: int
) -> Issue:
    field = next((name for name in _in_order(kind, one.fields) if name in letters), None)
    column = letters.get(field) if field else None
    severity = Severity.WARNING if one.hint else Severity.ERROR
    size = _magnitude(kind, one, values)
    code = Code.MAGNITUDE if size else Code.OUT_OF_RANGE if len(one.fields) == 1 else Code.RULE
    text = sentence(kind, one.text) + (f"，两者相差约{size}倍，可能是单位填错" if size else "")
    return Issue(column, f"{column}{number}" if column else None, code, severity, text, field)


def _in_order(kind: str, names: frozenset[str]) -> list[str]:
    return [name for name in fields_of(kind) if name in names]


@lru_cache(maxsize=1024)
def sentence(kind: str, text: str) -> str:
    """A rule as a clerk reads it: fields by their labels, signs as words."""
    fields = fields_of(kind)
    body, _, condition = text.partition(" when ")
    if body.endswith(")$") or " matches " in f" {body}":
        named = next((field.label for field in fields.values() if text in field.rule), "")
        return f"“{named}”的写法不符合规定"
    said = _worded(body, fields)
    return f"{said}（{_worded(condition, fields)}时）" if condition else said


def _digits_said(found: re.Match[str]) -> str:
    return f"{found['of']}的第 {int(found['first']) + 1} 至 {found['end']} 位"


def _worded(text: str, fields: Mapping[str, Field]) -> str:
    text = re.sub(
        r"[A-Za-z_]\w*", lambda found: f"“{fields[found[0]].label}”" if found[0] in fields else found[0], text
    )
    text = _YEAR.sub(r"\1里的年份", _DIGITS.sub(_digits_said, text))
    for sign, word in _OPERATORS.items():
        text = re.sub(rf"(?<![<>!]) {re.escape(sign)} ", word, text)
    return text.replace(" not in ", "不应是").replace(" in ", "为").replace("|", "、").replace(" * ", "×")


def _magnitude(kind: str, one: rule.Comparison, values: Mapping[str, Stored | None]) -> str:
    """The factor two figures of a broken rule differ by, where it is one of those that wrong units make."""
    found = _BOUND.fullmatch(one.text)
    fields = fields_of(kind)
    if not found or found["left"] not in fields or found["right"] not in fields:
        return ""
    sizes = [_size(fields[found[side]], values) for side in ("left", "right")]
    if None in sizes or 0 in sizes:
        return ""
    low, high = sorted(abs(size) for size in sizes if size is not None)
    for factor, words in _FACTORS:
        if abs(high / low / Decimal(factor) - 1) <= _WITHIN:
            return words
    return ""


def _size(field: Field, values: Mapping[str, Stored | None]) -> Decimal | None:
    value = values.get(field.name)
    return quantity.decimal(int(value), field.scale) if field.numeric and value is not None else None


@lru_cache(maxsize=1024)
def _required(kind: str, name: str) -> Issue:
    """What is said of a field that a record's stage still needs; it has no cell (``decisions.md`` 15)."""
    label = fields_of(kind)[name].label
    return Issue(None, None, Code.REQUIRED, Severity.WARNING, f"还缺“{label}”", name)
