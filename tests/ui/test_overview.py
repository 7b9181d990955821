"""总览: what needs attention, the months, the towns and the stages, each leading to what is behind it."""

from fractions import Fraction
from pathlib import Path

import pytest
from pyqtgraph import TextItem
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QShortcut
from PySide6.QtWidgets import QFileDialog, QToolTip
from pytestqt.qtbot import QtBot

from app.services import funnel, indicators, records
from app.services.keeping import last_copy
from app.services.needs import Aim, Group, Point
from app.services.records import Addition
from app.ui.charts import CurveChart, MonthsChart
from app.ui.curve import Curve, monthly
from app.ui.pages.ledger import LedgerPage
from app.ui.pages.needs import NeedsList
from app.ui.pages.overview import OverviewPage
from app.ui.pages.report import ReportPage
from app.ui.pages.settings import SettingsPage
from app.ui.window import Window
from tests.ui.conftest import COUNTY, YEAR, page, settle


def overview_of(window: Window) -> OverviewPage:
    """The page, not as a fixture: one that is kept would keep its charts beyond the window."""
    found = window.pages["overview"]
    assert isinstance(found, OverviewPage)
    return found


def points(needs: NeedsList, group: Group) -> list[int]:
    """The rows of a kind's points."""
    held = [needs.item(row).data(Qt.ItemDataRole.UserRole) for row in range(needs.count())]
    return [row for row, point in enumerate(held) if isinstance(point, Point) and point.group is group]


