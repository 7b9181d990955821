"""开始页上最近打开的台账：点一下打开，文件不在的变灰。"""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.models import home
from app.models.refusal import NotLetIn
from app.models.server import NOT_LET_IN, shown, with_password, without_password
from app.services import recent
from app.ui import opening
from app.ui.letting_in import PasswordDialog
from tests.ui.conftest import OpenWindow, settle


def test_ledgers_opened_before_are_a_click_away_and_missing_ones_are_grey(
    open_window: OpenWindow, qtbot: QtBot, ledger_path: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copy(ledger_path, tmp_path / "另一本.db"))
    recent.note(str(tmp_path / "没有了.db"), "平湖市 2021 年")
    window = open_window(other)
    window.open_ledger(str(ledger_path))
    settle(qtbot, window)
    window.show_start()
    settle(qtbot, window)
    assert window.start is not None
    doors = window.start.doors
    assert [door.isEnabled() for door in doors] == [True, True, False]
    assert "找不到" in doors[2].text()
    qtbot.mouseClick(doors[1], Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert window.desk is not None
    assert window.desk.store.location == str(other)


def test_a_note_that_cannot_be_read_offers_nothing(tmp_path: Path) -> None:
    place = home.folder() / "最近打开.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    for text in ("[]", "{", '{"\\u0000": 1}'):
        place.write_text(text, encoding="utf-8")
        assert [one for one in recent.recent() if one.there] == []
    for number in range(9):
        recent.note(str(tmp_path / f"{number}.db"), str(number))
    assert [one.title for one in recent.recent()] == ["8", "7", "6", "5", "4", "3"]


def test_a_server_s_ledger_is_a_click_away_and_its_password_is_written_nowhere(
    open_window: OpenWindow, qtbot: QtBot, ledger_path: Path
) -> None:
    recent.note("postgresql://张三:hush@127.0.0.1:1/台账?sslpassword=hush2", "嘉善县 2022 年")
    assert not any(b"hush" in one.read_bytes() for one in home.folder().rglob("*") if one.is_file())
    window = open_window(ledger_path)
    window.show_start()
    settle(qtbot, window)
    assert window.start is not None
    door = window.start.doors[1]
    assert door.isEnabled(), "a server is not asked before it is wanted"
    assert "服务器 台账" in door.text()
    assert door.toolTip().startswith("postgresql://张三@127.0.0.1:1/台账")
    assert "hush" not in door.toolTip()
    qtbot.mouseClick(door, Qt.MouseButton.LeftButton)
    assert "正在打开 嘉善县 2022 年" in window.start.bar.text
    settle(qtbot, window)
    assert "台账服务器没有开，或端口不对" in window.bar.text
    assert window.desk is not None
    assert window.desk.store.location == str(ledger_path), "the ledger that was open stays open"


def test_a_password_that_is_asked_for_opens_the_ledger_and_a_wrong_one_asks_again(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, tried = open_window(None), []

    def opened(location: str) -> object:
        tried.append(location)
        raise NotLetIn(*NOT_LET_IN)

    monkeypatch.setattr(opening, "opened", opened)
    window.open_ledger("postgresql://clerk@host/台账")
    for words, typed in (("打开这本台账要用这个账号的密码", "秘/密"), ("账号或密码不对", "")):
        settle(qtbot, window)
        (dialog,) = [one for one in window.findChildren(PasswordDialog) if one.isVisible()]
        assert any(words in one.text() for one in dialog.findChildren(QLabel))
        assert dialog.password.hasFocus()
        dialog.password.setText(typed)
        qtbot.keyClick(dialog.password, Qt.Key.Key_Return if typed else Qt.Key.Key_Escape)
    assert tried == ["postgresql://clerk@host/台账", with_password("postgresql://clerk@host/台账", "秘/密")]
    assert window.start is not None
    assert window.start.isVisible()


@pytest.mark.parametrize(
    "location", ["postgresql://clerk:hush@host:x/y", "postgresql://a:hush@h/d?password=hush", "x.db"]
)
def test_no_address_that_is_kept_or_shown_says_a_password(location: str) -> None:
    assert "hush" not in without_password(location) + shown(location)
    assert without_password(location).startswith(("postgresql://", "x.db"))
