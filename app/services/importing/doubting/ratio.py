"""A printed ratio against the figures it is made of: never imported, only compared (``domain.md`` D45, D46)."""

from decimal import Decimal
from fractions import Fraction

from app.models import quantity
from app.services.importing.issue import Code, Problem, Severity
from app.services.importing.text import figure
from app.services.workbook.book import Cell

_NEAR = Fraction(1, 200)


def stale(cell: Cell, reached: Decimal, aim: Decimal, called: str = "完成率") -> Problem | None:
    """What to say of a printed rate of completion that is not ``reached / aim``; nothing where it agrees or is none.

    A bare number may be a share or a percentage; it agrees within its last place, and within half a percent.
    """
    printed = _printed(cell)
    if printed is None or aim == 0:
        return None
    number, is_percentage = printed
    rate = Fraction(reached) / Fraction(aim)
    sizes = [Fraction(1, 100)] if is_percentage else [Fraction(1), Fraction(1, 100)]
    place = Fraction(Decimal(1).scaleb(_exponent(number)))
    if any(abs(Fraction(number) * size - rate) <= min(place * size, _NEAR) for size in sizes):
        return None
    shown = quantity.plain(number) + ("%" if is_percentage else "")
    percent = quantity.plain(quantity.decimal(quantity.rounded(rate * 100, 2), 2))
    text = f"{called}印的是 {shown}，按本行的数（{reached}÷{aim}）应为 {percent}%"
    return Problem(Code.STALE_RATIO, Severity.WARNING, text)


def _printed(cell: Cell) -> tuple[Decimal, bool] | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(repr(cell)).normalize(), False
    text = figure(cell) if isinstance(cell, str) else ""
    number = quantity.number(text.removesuffix("%"))
    return None if number is None else (number, text.endswith("%"))


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return min(0, exponent) if isinstance(exponent, int) else 0
