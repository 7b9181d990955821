"""A table whose cells are typed into as in a spreadsheet: a letter replaces what is there, F2 goes on behind it."""

from typing import Any

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.ui.grid.editors import begin_anew, begin_with, go_on_at_end, mark_entering
from app.ui.grid.model import Index

_TRIGGER = QAbstractItemView.EditTrigger
_GOES_ON = (_TRIGGER.EditKeyPressed, _TRIGGER.DoubleClicked)


class TypingView(QTableView):
    """Opens its cells so; also for what an input method gives, composed or at once."""

    def edit(self, index: Index, *how: Any) -> bool:  # type: ignore[override]  # one name for the slot and the virtual
        """F2 and a double click go on at the end of what stands there; a letter replaces it."""
        opened = super().edit(index, *how)
        editor = self.indexWidget(index)
        if how and editor is not None:
            if how[0] in _GOES_ON:
                go_on_at_end(editor)
            elif how[0] == _TRIGGER.AnyKeyPressed:
                mark_entering(editor)
        return bool(opened)

    def editor(self, index: Index) -> QWidget | None:
        """The open editor of a cell."""
        return self.indexWidget(index)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A sign that comes at once, as 。 and full-width digits do, replaces the cell as a typed letter does."""
        index, editor = self.currentIndex(), self.editor(self.currentIndex())
        composed = bool(event.preeditString()) or not event.commitString()
        if editor is not None and composed and not event.preeditString():
            begin_anew(editor)  # given up: what was there comes back
        if editor is not None or composed or not index.isValid():
            super().inputMethodEvent(event)
            return
        self.edit(index)
        if (opened := self.editor(index)) is not None:
            begin_with(opened, event.commitString())
            go_on_at_end(opened)
            mark_entering(opened)
