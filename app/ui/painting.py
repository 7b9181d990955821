"""What a delegate is told of the cell it paints, and the frame around the one that has the focus."""

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle

from app.ui import theme


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
