"""Where the months and the values of a chart lie in its widget, and at which round levels it has its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10

from PySide6.QtCore import QPointF, QRectF

MONTHS = 12
FIRST, LAST = 0.4, 12.6
"""The months at both ends of the axis: half a month of air beside January and December."""

_ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Levels:
    """The values at the foot and at the top of a chart, and those of its lines."""

    low: float
    top: float
    lines: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plane:
    """The months side by side in ``area`` (pixels), the values of ``levels`` above one another."""

    area: QRectF
    levels: Levels

    @property
    def month_width(self) -> float:
        """How many pixels a month has."""
        return self.area.width() / (LAST - FIRST)

    def x(self, month: float) -> float:
        """Where a month lies."""
        return self.area.left() + (month - FIRST) * self.month_width

    def y(self, value: float) -> float:
        """Where a value lies."""
        share = (value - self.levels.low) / (self.levels.top - self.levels.low)
        return self.area.bottom() - share * self.area.height()

    def at(self, month: float, value: float) -> QPointF:
        """Where a value of a month lies."""
        return QPointF(self.x(month), self.y(value))

    def month_at(self, x: float) -> int:
        """The month that lies nearest."""
        return round(FIRST + (x - self.area.left()) / self.month_width)


def levels_for(values: Sequence[Fraction], headroom: float, most: int) -> Levels:
    """At most about ``most`` round levels from zero on, so that all values and some headroom have their place."""
    highest = float(max(values, default=Fraction(1)) or 1) * headroom
    highest = highest if highest > 0 else -float(min(values)) / most  # all below zero: little is needed above it
    rough = highest / most
    size = 10 ** floor(log10(rough))
    step = next(factor * size for factor in _ROUND if factor * size >= rough)
    low = min(-highest / 50, float(min(values, default=0)) * 1.1)
    return Levels(low, highest, tuple(step * number for number in range(ceil(highest / step))))
