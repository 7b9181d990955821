"""The pages that do the month's work: a workbook in, the figures, a report out, and every step back."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import indicators, ledger, setting
from app.ui.pages import history as history_page
from app.ui.pages.inbox import InboxPage
from app.ui.pages.overview import OverviewPage
from app.ui.pages.progress import ProgressPage
from app.ui.pages.report import ReportPage
from app.ui.window import Window
from tests.ui.conftest import YEAR, OpenWindow, page, settle, sheet_of

OTHER_COUNTY = "330481"


@pytest.fixture
def empty(open_window: OpenWindow, tmp_path: Path) -> Window:
    """A window over an empty ledger of the county that sample 02 comes from."""
    path = tmp_path / "空台账.db"
    ledger.create(str(path), OTHER_COUNTY, YEAR).close()
    return open_window(path)


def points(window: Window, qtbot: QtBot) -> int:
    """How many points the ledger page shows, once it is looked at."""
    page(qtbot, window, "ledger")
    return sheet_of(qtbot, window, "demolition").model.records


def test_a_workbook_is_shown_first_and_written_on_request(empty: Window, qtbot: QtBot, samples: Path) -> None:
    empty.import_files([str(next(samples.glob("02-*.xlsx")))])
    settle(qtbot, empty)
    inbox = empty.pages["inbox"]
    assert isinstance(inbox, InboxPage)
    assert points(empty, qtbot) == 0
    page(qtbot, empty, "inbox")
    planned = inbox.lines.rows.rowCount()
    assert planned > 0
    assert "拆违" in inbox.about.text()
    inbox.lines.selectRow(0)
    assert inbox.detail.text().startswith("第 ")
    assert inbox.tabs.tabText(0) == f"新增  {planned}"
    qtbot.mouseClick(inbox.apply, Qt.MouseButton.LeftButton)
    settle(qtbot, empty)
    assert points(empty, qtbot) == planned
    assert "已导入" in inbox.bar.text
    empty.desk.undo()
    settle(qtbot, empty)
    assert points(empty, qtbot) == 0


def test_the_same_workbook_again_changes_nothing(empty: Window, qtbot: QtBot, samples: Path) -> None:
    path = str(next(samples.glob("02-*.xlsx")))
    for _ in range(2):
        empty.import_files([path])
        settle(qtbot, empty)
        inbox = empty.pages["inbox"]
        applied = inbox.apply.isEnabled()
        if applied:
            inbox.import_all()
            settle(qtbot, empty)
    assert not applied
    assert "已经导入过" in inbox.remarks.text()


@pytest.mark.parametrize(("name", "content"), [("坏.xlsx", b"PK\x03\x04broken"), ("空.xlsx", b"")])
def test_what_is_no_workbook_is_refused_in_a_sentence(
    window: Window, qtbot: QtBot, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    window.import_files([str(path)])
    settle(qtbot, window)
    inbox = window.pages["inbox"]
    assert inbox.bar.text
    assert "Error" not in inbox.bar.text
    assert inbox.lines.rows.rowCount() == 0


def test_a_wrong_day_is_refused_before_anything_is_read(empty: Window, qtbot: QtBot, samples: Path) -> None:
    empty.import_files([str(next(samples.glob("02-*.xlsx")))])
    settle(qtbot, empty)
    inbox = empty.pages["inbox"]
    inbox.as_of.setText("六月底")
    inbox.as_of.editingFinished.emit()
    assert "“六月底”不是日期" in inbox.bar.text
    inbox.drop()
    assert inbox.about.text() == ""


def test_the_cards_show_what_the_figures_say(window: Window) -> None:
    overview = window.pages["overview"]
    assert isinstance(overview, OverviewPage)
    known = {one.indicator: one for one in indicators.figures(window.desk.store, overview.days.currentData())}
    assert len(overview.board.all.rows.lines) == len(known)
    for card in overview.board.cards.cards:
        figure = known[card.indicator]
        assert card.name.text() == figure.name
        assert card.chip.accessibleName() == figure.signal
        assert figure.actual is not None
        assert card.value.text().replace(",", "") == f"{float(figure.actual):.{figure.scale}f}".rstrip("0").rstrip(".")


def test_choosing_an_indicator_drives_the_charts(window: Window, qtbot: QtBot) -> None:
    overview = window.pages["overview"]
    first, second = overview.board.cards.cards[:2]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert second.name.text() in overview.board.chosen_name.text()
    assert "西塘镇" in [line.texts[1] for line in overview.board.towns.rows.lines]
    settle(qtbot, window)
    curve, months = overview.charts
    assert curve.curve is months.curve
    assert any(curve.curve.actual)
    qtbot.keyClick(second, Qt.Key.Key_Left)
    assert first.name.text() in overview.board.chosen_name.text()
    settle(qtbot, window)
    qtbot.mouseClick(overview.board.switch, Qt.MouseButton.LeftButton)
    assert overview.board.switch.text() == "回到图表"
    overview.board.all.selectRow(6)
    assert overview.board.all.rows.lines[6].texts[0] in overview.board.chosen_name.text()
    settle(qtbot, window)


def test_another_day_has_other_figures(window: Window, qtbot: QtBot) -> None:
    overview = window.pages["overview"]
    before = [line.texts for line in overview.board.all.rows.lines]
    overview.days.setCurrentIndex(6)
    settle(qtbot, window)
    assert [line.texts for line in overview.board.all.rows.lines] != before
    assert overview.span.text()


def test_a_report_is_checked_and_exported(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    report = page(qtbot, window, "report")
    assert isinstance(report, ReportPage)
    assert report.form.id == "R1"
    assert report.state.text()
    report.period.setCurrentIndex(report.period.findData(f"{YEAR}-06"))
    report.folder.setText(str(tmp_path / "导出"))
    settle(qtbot, window)
    qtbot.mouseClick(report.one, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert "已导出" in report.bar.text
    (path,) = (tmp_path / "导出").glob("*.xlsx")
    book = load_workbook(path)
    assert "6月" in str(book.worksheets[0]["A2"].value) + str(book.worksheets[0]["A1"].value)
    book.close()


def test_a_whole_ledger_is_exported(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    report = page(qtbot, window, "report")
    names = [line.of.id for line in report.forms.rows.lines]
    report.forms.selectRow(names.index("greening"))
    assert not report.period.isEnabled()
    report.folder.setText(str(tmp_path / "台账.xlsx"))
    report.export("greening")
    settle(qtbot, window)
    assert (tmp_path / "台账.xlsx").exists()


def test_an_unknown_period_is_refused_in_a_sentence(window: Window, qtbot: QtBot) -> None:
    report = page(qtbot, window, "report")
    report.period.setEditText("下个月")
    settle(qtbot, window)
    assert report.bar.text.startswith("没有“下个月”这样的报告期")


def test_any_step_is_taken_back_and_brought_again(window: Window, qtbot: QtBot) -> None:
    assert points(window, qtbot) > 0
    steps = page(qtbot, window, "history")
    assert steps.step is not None
    qtbot.mouseClick(steps.undo, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert steps.steps.rows.lines[1].texts[-1] == "已撤销"
    assert points(window, qtbot) == 0
    page(qtbot, window, "history")
    steps.steps.selectRow(1)
    qtbot.mouseClick(steps.redo, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert points(window, qtbot) > 0


def test_a_chosen_step_shows_what_it_changed_and_words_find_it(window: Window, qtbot: QtBot) -> None:
    steps = page(qtbot, window, "history")
    assert steps.step is not None
    assert steps.detail.rows.lines
    assert steps.detail.rows.lines[0].texts[2] == "新增记录"
    steps.words.setText("新建")
    qtbot.waitUntil(lambda: [line.texts[1] for line in steps.steps.rows.lines] == ["新建台账"])
    settle(qtbot, window)
    steps.words.setText("没有的")
    qtbot.waitUntil(lambda: not steps.steps.rows.lines)
    settle(qtbot, window)
    assert not steps.detail.rows.lines
    assert "没有这样的操作" in steps.steps.empty
    steps.words.clear()
    qtbot.waitUntil(lambda: len(steps.steps.rows.lines) > 1)


def test_older_steps_are_read_when_the_list_is_scrolled_to_its_end(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.desk is not None
    for number in range(40):
        setting.change(window.desk.store, "cutoff_day", str(number % 28 + 1))
    monkeypatch.setattr(history_page, "_PAGE", 30)
    steps = page(qtbot, window, "history")
    steps.refresh()
    settle(qtbot, window)
    assert len(steps.steps.rows.lines) == 30
    bar = steps.steps.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle(qtbot, window)
    assert len(steps.steps.rows.lines) > 40
    batches = [line.of.batch for line in steps.steps.rows.lines]
    assert batches == sorted(set(batches), reverse=True)


def test_the_birth_of_a_ledger_cannot_be_undone(window: Window, qtbot: QtBot) -> None:
    steps = page(qtbot, window, "history")
    steps.steps.selectRow(len(steps.steps.rows.lines) - 1)
    qtbot.mouseClick(steps.undo, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert "不能撤销" in steps.bar.text


def test_a_page_without_records_says_what_brings_them(empty: Window, qtbot: QtBot) -> None:
    progress, overview = page(qtbot, empty, "progress"), page(qtbot, empty, "overview")
    assert isinstance(progress, ProgressPage)
    assert isinstance(overview, OverviewPage)
    assert "“台账”里录入或导入" in progress.view.empty
    assert "“台账”里录入" in overview.board.stages.empty
    assert not overview.board.stages.rows.lines
