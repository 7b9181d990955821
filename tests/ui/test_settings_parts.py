"""设置页的另两部分：记住的表样、说法、规则可以改名和删去；开发区管哪些镇街可以改。"""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from app.services import ledger, remembered, zones
from app.services.importing.deciding import kept_rules
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.reporting.forms import own as own_forms
from app.ui.pages.settings import SettingsPage
from app.ui.window import Window
from tests.services.importing.books import written
from tests.ui.conftest import YEAR, OpenWindow, page, settle

HEADER = ("点位编号", "镇街", "户主", "违建面积", "拆后利用类型")
ROWS = [("拆违点位台账",), HEADER, ("CW-330421001-2022-9001", "魏塘街道", "甲", 80, "")]


def taught(tmp_path: Path) -> Path:
    """A ledger that remembers a form and a rule."""
    path = tmp_path / "台账.db"
    with ledger.create(str(path), "330421", YEAR) as store:
        imported(store, [written(tmp_path / "点位.xlsx", ROWS)], Options(remember=True))
        kept_rules.keep(store, "demolition", "officer", "责任人", returned=False)
    return path


def settings_of(window: Window, qtbot: QtBot, part: str) -> SettingsPage:
    """The page with one of its parts in front."""
    found = page(qtbot, window, "settings")
    assert isinstance(found, SettingsPage)
    found.show_view(part)
    settle(qtbot, window)
    return found


def test_what_is_remembered_is_renamed_taught_and_forgotten(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(taught(tmp_path))
    panel = settings_of(window, qtbot, "remembered").remembered
    store = window.desk.store
    (form,) = [line.texts for line in panel.forms.rows.lines]
    assert form[0] == "拆违点位台账"
    assert panel.grab().width() > 0
    panel.forms.selectRow(0)
    panel.rename.click()
    settle(qtbot, window)
    assert "没有写新的名称" in window.page.bar.text
    panel.name.setText("点位表")
    panel.forms.selectRow(0)
    panel.rename.click()
    settle(qtbot, window)
    assert panel.forms.rows.lines[0].texts[0] == "点位表"
    panel.forms.selectRow(0)
    assert ("户主", "户主(单位)") in [line.texts for line in panel.columns.rows.lines]
    panel.rules.selectRow(0)
    assert panel.rules.rows.lines[0].texts == ("拆违", "责任人", "保留台账")
    panel.forget_rule.click()
    settle(qtbot, window)
    panel.forms.selectRow(0)
    panel.forget_form.click()
    settle(qtbot, window)
    assert remembered.everything(store) == remembered.Remembered((), (), ())
    assert kept_rules.kept(store) == {}
    window.desk.undo()
    settle(qtbot, window)
    assert [one.name for one in remembered.everything(store).forms] == ["点位表"]


def test_choices_and_headings_are_taught_told_and_forgotten(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "台账.db"
    ledger.create(str(path), "330421", YEAR).close()
    window = open_window(path)
    words, store = settings_of(window, qtbot, "words").words, window.desk.store
    choices, headings = words.choices, words.headings
    choices.field.setCurrentIndex(choices.field.findData("reuse_type"))
    choices.value.setCurrentText("复绿")
    assert choices.known.text().startswith("不用教也认得：复绿")
    choices.raw.setText("种树了")
    choices.teach.click()
    settle(qtbot, window)
    assert choices.lines.rows.lines[0].texts[1:] == ("种树了", "复绿")
    headings.kind.setCurrentIndex(headings.kind.findData("demolition"))
    headings.field.setCurrentIndex(headings.field.findData("illegal_area"))
    assert "违建面积" in headings.known.text()
    headings.raw.setText("查处数")
    headings.teach.click()
    settle(qtbot, window)
    assert headings.lines.rows.lines[0].texts == ("拆违", "查处数", "违建面积")
    header = ("点位编号", "镇街", "户主", "查处数", "拆后利用类型")
    again = written(
        tmp_path / "再来.xlsx", [ROWS[0], header, ("CW-330421001-2022-9002", "魏塘街道", "乙", 90, "种树了")]
    )
    (row,) = imported(store, [again], Options(), dry_run=True).files[0].tables[0].rows
    assert (row.values["reuse_type"], row.values["illegal_area"]) == ("复绿", 9000)
    for wrong, said in (("", "没有写表头的写法"), ("拆除面积", "就是“拆除面积”一栏的名称")):
        headings.raw.setText(wrong)
        headings.teach.click()
        settle(qtbot, window)
        assert said in window.page.bar.text
    assert words.grab().width() > 0
    for part in (choices, headings):
        part.lines.selectRow(0)
        part.forget.click()
        settle(qtbot, window)
    assert remembered.everything(store) == remembered.Remembered((), (), ())
    window.desk.undo()
    settle(qtbot, window)
    assert [one.raw for one in remembered.everything(store).headings] == ["查处数"]


def test_report_forms_are_copied_checked_and_retired(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    panel = settings_of(window, qtbot, "forms").forms

    def chosen(form: str) -> tuple[str, ...]:
        lines = panel.lines.rows.lines
        place = next(number for number, line in enumerate(lines) if form in line.texts)
        panel.lines.selectRow(place)
        return lines[place].texts

    assert chosen("R4")[5:] == ("自带", "可用")
    panel.copy.click()
    settle(qtbot, window)
    assert chosen("R4")[5] == "本单位"
    assert not panel.copy.isEnabled()
    own = own_forms.folder() / "R4.yaml"
    own.write_text(own.read_text("utf-8").replace("rows: towns", "rows: 乡镇"), "utf-8")
    panel.again.click()
    settle(qtbot, window)
    line = own.read_text("utf-8").splitlines().index("rows: 乡镇") + 1
    assert f"第 {line} 行" in panel.fault.text()
    assert chosen("R4")[5] in ("本单位", "自带")
    assert panel.grab().width() > 0
    panel.lines.selectRow(0)
    panel.retire.click()
    settle(qtbot, window)
    assert panel.fault.isHidden()
    assert chosen("R4")[5:] == ("自带", "可用")
    assert (own_forms.folder() / "R4.停用").is_file()
    panel.open.click()
    settle(qtbot, window)
    assert Path(opened[0].toLocalFile()) == own_forms.folder()


def test_a_town_is_given_to_a_zone_and_back(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "台账.db"
    ledger.create(str(path), "330402", YEAR).close()
    window = open_window(path)
    panel = settings_of(window, qtbot, "zones").zones
    owners = [line.texts[2] for line in panel.lines.rows.lines]
    assert len(set(owners)) > 1
    place = owners.index("所在县(市、区)")
    town = str(panel.lines.rows.lines[place].of)
    for zone in (1, 0):
        panel.lines.selectRow(place)
        panel.zones.setCurrentIndex(zone)
        wanted = panel.zones.currentText()
        panel.put.click()
        settle(qtbot, window)
        assert panel.lines.rows.lines[place].texts[2] == wanted
    found = zones.zone_map(window.desk.store)
    assert next(one for one in found.towns if one.code == town).zone == ""
