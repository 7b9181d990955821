"""A year in two charts on one month axis: the curve of what was reached, and what each month brought."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, log10

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip

from app.ui import theme
from app.ui.curve import Course, Curve, monthly
from app.ui.figures import short

pg.setConfigOption("exitCleanup", False)  # it would look for what went with the window; ours are linked to none

_MONTHS = 12
_FIRST, _LAST = 0.4, 12.6
_LINES = 4
_SHORT_LINES = 2
_LOW = 120  # pixels of height below which there is room for few gridlines only
_NARROW = 30  # pixels a month's name with its 月 takes
_WIDE = 46  # pixels from which each bar has room for its figure
_AXIS = 46
_LARGE = 10  # from here on two decimals say enough over a bar
_BAR, _ALONE, _OUTLINE = 0.34, 0.5, 0.26
_TICK = 0.38  # of a month, to either side of its middle


class _YearChart(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph publishes no types
    """White, without frame, y from zero; the same months stand at the same places in every such chart.

    The pointer over a month shows its figures; a click ``asked`` for the month's rows (1 to 12).
    """

    asked = Signal(int)

    def __init__(self, name: str) -> None:
        self.curve: Curve | None = None
        self._drawn = QSize()
        super().__init__(background=theme.colour("white"))
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(0, 0)
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(False, False)
        plot.setContentsMargins(4, 4, 0, 0)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setStyle(tickLength=0, tickTextOffset=6, tickFont=theme.font(theme.SMALL), hideOverlappingLabels=False)
            axis.setPen(pg.mkPen(theme.colour("line2") if side == "bottom" else None))
            axis.setTextPen(theme.colour("ink3"))
        plot.getAxis("left").setWidth(_AXIS)

    def draw(self, curve: Curve) -> None:
        """Draw another course."""
        self.curve, self._drawn = curve, self.size()
        self.clear()
        self._mark_months(curve)
        self._draw(curve)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.curve is not None and self.size() != self._drawn:
            self.draw(self.curve)

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
        reached = sum(value is not None for value in self.curve.actual) if self.curve is not None else 0
        month = round(self.getPlotItem().getViewBox().mapSceneToView(place).x())
        return month if 1 <= month <= reached else None

    def _said(self, curve: Curve, month: int) -> str:
        raise NotImplementedError

    def _draw(self, curve: Curve) -> None:
        raise NotImplementedError

    @property
    def month_width(self) -> float:
        """How many pixels a month has."""
        wide: int = self.width() - _AXIS - self._room(self.curve)
        return wide / (_LAST - _FIRST)

    def _room(self, curve: Curve | None) -> int:
        """The pixels kept at the right for the target's words."""
        words = curve.target_words if curve else ""
        return QFontMetrics(theme.font(theme.SMALL)).horizontalAdvance(words) + theme.GAP if words else 0

    def _mark_months(self, curve: Curve) -> None:
        room = self._room(curve)
        share = min(0.6, room / max(1, self.width() - _AXIS - room - 8))
        self.setXRange(_FIRST, _LAST + (_LAST - _FIRST) * share, padding=0)
        unit = "月" if self.month_width >= _NARROW else ""
        self.getPlotItem().getAxis("bottom").setTicks([[(one, f"{one}{unit}") for one in range(1, _MONTHS + 1)]])

    def _mark_levels(self, values: Iterable[Fraction | None], headroom: float) -> float:
        """Gridlines at round levels, so that all of the values have room; the top of the y axis."""
        lines = _LINES if self.height() >= _LOW else _SHORT_LINES
        known = [value for value in values if value is not None]
        top, step = _scale(known, headroom, lines)
        self.setYRange(min(-top / 50, float(min(known, default=0)) * 1.1), top, padding=0)
        levels = [step * number for number in range(1, ceil(top / step))]
        self.getPlotItem().getAxis("left").setTicks([[(level, f"{level:,g}") for level in [0, *levels]]])
        for level in levels:
            self.addItem(pg.InfiniteLine(level, 0, pg.mkPen(theme.colour("line"), width=1)))
        return top


