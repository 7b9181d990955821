"""Exact decimals: units, conversions and the two rounding rules.

A quantity is stored as an integer of its field's last decimal place (12.3456 亩 at four
places is 123456). Conversions are exact fractions (1 亩 = 2000/3 ㎡) and are rounded once,
by the rule in force; binary floats never take part.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext
from enum import StrEnum
from fractions import Fraction
from functools import cache

from app.models import resources


class Rounding(StrEnum):
    """How the one rounding is done; the values are the words a report prints."""

    HALF_UP = "四舍五入"
    HALF_EVEN = "GB/T 8170"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: its size is an exact fraction of its dimension's base unit."""

    name: str
    dimension: str
    size: Fraction
    aliases: tuple[str, ...] = ()


@cache
def units() -> dict[str, Unit]:
    """Every known unit by its own name, as ``resources/units.csv`` lists them."""
    return {
        row["name"]: Unit(
            row["name"],
            row["dimension"],
            Fraction(int(row["numerator"]), int(row["denominator"])),
            resources.listed(row["aliases"]),
        )
        for row in resources.rows("units.csv")
    }


@cache
def _spellings() -> dict[str, Unit]:
    return {spelling: unit for unit in units().values() for spelling in (unit.name, *unit.aliases)}


def unit_named(spelling: str) -> Unit | None:
    """The unit written ``spelling`` (a name or an alias), or None."""
    return _spellings().get(spelling.strip())


def factor(source: str, target: str) -> Fraction:
    """What a number in ``source`` is multiplied by to be in ``target``.

    Units without an entry in ``units.csv`` (户, 层, 株/亩 …) convert only to themselves.
    Raises ``ValueError`` where the two measure different things.
    """
    if source == target:
        return Fraction(1)
    one, other = unit_named(source), unit_named(target)
    if one is None or other is None or one.dimension != other.dimension:
        raise ValueError(f"{source} -> {target}")
    return one.size / other.size


def rounded(value: Fraction | Decimal | int, places: int, rule: Rounding = Rounding.HALF_UP) -> int:
    """``value`` as an integer of its ``places``-th decimal, rounded once; negatives by magnitude."""
    exact = Fraction(value) * 10**places
    whole, rest = divmod(abs(exact), 1)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (rule is Rounding.HALF_UP or whole % 2 == 1))
    size = int(whole) + up
    return -size if exact < 0 else size


def decimal(scaled: int, places: int) -> Decimal:
    """The decimal that ``scaled`` stands for: ``decimal(123456, 4)`` is 12.3456, places kept."""
    return Decimal(scaled).scaleb(-places) if places else Decimal(scaled)


def scaled(value: Decimal, places: int) -> int | None:
    """``value`` as an integer of ``places``, or None where it has more places than that."""
    exact = Fraction(value) * 10**places
    return int(exact) if exact.denominator == 1 else None


def converted(value: Decimal | Fraction | int, source: str, target: str) -> Fraction:
    """``value`` in ``source`` as an exact fraction in ``target``."""
    return Fraction(value) * factor(source, target)


def places_of(value: Decimal) -> int:
    """How many decimals ``value`` is written with, zeros at its end left out."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(value: Decimal) -> str:
    """``value`` in plain digits, never in scientific notation."""
    return f"{value:f}"


def number(text: str) -> Decimal | None:
    """The finite decimal written in ``text`` in plain digits, or None (``nan`` and ``1e5`` are no figures)."""
    text = text.strip()
    if not text or not set(text) <= set("0123456789.+-"):
        return None
    try:
        with localcontext() as context:
            context.prec = max(28, len(text))
            return +Decimal(text)
    except InvalidOperation:
        return None
