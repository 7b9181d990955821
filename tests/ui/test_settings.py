"""设置: choices that take effect at once, and the ledger's copies made, taken along and put back from the page."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models import copies
from app.models.queries import records
from app.models.store import Store
from app.services import setting
from app.services.keeping import parcel
from app.ui.pages.settings import SettingsPage
from app.ui.window import Window
from tests.models.records import put
from tests.ui.conftest import PATIENCE, page, settle


@pytest.fixture
def settings(window: Window, qtbot: QtBot) -> SettingsPage:
    found = page(qtbot, window, "settings")
    assert isinstance(found, SettingsPage)
    return found


def value(window: Window, key: str) -> str:
    return setting.listed(window.desk.store, key)[0].value


def test_every_setting_is_shown_with_its_value(window: Window, settings: SettingsPage) -> None:
    for one in setting.listed(window.desk.store):
        field = settings.fields[one.key]
        shown = field.currentText() if one.choices else field.text()
        assert shown.partition("　")[0] == one.value
    assert settings.fields["unit"].isReadOnly()
    assert settings.fields["unit"].text().endswith("嘉善县")


def test_a_choice_is_one_step_that_can_be_taken_back(window: Window, settings: SettingsPage, qtbot: QtBot) -> None:
    box = settings.fields["basis.demolition"]
    box.setCurrentText("处置")
    box.activated.emit(1)
    settle(qtbot, window)
    assert value(window, "basis.demolition") == "处置"
    window.desk.undo()
    settle(qtbot, window)
    assert (value(window, "basis.demolition"), box.currentText()) == ("拆除", "拆除")


def test_a_number_out_of_range_is_refused_and_put_back(window: Window, settings: SettingsPage, qtbot: QtBot) -> None:
    day = settings.fields["cutoff_day"]
    for typed, kept in (("32", "25"), ("20", "20"), ("20", "20")):
        day.setText(typed)
        day.editingFinished.emit()
        settle(qtbot, window)
        assert (value(window, "cutoff_day"), day.text()) == (kept, kept)
    assert window.desk.undoable.label == "改设置"


def test_the_ledger_is_copied_and_the_copy_put_back(
    window: Window, settings: SettingsPage, qtbot: QtBot, ledger_path: Path
) -> None:
    assert not settings.restore.isEnabled()
    qtbot.mouseClick(settings.back_up, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert settings.bar.text.startswith("已完成并检验：")
    put(window.desk.store, "greening", {"code": "LH-NEW"})
    window.desk.note("新增", window.desk.store.last_change)
    settings.copies.selectRow(0)
    settings.restore.click()
    qtbot.waitUntil(lambda: window.desk is not None and not window.jobs.busy, timeout=PATIENCE)
    settle(qtbot, window)
    assert window.foot.said.text().startswith("已恢复；原来的台账留在")
    with Store.open(str(ledger_path)) as store, store.read() as session:
        assert "LH-NEW" not in {one.values["code"] for one in records.every(session, "greening")}


def test_a_copy_that_is_damaged_leaves_the_ledger_open_as_it_was(
    window: Window, settings: SettingsPage, qtbot: QtBot, ledger_path: Path
) -> None:
    settings.make_copy()
    settle(qtbot, window)
    (one,) = copies.copies(ledger_path)
    data = one.path.read_bytes()
    one.path.write_bytes(data.replace(b"CW-330421", b"CW-330422", 1))
    settings.copies.selectRow(0)
    settings.restore.click()
    qtbot.waitUntil(lambda: window.desk is not None and not window.jobs.busy, timeout=PATIENCE)
    assert "这份备份有损坏" in window.bar.text


def test_a_second_copy_and_a_parcel_are_checked(
    window: Window, settings: SettingsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    assert "还没有在别处留过一份" in settings.age.text()
    settings.make_second(tmp_path / "U盘")
    settle(qtbot, window)
    assert "不能不加密就带走" in settings.bar.text
    settings.passphrase.setText("口令")
    settings.make_second(tmp_path / "U盘")
    settle(qtbot, window)
    assert settings.age.text().startswith("上一次在别处留一份：今天")
    settings.make_parcel(tmp_path / "交接包.zip")
    settle(qtbot, window)
    assert parcel.look(tmp_path / "交接包.zip", "口令").records["demolition"] > 0
