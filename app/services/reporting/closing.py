"""平差: the parts of a total closed to it, so that what is printed adds up and no part is off by a whole last place."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.models.quantity import Rounding, decimal, rounded
from app.services.reporting.forms.form import Column, Form
from app.services.reporting.printed import computed
from app.services.reporting.table import Exact, Line
from app.services.reporting.total import adds_up


def closed(form: Form, exact: Sequence[Exact], lines: Sequence[Line], whole: Exact, rule: Rounding) -> list[Line]:
    """The printed lines with every column that adds up closed to its rounded total; nothing else changes but ratios."""
    found = list(lines)
    for index, column in enumerate(form.columns):
        if adds_up(column):
            found = _closed_column(index, column, exact, found, whole, rule)
    return [
        computed(form, line, one.value, rule) if line.adjusted else line for line, one in zip(found, exact, strict=True)
    ]


def _closed_column(
    index: int, column: Column, exact: Sequence[Exact], lines: Sequence[Line], whole: Exact, rule: Rounding
) -> list[Line]:
    total = whole.value(column.source)
    parts = [value if isinstance(value := one.value(column.source), Fraction) else None for one in exact]
    known = [part for part in parts if part is not None]
    places = column.places or 0
    if not isinstance(total, Fraction) or sum(known) != total:
        return list(lines)
    apportioned = iter(largest_remainder(known, rounded(total, places, rule), places))
    return [
        line if part is None else _adjusted(line, index, decimal(next(apportioned), places))
        for line, part in zip(lines, parts, strict=True)
    ]


def _adjusted(line: Line, index: int, cell: Decimal) -> Line:
    if line.cells[index] == cell:
        return line
    cells = (*line.cells[:index], cell, *line.cells[index + 1 :])
    return replace(line, cells=cells, adjusted=line.adjusted | {index})


def largest_remainder(parts: Sequence[Fraction], total: int, places: int) -> list[int]:
    """The parts as whole numbers of their last place that add up to ``total``, each within one of its exact value.

    ``total`` is the sum of the parts rounded to that place: so many of the parts are taken up to the next whole as are
    needed, those with the largest remainder first and the larger of equals.
    """
    scaled = [part * 10**places for part in parts]
    floors = [part.numerator // part.denominator for part in scaled]
    order = sorted(range(len(parts)), key=lambda at: (floors[at] - scaled[at], -scaled[at], at))
    for at in order[: total - sum(floors)]:
        floors[at] += 1
    return floors
