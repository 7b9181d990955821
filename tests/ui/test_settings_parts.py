"""设置页的另两部分：记住的表样、说法、规则可以改名和删去；开发区管哪些镇街可以改。"""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.services import ledger, remembered, zones
from app.services.importing import kept_rules
from app.services.importing.flow import imported
from app.services.importing.plan import Options
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


def settings_of(window: Window, qtbot: QtBot, part: int) -> SettingsPage:
    """The page with one of its parts in front."""
    found = page(qtbot, window, "settings")
    assert isinstance(found, SettingsPage)
    found.tabs.setCurrentIndex(part)
    settle(qtbot, window)
    return found


def test_what_is_remembered_is_renamed_taught_and_forgotten(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(taught(tmp_path))
    panel = settings_of(window, qtbot, 1).remembered
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
    panel.field.setCurrentIndex(panel.field.findData("reuse_type"))
    panel.value.setCurrentText("复绿")
    panel.raw.setText("种树了")
    panel.teach.click()
    settle(qtbot, window)
    assert panel.words.rows.lines[0].texts[1:] == ("种树了", "复绿")
    again = written(tmp_path / "再来.xlsx", [*ROWS[:2], ("CW-330421001-2022-9002", "魏塘街道", "乙", 90, "种树了")])
    (row,) = imported(store, [again], Options(), dry_run=True).files[0].tables[0].rows
    assert row.values["reuse_type"] == "复绿"
    panel.words.selectRow(0)
    panel.forget_word.click()
    settle(qtbot, window)
    panel.rules.selectRow(0)
    assert panel.rules.rows.lines[0].texts == ("拆违", "责任人", "保留台账")
    panel.forget_rule.click()
    settle(qtbot, window)
    panel.forms.selectRow(0)
    panel.forget_form.click()
    settle(qtbot, window)
    assert remembered.everything(store) == remembered.Remembered((), ())
    assert kept_rules.kept(store) == {}
    window.desk.undo()
    settle(qtbot, window)
    assert [one.name for one in remembered.everything(store).forms] == ["点位表"]


def test_a_town_is_given_to_a_zone_and_back(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "台账.db"
    ledger.create(str(path), "330402", YEAR).close()
    window = open_window(path)
    panel = settings_of(window, qtbot, 2).zones
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
