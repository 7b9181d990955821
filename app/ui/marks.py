"""A signal as shape, colour and word: chips, bars with a tick of the pace, drawn and never written in emoji."""

from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.listing import Index, LineDelegate

_SHAPE = 9
SHAPE_SPACE = 16
"""The width of a signal's shape in a line, with the space before its word."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a signal looks: its shape, its colours, and the colour of its bar (empty: none)."""

    shape: str
    text: str
    fill: str
    border: str
    bar: str = ""
    hatched: bool = False


_DONE = Look("tick", "good", "good_tint", "good", "good")
_WAITS = Look("dash", "ink2", "sub2", "sub2")
LOOKS = {
    "完成": _DONE,
    "达标": _DONE,
    "超前": Look("up", "good", "white", "good", "good"),
    "正常": Look("dot", "good", "white", "line2", "good"),
    "进行中": Look("dot", "ink2", "white", "line2"),
    "滞后": Look("down", "warn", "warn_tint", "warn", "warn_fill"),
    "严重滞后": Look("down", "white", "bad", "bad", "bad", hatched=True),
    "超标": Look("down", "white", "bad", "bad", "bad", hatched=True),
}


def look_of(signal: str) -> Look:
    """How a signal looks; what waits for a target or a figure is quiet."""
    return LOOKS.get(signal, _WAITS)


def draw_shape(painter: QPainter, shape: str, at: QPointF, tint: str) -> None:
    """Draw a signal's shape around a point."""
    half = _SHAPE / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(tint), 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush if shape in ("tick", "ring", "back") else QBrush(theme.colour(tint)))
    match shape:
        case "tick":
            points = [QPointF(-half, 0), QPointF(-half / 3, half * 0.7), QPointF(half, -half * 0.8)]
            painter.drawPolyline(QPolygonF([at + point for point in points]))
        case "dash":
            painter.drawLine(at - QPointF(half - 1, 0), at + QPointF(half - 1, 0))
        case "dot":
            painter.drawEllipse(at, half - 1.5, half - 1.5)
        case "ring":
            painter.drawEllipse(at, half - 1, half - 1)
        case "square":
            painter.drawRect(QRectF(at.x() - half + 1.5, at.y() - half + 1.5, _SHAPE - 3, _SHAPE - 3))
        case "back":
            painter.drawPolyline(QPolygonF([at + QPointF(0, -half), at + QPointF(-half, 0), at + QPointF(0, half)]))
            painter.drawLine(at + QPointF(-half, 0), at + QPointF(half, 0))
        case _:
            rise = half - 1 if shape == "up" else 1 - half
            corners = [QPointF(1 - half, rise), QPointF(half - 1, rise), QPointF(0, -rise)]
            painter.drawPolygon(QPolygonF([at + corner for corner in corners]))


def chip_size(signal: str) -> QSize:
    """How large a signal's chip is."""
    return QSize(QFontMetrics(theme.font(theme.SMALL)).horizontalAdvance(signal) + _SHAPE + 20, 20)


def draw_chip(painter: QPainter, rect: QRectF, signal: str) -> None:
    """Draw a signal's chip into a rectangle."""
    look = look_of(signal)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(look.border), 1))
    painter.setBrush(theme.colour(look.fill))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    draw_shape(painter, look.shape, QPointF(rect.left() + 12, rect.center().y()), look.text)
    painter.setPen(theme.colour(look.text))
    painter.setFont(theme.font(theme.SMALL))
    words = rect.adjusted(20, 0, -4, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, signal)


class Chip(QWidget):
    """A signal by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._signal = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_signal(self, signal: str) -> None:
        """Show another signal."""
        self._signal = signal
        self.setAccessibleName(signal)
        self.setFixedSize(chip_size(signal))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_chip(painter, QRectF(self.rect()), self._signal)
        painter.end()


class RateBar(QWidget):
    """How much of the target is reached, with a tick where the pace is."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(14)
        self._signal = ""
        self._rate: Fraction | None = None
        self._pace = Fraction(0)

    def show_rate(self, signal: str, rate: Fraction | None, pace: Fraction) -> None:
        """Show another figure; without a rate there is the track alone."""
        self._signal, self._rate, self._pace = signal, rate, pace
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        track = QRectF(0, 4, self.width(), 6)
        painter.fillRect(track, theme.colour("sub2"))
        look = look_of(self._signal)
        if self._rate is not None and look.bar:
            reached = QRectF(track)
            reached.setWidth(track.width() * min(1.0, float(self._rate)))
            painter.fillRect(reached, theme.colour(look.bar))
            if look.hatched:
                painter.fillRect(reached, QBrush(theme.colour("white"), Qt.BrushStyle.BDiagPattern))
        if self._rate is not None:
            tick = track.width() * min(1.0, float(self._pace))
            painter.fillRect(QRectF(min(tick, track.width() - 2), 0, 2, 14), theme.colour("ink"))
        painter.end()


class SignalDelegate(LineDelegate):
    """Paints a cell that holds a signal as its shape and its word."""

    def paint_content(self, painter: QPainter, cell: QRect, index: Index) -> None:
        signal = str(index.data())
        look = look_of(signal)
        tint = "bad" if look.hatched else look.text
        draw_shape(painter, look.shape, QPointF(cell.left() + theme.GAP + 5, cell.center().y() + 0.5), tint)
        painter.setPen(theme.colour(tint))
        words = cell.adjusted(theme.GAP + SHAPE_SPACE, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, signal)
