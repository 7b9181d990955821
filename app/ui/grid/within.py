"""Walking inside a selection of several cells, as a spreadsheet does: down its columns or along its rows, and round."""

from PySide6.QtCore import QItemSelection, QModelIndex


def is_several(chosen: QItemSelection) -> bool:
    """Whether more than one cell is selected."""
    blocks = [chosen.at(number) for number in range(chosen.count())]
    return len(blocks) > 1 or any(block.width() > 1 or block.height() > 1 for block in blocks)


def following(chosen: QItemSelection, now: QModelIndex, *, down: bool, step: int) -> QModelIndex:
    """The selected cell one ``step`` (1 or -1) from the current one, ``down`` the columns or along the rows.

    From the last cell of a block it goes on to the next block, from the very last to the first. A current cell that
    is not selected itself leads to the first.
    """
    blocks = [chosen.at(number) for number in range(chosen.count())]
    here = next((number for number, block in enumerate(blocks) if block.contains(now)), None)
    if here is None:
        return now.sibling(blocks[0].top(), blocks[0].left())
    block = blocks[here]
    row, column = now.row() - block.top(), now.column() - block.left()
    place = (column * block.height() + row if down else row * block.width() + column) + step
    if not 0 <= place < block.width() * block.height():
        block = blocks[(here + step) % len(blocks)]
        place = 0 if step > 0 else block.width() * block.height() - 1
    column, row = divmod(place, block.height()) if down else reversed(divmod(place, block.width()))
    return now.sibling(block.top() + row, block.left() + column)
