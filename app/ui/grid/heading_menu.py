"""The menu of a column, also for the keyboard: its place in the order, its filter, and how the columns stand."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.models.queries.grid import By
from app.services.arrangement import Arrangement
from app.ui.grid.columns import Column


class HeadingMenu(QMenu):
    """Each line gives a whole new order or arrangement; the sheet only puts it in force."""

    ordered = Signal(object)
    arranged = Signal(object)
    filter_asked = Signal()
    filter_dropped = Signal()
    fit_asked = Signal()

    def __init__(
        self, name: str, every: Mapping[str, Column], order: Sequence[By], arrangement: Arrangement, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._name, self._every, self._order, self._now = name, every, tuple(order), arrangement
        self._add_order()
        self.addSeparator()
        self.addAction("筛选…", self.filter_asked.emit)
        self.dropping = self.addAction("清除本列筛选", self.filter_dropped.emit)
        self.addSeparator()
        self._add_places()
        self.addSeparator()
        self._add_hidden()
        self.addAction("恢复默认列", lambda: self.arranged.emit(Arrangement(tuple(every))))

    def _add_order(self) -> None:
        name, others = self._name, tuple(by for by in self._order if by.field != self._name)
        for words, descending in (("升序", False), ("降序", True)):
            alone = (By(name, descending),)
            self.addAction(words, lambda order=alone: self.ordered.emit(order))
        if others:
            for words, descending in (("再按此列升序", False), ("再按此列降序", True)):
                behind = (*others, By(name, descending))
                self.addAction(words, lambda order=behind: self.ordered.emit(order))
        if self._order:
            self.addAction("取消排序", lambda: self.ordered.emit(()))

    def _add_places(self) -> None:
        name, now = self._name, self._now
        place = now.shown.index(name)
        self.addAction("隐藏", lambda: self.arranged.emit(now.hide(name))).setEnabled(len(now.shown) > 1)
        self.addAction("冻结到此", lambda: self.arranged.emit(now.freeze(place + 1)))
        if now.frozen:
            self.addAction("取消冻结", lambda: self.arranged.emit(now.freeze(0)))
        left = self.addAction("左移", lambda: self.arranged.emit(now.move(name, place - 1)))
        left.setEnabled(place > 0)
        right = self.addAction("右移", lambda: self.arranged.emit(now.move(name, place + 1)))
        right.setEnabled(place < len(now.shown) - 1)
        self.addAction("最合适的列宽", self.fit_asked.emit)

    def _add_hidden(self) -> None:
        """The hidden columns by name; all of them at once where there are several."""
        hidden = QMenu(f"显示隐藏的列（{len(self._now.hidden)}）", self)
        self.addMenu(hidden)
        hidden.setEnabled(bool(self._now.hidden))
        usual = list(self._every)
        for name in sorted(self._now.hidden, key=usual.index):
            shown = self._now.show(name, usual)
            hidden.addAction(self._every[name].title, lambda shown=shown: self.arranged.emit(shown))
        if len(self._now.hidden) > 1:
            everything = self._now
            for name in self._now.hidden:
                everything = everything.show(name, usual)
            hidden.addSeparator()
            hidden.addAction("全部显示", lambda: self.arranged.emit(everything))
