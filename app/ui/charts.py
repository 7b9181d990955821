"""A year in two charts on one month axis: the curve of what was reached, and what each month brought."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui import theme
from app.ui.curve import Course, Curve, monthly
from app.ui.figures import short
from app.ui.plane import FIRST, LAST, MONTHS, Levels, Plane, levels_for

_LINES, _SHORT_LINES = 4, 2
_LOW = 120  # pixels of height below which there is room for few gridlines only
_NARROW = 30  # pixels a month's name with its 月 takes
_WIDE = 46  # pixels from which each bar has room for its figure
_AXIS, _FOOT, _TOP = 50, 22, 4  # pixels beside, below and above the plane
_OFF = 6  # pixels from an axis to its words
_MOST_WORDS = 0.4  # share of the width that the target's words take at most
_LARGE = 10  # from here on two decimals say enough over a bar
_BAR, _ALONE, _OUTLINE, _TICK = 0.34, 0.5, 0.26, 0.76  # shares of a month
_POINT = 3.5
_BESIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BELOW = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_ABOVE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
_AFTER = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class _YearChart(QWidget):
    """White, without frame, y from zero; the same months stand at the same places in every such chart.

    The pointer over a month shows its figures; a click ``asked`` for the month's rows (1 to 12).
    """

    asked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.curve: Curve | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def draw(self, curve: Curve) -> None:
        """Draw another course."""
        self.curve = curve
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("white"))
        if self.curve is not None:
            painter.setFont(theme.font(theme.SMALL))
            plane = self.plane(self.curve)
            self._draw_levels(painter, plane)
            self._name_months(painter, plane)
            self._draw(painter, plane, self.curve)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        month = self.month_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if month else Qt.CursorShape.ArrowCursor)
        words = self._said(self.curve, month) if self.curve is not None and month else ""
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A chart is not dragged; what is pressed is heard of when it is let go."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        month = self.month_at(event.position())
        if month and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit(month)

    def month_at(self, place: QPointF) -> int | None:
        """The month of the course at a place of the chart, None where there is none."""
        if self.curve is None:
            return None
        reached = sum(value is not None for value in self.curve.actual)
        month = self.plane(self.curve).month_at(place.x())
        return month if 1 <= month <= reached else None

    def plane(self, curve: Curve) -> Plane:
        """Where a course's months and values lie, as large as the chart is now."""
        wide, high = self.width() - _AXIS, self.height() - _FOOT - _TOP
        words = QFontMetrics(theme.font(theme.SMALL)).horizontalAdvance(curve.target_words) + theme.GAP
        room = min(words, wide * _MOST_WORDS) if curve.target_words else 0
        area = QRectF(_AXIS, _TOP, max(1.0, wide - room), max(1.0, high))
        return Plane(area, self._levels(curve, _LINES if high >= _LOW else _SHORT_LINES))

    def _said(self, curve: Curve, month: int) -> str:
        raise NotImplementedError

    def _levels(self, curve: Curve, most: int) -> Levels:
        raise NotImplementedError

    def _draw(self, painter: QPainter, plane: Plane, curve: Curve) -> None:
        raise NotImplementedError

    def _draw_levels(self, painter: QPainter, plane: Plane) -> None:
        """The gridlines, each with its figure at the left, and the axis below."""
        for level in plane.levels.lines:
            at = round(plane.y(level))
            if level:
                painter.setPen(theme.colour("line"))
                painter.drawLine(_AXIS, at, self.width(), at)
            painter.setPen(theme.colour("ink3"))
            painter.drawText(QRectF(0, at - _FOOT / 2, _AXIS - _OFF, _FOOT), _BESIDE, f"{level:,g}")
        foot = round(plane.area.bottom())
        painter.setPen(theme.colour("line2"))
        painter.drawLine(_AXIS, foot, self.width(), foot)

    def _name_months(self, painter: QPainter, plane: Plane) -> None:
        unit, wide = "月" if plane.month_width >= _NARROW else "", plane.month_width
        painter.setPen(theme.colour("ink3"))
        for month in range(1, MONTHS + 1):
            place = QRectF(plane.x(month) - wide / 2, plane.area.bottom() + _OFF, wide, _FOOT - _OFF)
            painter.drawText(place, _BELOW | Qt.TextFlag.TextDontClip, f"{month}{unit}")


