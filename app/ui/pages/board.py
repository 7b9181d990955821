"""The body of 总览: cards, the chosen indicator's charts, towns and stages, what needs attention; or all in a table.

It shows what it is given and knows no ledger, so that it stands before one is open.
"""

from collections.abc import Sequence
from datetime import date

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models import period as periods
from app.models import resources
from app.services.figure import Figure
from app.services.glance import Read
from app.ui import theme
from app.ui.figures import percent, points, short
from app.ui.listing import Heading, Line, Listing
from app.ui.marks import SHAPE_SPACE, SignalDelegate
from app.ui.pages.bars import FunnelBars, TownBars
from app.ui.pages.cards import Cards
from app.ui.pages.needs import NeedsList
from app.ui.pages.page import button, label
from app.ui.pages.tiles import Tile

_CARDS = 6
_NEEDS, _NEEDS_WIDE, _NEEDS_NARROW = 324, 400, 236
_WIDE, _NARROW = 1400, 1100  # widths of the page from which on, and below which, the list has another width
_ALL = (
    Heading("指标", stretches=True),
    Heading("单位"),
    Heading("目标", right=True),
    Heading("累计", right=True),
    Heading("完成率", right=True),
    Heading("差额(百分点)", right=True),
    Heading("信号", extra=SHAPE_SPACE),
)


class Board(QWidget):
    """Everything below the page's top bar."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cards = Cards(_CARDS, self)
        self.chosen_name, self.switch = label("", "label"), button("", "text")
        self.fronts = QStackedWidget(self)
        self._lay_out()
        self.all = Listing("全部指标", _ALL, parent=self.fronts)
        self.all.setItemDelegateForColumn(len(_ALL) - 1, SignalDelegate(self.all))
        self.fronts.addWidget(self.all)

    def _lay_out(self) -> None:
        inner = QVBoxLayout(self)
        inner.setContentsMargins(theme.MARGIN, theme.PADDING, theme.MARGIN, theme.PADDING)
        inner.setSpacing(4)
        between = QHBoxLayout()
        between.addWidget(self.chosen_name)
        between.addStretch(1)
        between.addWidget(self.switch)
        inner.addWidget(self.cards)
        inner.addLayout(between)
        inner.addWidget(self.fronts, 1)
        self._lay_out_charts()

    def _lay_out_charts(self) -> None:
        """Each part is made inside what holds it: what is put elsewhere is dressed anew with all that it holds."""
        charts = QWidget(self.fronts)
        self.fronts.addWidget(charts)
        self.curve_tile, self.months_tile = Tile("累计进度", charts), Tile("各月完成", charts)
        self.towns_tile, self.stages_tile = Tile("各镇(街道)完成率", charts), Tile("阶段漏斗", charts)
        self.needs_tile = Tile("需要处理", charts)
        self.towns, self.stages = TownBars(self.towns_tile), FunnelBars(self.stages_tile)
        self.needs = NeedsList(self.needs_tile)
        for tile, body in (
            (self.towns_tile, self.towns),
            (self.stages_tile, self.stages),
            (self.needs_tile, self.needs),
        ):
            tile.hold(body)
        grid = QGridLayout(charts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.PADDING)
        for place, tile in enumerate((self.curve_tile, self.towns_tile, self.months_tile, self.stages_tile)):
            grid.addWidget(tile, place // 2, place % 2)
        grid.addWidget(self.needs_tile, 0, 2, 2, 1)
        for column, share in enumerate((56, 44, 0)):
            grid.setColumnStretch(column, share)
        for row, share in enumerate((53, 47)):
            grid.setRowStretch(row, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list its width; extra width goes to the charts."""
        super().resizeEvent(event)
        wide = _NEEDS_NARROW if self.is_narrow else _NEEDS_WIDE if self.width() >= _WIDE else _NEEDS
        self.needs_tile.setFixedWidth(wide)

    @property
    def is_narrow(self) -> bool:
        """Whether there is little room for words."""
        return self.width() < _NARROW

    def show_read(self, read: Read) -> None:
        """Show what was read of a day, whichever indicator the charts speak of."""
        self.all.show_lines([_line(one) for one in read.now])
        self.needs.show_points(read.needs)
        self.needs_tile.say(f"共 {sum(point.number for point in read.needs):,} 条" if read.needs else "没有要处理的事")

    def speak_of(self, figure: Figure, read: Read) -> None:
        """Show which indicator the charts speak of, and its towns."""
        self.cards.show_figures(_key_figures(read.now), figure.indicator)
        self.chosen_name.setText(f"已选 {figure.name}（{figure.unit}），下面各图随之变化，点条形看明细")
        self.towns.show_figures([one for one in read.towns if one.indicator == figure.indicator])
        self.towns_tile.say(f"┃ 序时 {percent(figure.pace)}" if figure.direction != "<=" else "")
        self.name_switch(read)

    def name_switch(self, read: Read | None) -> None:
        """Say what the switch leads to: back to the charts, or to the table of all that was read."""
        self.switch.setText("回到图表" if self.fronts.currentIndex() else f"全部 {len(read.now) if read else 0} 项")


def span_words(day: date, cutoff_day: int) -> str:
    """The month a day lies in, with its own first and last day."""
    month = periods.month_of(day, cutoff_day)
    return f"{month.end.month}月：{month.start:%m-%d} 至 {month.end:%m-%d}"


def usual(read: Read) -> Figure:
    """The indicator the charts speak of where nobody has chosen one."""
    return _key_figures(read.now)[0]


def _key_figures(figures: Sequence[Figure]) -> list[Figure]:
    """The indicators of the cards: those the resources name; where the year has none of them, the first there are."""
    known = {figure.indicator: figure for figure in figures}
    named = [known[row["indicator"]] for row in resources.rows("overview.csv") if row["indicator"] in known]
    return (named or list(figures))[:_CARDS]


def _line(figure: Figure) -> Line:
    return Line((figure.name, figure.unit, *_figures(figure)), "ink", figure)


def _figures(figure: Figure) -> tuple[str, ...]:
    return (
        short(figure.target, figure.scale),
        figure.state or short(figure.actual, figure.scale),
        percent(figure.rate),
        points(figure.difference),
        figure.signal,
    )
