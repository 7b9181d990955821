"""A year in two charts on one month axis: the curve of what was reached, and what each month brought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.figures import short
from app.ui.plane import FIRST, LAST, Plane, write

_WIDE = 46  # pixels from which each bar has room for its figure
_LARGE = 10  # from here on two decimals say enough over a bar
_BAR, _ALONE, _OUTLINE, _TICK = 0.34, 0.5, 0.26, 0.76
_DOT = 3.5
_GAP = 3

Course = Sequence[Fraction | None]


@dataclass(frozen=True, slots=True)
class Curve:
    """A year's course in one unit: what was reached and planned at the end of each month, and the target.

    ``actual`` ends with the month that is looked at; ``plan`` is empty where there is no target, ``before`` (the
    year before) where nothing is known of it.
    """

    actual: Course
    plan: Sequence[Fraction]
    target: Fraction | None
    places: int
    before: Course = field(default=())

    @property
    def target_words(self) -> str:
        """The target as it is written beside its line; empty without one."""
        return f"目标 {short(self.target, self.places)}" if self.target else ""


class _YearChart(QWidget):
    """White, without frame, y from zero; the same months stand at the same places in every such chart."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.curve: Curve | None = None
        self.setAccessibleName(name)

    def draw(self, curve: Curve) -> None:
        """Draw another course."""
        self.curve = curve
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("white"))
        if self.curve is not None:
            plane = self.plane(self.curve)
            plane.paint(painter)
            self._paint(painter, plane, self.curve)
        painter.end()

    def plane(self, curve: Curve) -> Plane:
        """The plane a course is drawn on; the target's words have room at its right."""
        metrics = QFontMetrics(theme.font(theme.SMALL))
        room = metrics.horizontalAdvance(curve.target_words) + theme.GAP if curve.target_words else 0
        values, headroom = self._values(curve)
        return Plane(self.width(), self.height(), values, headroom, room)

    def _values(self, curve: Curve) -> tuple[Iterable[Fraction | None], float]:
        """What must have room, and how much more than the highest of it."""
        raise NotImplementedError

    def _paint(self, painter: QPainter, plane: Plane, curve: Curve) -> None:
        raise NotImplementedError


class CurveChart(_YearChart):
    """Draws what was reached as a line, the plan dashed, the year before dotted, the target as a rule."""

    def _values(self, curve: Curve) -> tuple[Iterable[Fraction | None], float]:
        return (*curve.actual, *curve.plan, *curve.before, curve.target), 1.1

    def _paint(self, painter: QPainter, plane: Plane, curve: Curve) -> None:
        if curve.target:
            _paint_target(painter, plane, float(curve.target), curve.target_words)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for course, colour, dash in ((curve.before, "last_year", [1, 2.5]), (curve.plan, "plan", [4, 2.5])):
            pen = QPen(theme.colour(colour), 1.8)
            pen.setDashPattern(dash)
            painter.setPen(pen)
            painter.drawPolyline(points(plane, course))
        _paint_actual(painter, points(plane, curve.actual))


def points(plane: Plane, course: Course) -> list[QPointF]:
    """Where the months of a course stand whose value is known."""
    return [plane.at(month, float(value)) for month, value in enumerate(course, 1) if value is not None]


def _paint_target(painter: QPainter, plane: Plane, target: float, words: str) -> None:
    painter.setPen(QPen(theme.colour("ink"), 1))
    left, right = plane.at(FIRST, target), plane.at(LAST, target)
    painter.drawLine(left, right)
    beside = QRectF(right.x() + _GAP, right.y() - theme.MARGIN, 1000, 2 * theme.MARGIN)
    painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


def _paint_actual(painter: QPainter, reached: Sequence[QPointF]) -> None:
    """The line with a dot a month; the last one is open."""
    accent, white = theme.colour("accent"), theme.colour("white")
    painter.setPen(QPen(accent, 2.5))
    painter.drawPolyline(reached)
    painter.setPen(QPen(accent, 2))
    for place, point in enumerate(reached, 1):
        painter.setBrush(white if place == len(reached) else accent)
        painter.drawEllipse(point, _DOT, _DOT)


class MonthsChart(_YearChart):
    """Draws what each month brought: a solid bar, the plan as a tick across it, the year before as an outline."""

    def _values(self, curve: Curve) -> tuple[Iterable[Fraction | None], float]:
        return (*monthly(curve.actual), *monthly(curve.plan), *monthly(curve.before)), 1.25

    def _paint(self, painter: QPainter, plane: Plane, curve: Curve) -> None:
        painter.setPen(QPen(theme.colour("off"), 1))
        painter.drawRects(bars(plane, monthly(curve.before), -_OUTLINE / 2, _OUTLINE))
        left, width = _beside(curve)
        for bar in bars(plane, monthly(curve.actual), left, width):
            painter.fillRect(bar, theme.colour("accent"))
        for month, value in enumerate(monthly(curve.plan), 1):
            if value is not None:
                tick = plane.bar(month, _TICK, float(value))
                painter.fillRect(QRectF(tick.left(), _edge(tick, value) - 1, tick.width(), 2), theme.colour("ink"))
        painter.setPen(theme.colour("ink"))
        for foot, text in written(plane, curve):
            write(painter, foot, text)


def _edge(bar: QRectF, value: Fraction) -> float:
    return bar.top() if value >= 0 else bar.bottom()


def _beside(curve: Curve) -> tuple[float, float]:
    """How far from its month the bar of what was reached stands, and its width: beside the year before's, or alone."""
    return (_BAR / 2, _BAR) if any(monthly(curve.before)) else (0, _ALONE)


def bars(plane: Plane, course: Course, left: float, width: float) -> list[QRectF]:
    """The bars of the months that brought something."""
    return [plane.bar(month + left, width, float(value)) for month, value in enumerate(course, 1) if value]


def written(plane: Plane, curve: Curve) -> list[tuple[QPointF, str]]:
    """Each month's figure over its bar, and over the plan's tick where that is just above; none where it is narrow."""
    if plane.month_width < _WIDE:
        return []
    left, found = _beside(curve)[0], []
    plan = monthly(curve.plan)
    for month, value in enumerate(monthly(curve.actual), 1):
        if value:
            places = curve.places if abs(value) < _LARGE else min(curve.places, 2)
            due = plan[month - 1] if month <= len(plan) else None
            foot = plane.at(month + left, float(max(value, due or 0, 0)))
            found.append((foot - QPointF(0, _GAP), short(value, places)))
    return found


def monthly(course: Course) -> list[Fraction | None]:
    """What each month brought of a cumulative course; the first month's is all it had reached."""
    found: list[Fraction | None] = []
    before: Fraction | None = Fraction(0)
    for value in course:
        found.append(None if value is None or before is None else value - before)
        before = value
    return found
