"""What a delegate is told of the cell it paints, and the frame around the one that has the focus."""

from collections.abc import Iterable
from math import ceil
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QWidget

from app.ui import theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CHOSEN, FOCUSED, HOVERED = (
    flag.value
    for flag in (QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus, QStyle.StateFlag.State_MouseOver)
)
"""Flags of ``state_of``."""
SLACK = 4
"""Pixels: text is drawn a little wider than it is measured."""


def area_of(option: Any) -> QRect:
    """Where the cell lies; Qt's stubs leave the fields of a ``QStyleOptionViewItem`` out, so it comes as anything."""
    area: QRect = option.rect
    return area


def state_of(option: Any) -> int:
    """Whether the cell is ``CHOSEN``, ``FOCUSED``, ``HOVERED``: as a number, since every cell is asked."""
    state: int = option.state.value
    return state


def without_focus(option: Any) -> None:
    """Have the style paint a cell as if it had no focus, where another sign of it is there."""
    option.state &= ~QStyle.StateFlag.State_HasFocus


def paint_frame(painter: QPainter, cell: QRect) -> None:
    """Frame the cell that has the focus."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("accent"), 2))
    painter.drawRect(cell.adjusted(1, 1, -1, -1))


def paint_words(empty: QWidget, words: str) -> None:
    """Say in an empty table why it is empty, or what brings a line."""
    painter = QPainter(empty)
    painter.setPen(theme.colour("ink3"))
    place = empty.rect().adjusted(theme.GAP, theme.PADDING, -theme.GAP, 0)
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, words)
    painter.end()


def fitted(painter: QPainter, text: str, width: int) -> str:
    """A text of body size as far as it has room; nothing is measured of one that has room whatever its letters are."""
    if len(text) * theme.BODY <= width:  # no letter is wider than it is tall
        return text
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


def shortened(words: str, metrics: QFontMetrics, width: int, lines: int) -> str:
    """A text as far as it has room on so many lines that are broken anywhere, as Chinese is."""
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, lines * (width - theme.TITLE))


def balanced(text: str, metrics: QFontMetrics, width: int) -> str:
    """A text broken into as few lines as have room, all of much the same length, so that no sign stands alone."""
    return "\n".join(_even(line, metrics, width) for line in text.split("\n"))


def _even(line: str, metrics: QFontMetrics, width: int) -> str:
    if not line.isalpha() or line.isascii():  # what holds more than letters breaks where it may
        return line
    most = max(width // metrics.horizontalAdvance(line[0]), 1)
    long = ceil(len(line) / ceil(len(line) / most))
    return "\n".join(line[start : start + long] for start in range(0, len(line), long))


class _Letters(dict[str, float]):
    """How wide each letter of a font is; one that is asked for is measured, the once."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._metrics = QFontMetricsF(font)

    def __missing__(self, letter: str) -> float:
        wide = self[letter] = self._metrics.horizontalAdvance(letter)
        return wide


_letters: dict[str, _Letters] = {}
"""By the font's key."""


def widest(font: QFont, texts: Iterable[str]) -> int:
    """The width in pixels of the widest text, letter by letter: to measure whole texts is slow."""
    if (key := font.key()) not in _letters:
        _letters[key] = _Letters(font)
    letters = _letters[key]
    return ceil(max((sum(map(letters.__getitem__, text)) for text in texts), default=0))