def click(qtbot: QtBot, needs: NeedsList, row: int) -> None:
    needs.scrollToItem(needs.item(row))
    at = needs.visualItemRect(needs.item(row)).topLeft() + QPoint(60, 8)
    qtbot.mouseClick(needs.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_what_is_overdue_leads_to_its_rows_alone(window: Window, qtbot: QtBot) -> None:
    overview = overview_of(window)
    row = points(overview.board.needs, Group.OVERDUE)[0]
    point = overview.board.needs.item(row).data(Qt.ItemDataRole.UserRole)
    click(qtbot, overview.board.needs, row)
    settle(qtbot, window)
    ledger = window.page
    assert isinstance(ledger, LedgerPage)
    assert ledger.sheet.model.records == point.number
    assert ledger.sheet.shown.text().startswith(f"显示 {point.number} / ")


def test_the_age_of_the_copy_elsewhere_is_shown_and_red_after_a_week(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overview = overview_of(window)

    def said() -> tuple[str, str]:
        return overview.copied.text(), overview.copied.property("role")

    assert said() == ("还没有在别处备份", "bad")
    assert points(overview.board.needs, Group.COPY)
    window.show_page(7)
    settings = window.page
    assert isinstance(settings, SettingsPage)
    settings.plain.setChecked(True)
    settings.make_second(tmp_path / "U盘")
    settle(qtbot, window)
    window.show_page(0)
    settle(qtbot, window)
    assert said() == ("别处备份：今天", "label")
    assert not points(overview.board.needs, Group.COPY)
    for days, role in ((7, "label"), (8, "bad")):
        monkeypatch.setattr(last_copy, "age", lambda _, days=days: days)
        overview.refresh()
        settle(qtbot, window)
        assert said() == (f"别处备份：{days} 天前", role)


def test_an_unsent_report_leads_to_its_period(window: Window, qtbot: QtBot) -> None:
    overview = overview_of(window)
    row = points(overview.board.needs, Group.UNSENT)[1]
    point = overview.board.needs.item(row).data(Qt.ItemDataRole.UserRole)
    click(qtbot, overview.board.needs, row)
    settle(qtbot, window)
    report = window.page
    assert isinstance(report, ReportPage)
    assert (report.form.id, report.asked) == (point.goal.report, point.goal.period)


def test_an_indicator_that_lags_becomes_the_one_of_the_charts(window: Window, qtbot: QtBot) -> None:
    overview = overview_of(window)
    row = points(overview.board.needs, Group.BEHIND)[-1]
    goal = overview.board.needs.item(row).data(Qt.ItemDataRole.UserRole).goal
    qtbot.mouseClick(overview.board.switch, Qt.MouseButton.LeftButton)
    overview.board.needs.asked.emit(overview.board.needs.item(row).data(Qt.ItemDataRole.UserRole))
    settle(qtbot, window)
    assert isinstance(goal, Aim)
    assert overview._chosen == goal.indicator
    assert overview.board.fronts.currentIndex() == 0


def test_a_head_opens_and_closes_its_kind(window: Window, qtbot: QtBot) -> None:
    overview = overview_of(window)
    needs = overview.board.needs
    few = len(points(needs, Group.UNSENT))
    assert few == 3
    head = points(needs, Group.UNSENT)[0] - 1
    click(qtbot, needs, head)
    qtbot.waitUntil(lambda: len(points(needs, Group.UNSENT)) > few)
    click(qtbot, needs, head)
    qtbot.waitUntil(lambda: len(points(needs, Group.UNSENT)) == few)


def test_a_town_leads_to_the_records_it_counts(window: Window, qtbot: QtBot) -> None:
    overview = overview_of(window)
    overview.choose("T18")
    settle(qtbot, window)
    line = overview.board.towns.rows.lines[0]
    overview.board.towns.asked.emit(line.of)
    settle(qtbot, window)
    ledger = window.page
    assert isinstance(ledger, LedgerPage)
    assert ledger.sheet is ledger.sheets["demolition"]
    (chip,) = ledger.sheet.wanted.filters
    assert line.of.region_name in chip.words
    assert ledger.sheet.model.records > 0


def test_a_figure_kept_by_hand_says_that_it_has_no_rows(window: Window, qtbot: QtBot) -> None:
    overview = overview_of(window)
    by_hand = next(one for one in overview._shown.now if one.direction == "<=")
    overview.choose(by_hand.indicator)
    settle(qtbot, window)
    assert overview.board.stages.rows.lines == []
    overview.board.towns.asked.emit(by_hand)
    settle(qtbot, window)
    assert window.page is overview
    assert "手工填报" in window.foot.said.text()


def test_a_stage_leads_to_what_stands_in_it(window: Window, qtbot: QtBot) -> None:
    overview = overview_of(window)
    overview.choose("T18")
    settle(qtbot, window)
    found = funnel.funnel(window.desk.store, "T18", overview.days.currentData(), COUNTY)
    assert found is not None
    shown = [line.texts[0] for line in overview.board.stages.rows.lines]
    assert shown == [step.stage for step in (*found.steps, *found.aside)]
    step = max(found.steps, key=lambda one: one.here)
    overview.board.stages.asked.emit(step)
    settle(qtbot, window)
    assert page(qtbot, window, "ledger").sheet.model.records == step.here


def test_page_keys_turn_the_period_and_in_the_table_its_pages(window: Window, qtbot: QtBot) -> None:
    overview = overview_of(window)
    keys = {one.key().toString(): one for one in overview.findChildren(QShortcut)}
    for key, place in (("PgUp", 1), ("PgDown", 0), ("PgDown", 0)):
        keys[key].activated.emit()
        settle(qtbot, window)
        assert overview.days.currentIndex() == place
    overview.board.switch.click()
    keys["PgDown"].activated.emit()
    bar = overview.board.all.verticalScrollBar()
    assert (overview.days.currentIndex(), bar.value() > 0) == (0, bar.maximum() > 0)
    keys["PgUp"].activated.emit()
    assert bar.value() == 0


def test_a_town_has_its_own_cards(window: Window, qtbot: QtBot) -> None:
    overview = overview_of(window)
    overview.places.setCurrentIndex(1)
    settle(qtbot, window)
    town = overview.places.currentData()
    known = {
        one.indicator: one
        for one in indicators.figures(window.desk.store, overview.days.currentData(), "town")
        if one.region == town
    }
    assert set(known) == {line.of.indicator for line in overview.board.all.rows.lines}
    assert overview._course is not None
    assert {one.region for one in overview._course.months} == {town}


def test_the_year_before_is_drawn_where_it_is_known(window: Window, qtbot: QtBot) -> None:
    overview = overview_of(window)
    store = window.desk.store
    with store.write("上年") as work:
        values = {"county_code": COUNTY, "demolished_area": 1_000_000, "demolish_date": f"{YEAR - 1}-05-01"}
        records.add(work, "demolition", [Addition(values, f"{YEAR - 1}-05-01")])
    overview.refresh()
    overview.choose("T18")
    settle(qtbot, window)
    assert "上年" in overview.board.curve_tile.said.text()
    assert "上年同期" in overview.board.months_tile.said.text()


def test_the_months_of_a_course_add_up_to_it() -> None:
    course = [Fraction(1), Fraction(3), None, Fraction(7), Fraction(6)]
    assert monthly(course) == [1, 2, None, None, -1]


def test_every_month_is_a_bar(qtbot: QtBot) -> None:
    chart = MonthsChart("各月完成")
    qtbot.addWidget(chart)
    chart.resize(900, 300)
    values = [Fraction(number) for number in range(1, 13)]
    chart.draw(Curve(values, values, Fraction(12), 2, values))
    bars = [item for item in chart.getPlotItem().items if type(item).__name__ == "BarGraphItem"]
    assert len(bars) == 2
    assert chart.month_width > 40


def test_a_small_month_is_written_with_all_its_places(qtbot: QtBot) -> None:
    chart = MonthsChart("各月完成")
    qtbot.addWidget(chart)
    chart.resize(900, 300)
    chart.draw(Curve([Fraction("0.0083"), Fraction("0.0021"), Fraction("40.1234")], [], None, 4))
    written = [item.toPlainText() for item in chart.getPlotItem().items if isinstance(item, TextItem)]
    assert written == ["0.0083", "−0.0062", "40.12"]


@pytest.mark.parametrize("course", [[], [Fraction(0)], [Fraction(-5)], [None, Fraction(-1), None]])
@pytest.mark.parametrize("kind", [CurveChart, MonthsChart])
def test_a_year_without_anything_to_show_is_drawn(
    qtbot: QtBot, kind: type[CurveChart | MonthsChart], course: list[Fraction | None]
) -> None:
    chart = kind("图")
    qtbot.addWidget(chart)
    for width, height in ((900, 300), (40, 20)):
        chart.resize(width, height)
        chart.draw(Curve(course, [], None, 2))
        assert not chart.grab().isNull()


def test_a_month_of_a_course_in_words() -> None:
    curve = Curve([Fraction(1), Fraction(3)], [Fraction(1), Fraction(2), Fraction(3)], Fraction(12), 2, [Fraction(2)])
    assert curve.reached_by(2) == "2月末累计　实际 3　计划 2"
    assert curve.done_in(2) == "2月　实际 2　计划 1"
    assert curve.done_in(1) == "1月　实际 1　计划 1　上年同期 2"
    assert curve.reached_by(3) == "3月末累计　计划 3"
    assert curve.reached_by(4) == ""


@pytest.mark.parametrize("which", [0, 1])
def test_a_month_says_its_figures_and_leads_to_its_rows(window: Window, qtbot: QtBot, which: int) -> None:
    overview = overview_of(window)
    overview.choose("T18")
    settle(qtbot, window)
    chart = overview.charts[which]
    figures = [value for value in chart.curve.actual if value is not None]
    month = next(number for number, value in enumerate(figures, 1) if value)
    spot = chart.getPlotItem().getViewBox().mapViewToScene(QPointF(month, 0)).toPoint()
    qtbot.mouseMove(chart.viewport(), spot)
    qtbot.waitUntil(lambda: f"{month}月" in QToolTip.text())
    assert "实际" in QToolTip.text()
    qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, LedgerPage)
    (chip,) = page.sheet.wanted.filters
    assert f"{month}月" in chip.words
    assert page.sheet.model.records > 0
    assert chart.month_at(QPointF(chart.width() - 1.0, 5.0)) is None


def test_the_page_is_saved_and_copied_three_times_as_fine(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overview = overview_of(window)
    path = tmp_path / "总览.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    overview.picture.save.click()
    assert QImage(str(path)).width() == overview.width() * 3
    overview.picture.copy.click()
    assert QGuiApplication.clipboard().image().width() == overview.width() * 3
    overview.picture.write(tmp_path / "没有" / "总览.png")
    assert "没有存成" in overview.bar.text


@pytest.mark.parametrize("size", [(1024, 600), (1366, 768), (1920, 1080)])
def test_the_page_fits_the_window(window: Window, qtbot: QtBot, size: tuple[int, int]) -> None:
    overview = overview_of(window)
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    qtbot.waitUntil(lambda: overview.board.needs_tile.geometry().right() <= overview.width())
    for tile in (
        overview.board.curve_tile,
        overview.board.towns_tile,
        overview.board.months_tile,
        overview.board.stages_tile,
    ):
        assert tile.said.sizeHint().width() + tile.name.sizeHint().width() <= tile.width()
    qtbot.waitUntil(lambda: overview.board.towns.columnWidth(overview.board.towns.bar) >= 40)
    for card in overview.board.cards.cards:
        for words in (card.name, card.value, card.target, card.below, *card.terms, *card.figures):
            assert not words.isVisible() or words.sizeHint().width() <= words.width()
