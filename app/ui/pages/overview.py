"""总览: where the year stands. A card per key indicator, its curve and its towns, and every indicator in a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.models import period as periods
from app.models import resources
from app.models.queries import settings as choices
from app.models.store import Store
from app.services import indicators
from app.services.indicators import Figure, default_day
from app.ui import theme
from app.ui.charts import Curve, CurveChart
from app.ui.desk import Desk
from app.ui.figures import percent, points, short
from app.ui.listing import Heading, Line, Listing
from app.ui.marks import SHAPE_SPACE, SignalDelegate
from app.ui.pages.cards import Cards
from app.ui.pages.page import Page, label, panel

_CARDS = 6
_ALL = (
    Heading("指标", stretches=True),
    Heading("单位"),
    Heading("目标", right=True),
    Heading("累计", right=True),
    Heading("完成率", right=True),
    Heading("差额(百分点)", right=True),
    Heading("信号", extra=SHAPE_SPACE),
)
_TOWNS = (Heading("镇(街道)", stretches=True), *_ALL[2:])


@dataclass(frozen=True, slots=True)
class Read:
    """What the page shows of one day: the unit's figures and its towns'."""

    now: Sequence[Figure]
    towns: Sequence[Figure]


def _read(store: Store, day: date) -> Read:
    found = indicators.figures(store, day, "town")
    unit = found[0].region
    return Read([one for one in found if one.region == unit], [one for one in found if one.region != unit])


def _read_year(store: Store, year: int) -> Sequence[Figure]:
    return indicators.figures(store, date(year, 12, 31), "month")


class OverviewPage(Page):
    """The chosen indicator, from a card or the table, drives the curve and the towns."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "总览")
        with desk.store.read() as session:
            chosen = choices.settings(session)
        self._cutoff_day = chosen.cutoff_day
        self._year = chosen.year
        self._shown: Read | None = None
        self._months: Sequence[Figure] = ()
        self._chosen = ""
        self._asked = 0
        self.days = QComboBox()
        self.days.setAccessibleName("截至")
        self._fill_days(chosen.year, default_day(chosen))
        self.span = label("", "label")
        self.scope.addWidget(label("截至", "label"))
        self.scope.addWidget(self.days)
        self.scope.addWidget(self.span)
        self.cards = Cards(_CARDS)
        self.chart = CurveChart()
        self.curve_name, self.curve_figures = label("", "panel"), label("", "label")
        self.towns_name = label("", "panel")
        self.towns = Listing("各镇(街道)完成情况", _TOWNS)
        self.all = Listing("全部指标", _ALL, self._on_line)
        for table in (self.towns, self.all):
            table.setItemDelegateForColumn(len(table.rows.headings) - 1, SignalDelegate(table))
        self._lay_out()
        self.cards.chosen.connect(self.choose)
        self.days.currentIndexChanged.connect(self._read_day)

    def _fill_days(self, year: int, today: date) -> None:
        """Today, or the day nearest to it in the year, then the months' cut-offs up to it."""
        self.days.addItem(f"{today}", today)
        for month in reversed(periods.months(year, self._cutoff_day)):
            if month.end < today:
                self.days.addItem(f"{month.end}", month.end)

    def _lay_out(self) -> None:
        inner = QVBoxLayout()
        inner.setContentsMargins(theme.MARGIN, theme.PADDING, theme.MARGIN, theme.PADDING)
        inner.setSpacing(theme.PADDING)
        inner.addWidget(self.cards)
        grid = QGridLayout()
        grid.setSpacing(theme.PADDING)
        grid.addWidget(_boxed(self.curve_name, self.curve_figures, self.chart), 0, 0)
        grid.addWidget(_boxed(self.towns_name, None, self.towns), 1, 0)
        grid.addWidget(_boxed(label("全部指标", "panel"), label("点一行，左边随之变化", "hint"), self.all), 0, 1, 2, 1)
        grid.setColumnStretch(0, 45)
        grid.setColumnStretch(1, 55)
        grid.setRowStretch(0, 53)
        grid.setRowStretch(1, 47)
        inner.addLayout(grid, 1)
        self.body.addLayout(inner, 1)

    def refresh(self) -> None:
        """Have the figures worked out: the day's first, then the year's course; until then the old ones stay."""
        store, year = self.desk.store, self._year

        def done(months: Sequence[Figure]) -> None:
            self._months = months
            self._show_curve()

        self._read_day()
        self.desk.read("计算全年进度", lambda: _read_year(store, year), done, self.fail)

    def _read_day(self) -> None:
        self._asked += 1
        asked, day, store = self._asked, self.days.currentData(), self.desk.store
        month = periods.month_of(day, self._cutoff_day)
        self.span.setText(f"{month.end.month}月：{month.start:%m-%d} 至 {month.end:%m-%d}")

        def done(read: Read) -> None:
            if asked == self._asked:
                self._show(read)

        self.desk.read("计算指标", lambda: _read(store, day), done, self.fail)

    def _show(self, read: Read) -> None:
        self._shown = read
        key = _key_figures(read.now)
        if self._chosen not in {figure.indicator for figure in read.now}:
            self._chosen = key[0].indicator
        self.all.show_lines([_line(figure) for figure in read.now])
        self.cards.show_figures(key, self._chosen)
        self._show_chosen()

    def choose(self, indicator: str) -> None:
        """Make one indicator the one the curve and the towns speak of."""
        if self._shown and indicator != self._chosen:
            self._chosen = indicator
            self.cards.show_figures(_key_figures(self._shown.now), indicator)
            self._show_chosen()

    def _on_line(self) -> None:
        if line := self.all.chosen:
            self.choose(line.of.indicator)

    @property
    def _figure(self) -> Figure | None:
        """The chosen indicator of the unit on the day; None before it was read."""
        known = self._shown.now if self._shown else ()
        return next((one for one in known if one.indicator == self._chosen), None)

    def _show_chosen(self) -> None:
        figure, read = self._figure, self._shown
        if figure is None or read is None:
            return
        towns = [one for one in read.towns if one.indicator == self._chosen]
        self.towns_name.setText(f"各镇(街道)　{figure.name}　{figure.unit}")
        self.towns.show_lines([_town_line(one) for one in sorted(towns, key=_by_rate)])
        self.curve_name.setText(f"{figure.name}　累计进度　{figure.unit}")
        planned = figure.target * figure.pace if figure.target is not None and figure.direction != "<=" else None
        done = short(figure.actual, figure.scale)
        self.curve_figures.setText(f"实际 {done}　计划 {short(planned, figure.scale)}（虚线）")
        self._show_curve()

    def _show_curve(self) -> None:
        figure = self._figure
        if figure is not None and self._months:
            self.chart.draw(_curve(figure, [one for one in self._months if one.indicator == self._chosen]))


