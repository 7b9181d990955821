"""Figures in words: how targets, rates and differences of an indicator are written on the screen."""

from fractions import Fraction

from app.models import quantity

NOTHING = "—"


def grouped(plain: str) -> str:
    """A figure in plain digits with its thousands separated and the minus of print."""
    sign, digits = ("−", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, point, rest = digits.partition(".")
    return f"{sign}{int(whole):,}{point}{rest}"


def amount(value: Fraction | None, places: int) -> str:
    """A quantity to its places, thousands separated; what is not known is a dash."""
    if value is None:
        return NOTHING
    return grouped(quantity.plain(quantity.decimal(quantity.rounded(value, places), places)))


def short(value: Fraction | None, places: int) -> str:
    """A quantity without the zeros that end it."""
    text = amount(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Fraction | None) -> str:
    """A fraction as a percentage of two places."""
    return NOTHING if value is None else f"{amount(value * 100, 2)}%"


def points(value: Fraction | None) -> str:
    """A difference in percentage points with its sign; what rounds to nothing has none."""
    if value is None:
        return NOTHING
    text = amount(value, 2)
    if not text.strip("−0."):
        return amount(Fraction(0), 2)
    return text if text.startswith("−") else f"+{text}"
