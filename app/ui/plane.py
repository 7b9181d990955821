"""The plane both charts of a year are drawn on: twelve months across, round levels up, each value at its pixel."""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor, log10

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.ui import theme

MONTHS = 12
FIRST, LAST = 0.4, 12.6
"""Where the months' axis begins and ends, in months."""
_AXIS, _FOOT, _TOP, _END = 52, 26, 8, 4
_LINES, _FEW_LINES = 4, 2
_LOW = 120  # pixels of height below which there is room for few gridlines only
_NARROW = 30  # pixels a month's name with its 月 takes
_TEXT = 20  # pixels of height a line of text takes
_BESIDE = 100  # pixels to either side of a point in which what is written there is centred
_BELOW_ZERO = 0.02  # of the height: so that a line at zero is not on the edge


class Plane:
    """What a chart of a width and height has room for; ``room`` pixels at its right are kept for words."""

    def __init__(self, width: int, height: int, values: Iterable[Fraction | None], headroom: float, room: int) -> None:
        known = [value for value in values if value is not None]
        self.area = QRectF(_AXIS, _TOP, max(1, width - _AXIS - _END - room), max(1, height - _TOP - _FOOT))
        self.top, self._step = _scale(known, headroom, _LINES if height >= _LOW else _FEW_LINES)
        self._bottom = min(-self.top * _BELOW_ZERO, float(min(known, default=0)) * 1.1)

    @property
    def month_width(self) -> float:
        """How many pixels a month has."""
        return self.area.width() / (LAST - FIRST)

    def at(self, month: float, value: float) -> QPointF:
        """Where a value of a month stands."""
        up = (value - self._bottom) / (self.top - self._bottom)
        return QPointF(
            self.area.left() + (month - FIRST) * self.month_width, self.area.bottom() - up * self.area.height()
        )

    def bar(self, middle: float, width: float, value: float) -> QRectF:
        """The bar from zero to a value, so many months wide."""
        return QRectF(self.at(middle - width / 2, value), self.at(middle + width / 2, 0)).normalized()

    def paint(self, painter: QPainter) -> None:
        """Paint the levels with their figures and the months' names."""
        painter.setFont(theme.font(theme.SMALL))
        for number in range(ceil(self.top / self._step)):
            level = self._step * number
            line = self.at(FIRST, level)
            if number:
                painter.setPen(theme.colour("line"))
                painter.drawLine(line, QPointF(self.area.right(), line.y()))
            painter.setPen(theme.colour("ink3"))
            words = QRectF(0, line.y() - _TEXT / 2, _AXIS - 6, _TEXT)
            painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{level:,g}")
        painter.setPen(theme.colour("line2"))
        painter.drawLine(self.area.bottomLeft(), self.area.bottomRight())
        painter.setPen(theme.colour("ink3"))
        unit = "月" if self.month_width >= _NARROW else ""
        for month in range(1, MONTHS + 1):
            below = QPointF(self.at(month, 0).x(), self.area.bottom() + _TEXT + 2)
            write(painter, below, f"{month}{unit}")


def write(painter: QPainter, foot: QPointF, text: str) -> None:
    """Write a text centred over a point."""
    words = QRectF(foot.x() - _BESIDE, foot.y() - _TEXT, 2 * _BESIDE, _TEXT)
    painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, text)


def _scale(values: list[Fraction], headroom: float, lines: int) -> tuple[float, float]:
    """The top of the y axis and its round step."""
    highest = float(max(values, default=Fraction(1)) or 1) * headroom
    highest = highest if highest > 0 else -float(min(values)) / lines  # all below zero: little is needed above it
    rough = highest / lines
    size = 10 ** floor(log10(rough))
    step = next(factor * size for factor in (1, 2, 2.5, 5, 10) if factor * size >= rough)
    return highest, step
