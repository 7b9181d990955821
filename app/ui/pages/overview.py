"""总览: where the year stands. Cards, the chosen indicator's course, its towns and stages, and what needs attention."""

from collections.abc import Generator, Sequence
from datetime import date
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractSlider, QComboBox, QWidget

from app.models import period as periods
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries.counting import Span
from app.services import funnel, overview, tracing
from app.services.figure import Figure
from app.services.funnel import Funnel, Step
from app.services.glance import Read
from app.services.indicators import default_day
from app.services.needs import Aim, Point
from app.services.overview import Year
from app.services.tracing import Rows
from app.ui import charts_ahead, outbox
from app.ui.curve import Curve
from app.ui.desk import Desk
from app.ui.figures import short
from app.ui.pages.board import Board, span_words, usual
from app.ui.pages.page import Page, button, label, turn
from app.ui.pages.picture import PictureVerbs

if TYPE_CHECKING:
    from app.ui.charts import CurveChart, MonthsChart


def _load_below() -> None:
    for name in charts_ahead.BELOW:
        import_module(name)


class OverviewPage(Page):
    """The chosen indicator, from a card or the table, drives the curve, the months, the towns and the stages."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "总览", parent)
        with desk.store.read() as session:
            chosen = choices.settings(session)
            scope = scopes.scope(session, chosen)
        self._cutoff_day = chosen.cutoff_day
        self._year = chosen.year
        self._shown: Read | None = None
        self._course: Year | None = None
        self._chosen = ""
        self._asked = 0
        self.charts: tuple[CurveChart | MonthsChart, ...] = ()  # made when there is a first course to draw
        self._curve: Curve | None = None
        self._drawing = False
        self.days, self.places = QComboBox(), QComboBox()
        self._fill_days(chosen.year, default_day(chosen))
        self.places.addItem(f"全部 {len(scope.towns())} 个", scope.unit)
        for town in scope.towns():
            self.places.addItem(town.name, town.code)
        self.span = label("", "label")
        for name, control in (("截至", self.days), ("镇(街道)", self.places)):
            control.setAccessibleName(name)
            self.scope.addWidget(label(name, "label"))
            self.scope.addWidget(control)
        self.scope.addWidget(self.span)
        self.copied = label("", "label")
        self.copied.setToolTip("最近一次在U盘（或别的盘）上留的、读回核对过的那一份；在“设置”里再留一份")
        self.verbs.addWidget(self.copied)
        self.board = Board(self)
        self.body.addWidget(self.board, 1)
        self.hands_on = self.board.cards.cards[0]
        self._connect()

    def _fill_days(self, year: int, today: date) -> None:
        """Today, or the day nearest to it in the year, then the months' cut-offs up to it."""
        self.days.addItem(f"{today}", today)
        for month in reversed(periods.months(year, self._cutoff_day)):
            if month.end < today:
                self.days.addItem(f"{month.end}", month.end)

    def _connect(self) -> None:
        self.bulletin = button("生成通报", tip="把所选日期那个月的通报写成 Word 文档，有数字、排名和图")
        self.bulletin.clicked.connect(self.write_bulletin)
        self.verbs.addWidget(self.bulletin)
        self.picture = PictureVerbs(self, self.verbs)
        self.board.cards.chosen.connect(self.choose)
        self.days.currentIndexChanged.connect(self._read_day)
        self.places.currentIndexChanged.connect(self.refresh)
        self.board.switch.clicked.connect(self._switch)
        self.board.needs.asked.connect(self._see_to)
        self.board.towns.asked.connect(self._to_rows)
        self.board.stages.asked.connect(self._to_stage)
        self.board.all.selectionModel().selectionChanged.connect(self._on_line)
        self.board.all.activated.connect(self._switch)
        for keys, step in (("PgUp", 1), ("PgDown", -1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._turn(step))

    def _turn(self, step: int) -> None:
        """Look at an earlier or a later period; in the table of all indicators the keys turn its pages."""
        if self.board.fronts.currentWidget() is self.board.all:
            actions = QAbstractSlider.SliderAction
            page = actions.SliderPageStepSub if step > 0 else actions.SliderPageStepAdd
            self.board.all.verticalScrollBar().triggerAction(page)
        else:
            self.days.setCurrentIndex(min(max(self.days.currentIndex() + step, 0), self.days.count() - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_course()

    def refresh(self) -> None:
        """Have the figures worked out: the day's first, then the year's course; until then the old ones stay."""
        store, year, place = self.desk.store, self._year, str(self.places.currentData())

        def done(course: Year) -> None:
            if place == self.places.currentData():
                self._course = course
                self._show_course()

        self._read_day()
        self.desk.read("计算全年进度", lambda: overview.of_year(store, year, place), done, self.fail)

    def _read_day(self) -> None:
        self._asked += 1
        asked, day, store, place = self._asked, self.days.currentData(), self.desk.store, self.places.currentData()
        self.span.setText(span_words(day, self._cutoff_day))

        def done(read: Read) -> None:
            if asked == self._asked:
                self._show(read)

        self.desk.read("计算指标", lambda: overview.of_day(store, day, place), done, self._not_read)

    def _not_read(self, error: Exception) -> None:
        self.fail(error)
        self.filled.emit()

    def _show(self, read: Read) -> None:
        self._shown = read
        if self._figure is None:
            self._chosen = usual(read).indicator
        self.board.show_read(read)
        words, old = read.copied
        self.copied.setText(words)
        turn(self.copied, "bad" if old else "label")
        self._show_chosen()
        self.filled.emit()

    def choose(self, indicator: str) -> None:
        """Make one indicator the one the charts speak of."""
        if self._shown and indicator != self._chosen:
            self._chosen = indicator
            self._show_chosen()

    def go_to(self, wanted: object) -> None:
        """Let the charts speak of an indicator (``Aim``)."""
        if isinstance(wanted, Aim):
            self.board.fronts.setCurrentIndex(0)
            self.board.name_switch(self._shown)
            self.choose(wanted.indicator)

    def _on_line(self) -> None:
        if line := self.board.all.chosen:
            self.choose(line.of.indicator)

    def _switch(self) -> None:
        self.board.fronts.setCurrentIndex(1 - self.board.fronts.currentIndex())
        self.board.name_switch(self._shown)

    @property
    def _figure(self) -> Figure | None:
        """The chosen indicator of the place on the day; None before it was read."""
        known = self._shown.now if self._shown else ()
        return next((one for one in known if one.indicator == self._chosen), None)

    def _show_chosen(self) -> None:
        figure, read = self._figure, self._shown
        if figure is None or read is None:
            return
        self.board.speak_of(figure, read)
        self._show_course()
        self._read_stages(figure)

    def _read_stages(self, figure: Figure) -> None:
        store, day, place, asked = self.desk.store, self.days.currentData(), figure.region, figure.indicator

        def done(found: Funnel | None) -> None:
            if asked == self._chosen:
                self.board.stages.show_funnel(found)
                self.board.stages_tile.say(_said_of(found, self._year))

        self.desk.read("统计环节", lambda: funnel.funnel(store, asked, day, place), done, self.fail)

    def _draw_course(self) -> Generator[None, None, None]:
        """Draw what there is to be drawn, one chart after the other; before the first they are loaded and made."""
        if not self.charts:
            yield from charts_ahead.load()
            yield from self._make_charts()
        while self._curve and (late := [chart for chart in self.charts if chart.curve is not self._curve]):
            late[0].draw(self._curve)
            yield

    def _make_charts(self) -> Generator[None, None, None]:
        from app.ui.charts import CurveChart, MonthsChart

        curve = CurveChart("累计进度曲线")
        curve.asked.connect(lambda month: self._to_months(1, month))
        self.board.curve_tile.hold(curve)
        yield
        months = MonthsChart("各月完成")
        months.asked.connect(lambda month: self._to_months(month, month))
        self.board.months_tile.hold(months)
        self.charts = curve, months
        yield

    def _show_course(self) -> None:
        """Have the course of the chosen indicator drawn; what is being drawn already is drawn to the end."""

        figure, course = self._figure, self._course
        if figure is None or course is None:
            return
        mine = [one for one in course.months if one.indicator == self._chosen and one.region == figure.region]
        self._curve = _curve(figure, mine, course.before.get(self._chosen, ()))
        self._tell_course()
        if not self._drawing:
            self._drawing = True
            self._load_and_draw()

    def _load_and_draw(self) -> None:
        """What the charts need is loaded by the worker, and only once the figures stand: nobody waits for it."""

        def drawn(_: object) -> None:
            self._drawing = False

        def draw(_: object = None) -> None:
            self.desk.jobs.run_here("画图", self._draw_course, drawn)

        if self.charts:
            draw()
        else:
            self.desk.jobs.run("画图", _load_below, draw, self.fail)

    def _tell_course(self) -> None:
        """Say beside the charts what their lines are, as far as there is room."""
        figure, curve = self._figure, self._curve
        if figure is None or curve is None:
            return
        for tile, name in ((self.board.curve_tile, "累计进度"), (self.board.months_tile, "各月完成")):
            tile.name.setText(f"{name}　{figure.unit}")
        self.board.curve_tile.say(_legend(figure, curve, figures=not self.board.is_narrow))
        parts = ["■ 实际", "━ 计划" if curve.plan else "", "□ 上年同期" if curve.before else ""]
        self.board.months_tile.say("　".join(filter(None, parts)))

    def write_bulletin(self) -> None:
        """Write the 通报 of the month the chosen day lies in."""
        store, month = self.desk.store, periods.month_of(self.days.currentData(), self._cutoff_day).text

        def work() -> Path:
            from app.services.bulletin.brief import brief  # what writes documents is loaded when there is one to write

            return brief(store, month, outbox.documents()).path

        def done(made: Path) -> None:
            self.bulletin.setEnabled(True)
            self.bar.say(f"已写好 {made.name}，可以直接修改、打印", "good", "打开", lambda: outbox.show(made))

        def failed(error: Exception) -> None:
            self.bulletin.setEnabled(True)
            self.fail(error)

        self.bulletin.setEnabled(False)
        self.desk.read("生成通报", work, done, failed)

    def _see_to(self, point: Point) -> None:
        self.desk.page_asked.emit(point.page, point.goal)

    def _to_stage(self, step: Step) -> None:
        self.desk.page_asked.emit("ledger", step.rows)

    def _to_rows(self, figure: Figure) -> None:
        """Show the records behind a town's figure."""
        day = self.days.currentData()
        words = f"{figure.region_name} {figure.name} 截至 {day}"
        self._to_counted(figure, Span(date(day.year, 1, 1), day), words)

    def _to_months(self, first: int, last: int) -> None:
        """Show the records behind what the chosen indicator came to in some months of the year."""
        figure, day = self._figure, self.days.currentData()
        months = periods.months(self._year, self._cutoff_day)[first - 1 : last]
        if figure is not None and months:
            span = Span(months[0].start if first > 1 else months[0].since, min(months[-1].end, day))
            when = f"{first}月" if first == last else f"截至{last}月末"
            self._to_counted(figure, span, f"{figure.region_name} {figure.name} {when}")

    def _to_counted(self, figure: Figure, span: Span, words: str) -> None:
        """Show records that a figure counts; one kept by hand has none and is looked up where it is entered."""
        store = self.desk.store

        def work() -> Rows | None:
            with store.read() as session:
                return tracing.rows_of(session, figure.indicator, span, figure.region, words)

        def done(rows: Rows | None) -> None:
            if rows is None:
                self.desk.said.emit(f"“{figure.name}”是手工填报的，没有台账明细")
            else:
                self.desk.page_asked.emit("ledger", rows)

        self.desk.read("查找明细", work, done, self.fail)


def _said_of(found: Funnel | None, year: int) -> str:
    return f"{year} 年计划，按台账现状" if found else "手工填报，没有台账"


def _legend(figure: Figure, curve: Curve, *, figures: bool) -> str:
    """Which line is which; with ``figures`` also what each has reached in the month that is looked at."""
    if not figures:
        return "　".join(["● 实际", *(["┅ 计划"] if curve.plan else []), *(["┈ 上年"] if curve.before else [])])
    at = max((month for month, value in enumerate(curve.actual) if value is not None), default=None)
    planned = figure.target * figure.pace if curve.plan and figure.target is not None else None
    parts = [f"● 实际 {short(figure.actual, figure.scale)}"]
    parts += [f"┅ 计划 {short(planned, figure.scale)}"] if curve.plan else []
    before = curve.before[at] if at is not None and at < len(curve.before) else None
    parts += [f"┈ 上年 {short(before, figure.scale)}"] if curve.before else []
    return "　".join(parts)


def _curve(figure: Figure, months: Sequence[Figure], before: Sequence[Fraction | None]) -> Curve:
    """The year's course of one indicator; what lies after the day is not drawn as done."""
    target = figure.target if figure.direction != "<=" else None
    plan = [target * month.pace for month in months] if target else []
    actual = [month.actual if month.period < figure.period else None for month in months]
    open_month = next((place for place, month in enumerate(months) if month.period == figure.period), None)
    if open_month is not None:
        actual[open_month] = figure.actual
    return Curve(actual, plan, target, figure.scale, before)
