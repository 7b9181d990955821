"""F6 goes from pane to pane: out of a table, whose own Tab walks among its cells, to what stands beside it and back."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QMainWindow, QWidget


def add_keys(window: QMainWindow) -> None:
    """F6 to the next pane of a window, Shift+F6 to the one before."""
    for keys, way in (("F6", QWidget.nextInFocusChain), ("Shift+F6", QWidget.previousInFocusChain)):
        QShortcut(QKeySequence(keys), window, partial(_step, window, way))


def _step(window: QMainWindow, way: Callable[[QWidget], QWidget | None]) -> None:
    here = QApplication.focusWidget() or window
    pane = _pane(here, window)
    there = next((one for one in _others(here, window, way) if _pane(one, window) is not pane), None)
    if there is not None:
        there.setFocus(Qt.FocusReason.TabFocusReason)


def _others(here: QWidget, window: QMainWindow, way: Callable[[QWidget], QWidget | None]) -> Iterator[QWidget]:
    """What the keyboard can come to from a widget, in the order of Tab or against it."""
    one = way(here)
    while one is not None and one is not here:
        if one.isVisible() and one.isEnabled() and one.window() is window and _is_a_stop(one):
            yield one
        one = way(one)


def _is_a_stop(one: QWidget) -> bool:
    """Whether Tab stops there; the line inside a box stands for the box."""
    return bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus) and one.focusProxy() is None


def _pane(widget: QWidget, window: QMainWindow) -> QWidget | None:
    """What a widget belongs to: the outermost thing that scrolls around it, else what it stands in."""
    around = [widget]
    while (parent := around[-1].parentWidget()) is not None and parent is not window:
        around.append(parent)
    return next((one for one in reversed(around) if isinstance(one, QAbstractScrollArea)), widget.parentWidget())
