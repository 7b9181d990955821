"""F1 列出快捷键。"""

from PySide6.QtGui import QShortcut
from pytestqt.qtbot import QtBot

from app.ui.window import Window


def test_the_keys_are_listed_and_each_of_the_windows_own_is_among_them(window: Window, qtbot: QtBot) -> None:
    window.show_keys()
    dialog = window.keys
    assert dialog is not None
    listed = {line.texts[1] for line in dialog.lines.rows.lines}
    assert dialog.grab().width() > 0
    own = {shortcut.key().toString() for shortcut in window.findChildren(QShortcut) if shortcut.parent() is window}
    pages = {f"Ctrl+{number}" for number in range(1, 9)}
    assert own - pages <= listed
    dialog.accept()
    qtbot.waitUntil(lambda: not dialog.isVisible())
