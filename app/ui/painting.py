"""What a delegate is told of the cell it paints, and the frame around the one that has the focus."""

from collections.abc import Iterable
from heapq import nlargest
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle

from app.ui import theme

_MEASURED = 40
SLACK = 4
"""Pixels: text is drawn a little wider than it is measured."""


def area_of(option: Any) -> QRect:
    """Where the cell lies; Qt's stubs leave the fields of a ``QStyleOptionViewItem`` out, so it comes as anything."""
    area: QRect = option.rect
    return area


def state_of(option: Any) -> QStyle.StateFlag:
    """Whether the cell is chosen, has the focus, can be used."""
    state: QStyle.StateFlag = option.state
    return state


def without_focus(option: Any) -> None:
    """Have the style paint a cell as if it had no focus, where another sign of it is there."""
    option.state &= ~QStyle.StateFlag.State_HasFocus


def paint_frame(painter: QPainter, cell: QRect) -> None:
    """Frame the cell that has the focus."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("accent"), 2))
    painter.drawRect(cell.adjusted(1, 1, -1, -1))


def fitted(painter: QPainter, text: str, width: int) -> str:
    """A text of body size as far as it has room; nothing is measured of one that has room whatever its letters are."""
    if len(text) * theme.BODY <= width:  # no letter is wider than it is tall
        return text
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


def widest(metrics: QFontMetrics, texts: Iterable[str]) -> int:
    """The width in pixels of the widest text. To measure is slow, so only those with most signs are measured.

    They are many, since codes and numbers have as many signs each and are not equally wide.
    """
    longest = nlargest(_MEASURED, texts, key=lambda text: (_signs(text), text))
    return max(map(metrics.horizontalAdvance, longest), default=0)


def _signs(text: str) -> int:
    """About how wide a text is, a Chinese sign counting as two."""
    return len(text.encode("gb18030", "replace"))
