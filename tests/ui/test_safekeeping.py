"""The ledger's safety in the window: proved at the start, copied while one works, put back where it is damaged."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.models import copies, home
from app.models.store import Store
from app.services.keeping import second
from app.ui.safekeeping import Safekeeping
from app.ui.unpacking import ParcelDialog
from app.ui.window import Window
from tests.models.records import everything, put
from tests.ui.conftest import PATIENCE, OpenWindow, settle


def change(window: Window) -> None:
    """Something a person did."""
    assert window.desk is not None
    put(window.desk.store, "greening", {"code": "LH-NEW"})
    window.desk.note("新增", window.desk.store.last_change)


def keeping(window: Window) -> Safekeeping:
    assert window.keeping is not None
    return window.keeping


def reasons(ledger: Path) -> list[str]:
    return [one.reason for one in copies.copies(ledger)]


def test_a_ledger_one_worked_in_is_copied_when_it_is_left(window: Window, ledger_path: Path) -> None:
    change(window)
    window.close()
    assert reasons(ledger_path) == ["退出"]


def test_a_ledger_one_only_looked_at_is_not_copied(window: Window, ledger_path: Path) -> None:
    window.close()
    assert reasons(ledger_path) == []


def test_every_half_hour_of_work_is_copied(window: Window, qtbot: QtBot, ledger_path: Path) -> None:
    keeping(window).timer.timeout.emit()
    settle(qtbot, window)
    assert reasons(ledger_path) == []
    change(window)
    keeping(window).timer.timeout.emit()
    settle(qtbot, window)
    window.close()
    assert reasons(ledger_path) == ["定时"]


def test_a_copy_that_cannot_be_made_is_told_and_tried_again(window: Window, qtbot: QtBot, ledger_path: Path) -> None:
    in_the_way = ledger_path.with_name("台账-备份")
    in_the_way.write_text("x")
    change(window)
    keeping(window).copy_now()
    settle(qtbot, window)
    assert window.foot.said.text().startswith("定时备份没有做成：没能备份到")
    in_the_way.unlink()
    window.close()
    assert reasons(ledger_path) == ["退出"]


PHRASE = "口令2022"


@pytest.fixture
def on_stick(ledger_path: Path, tmp_path: Path) -> Path:
    """A copy in a second place, with a passphrase."""
    with Store.open(str(ledger_path)) as store:
        return second.make(store, tmp_path / "U盘", PHRASE)


def looked_inside(window: Window, qtbot: QtBot) -> ParcelDialog:
    """The question over the window, answered with a wrong passphrase and then with the right one."""
    qtbot.waitUntil(lambda: bool(window.findChildren(ParcelDialog)), timeout=PATIENCE)
    (dialog,) = window.findChildren(ParcelDialog)
    assert not dialog.open_here.isEnabled()
    for typed in ("错的", PHRASE):
        dialog.passphrase.setText(typed)
        qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
        settle(qtbot, window)
        assert ("口令不对" in dialog.bar.text) == (typed != PHRASE)
    assert "海盐县" in dialog.said.text() or "嘉善县" in dialog.said.text()
    assert "拆违 " in dialog.said.text()
    return dialog


def test_a_package_that_is_opened_is_looked_into_and_becomes_a_ledger_here(
    open_window: OpenWindow, qtbot: QtBot, ledger_path: Path, on_stick: Path
) -> None:
    window = open_window(None)
    window.open_ledger(str(on_stick))
    dialog = looked_inside(window, qtbot)
    qtbot.mouseClick(dialog.open_here, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=PATIENCE)
    settle(qtbot, window)
    assert window.desk is not None
    assert window.desk.store.path == home.default_ledger()
    with Store.open(str(ledger_path)) as old:
        assert everything(window.desk.store) == everything(old)


def test_a_damaged_ledger_is_replaced_by_the_copy_on_a_stick(
    open_window: OpenWindow, qtbot: QtBot, ledger_path: Path, on_stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tamper(ledger_path)
    window = open_window(ledger_path)
    assert window.recovery is not None
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(on_stick), ""))
    (choose,) = [one for one in window.recovery.findChildren(QPushButton) if one.text().startswith("从别处选")]
    choose.click()
    dialog = looked_inside(window, qtbot)
    qtbot.mouseClick(dialog.open_here, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=PATIENCE)
    settle(qtbot, window)
    assert window.desk is not None
    assert window.desk.store.path == ledger_path
    assert [one.reason for one in copies.copies(ledger_path)] == ["恢复前"]


def tamper(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE demolition SET illegal_area = 1 WHERE id = (SELECT min(id) FROM demolition)")


@pytest.fixture
def copied(ledger_path: Path) -> Path:
    """A ledger with a copy, and a step after it."""
    with Store.open(str(ledger_path), writing=True) as store:
        store.back_up("手工")
        put(store, "greening", {"code": "LH-NEW"})
    return ledger_path


def test_a_ledger_changed_by_another_hand_is_not_worked_in(open_window: OpenWindow, qtbot: QtBot, copied: Path) -> None:
    tamper(copied)
    window = open_window(copied)
    recovery = window.recovery
    assert recovery is not None
    assert (window.desk, window.front.currentWidget()) == (None, recovery)
    assert "拆违台账" in recovery.faults.text()
    ((line,),) = [recovery.copies.rows.lines]
    assert (line.texts[1], line.texts[4]) == ("手工", "1 步")
    qtbot.mouseClick(recovery.restore, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.desk is not None)
    settle(qtbot, window)
    assert window.desk is not None
    assert "LH-NEW" not in {row["code"] for row in everything(window.desk.store)["greening"]}


@pytest.mark.parametrize("content", [b"", b"broken" * 1000])
def test_a_broken_file_never_becomes_an_empty_ledger(
    open_window: OpenWindow, qtbot: QtBot, copied: Path, content: bytes
) -> None:
    copied.write_bytes(content)
    window = open_window(copied)
    recovery = window.recovery
    assert recovery is not None
    assert recovery.copies.rows.lines[0].texts[4] == "不清楚"
    recovery.put_back()
    qtbot.waitUntil(lambda: window.desk is not None)
    settle(qtbot, window)


def test_a_copy_that_is_damaged_too_is_not_put_back(open_window: OpenWindow, qtbot: QtBot, copied: Path) -> None:
    tamper(copied)
    (one,) = copies.copies(copied)
    tamper(one.path)
    window = open_window(copied)
    assert window.recovery is not None
    window.recovery.put_back()
    settle(qtbot, window)
    assert "这份备份有损坏" in window.recovery.bar.text
    assert window.recovery.isEnabled()


def test_without_any_copy_the_way_on_is_said(open_window: OpenWindow, ledger_path: Path) -> None:
    tamper(ledger_path)
    window = open_window(ledger_path)
    assert window.recovery is not None
    assert "没有找到这本台账的备份" in window.recovery.bar.text
    assert not window.recovery.restore.isEnabled()


def test_an_older_copy_put_in_place_by_hand_is_told_and_used(open_window: OpenWindow, copied: Path) -> None:
    (one,) = copies.copies(copied)
    copied.write_bytes(one.path.read_bytes())
    window = open_window(copied)
    assert window.desk is not None
    assert "内容核对无误" in window.foot.said.text()


def test_without_any_copy_the_ledger_is_told_over(
    open_window: OpenWindow, qtbot: QtBot, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file cut to nothing: asked for the unit, made again, and what there was not is said."""
    ledger_path.with_name("台账-原件").mkdir()
    ledger_path.write_bytes(b"")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("330421", True))
    window = open_window(ledger_path)
    recovery = window.recovery
    assert recovery is not None
    recovery.rebuild.click()
    qtbot.waitUntil(lambda: "空台账" in recovery.bar.text, timeout=PATIENCE)
    next(one for one in recovery.bar.findChildren(QPushButton) if one.text() == "打开台账").click()
    qtbot.waitUntil(lambda: window.desk is not None, timeout=PATIENCE)
    settle(qtbot, window)