def _key_figures(figures: Sequence[Figure]) -> list[Figure]:
    """The indicators of the cards: those the resources name; where the year has none of them, the first there are."""
    known = {figure.indicator: figure for figure in figures}
    named = [known[row["indicator"]] for row in resources.rows("overview.csv") if row["indicator"] in known]
    return (named or list(figures))[:_CARDS]


def _curve(figure: Figure, months: Sequence[Figure]) -> Curve:
    """The year's course of one indicator; what lies after the day is not drawn as done."""
    target = figure.target if figure.direction != "<=" else None
    plan = [target * month.pace for month in months] if target else []
    actual = [month.actual if month.period < figure.period else None for month in months]
    open_month = next((place for place, month in enumerate(months) if month.period == figure.period), None)
    if open_month is not None:
        actual[open_month] = figure.actual
    return Curve(actual, plan, target, figure.scale)


def _by_rate(figure: Figure) -> tuple[bool, Fraction, str]:
    return figure.rate is None, -(figure.rate or Fraction(0)), figure.region


def _line(figure: Figure) -> Line:
    return Line((figure.name, figure.unit, *_figures(figure)), "ink", figure)


def _town_line(figure: Figure) -> Line:
    return Line((figure.region_name, *_figures(figure)), "ink", figure)


def _figures(figure: Figure) -> tuple[str, ...]:
    return (
        short(figure.target, figure.scale),
        figure.state or short(figure.actual, figure.scale),
        percent(figure.rate),
        points(figure.difference),
        figure.signal,
    )


def _boxed(head: QWidget, beside: QWidget | None, body: QWidget) -> QWidget:
    """A panel with a line of words over what it holds."""
    frame = panel()
    column = QVBoxLayout(frame)
    column.setContentsMargins(1, 4, 1, 1)
    column.setSpacing(4)
    row = QHBoxLayout()
    row.setContentsMargins(theme.PADDING, 4, theme.PADDING, 0)
    row.addWidget(head)
    row.addStretch(1)
    if beside is not None:
        row.addWidget(beside, 0, Qt.AlignmentFlag.AlignRight)
    column.addLayout(row)
    column.addWidget(body, 1)
    return frame