class CurveChart(_YearChart):
    """Draws what was reached as a line, the plan dashed, the year before dotted, the target as a rule."""

    def _said(self, curve: Curve, month: int) -> str:
        return curve.reached_by(month)

    def _draw(self, curve: Curve) -> None:
        top = self._mark_levels((*curve.actual, *curve.plan, *curve.before, curve.target), 1.1)
        self._draw_target(curve, top)
        self._draw_line(curve.before, "last_year", [1, 2.5])
        self._draw_line(curve.plan, "plan", [4, 2.5])
        self._draw_actual(curve)

    def _draw_target(self, curve: Curve, top: float) -> None:
        if not curve.target:
            return
        target = float(curve.target)
        self.plot([_FIRST, _LAST], [target, target], pen=pg.mkPen(theme.colour("ink"), width=1))
        text = pg.TextItem(curve.target_words, color=theme.colour("ink"), anchor=(0, 0.5))
        text.setFont(theme.font(theme.SMALL))
        text.setPos(_LAST, min(target, top * 0.95))
        self.addItem(text)

    def _draw_line(self, course: Course, colour: str, dash: Sequence[float]) -> None:
        known = [(month, float(value)) for month, value in enumerate(course, 1) if value is not None]
        if known:
            pen = pg.mkPen(theme.colour(colour), width=1.8, style=Qt.PenStyle.CustomDashLine, dash=dash)
            self.plot(*zip(*known, strict=True), pen=pen)

    def _draw_actual(self, curve: Curve) -> None:
        reached = [(month, float(value)) for month, value in enumerate(curve.actual, 1) if value is not None]
        if not reached:
            return
        months, values = zip(*reached, strict=True)
        accent, white = theme.colour("accent"), theme.colour("white")
        brushes = [accent] * (len(reached) - 1) + [white]
        self.plot(
            months,
            values,
            pen=pg.mkPen(accent, width=2.5),
            symbol="o",
            symbolSize=7,
            symbolPen=pg.mkPen(accent, width=2),
            symbolBrush=brushes,
        )


class MonthsChart(_YearChart):
    """Draws what each month brought: a solid bar, the plan as a tick across it, the year before as an outline."""

    def _said(self, curve: Curve, month: int) -> str:
        return curve.done_in(month)

    def _draw(self, curve: Curve) -> None:
        actual, plan, before = monthly(curve.actual), monthly(curve.plan), monthly(curve.before)
        top = self._mark_levels((*actual, *plan, *before), 1.25)
        self._draw_bars(before, -_OUTLINE / 2, _OUTLINE, pg.mkPen(theme.colour("off"), width=1), None)
        left, width = (_BAR / 2, _BAR) if any(before) else (0, _ALONE)
        self._draw_bars(actual, left, width, None, theme.colour("accent"))
        self._draw_ticks(plan)
        if self.month_width >= _WIDE:
            self._write(actual, plan, left, top / 40, curve.places)

    def _draw_bars(self, course: Course, left: float, width: float, pen: object, brush: object) -> None:
        known = [(month, float(value)) for month, value in enumerate(course, 1) if value]
        if known:
            months, heights = zip(*known, strict=True)
            places = [month + left for month in months]
            self.addItem(pg.BarGraphItem(x=places, height=heights, width=width, pen=pen, brush=brush))

    def _draw_ticks(self, plan: Course) -> None:
        """All in one item, since it is the items that take time."""
        known = [(month, float(value)) for month, value in enumerate(plan, 1) if value is not None]
        ends = [month + side for month, _ in known for side in (-_TICK, _TICK)]
        heights = [value for _, value in known for _ in range(2)]
        pen = pg.mkPen(theme.colour("ink"), width=2)
        self.addItem(pg.PlotCurveItem(ends, heights, pen=pen, connect="pairs"))

    def _write(self, actual: Course, plan: Course, left: float, gap: float, places: int) -> None:
        """Write each month's figure over its bar, and over the plan's tick where that is just above."""
        for month, value in enumerate(actual, 1):
            if value:
                words = short(value, places if abs(value) < _LARGE else min(places, 2))
                text = pg.TextItem(words, color=theme.colour("ink"), anchor=(0.5, 1))
                text.setFont(theme.font(theme.SMALL))
                due = plan[month - 1] if month <= len(plan) else None
                text.setPos(month + left, float(max(value, due or 0, 0)) + gap)
                self.addItem(text)


def _scale(values: Sequence[Fraction], headroom: float, lines: int) -> tuple[float, float]:
    """The top of the y axis and its round step."""
    highest = float(max(values, default=Fraction(1)) or 1) * headroom
    highest = highest if highest > 0 else -float(min(values)) / lines  # all below zero: little is needed above it
    rough = highest / lines
    size = 10 ** floor(log10(rough))
    step = next(factor * size for factor in (1, 2, 2.5, 5, 10) if factor * size >= rough)
    return highest, step
