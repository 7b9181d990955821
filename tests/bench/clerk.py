"""A clerk at the window: every key and click goes through the window system, and each is counted.

Nothing of the program is called: what is on the screen is found by what it says, then clicked or typed into. Reading
the screen costs nothing, and neither does waiting until the window has come to rest.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QInputMethodEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QTabBar, QTableView, QWidget

from app.ui.pages.cards import Card
from app.ui.window import Window

Kind = TypeVar("Kind", bound=QWidget)
_PATIENCE = 300  # seconds after which something hangs
_ARROW = 12  # pixels from the right edge of a list's box
_NONE = Qt.KeyboardModifier.NoModifier
_LEFT = Qt.MouseButton.LeftButton


class Clerk:
    """Works one window. ``clicks`` and ``keys`` are what it took; a key with Ctrl or Shift held is one."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.clicks = 0
        self.keys = 0
        window.activateWindow()
        self.until(lambda: window.desk or window.start)
        self.rest()

    @property
    def actions(self) -> int:
        """Clicks and key presses together; a file dragged in is one click."""
        return self.clicks + self.keys

    def rest(self) -> None:
        """Wait until the window has done what it was asked."""
        self.until(lambda: not self.window.jobs.busy)

    def until(self, reached: Callable[[], object]) -> None:
        """Wait for something to be seen."""
        end = monotonic() + _PATIENCE
        QTest.qWait(1)
        while not reached():
            assert monotonic() < end, "the window does not get there"
            QTest.qWait(10)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = _NONE) -> None:
        """Press a key wherever the keyboard is."""
        self.keys += 1
        QTest.keyClick(_front(self.window), key, held)
        self.rest()

    def write(self, text: str) -> None:
        """Type a text, sign by sign; what no key bears is committed by an input method."""
        for sign in text:
            self.keys += 1
            if sign.isascii():
                QTest.keyClick(_front(self.window), Qt.Key(ord(sign.upper())))
            else:
                commit = QInputMethodEvent()
                commit.setCommitString(sign)
                QApplication.sendEvent(QGuiApplication.focusObject(), commit)
        self.rest()

    def click(self, widget: QWidget, at: QPoint | None = None, held: Qt.KeyboardModifier = _NONE) -> None:
        """Click into a widget, in its middle where no place is named."""
        assert widget.isVisible(), f"out of sight: {widget.accessibleName()}"
        self.clicks += 1
        top = widget.window()
        place = widget.mapTo(top, at if at is not None else widget.rect().center())
        QTest.mouseClick(top.windowHandle(), _LEFT, held, place)
        self.rest()

    def button(self, words: str) -> None:
        """Click the button whose words begin so, once it can be clicked."""
        self.until(lambda: self._buttons(words))
        (found,) = self._buttons(words)
        self.click(found)

    def _buttons(self, words: str) -> list[QAbstractButton]:
        seen = [one for one in self._seen(QAbstractButton) if one.isEnabled() and one.text().startswith(words)]
        return [one for one in seen if one.text() == words] or seen

    def cell(self, table: str, row: int, column: int) -> None:
        """Click a cell of a table that is called so."""
        view = self.table(table)
        self.click(view.viewport(), view.visualRect(view.model().index(row, column)).center())

    def card(self, words: str) -> None:
        """Click the card whose name begins so."""
        found = next(one for one in self._seen(Card) if one.accessibleName().startswith(words))
        self.click(found)

    def line(self, table: str, words: str) -> None:
        """Click the first line of a table in which a cell says these words."""
        model = self.table(table).model()
        places = ((row, column) for row in range(model.rowCount()) for column in range(model.columnCount()))
        row, column = next(at for at in places if str(model.index(*at).data()) == words)
        self.cell(table, row, column)

    def tab(self, bar: str, words: str) -> None:
        """Click the tab whose words begin so."""
        found = next(one for one in self._seen(QTabBar) if one.accessibleName() == bar and _has(one, words))
        place = next(at for at in range(found.count()) if found.tabText(at).startswith(words))
        self.click(found, found.tabRect(place).center())

    def choose(self, box: str, words: str) -> None:
        """Open a list and click a line of it."""
        found = self.widget(box)
        assert isinstance(found, QComboBox)
        self.click(found, QPoint(found.width() - _ARROW, found.height() // 2))
        listed = found.view()
        index = listed.model().index(found.findText(words), 0)
        self.click(listed.viewport(), QRect(listed.visualRect(index)).center())

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Drag something inside a widget from one place to another, which takes one hand movement."""
        self.clicks += 1
        top = widget.window()
        handle, begun, ended = top.windowHandle(), widget.mapTo(top, start), widget.mapTo(top, end)
        QTest.mousePress(handle, _LEFT, _NONE, begun)
        QTest.mouseMove(handle, ended)
        QTest.mouseRelease(handle, _LEFT, _NONE, ended)
        self.rest()

    def drop(self, paths: Sequence[Path], onto: QWidget | None = None) -> None:
        """Drag files from the desktop onto the window, which takes one hand movement."""
        self.clicks += 1
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        target, copying = onto or self.window, Qt.DropAction.CopyAction
        place = target.rect().center()
        for event in (
            QDragEnterEvent(place, copying, data, _LEFT, _NONE),
            QDragMoveEvent(place, copying, data, _LEFT, _NONE),
            QDropEvent(place, copying, data, _LEFT, _NONE),
        ):
            QApplication.sendEvent(target, event)
        self.rest()

    def then_enter(self) -> None:
        """Press Enter once the next file dialog stands: its place and name are taken as they are offered."""
        self.keys += 1

        def enter() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                QTimer.singleShot(10, enter)
            else:
                QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return)

        QTimer.singleShot(10, enter)

    def table(self, name: str) -> QTableView:
        """The table in sight that is called so."""
        found = self.widget(name)
        assert isinstance(found, QTableView)
        return found

    def widget(self, name: str) -> QWidget:
        """What is in sight under a name that begins so."""
        (found,) = [one for one in self._seen(QWidget) if one.accessibleName().startswith(name)]
        return found

    def sees(self, name: str) -> bool:
        """Whether something is in sight under a name that begins so."""
        return any(one.accessibleName().startswith(name) for one in self._seen(QWidget))

    def reads(self, words: str) -> bool:
        """Whether some text in sight holds these words."""
        return any(words in one.text() for one in [*self._seen(QLabel), *self._seen(QAbstractButton)])

    def _seen(self, kind: type[Kind]) -> list[Kind]:
        front = QApplication.activeModalWidget() or self.window
        return [one for one in front.findChildren(kind) if one.isVisible()]


def _front(window: Window) -> QWindow:
    """The window that has the keyboard."""
    return QGuiApplication.focusWindow() or window.windowHandle()


def _has(bar: QTabBar, words: str) -> bool:
    return any(bar.tabText(at).startswith(words) for at in range(bar.count()))
