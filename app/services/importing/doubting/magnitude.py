"""Figures that look written in another unit: told by their sisters in the row, the rest of their column and the ledger.

Nothing is corrected: a figure in doubt is taken as it stands and carries its issue (``domain.md`` D49).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from operator import lt, mul
from statistics import median_low
from typing import Any

from app.models import resources, rule
from app.models.field import FieldType, Stored
from app.models.ledger import dated_quantities, fields_of
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.planning.rows import ReadRows
from app.services.importing.view import View

_FACTORS = {Fraction(10_000): "一万", Fraction(2000, 3): " 666.67 ", Fraction(15): " 15 "}
_TELLING = frozenset({"一万", " 666.67 "})  # two figures of one thing are seldom apart by just this much
_WITHIN = Fraction(15, 100)
_ALIKE = 3  # figures that belong together differ less than this many times
_FEWEST = 3
_MOSTLY = Fraction(6, 10)
_FAR, _NEAR = 1000, 100  # from the middle of a column: out of its range, and within it
_FEWEST_IN_COLUMN = 5
_FEWEST_IN_LEDGER = 10
_MEASURED = (FieldType.QUANTITY, FieldType.MONEY)


Columns = Mapping[str, Sequence[int]]
"""The figures of each column row by row, as they are stored, without their signs; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A figure that is some factor away from another one, or from its column."""

    place: int
    field: str
    text: str
    severity: Severity = Severity.WARNING


def doubt(kind: str, rows: ReadRows, letters: Mapping[str, str], ledger: View) -> None:
    """Say at each row which of its figures are likely in the wrong unit; ``letters`` are the columns by field."""
    sizes = _sizes(kind, rows, letters)
    found = (
        *_beside_ledger(kind, sizes, ledger),
        *_beyond(kind, sizes),
        *_too_dense(kind, rows, letters),
        *_among_sisters(kind, sizes),
        *_in_columns(sizes),
    )
    said = {(one.place, one.field): one for one in found}
    for (place, name), one in said.items():
        row, letter = rows[place], letters.get(name)
        cell = f"{letter}{row.number}" if letter else None
        raw = fields_of(kind)[name].show(row.values[name])
        row.issues.append(Issue(letter, cell, Code.MAGNITUDE, one.severity, one.text, name, raw))


def since(
    kind: str, changes: Mapping[str, tuple[Stored | None, Stored | None]], letters: Mapping[str, str], number: int
) -> list[Issue]:
    """The figures a wrong unit's factor away from what the ledger holds."""
    fields = fields_of(kind)
    found = []
    for name, (held, new) in changes.items():
        if fields[name].type not in _MEASURED or not isinstance(held, int) or not isinstance(new, int):
            continue
        words = factor_between(held, new)
        # A total that has grown fifteenfold has grown; one in the wrong unit is ten thousand times off.
        if words and not (name in dated_quantities(kind) and words == _FACTORS[Fraction(15)] and new > held):
            text = f"台账里是 {fields[name].show(held)}，与这一格相差约{words}倍，可能是单位填错"
            letter = letters.get(name)
            cell = f"{letter}{number}" if letter else None
            found.append(Issue(letter, cell, Code.MAGNITUDE, Severity.WARNING, text, name, fields[name].show(new)))
    return found


@cache
def _sisters(kind: str) -> tuple[tuple[str, str], ...]:
    """The pairs of figures in one unit that a rule compares: they are of one size in most rows."""
    fields = fields_of(kind)
    found = {
        tuple(sorted(one.fields))
        for one in rule.comparisons(kind)
        if len(one.fields) == 2 and all(fields[name].type in _MEASURED for name in one.fields)
    }
    return tuple((one, other) for one, other in sorted(found) if _same_measure(kind, one, other))


def _same_measure(kind: str, one: str, other: str) -> bool:
    fields = fields_of(kind)
    return (fields[one].unit, fields[one].scale) == (fields[other].unit, fields[other].scale)


def _sizes(kind: str, rows: ReadRows, letters: Mapping[str, str]) -> Columns:
    fields = fields_of(kind)
    measured = [name for name in letters if fields[name].type in _MEASURED]
    cells = rows.seen(frozenset(measured), range(len(rows))).cells
    return {name: _unsigned(cells[name]) for name in measured if name in cells}


def _unsigned(column: Sequence[Any]) -> Sequence[int]:
    """The figures of a column without their signs; 0 where there is none."""
    if set(map(type, column)) == {int}:
        return list(map(abs, column))
    return [abs(value) if value.__class__ is int else 0 for value in column]


def _among_sisters(kind: str, sizes: Columns) -> Iterator[_Doubt]:
    """The figures a wrong unit's factor away from a sister, where the two agree in most of the other rows.

    Where there are too few rows to say so, or all of a column is off, only factors that seldom come by chance count.
    """
    off: dict[int, list[tuple[str, str, str]]] = {}
    for one, other in _sisters(kind):
        if one not in sizes or other not in sizes:
            continue
        both = sum(map(bool, map(mul, sizes[one], sizes[other])))
        unlike = _unlike(sizes[one], sizes[other])
        alike = both - len(unlike)
        agreed = alike >= _FEWEST and alike >= _MOSTLY * both
        for place, low, high in unlike:
            words = factor_between(low, high)
            if words and (agreed or words in _TELLING):
                off.setdefault(place, []).append((one, other, words))
    middles = {name: median_low(filled) for name, column in sizes.items() if off and (filled := _filled(column))}
    for place, several in off.items():
        culprit = _culprit(place, several, sizes, middles)
        sister, words = next((_other(pair, culprit), pair[2]) for pair in several if culprit in pair)
        label = fields_of(kind)[sister].label
        yield _Doubt(place, culprit, f"与“{label}”相差约{words}倍，可能是单位填错")


