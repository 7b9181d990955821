"""报送页：应报清单、照打印样子的预览、审核、保留提示、登记、比较和作废。"""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.services import reading, records
from app.services.records import Edit
from app.services.reporting.forms.form import Level
from app.ui.pages.report import ReportPage
from app.ui.report.register import Register
from app.ui.window import Window
from tests.ui.conftest import YEAR, page, settle


def chosen(window: Window, qtbot: QtBot, report: str) -> ReportPage:
    """The page with a report of June in front."""
    found = page(qtbot, window, "report")
    assert isinstance(found, ReportPage)
    names = [line.of.id for line in found.forms.rows.lines]
    found.forms.selectRow(names.index(report))
    found.period.setCurrentIndex(found.period.findData(f"{YEAR}-06"))
    settle(qtbot, window)
    return found


def states(report: ReportPage) -> dict[str, str]:
    """How far each due report has come."""
    return {line.of.report: line.texts[-1] for line in report.due.lines.rows.lines}


def void(qtbot: QtBot, window: Window, register: Register, reason: str) -> None:
    """Ask to cancel the chosen submission, and write why; every verb has the room that its words want."""
    assert not register.reason.isVisible()
    qtbot.mouseClick(register.void, Qt.MouseButton.LeftButton)
    assert register.reason.hasFocus()
    verbs = (register.copy, register.give, register.void, register.compare, register.submit)
    assert all(verb.width() >= verb.sizeHint().width() for verb in verbs)
    register.reason.setText(reason)
    qtbot.keyClick(register.reason, Qt.Key.Key_Return)
    settle(qtbot, window)


def test_a_report_goes_from_due_to_sent_and_back(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    report = chosen(window, qtbot, "R4")
    while not report.due.month.text().endswith("6月"):
        report.due.month_asked.emit(-1)
        settle(qtbot, window)
    assert states(report)["R4"] == "未报"
    report.folder.setText(str(tmp_path))
    report.export("R4")
    settle(qtbot, window)
    assert states(report)["R4"] == "待登记"
    report.register.submit.click()
    settle(qtbot, window)
    assert states(report)["R4"] == "已报"
    assert "已登记第 1 次报送" in report.bar.text
    assert report.register.submit.text() == "登记更正（更正第 1 次）"
    point = next(
        one
        for one in reading.rows(window.desk.store, "demolition")
        if f"{YEAR}-01" < str(one["demolish_date"] or "") < f"{YEAR}-05"
    )
    with window.desk.store.write("改拆除面积") as work:
        records.change(work, "demolition", [Edit(int(str(point["id"])), {"demolished_area": 999_900})])
    report.register.lines.selectRow(0)
    report.register.compare.click()
    settle(qtbot, window)
    told = report.register.story.toPlainText()
    assert "现在的台账：有" in told
    assert "locked" not in told
    report.register.copy.click()
    assert len(QGuiApplication.clipboard().text()) == 64
    report.folder.setText(str(tmp_path / "取出"))
    report.register.give.click()
    settle(qtbot, window)
    assert "（与报出时逐字节相同）" in report.bar.text
    void(qtbot, window, report.register, "")
    assert "没有写明作废的理由" in report.bar.text
    qtbot.mouseClick(report.register.stay, Qt.MouseButton.LeftButton)
    void(qtbot, window, report.register, "市局要求重报")
    assert report.register.lines.rows.lines[0].texts[6] == "已作废：市局要求重报"
    assert states(report)["R4"] == "待登记"


def test_the_preview_shows_what_is_printed_and_leads_to_what_is_wrong(window: Window, qtbot: QtBot) -> None:
    report = chosen(window, qtbot, "R4")
    sheet = report.sheet
    assert sheet.title.text().endswith("拆违月报表")
    assert sheet.table.grab().width() > 0
    model = sheet.model
    names = [model.index(row, 0).data() for row in range(model.head, model.rowCount())]
    assert names[0] == "合计"
    assert "西塘镇" in names
    assert model.index(model.head - 1, 1).data() == "1"  # the row of the 栏次
    hints = [
        line.of for line in report.found.rows.lines if line.of.level is Level.HINT and line.of.row and line.of.records
    ]
    place = [line.of for line in report.found.rows.lines].index(hints[0])
    report.found.selectRow(place)
    assert hints[0].sentence in report.findings.told.text()
    report.findings.to_cell.click()
    assert model.index(sheet.table.currentIndex().row(), 0).data() == hints[0].row
    alike = [line.of.check for line in report.found.rows.lines].count(hints[0].check)
    assert report.findings.waive.text() == (f"保留这 {alike} 条同类提示" if alike > 1 else "保留这条提示")
    qtbot.mouseClick(report.findings.waive, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert "为什么可以保留" in report.bar.text
    assert "--" not in report.bar.text.split("（命令行")[0]
    report.findings.reason.setText("补登的案卷，已核实")
    report.findings.waive.click()
    settle(qtbot, window)
    assert any("补登的案卷" in line.texts[-1] for line in report.found.rows.lines)
    assert "补登的案卷" in sheet.notes.text()
    report.found.selectRow([line.of.check for line in report.found.rows.lines].index(hints[0].check))
    report.findings.to_rows.click()
    settle(qtbot, window)
    assert window.page is window.pages["ledger"]


def test_photos_go_along_where_there_are_cells_for_them(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    report = chosen(window, qtbot, "R4")
    report.pictured.setChecked(True)
    assert not report.pictured.isEnabled()
    report = chosen(window, qtbot, "demolition")
    assert report.pictured.isEnabled()
    report.folder.setText(str(tmp_path))
    report.one.click()
    settle(qtbot, window)
    assert report.bar.text.startswith("已导出 ")
    assert report.bar.text.endswith("。这些记录的附件里没有可以放进表里的照片")
