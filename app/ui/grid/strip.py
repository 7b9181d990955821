"""The strip of a record's life: a mark for each stage with its name and day; done, the one it is at, still to come."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.dossier import Step
from app.ui import theme

_HEIGHT = 64
_RADIUS = 7
_TOP = 14
_NAME, _DAYS, _LINE = 26, 43, 14  # where the words begin, and how far one line of days is below the other
_APART = 4  # pixels at least between two days


class StageStrip(QWidget):
    """Paints the steps it is given, evenly over its width."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: Sequence[Step] = ()
        self._halved = False
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
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The days have a line of their own where they have room side by side, else the year stands above the day."""
        metrics = QFontMetrics(theme.font(theme.SMALL))
        wide = max((metrics.horizontalAdvance(_short(one.dated)) for one in self._steps), default=0)
        self._halved = (wide + _APART) * len(self._steps) > self.width()
        self.setFixedHeight(_HEIGHT + _LINE * self._halved)

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
        days = step.dated.split("-", 1) if self._halved else [_short(step.dated)]
        painter.setFont(theme.font(theme.SMALL, bold=step.current))
        painter.setPen(theme.colour("ink" if step.reached else "ink3"))
        self._centred(painter, centre.x(), width, _NAME, step.stage)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.colour("ink2"))
        for line, text in enumerate(days):
            self._centred(painter, centre.x(), width, _DAYS + line * _LINE, text)

    def _centred(self, painter: QPainter, middle: float, width: float, top: int, text: str) -> None:
        """Words under a mark; a long name may reach a little into the room of its neighbours."""
        place = QRectF(middle - width / 2, top, width, 18)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)


def _short(dated: str) -> str:
    """A whole date without its century."""
    return dated[2:] if dated.count("-") == 2 else dated