def _unlike(one: Sequence[int], other: Sequence[int]) -> list[tuple[int, int, int]]:
    """The rows in which two figures are not of one size, with both."""
    if all(map(lt, one, map(_ALIKE.__mul__, other))) and all(map(lt, other, map(_ALIKE.__mul__, one))):
        return []
    return [
        (place, low, high)
        for place, (low, high) in enumerate(zip(one, other, strict=True))
        if not (low < _ALIKE * high and high < _ALIKE * low) and low and high
    ]


def _filled(column: Sequence[int]) -> list[int]:
    return list(filter(None, column))


def _culprit(place: int, several: Sequence[tuple[str, str, str]], sizes: Columns, middles: Mapping[str, int]) -> str:
    """The figure of a row that is off from most others; of two alike in this, the one farther from its column."""
    votes = Counter(name for pair in several for name in pair[:2])
    weights = {name: (count, _apart(sizes[name][place], middles[name])) for name, count in votes.items()}
    return max(weights, key=lambda name: weights[name])


def _other(pair: tuple[str, str, str], name: str) -> str:
    return pair[1] if pair[0] == name else pair[0]


def factor_between(one: int, other: int) -> str:
    """The factor of a wrong unit that two figures of one measure differ by, in words; "" where it is none."""
    low, high = sorted((abs(one), abs(other)))
    if not low or high < 10 * low:
        return ""
    ratio = Fraction(high, low)
    return next((words for factor, words in _FACTORS.items() if abs(ratio / factor - 1) <= _WITHIN), "")


def _in_columns(sizes: Columns) -> Iterator[_Doubt]:
    """The figures a thousand times away from the middle of a column whose others keep together."""
    for name, column in sizes.items():
        filled = _filled(column)
        if len(filled) < _FEWEST_IN_COLUMN:
            continue
        least, most = min(filled), max(filled)
        if most < least * (_NEAR + 1):  # whatever the middle is
            continue
        middle = median_low(filled)
        low, high = middle // (_NEAR + 1), middle * (_NEAR + 1)
        if low < least and most < high:
            continue
        outside = [place for place, size in enumerate(column) if size and not low < size < high]
        far = [place for place in outside if _apart(column[place], middle) >= _FAR]
        if far == outside and len(filled) > len(far) * 3:
            yield from (_Doubt(place, name, "与同一栏其他行相差一千倍以上，可能是单位填错") for place in far)


def _beside_ledger(kind: str, sizes: Columns, ledger: View) -> Iterator[_Doubt]:
    """The figures of a column too short to speak for itself that are far from all the ledger has of its field."""
    short = {name: column for name, column in sizes.items() if 0 < len(_filled(column)) < _FEWEST_IN_COLUMN}
    for name, (least, most) in ledger.extents(kind, list(short)).items():
        outside = {place: size for place, size in enumerate(short[name]) if size and not least <= size <= most}
        count, middle = ledger.middle(kind, name) if outside else (0, 0)
        if count < _FEWEST_IN_LEDGER:
            continue
        field = fields_of(kind)[name]
        text = f"台账里这一栏多在 {field.show(middle)} {field.unit}上下，这一格相差一千倍以上，请核对单位"
        for place, size in outside.items():
            if _apart(size, middle) >= _FAR:
                yield _Doubt(place, name, text, Severity.NOTE)


def _beyond(kind: str, sizes: Columns) -> Iterator[_Doubt]:
    """The figures larger than any single record's: no other row is needed to doubt them."""
    fields = fields_of(kind)
    for name, column in sizes.items():
        most = _most().get(fields[name].unit)
        largest = most * 10 ** fields[name].scale if most else None
        if largest is None or max(column) <= largest:
            continue
        text = f"一条记录很少超过 {most}{fields[name].unit}，可能是单位填错"
        yield from (_Doubt(place, name, text) for place, size in enumerate(column) if size > largest)


@cache
def _most() -> Mapping[str, int]:
    return {row["unit"]: int(row["most"]) for row in resources.rows("importing/sizes.csv")}


def _too_dense(kind: str, rows: ReadRows, letters: Mapping[str, str]) -> Iterator[_Doubt]:
    """The counts that no land has room for: 600 in a column of 万株 beside half a hectare."""
    fields = fields_of(kind)
    for one in (one for one in _densities() if one["kind"] == kind and {one["count"], one["area"]} <= letters.keys()):
        cells = rows.seen(frozenset((one["count"], one["area"])), range(len(rows))).cells
        count, area = (_unsigned(cells.get(one[name], ())) for name in ("count", "area"))
        each = 10 ** fields[one["area"]].scale
        unit = f"{fields[one['count']].unit}/{fields[one['area']].unit}"
        text = f"与“{fields[one['area']].label}”相比，超过 {one['most']}{unit}，可能是单位填错"
        for place, (many, size) in enumerate(zip(count, area, strict=False)):
            if size and many * each > int(one["most"]) * size:
                yield _Doubt(place, one["count"], text)


@cache
def _densities() -> Sequence[Mapping[str, str]]:
    return tuple(resources.rows("importing/densities.csv"))


def _apart(one: int, other: int) -> int:
    return max(one, other) // min(one, other)
