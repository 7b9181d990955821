"""Lines with a bar in them: towns against the pace, stages against the first."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QBrush, QPainter, QResizeEvent, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from app.services.figure import Figure
from app.ui import theme
from app.ui.figures import percent, short
from app.ui.listing import Heading, Index, Line, LineDelegate, Listing
from app.ui.marks import SHAPE_SPACE, SignalDelegate, look_of
from app.ui.painting import area_of

if TYPE_CHECKING:
    from app.services.funnel import Funnel, Step

_THICK = 12
_LOWEST, _HIGHEST = 22, 44
_NARROW = 320
_NAMES = 150  # pixels: the most of a town's name; its bar needs the rest
_FULL = 0.86  # of a bar's room: where 100 % stands, so that what is above it still shows
_BARS, _SIGNALS = 2, 4


class BarList(Listing):
    """Lines without heads whose rows share the height there is; ``asked`` gives what a clicked line stands for."""

    asked = Signal(object)

    def __init__(self, name: str, headings: Sequence[Heading], bar: int, parent: QWidget) -> None:
        super().__init__(name, headings, parent=parent)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(12)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setItemDelegate(_PlainDelegate(self))
        self.bar = bar
        for signal in (self.clicked, self.activated):
            signal.connect(lambda index: self.asked.emit(self.rows.lines[index.row()].of))

    def show_lines(self, lines: Sequence[Line]) -> None:
        super().show_lines(lines)
        self.horizontalHeader().setSectionResizeMode(self.bar, QHeaderView.ResizeMode.Stretch)
        self._share_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        room = self.viewport().height() // max(1, len(self.rows.lines))
        self.verticalHeader().setDefaultSectionSize(min(_HIGHEST, max(_LOWEST, room)))


class TownBars(BarList):
    """The towns of one indicator, the farthest first: rank, name, bar with the pace, rate, signal."""

    def __init__(self, parent: QWidget) -> None:
        headings = (
            Heading("名次", right=True),
            Heading("镇(街道)", widest=_NAMES),
            Heading(""),
            Heading("完成率", right=True),
        )
        super().__init__("各镇(街道)完成率", (*headings, Heading("信号", extra=SHAPE_SPACE)), _BARS, parent)
        self.setItemDelegateForColumn(_BARS, _TownDelegate(self))
        self.setItemDelegateForColumn(_SIGNALS, _PlainSignal(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the rank out where the bars would have no room; the order says it."""
        self.setColumnHidden(0, self.width() < _NARROW)
        super().resizeEvent(event)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show the figures of other towns; without a rate the amount stands in its place."""
        ranked = sorted(figures, key=lambda one: (one.rate is None, -(one.rate or one.actual or 0), one.region))
        self.show_lines([_town_line(place, one) for place, one in enumerate(ranked, 1)])


def _town_line(place: int, one: Figure) -> Line:
    rate = percent(one.rate) if one.rate is not None else one.state or short(one.actual, one.scale)
    return Line((f"{place}" if one.rate is not None else "", one.region_name, "", rate, one.signal), "ink", one)


class FunnelBars(BarList):
    """The stages of a ledger: name, bar of how many came so far, that number, how many stand there now."""

    def __init__(self, parent: QWidget) -> None:
        headings = (Heading("环节"), Heading(""), Heading("到达", right=True), Heading("现停留", right=True))
        super().__init__("阶段漏斗", headings, 1, parent)
        self.setItemDelegateForColumn(1, _StepDelegate(self))

    def show_funnel(self, funnel: "Funnel | None") -> None:
        """Show another ledger's stages; nothing where an indicator is kept by hand."""
        steps, aside_of = (funnel.steps, funnel.aside) if funnel else ((), ())
        self.empty = "还没有计划内的项目。在“台账”里录入，或把旧台账拖进窗口。" if funnel else ""
        most = max((step.reached for step in steps), default=0)
        aside = [Line((step.stage, "0", "旁支", f"停留 {step.here:,}"), "ink2", step) for step in aside_of]
        self.show_lines([*(_step_line(step, most) for step in steps), *aside])


def _step_line(step: "Step", most: int) -> Line:
    share = Fraction(step.reached, most) if most else Fraction(0)
    return Line((step.stage, f"{float(share)}", f"{step.reached:,}", f"停留 {step.here:,}"), "ink", step)


class _PlainDelegate(LineDelegate):
    """A cell without the hairline of a table: only what stands in it."""

    def __init__(self, view: BarList) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: object, index: Index) -> None:
        cell = area_of(option)
        if cell.bottom() > self._view.viewport().height():
            return  # a line that has no room is not shown in part; scrolling brings it
        painter.save()
        self.paint_content(painter, cell, index)
        painter.restore()


class _PlainSignal(_PlainDelegate, SignalDelegate):
    """A signal's shape and word without the hairline."""


class _TownDelegate(_PlainDelegate):
    """A bar on its track, hatched where the town is far behind, the pace across the row, the target's line."""

    def paint_content(self, painter: QPainter, cell: QRect, index: Index) -> None:
        figure: Figure = index.model().lines[index.row()].of  # type: ignore[attr-defined]  # the stubs know the base
        if figure.rate is None:
            return
        full = cell.width() * _FULL
        track = QRectF(cell.left(), cell.center().y() - _THICK / 2 + 0.5, full, _THICK)
        painter.fillRect(track, theme.colour("sub"))
        look = look_of(figure.signal)
        reached = QRectF(track)
        reached.setWidth(min(cell.width(), full * float(figure.rate)))
        lagging = look.bar in ("bad", "warn_fill")
        painter.fillRect(reached, theme.colour(look.bar if lagging else "accent"))
        if look.hatched:
            painter.fillRect(reached, QBrush(theme.colour("white"), Qt.BrushStyle.BDiagPattern))
        pace = cell.left() + full * min(1.0, float(figure.pace))
        painter.fillRect(QRectF(pace - 1, cell.top(), 2, cell.height()), theme.colour("ink"))
        painter.fillRect(QRectF(cell.left() + full - 1, cell.top(), 1, cell.height()), theme.colour("off"))


class _StepDelegate(_PlainDelegate):
    """A soft bar as long as its share of the first stage."""

    def paint_content(self, painter: QPainter, cell: QRect, index: Index) -> None:
        wide = cell.width() * float(index.data())
        bar = QRectF(cell.left(), cell.center().y() - _THICK / 2 + 0.5, wide, _THICK)
        painter.fillRect(bar, theme.colour("soft"))
