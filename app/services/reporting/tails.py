"""Rates worked out from printed figures: a note names those that the ledger's own figures put otherwise.

A form's rate can be worked out again from the figures beside it; the overview has the exact one. Both are right, and
who lays one beside the other is told why they differ, and by which of them an indicator was judged.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from app.models.quantity import Rounding, decimal, rounded
from app.services.reporting.forms.form import Computed, Fact, Form
from app.services.reporting.table import Exact, Line

_RATE = "rate"


def of_rates(form: Form, exact: Sequence[Exact], lines: Sequence[Line], rule: Rounding) -> tuple[str, ...]:
    """The note on a form of indicators; none where every printed rate is the exact one rounded."""
    told = "；".join(_told(form, exact, lines, rule))
    return (f"完成率由表内数字算出，与按台账原值算出的有尾差，评价按原值：{told}。",) if told else ()


def _told(form: Form, exact: Sequence[Exact], lines: Sequence[Line], rule: Rounding) -> Iterator[str]:
    for index, column in enumerate(form.columns):
        if isinstance(column.source, Computed) and column.source.only_with == _RATE and column.unit == "%":
            places = column.places or 0
            for one, line in zip(exact, lines, strict=True):
                rate, shown = one.value(Fact(_RATE)), line.number(index)
                if isinstance(rate, Fraction) and shown is not None:
                    true = decimal(rounded(rate * 100, places, rule), places)
                    if true != shown:
                        yield f"{line.name} {line.cells[index]}（原值 {true}）"
