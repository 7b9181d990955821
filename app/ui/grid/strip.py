"""The strip of a record's life: a mark for each stage with its name and day; done, the one it is at, still to come."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.dossier import Step
from app.ui import theme

_HEIGHT = 64
_RADIUS = 7
_TOP = 14


class StageStrip(QWidget):
    """Paints the steps it is given, evenly over its width."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: Sequence[Step] = ()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(300, _HEIGHT)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show other steps."""
        self._steps = steps
        words = "，".join(f"{one.stage}{' ' + one.dated if one.dated else ''}" for one in steps)
        self.setAccessibleName(f"办理环节：{words}")
        self.setToolTip(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line through the marks, solid as far as the record has come."""
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / len(self._steps)
        centres = [QPointF(width * (number + 0.5), _TOP) for number in range(len(self._steps))]
        for left, right, step in zip(centres, centres[1:], self._steps[1:], strict=False):
            painter.setPen(QPen(theme.colour("good" if step.reached else "line2"), 2))
            painter.drawLine(left, right)
        for centre, step in zip(centres, self._steps, strict=True):
            self._mark(painter, centre, step)
            self._words(painter, centre, width, step)
        painter.end()

    def _mark(self, painter: QPainter, centre: QPointF, step: Step) -> None:
        painter.setPen(QPen(theme.colour("accent" if step.current else "good" if step.reached else "off"), 2))
        painter.setBrush(theme.colour("good" if step.reached and not step.current else "white"))
        painter.drawEllipse(centre, _RADIUS, _RADIUS)
        if step.current:
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(centre, _RADIUS / 3, _RADIUS / 3)

    def _words(self, painter: QPainter, centre: QPointF, width: float, step: Step) -> None:
        for top, text, tone in (
            (26, step.stage, "ink" if step.reached else "ink3"),
            (43, step.dated[2:] if len(step.dated) > 7 else step.dated, "ink2"),
        ):
            painter.setFont(theme.font(theme.SMALL, bold=step.current and top == 26))
            painter.setPen(theme.colour(tone))
            place = QRectF(centre.x() - width / 2, top, width, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
