"""What becomes of typed texts whose cells another seat set meanwhile: they stay in sight until the clerk has chosen."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models.overtaken import Overtaken
from app.models.queries.grid import GridRow
from app.services.blocks import Cell
from app.services.browsing import Browser
from app.ui.desk import Desk
from app.ui.grid.model import GridModel
from app.ui.grid.which import Differing, WhichDialog
from app.ui.jobs import Failed


class Choosing:
    """Offers the choice for one sheet; ``parent`` is the widget its dialog belongs to."""

    def __init__(self, desk: Desk, model: GridModel, browser: Browser, parent: QWidget, failed: Failed) -> None:
        self._desk, self._model, self._browser, self._parent, self._failed = desk, model, browser, parent, failed

    def offer(self, error: Exception, block: Sequence[Cell], write: Callable[[list[Cell]], None]) -> bool:
        """Whether there is a choice to be made; ``write`` is called with the cells that are to be written after it."""
        if not isinstance(error, Overtaken) or not block or any(clash.gone for clash in error.clashes):
            return False
        overtaken = error
        wanted = list(dict.fromkeys(record for record, _, _ in block))

        def ask(rows: list[GridRow]) -> None:
            self._ask(overtaken, block, {row.id: row for row in rows}, write)

        self._desk.read("读取对方的修改", lambda: self._browser.rows(wanted), ask, self._failed)
        return True

    def _ask(
        self,
        overtaken: Overtaken,
        block: Sequence[Cell],
        rows: dict[int, GridRow],
        write: Callable[[list[Cell]], None],
    ) -> None:
        set_ = {(clash.key, clash.column) for clash in overtaken.clashes}
        theirs = [cell for cell in block if (str(cell[0]), cell[1]) in set_] or list(block)

        def settle(cells: list[Cell]) -> None:
            self._model.give_up((record, name) for record, name, _ in block)
            self._desk.catch_up(lambda: write(cells) if cells else None)

        def keep(text: str | None) -> None:
            settle([cell if text is None or cell not in theirs else (*cell[:2], text) for cell in block])

        def leave() -> None:
            settle([cell for cell in block if cell not in theirs])

        who = "、".join(dict.fromkeys(f"{clash.who}（{clash.at[11:16]}）" for clash in overtaken.clashes))
        dialog = WhichDialog(who, [self._told(cell, rows) for cell in theirs], keep, leave, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _told(self, cell: Cell, rows: dict[int, GridRow]) -> Differing:
        record, name, mine = cell
        column, row = self._model.every[name], rows.get(record)
        if row is None:
            return Differing(str(record), column.field.label, "", mine)
        waiting = row.waiting.get(name)
        now = waiting.raw if waiting else column.text(row.values[name])
        who = str(row.values.get("code") or row.values.get("name") or f"第 {record} 号记录")
        return Differing(who, column.field.label, now, mine)
