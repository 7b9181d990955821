"""Lines as they are printed: figures rounded once, the computed columns from the printed ones, the ranks."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.models.quantity import Rounding, decimal, rounded
from app.services.reporting.forms.form import Column, Computed, Fact, Form, Ranked, Source
from app.services.reporting.forms.relation import evaluate
from app.services.reporting.table import NOT_APPLICABLE, Exact, Line, Printed, Value, number_in

FactOf = Callable[[Source], Value]
"""What a row answers to a source."""


def printed(form: Form, exact: Exact, rule: Rounding) -> Line:
    """A line's own figures rounded, then what is computed from them."""
    cells = [_printed(column, exact, rule) for column in form.columns]
    return computed(form, Line(exact.key, exact.name, tuple(cells), exact.indent), exact.value, rule)


def _printed(column: Column, exact: Exact, rule: Rounding) -> Printed:
    if isinstance(column.source, Computed | Ranked):
        return None
    value = exact.value(column.source)
    if not isinstance(value, Fraction):
        return value
    return _rounded(value, exact.places if column.places is None else column.places, rule)


def _rounded(value: Fraction, places: int, rule: Rounding) -> Decimal:
    return decimal(rounded(value, places, rule), places)


def computed(form: Form, line: Line, fact_of: FactOf, rule: Rounding) -> Line:
    """The computed columns from left to right; one may use those before it."""
    for index, column in enumerate(form.columns):
        if isinstance(column.source, Computed):
            line = _with_cell(line, index, _worked_out(form, line, fact_of, column, column.source, rule))
    return line


def _worked_out(form: Form, line: Line, fact_of: FactOf, column: Column, source: Computed, rule: Rounding) -> Printed:
    given = fact_of(Fact(source.only_with)) if source.only_with else Fraction(0)
    if not isinstance(given, Fraction):
        return given
    try:
        value = evaluate(source.expression, number_in(form, line))
    except ZeroDivisionError:
        return NOT_APPLICABLE
    return None if value is None else _rounded(value, column.places or 0, rule)


def ranked(form: Form, lines: Sequence[Line]) -> list[Line]:
    """The lines with their places: the highest is first, equals share a place, and the next one counts them all."""
    placed = list(lines)
    for index, column in enumerate(form.columns):
        if isinstance(column.source, Ranked):
            by = form.index(column.source.number)
            best = sorted((value for line in lines if (value := line.number(by)) is not None), reverse=True)
            placed = [_with_cell(line, index, _place(line.number(by), best)) for line in placed]
    return placed


def _place(value: Fraction | None, best: Sequence[Fraction]) -> Printed:
    return None if value is None else Decimal(best.index(value) + 1)


def _with_cell(line: Line, index: int, cell: Printed) -> Line:
    return replace(line, cells=(*line.cells[:index], cell, *line.cells[index + 1 :]))
