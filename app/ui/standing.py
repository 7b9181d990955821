"""The one way for the program to go to a cell: that cell alone becomes the current and the selected one.

``QAbstractItemView.setCurrentIndex`` asks the keyboard instead: with Ctrl or Shift held down, as after a shortcut, it
adds to the selection or takes from it. But it alone lets Shift with an arrow begin there, so the view is asked while it
selects nothing, and the cell is selected afterwards.
"""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QAbstractItemView


def stand(view: QAbstractItemView, index: QModelIndex | QPersistentModelIndex) -> None:
    """Make a cell the current one and alone selected, with its whole row where the view selects rows."""
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
    if view.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
        flags |= QItemSelectionModel.SelectionFlag.Rows
    mode = view.selectionMode()
    view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    view.setCurrentIndex(index)
    view.setSelectionMode(mode)
    view.selectionModel().select(index, flags)
