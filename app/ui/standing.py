"""The one way for the program to go to a cell: that cell alone becomes the current and the selected one.

``QAbstractItemView.setCurrentIndex`` asks the keyboard instead: with Ctrl or Shift held down, as after a shortcut, it
adds to the selection or takes from it.
"""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QAbstractItemView


def stand(view: QAbstractItemView, index: QModelIndex | QPersistentModelIndex) -> None:
    """Make a cell the current one and alone selected, with its whole row where the view selects rows."""
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
    if view.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
        flags |= QItemSelectionModel.SelectionFlag.Rows
    view.selectionModel().setCurrentIndex(index, flags)
