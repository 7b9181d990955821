"""开始页上最近打开的台账：点一下打开，文件不在的变灰。"""

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models import home
from app.services import recent
from tests.ui.conftest import OpenWindow, settle


def test_ledgers_opened_before_are_a_click_away_and_missing_ones_are_grey(
    open_window: OpenWindow, qtbot: QtBot, ledger_path: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copy(ledger_path, tmp_path / "另一本.db"))
    recent.note(tmp_path / "没有了.db", "平湖市 2021 年")
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
        recent.note(tmp_path / f"{number}.db", str(number))
    assert [one.title for one in recent.recent()] == ["8", "7", "6", "5", "4", "3"]
