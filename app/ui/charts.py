"""The curve of a year: what was to be done and what was done, month by month, against the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.figures import short

_MONTHS = 12
_FIRST, _LAST = 0.6, 12.3
_LINES = 4


@dataclass(frozen=True, slots=True)
class Curve:
    """A year's course in one unit: what was reached and planned at the end of each month, and the target.

    ``actual`` ends with the month that is looked at; ``plan`` is empty where there is no target.
    """

    actual: Sequence[Fraction | None]
    plan: Sequence[Fraction]
    target: Fraction | None
    places: int


class CurveChart(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph publishes no types
    """Draws a ``Curve``; white, without frame, the y axis from zero."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=theme.colour("white"))
        self.setAccessibleName("累计进度曲线")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(False, False)
        plot.setContentsMargins(8, 8, 0, 4)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setStyle(tickLength=0, tickTextOffset=6, tickFont=theme.font(theme.SMALL), hideOverlappingLabels=False)
            axis.setPen(pg.mkPen(theme.colour("line2") if side == "bottom" else None))
            axis.setTextPen(theme.colour("ink3"))
        plot.getAxis("bottom").setTicks([[(month, f"{month}月") for month in range(1, _MONTHS + 1)]])

    def draw(self, curve: Curve) -> None:
        """Draw another course."""
        self.clear()
        top, step = _scale(curve)
        self.setYRange(-top / 50, top, padding=0)
        levels = [step * number for number in range(1, ceil(top / step))]
        self.getPlotItem().getAxis("left").setTicks([[(level, f"{level:g}") for level in [0, *levels]]])
        for level in levels:
            self.addItem(pg.InfiniteLine(level, 0, pg.mkPen(theme.colour("line"), width=1)))
        self._draw_target(curve, top)
        if curve.plan:
            pen = pg.mkPen(theme.colour("plan"), width=1.5, style=Qt.PenStyle.CustomDashLine, dash=[4, 2.5])
            self.plot(range(1, len(curve.plan) + 1), [float(value) for value in curve.plan], pen=pen)
        self._draw_actual(curve)

    def _draw_target(self, curve: Curve, top: float) -> None:
        if not curve.target:
            self.setXRange(_FIRST, _LAST, padding=0)
            return
        target, words = float(curve.target), f"目标 {short(curve.target, curve.places)}"
        self._leave_room(words)
        self.plot([_FIRST, _LAST], [target, target], pen=pg.mkPen(theme.colour("ink"), width=1))
        text = pg.TextItem(words, color=theme.colour("ink"), anchor=(0, 0.5))
        text.setFont(theme.font(theme.SMALL))
        text.setPos(_LAST, min(target, top * 0.97))
        self.addItem(text)

    def _leave_room(self, words: str) -> None:
        """Keep the right margin as wide as the target's words."""
        wide = QFontMetrics(theme.font(theme.SMALL)).horizontalAdvance(words) + 2 * theme.GAP
        share = min(0.5, wide / max(1, self.width() - 2 * wide))
        self.setXRange(_FIRST, _LAST + (_LAST - _FIRST) * share, padding=0)

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


def _scale(curve: Curve) -> tuple[float, float]:
    """The top of the y axis and its round step, so that all of the curve has room."""
    values = [value for value in (*curve.actual, *curve.plan, curve.target) if value is not None]
    highest = float(max(values, default=Fraction(1)) or 1) * 1.08
    rough = highest / _LINES
    size = 10 ** floor(log10(rough))
    step = next(factor * size for factor in (1, 2, 2.5, 5, 10) if factor * size >= rough)
    return highest, step