class CurveChart(_YearChart):
    """Draws what was reached as a line, the plan dashed, the year before dotted, the target as a rule."""

    def _said(self, curve: Curve, month: int) -> str:
        return curve.reached_by(month)

    def _levels(self, curve: Curve, most: int) -> Levels:
        return levels_for(_known((*curve.actual, *curve.plan, *curve.before, curve.target)), 1.1, most)

    def _draw(self, painter: QPainter, plane: Plane, curve: Curve) -> None:
        _draw_target(painter, plane, curve)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for course, colour, dash in ((curve.before, "last_year", [1, 2.5]), (curve.plan, "plan", [4, 2.5])):
            pen = QPen(theme.colour(colour), 1.8)
            pen.setDashPattern(dash)
            painter.setPen(pen)
            painter.drawPolyline(_points(plane, course))
        _draw_actual(painter, _points(plane, curve.actual))


def _draw_target(painter: QPainter, plane: Plane, curve: Curve) -> None:
    if not curve.target:
        return
    target = float(curve.target)
    painter.setPen(QPen(theme.colour("ink"), 1))
    painter.drawLine(plane.at(FIRST, target), plane.at(LAST, target))
    beside = plane.at(LAST, min(target, plane.levels.top * 0.95)) + QPointF(_OFF / 2, -_FOOT / 2)
    painter.drawText(QRectF(beside.x(), beside.y(), 1, _FOOT), _AFTER | Qt.TextFlag.TextDontClip, curve.target_words)


def _draw_actual(painter: QPainter, points: Sequence[QPointF]) -> None:
    """The line with a point a month; the last one is open."""
    accent = theme.colour("accent")
    painter.setPen(QPen(accent, 2.5))
    painter.drawPolyline(points)
    painter.setPen(QPen(accent, 2))
    for point in points:
        painter.setBrush(theme.colour("white") if point is points[-1] else accent)
        painter.drawEllipse(point, _POINT, _POINT)


class MonthsChart(_YearChart):
    """Draws what each month brought: a solid bar, the plan as a tick across it, the year before as an outline."""

    def _said(self, curve: Curve, month: int) -> str:
        return curve.done_in(month)

    def _levels(self, curve: Curve, most: int) -> Levels:
        courses = (monthly(curve.actual), monthly(curve.plan), monthly(curve.before))
        return levels_for(_known(value for course in courses for value in course), 1.25, most)

    def _draw(self, painter: QPainter, plane: Plane, curve: Curve) -> None:
        actual, before = monthly(curve.actual), monthly(curve.before)
        left, width = (_BAR / 2, _BAR) if any(before) else (0, _ALONE)
        painter.setPen(QPen(theme.colour("off"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRects(_bars(plane, before, -_OUTLINE / 2, _OUTLINE))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRects(_bars(plane, actual, left, width))
        painter.setPen(QPen(theme.colour("ink"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines(_ticks(plane, monthly(curve.plan)))
        if plane.month_width >= _WIDE:
            painter.setPen(theme.colour("ink"))
            for month, over, words in figures_over(curve):
                above = plane.at(month + left, over) - QPointF(0, _FOOT + 1)
                painter.drawText(QRectF(above.x(), above.y(), 1, _FOOT), _ABOVE | Qt.TextFlag.TextDontClip, words)


def figures_over(curve: Curve) -> list[tuple[int, float, str]]:
    """The figure of each month that brought something, and over which value it stands: over the plan where that is
    just above.
    """
    plan, found = monthly(curve.plan), []
    for month, value in enumerate(monthly(curve.actual), 1):
        if value:
            due = plan[month - 1] if month <= len(plan) else None
            words = short(value, curve.places if abs(value) < _LARGE else min(curve.places, 2))
            found.append((month, float(max(value, due or 0, 0)), words))
    return found


def _bars(plane: Plane, course: Course, left: float, width: float) -> list[QRectF]:
    """A bar for each month that brought something, from zero, beside the month's middle by ``left``."""
    found = []
    for month, value in enumerate(course, 1):
        if value:
            corner = plane.at(month + left - width / 2, float(value))
            found.append(QRectF(corner, plane.at(month + left + width / 2, 0)).normalized())
    return found


def _ticks(plane: Plane, course: Course) -> list[QLineF]:
    known = ((month, float(value)) for month, value in enumerate(course, 1) if value is not None)
    half = _TICK / 2
    return [QLineF(plane.at(month - half, value), plane.at(month + half, value)) for month, value in known]


def _points(plane: Plane, course: Course) -> list[QPointF]:
    return [plane.at(month, float(value)) for month, value in enumerate(course, 1) if value is not None]


def _known(values: Iterable[Fraction | None]) -> list[Fraction]:
    return [value for value in values if value is not None]
