"""In the window: a ledger in a wrong place is offered the right one; what was typed stays when the disk is full."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.models import home, place
from app.models.store import Store
from app.services import ledger
from app.services.demo.fill import fill
from app.ui.window import Window
from tests.faults.small_disk import Disk
from tests.models.records import everything, put
from tests.ui.conftest import PATIENCE, OpenWindow, open_window, settle

__all__ = ["open_window"]


@pytest.fixture
def on_stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger on a U盘."""
    stick = tmp_path / "U盘"
    ledger.create(str(stick / "台账.db"), "330421", 2022).close()
    real = place.file_system
    monkeypatch.setattr(place, "file_system", lambda at: "vfat" if at.is_relative_to(stick) else real(at))
    return stick / "台账.db"


def press(window: Window, words: str) -> None:
    next(one for one in window.bar.findChildren(QPushButton) if one.text() == words).click()


def opened_copy(window: Window, qtbot: QtBot) -> Store:
    assert "U 盘" in window.bar.text
    press(window, "在本机副本上工作")
    qtbot.waitUntil(lambda: window.desk is not None, timeout=PATIENCE)
    settle(qtbot, window)
    assert window.desk
    put(window.desk.store, "demolition", {"code": "CW-1"})
    return window.desk.store


def codes(path: Path) -> list[str]:
    with Store.open(str(path)) as store:
        return [row["code"] for row in everything(store)["demolition"]]


def test_a_ledger_on_a_stick_is_worked_on_here_and_handed_back_on_close(
    open_window: OpenWindow, qtbot: QtBot, on_stick: Path
) -> None:
    window = open_window(on_stick)
    opened_copy(window, qtbot)
    window.close()
    assert codes(on_stick) == ["CW-1"]


def test_a_stick_that_was_pulled_is_asked_for_and_the_copy_waits(
    open_window: OpenWindow, qtbot: QtBot, on_stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, asked = open_window(on_stick), []
    store = opened_copy(window, qtbot)
    away = on_stick.parent.rename(on_stick.parent.with_name("拔走了"))
    answers = iter([QMessageBox.StandardButton.Retry, QMessageBox.StandardButton.Close])

    def answer(_: object, title: str, text: str, buttons: object) -> QMessageBox.StandardButton:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr(QMessageBox, "warning", answer)
    window.close()
    assert len(asked) == 2
    assert "没能交回U盘" in asked[0]
    assert store.path
    assert codes(store.path) == ["CW-1"]
    assert codes(away / "台账.db") == []


def test_a_ledger_in_a_synchronised_folder_is_moved_here(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "同步" / "台账.db"
    ledger.create(str(path), "330421", 2022).close()
    monkeypatch.setenv("OneDrive", str(path.parent))
    window = open_window(path)
    assert "OneDrive" in window.bar.text
    press(window, "移到本机")
    qtbot.waitUntil(lambda: window.desk is not None, timeout=PATIENCE)
    assert window.desk
    assert window.desk.store.path == home.folder() / "台账.db"
    assert path.with_name("台账-已移到本机.db").exists()


def test_what_was_typed_stays_in_sight_when_the_disk_is_full(
    open_window: OpenWindow, qtbot: QtBot, small_disk: Disk
) -> None:
    """It is said, it stands red where it was typed, and it is written once there is room again."""
    path = small_disk.folder / "台账.db"
    with ledger.create(str(path), "330421", 2022) as store:
        fill(store, 30)
    window = open_window(path, "ledger")
    ledgers = window.pages["ledger"]
    ledgers.show_view("demolition")
    settle(qtbot, window)
    sheet = ledgers.sheet
    index = sheet.model.index(0, sheet.model.column_of("remark"))
    small_disk.fill()
    typed = "写了半天的备注" * 300
    assert sheet.model.setData(index, typed)
    settle(qtbot, window)
    assert "磁盘已满" in ledgers.bar.text
    assert "请清出空间" in ledgers.bar.text
    assert sheet.model.cell(0, index.column()) == (typed, "没有保存")
    small_disk.free()
    assert sheet.model.setData(index, typed)
    settle(qtbot, window)
    assert sheet.model.cell(0, index.column())[1] == ""
    window.close()
    with Store.open(str(path)) as store:
        assert typed in {row["remark"] for row in everything(store)["demolition"]}
