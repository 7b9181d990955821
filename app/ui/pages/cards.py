"""The cards of 总览: one indicator each, chosen with a click or the arrow keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.services.figure import Figure
from app.ui import theme
from app.ui.figures import percent, points, short
from app.ui.marks import Chip, RateBar
from app.ui.pages.page import label

_HEIGHT, _HEIGHT_NARROW = 136, 152
_NARROW = 180  # pixels of width below which the pace is the tick alone
_BETWEEN = 4  # pixels between a value and its target
_TERMS = ("完成率", "序时", "差额 百分点")


class Card(QFrame):
    """One indicator: name, unit and signal, value against target, bar, and the three figures of its pace."""

    chosen = Signal(str)
    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.indicator = ""
        self.name, self.value = label("", "panel"), label("", "figure")
        self.unit, self.target, self.below = (label("", "hint") for _ in range(3))
        self.terms = [label(term, "hint") for term in _TERMS]
        self.chip, self.bar = Chip(), RateBar()
        self.figures = [label("", "small") for _ in _TERMS]
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PADDING, 8, theme.PADDING, 8)
        column.setSpacing(2)
        column.addWidget(self.name)
        column.addLayout(_line(self.unit, None, self.chip))
        column.addLayout(_line(self.value, self.target, None))
        column.addWidget(self.below)
        column.addWidget(self.bar)
        column.addLayout(self._terms())

    def _terms(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(0)
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        for column, (term, figure, side) in enumerate(zip(self.terms, self.figures, sides, strict=True)):
            grid.addWidget(term, 0, column, side)
            grid.addWidget(figure, 1, column, side)
            grid.setColumnStretch(column, 1)
        return grid

    def show_figure(self, figure: Figure) -> None:
        """Show an indicator."""
        self.indicator = figure.indicator
        self.name.setText(figure.name)
        self.unit.setText(figure.unit)
        self.chip.show_signal(figure.signal)
        self.value.setText(short(figure.actual, figure.scale))
        target = short(figure.target, figure.scale)
        self.target.setText(f"/ {target}" if figure.target is not None else "目标未定")
        self.below.setText(f"目标 {target}" if figure.target is not None else "目标未定")
        self.bar.show_rate(figure.signal, figure.rate, figure.pace)
        texts = (percent(figure.rate), percent(figure.pace), points(figure.difference))
        for line, text in zip(self.figures, texts, strict=True):
            line.setText(text)
        self.setAccessibleName(f"{figure.name} {self.value.text()} {figure.unit}，{figure.signal}")

    def wanted(self) -> int:
        """The width at which value and target stand beside each other."""
        beside = self.value.sizeHint().width() + _BETWEEN + self.target.sizeHint().width()
        return max(beside + 2 * theme.PADDING + _BETWEEN, _NARROW)

    def fold(self, *, narrow: bool) -> None:
        """Give a narrow card another line, for the target, so that no figure is cut off."""
        self.setFixedHeight(_HEIGHT_NARROW if narrow else _HEIGHT)
        self.below.setVisible(narrow)
        for widget in (self.target, self.terms[1], self.figures[1]):
            widget.setVisible(not narrow)

    def mark(self, *, chosen: bool) -> None:
        """Show whether the charts speak of this card."""
        self.setProperty("chosen", "true" if chosen else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self.indicator)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.chosen.emit(self.indicator)
        elif event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


def _line(left: QLabel, beside: QLabel | None, right: QWidget | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(_BETWEEN)
    row.addWidget(left, 0, Qt.AlignmentFlag.AlignBottom)
    if beside is not None:
        row.addWidget(beside, 0, Qt.AlignmentFlag.AlignBottom)
        beside.setContentsMargins(0, 0, 0, 3)
    row.addStretch(1)
    if right is not None:
        row.addWidget(right)
    return row


class Cards(QWidget):
    """A row of cards of equal width."""

    chosen = Signal(str)

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.PADDING)
        self.cards = [Card(self) for _ in range(number)]
        for place, card in enumerate(self.cards):
            self._row.addWidget(card, 1)
            card.hide()
            card.chosen.connect(self.chosen)
            card.stepped.connect(lambda step, place=place: self._step(place + step))

    def show_figures(self, figures: Sequence[Figure], chosen: str) -> None:
        """Show as many indicators as there are cards."""
        for place, card in enumerate(self.cards):
            card.setVisible(place < len(figures))
            if place < len(figures):
                card.show_figure(figures[place])
                card.mark(chosen=card.indicator == chosen)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """All cards alike: where one has not enough room for its figures, each has the other line."""
        shown = [card for card in self.cards if not card.isHidden()]
        if shown:
            room = (self.width() - (len(shown) - 1) * self._row.spacing()) // len(shown)
            narrow = any(card.wanted() > room for card in shown)
            for card in shown:
                card.fold(narrow=narrow)

    def _step(self, place: int) -> None:
        card = self.cards[place % len(self.cards)]
        if card.isVisible():
            card.setFocus()
            self.chosen.emit(card.indicator)
