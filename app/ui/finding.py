"""One box over all ledgers: what is typed is looked for as it is typed, Enter goes to the row."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.models.ledger import LEDGERS
from app.services.finding import COUNTED, Group, Hit, Said
from app.ui import theme
from app.ui.desk import Desk
from app.ui.grid.model import Index
from app.ui.jobs import Failed
from app.ui.pages.page import label
from app.ui.painting import CHOSEN, LEFT, area_of, state_of
from app.ui.words import KINDS

_WIDTH, _TALLEST = 900, 480
_LINE = 32
_TYPING_ENDS = 40  # milliseconds without a keystroke after which a search begins
_OF = Qt.ItemDataRole.UserRole


class FindPopup(QFrame):
    """``chosen`` gives the ledger and the record; ``kinds`` are the ledgers that are looked through."""

    chosen = Signal(str, int)

    def __init__(self, desk: Desk, failed: Failed, parent: QWidget, kinds: Sequence[str] = tuple(LEDGERS)) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self._desk, self._failed, self._kinds = desk, failed, tuple(kinds)
        self._asked = 0
        self.line, self.found, self.hint = QLineEdit(), QListWidget(), label("", "hint")
        titles = "、".join(KINDS[kind].title for kind in kinds)
        self.line.setPlaceholderText(f"在{titles}里查：编号、名称、户主、镇村、文号，或拼音首字母")
        self.line.setAccessibleName("查找全部台账")
        self.line.addAction(theme.icon("search", size=16), QLineEdit.ActionPosition.LeadingPosition)
        self.line.installEventFilter(self)
        self.found.setAccessibleName("查到的记录")
        self.found.setItemDelegate(_FoundDelegate(self.found))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.itemClicked.connect(self._take)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        box.setSpacing(theme.GAP)
        for widget in (self.line, self.found, self.hint):
            box.addWidget(widget)
        self._wait = QTimer(self, singleShot=True, interval=_TYPING_ENDS)
        self._wait.timeout.connect(self.look)
        self.line.textChanged.connect(self._on_typed)
        self._show([])

    def open_over(self, page: QWidget) -> None:
        """Show the box at the top of a page, and have the ledgers read meanwhile."""
        self._desk.read("准备查找", self._desk.finder.prepare, lambda _: None, self._failed)
        self.move(page.mapToGlobal(QPoint(max(0, (page.width() - _WIDTH) // 2), theme.TOP_BAR)))
        self.show()
        self.line.setFocus()

    def _on_typed(self) -> None:
        self._wait.start()

    def look(self) -> None:
        """Look for what is typed; the answer to an older question is dropped."""
        self._asked += 1
        asked, text, finder = self._asked, self.line.text(), self._desk.finder

        def done(groups: list[Group]) -> None:
            if asked == self._asked:
                self._show(groups)

        self._desk.read("查找", lambda: finder.find(text, self._kinds), done, self._failed)

    def _show(self, groups: Sequence[Group]) -> None:
        self.found.clear()
        for group in groups:
            self._add(group, selectable=False)
            for hit in group.hits:
                self._add(hit, selectable=True)
        self._step(1, start=-1)
        lines = self.found.count()
        self.found.setFixedHeight(min(_TALLEST, lines * _LINE + 2))
        self.found.setVisible(lines > 0)
        typed = self.line.text().strip()
        nothing = f"三本台账里没有“{typed}”，换几个字再查" if len(self._kinds) > 1 else f"没有“{typed}”，换几个字再查"
        self.hint.setText("↑ ↓ 选择　Enter 转到这一行　Esc 关闭" if lines else nothing if typed else "几个词用空格隔开")
        self.adjustSize()

    def _add(self, of: Group | Hit, *, selectable: bool) -> None:
        item = QListWidgetItem()
        item.setData(_OF, of)
        item.setSizeHint(QSize(0, _LINE))
        texts = [one.text for one in of.said] if isinstance(of, Hit) else [_counted(of)]
        item.setData(Qt.ItemDataRole.AccessibleTextRole, "，".join(texts))
        if not selectable:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.found.addItem(item)

    def _step(self, by: int, start: int | None = None) -> None:
        """Go to the next line that is a record."""
        row = (self.found.currentRow() if start is None else start) + by
        while 0 <= row < self.found.count():
            if self.found.item(row).flags() & Qt.ItemFlag.ItemIsSelectable:
                self.found.setCurrentRow(row)
                return
            row += by

    def _take(self, item: QListWidgetItem | None) -> None:
        hit = item.data(_OF) if item else None
        if isinstance(hit, Hit):
            self.close()
            self.chosen.emit(hit.kind, hit.record)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that choose a line, while the cursor stays in the box."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys = Qt.Key
            if event.key() in (keys.Key_Down, keys.Key_Up):
                self._step(1 if event.key() == keys.Key_Down else -1)
                return True
            if event.key() in (keys.Key_Return, keys.Key_Enter):
                self._take(self.found.currentItem())
                return True
        return super().eventFilter(watched, event)


def _counted(group: Group) -> str:
    more = " 条以上" if group.count >= COUNTED else " 条"
    left = "" if group.count <= len(group.hits) else f"，列出最接近的 {len(group.hits)} 条"
    return f"{KINDS[group.kind].title}　{group.count:,}{more}{left}"


class _FoundDelegate(QStyledItemDelegate):
    """A line of a record: its texts one after the other, what was looked for marked; the head of a ledger's lines."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = area_of(option)
        state = state_of(option)
        of = index.data(_OF)
        painter.save()
        painter.setClipRect(line)
        if state & CHOSEN:
            painter.fillRect(line, theme.colour("accent_tint"))
        if isinstance(of, Group):
            painter.setFont(theme.font(theme.SMALL))
            painter.setPen(theme.colour("ink3"))
            painter.drawText(line.adjusted(theme.GAP, 6, 0, 0), LEFT, _counted(of))
        else:
            self._paint_hit(painter, line, of)
        painter.restore()

    def _paint_hit(self, painter: QPainter, line: QRect, hit: Hit) -> None:
        x = line.left() + theme.GAP
        for said in hit.said:
            if said.label:
                x = self._paint_text(painter, line, x, Said("", f"{said.label} ", ()), "ink3")
            x = self._paint_text(painter, line, x, said, "ink") + theme.MARGIN

    def _paint_text(self, painter: QPainter, line: QRect, x: int, said: Said, tone: str) -> int:
        """One text from ``x`` on, its spans marked; where it ends."""
        metrics = QFontMetrics(theme.font(theme.BODY))
        painter.setFont(theme.font(theme.BODY))
        for start, end in said.spans:
            before, within = (metrics.horizontalAdvance(said.text[:place]) for place in (start, end))
            painter.fillRect(
                QRect(x + before, line.top() + 6, within - before, line.height() - 12), theme.colour("warn_tint")
            )
        painter.setPen(theme.colour(tone))
        painter.drawText(QRect(x, line.top(), line.right() - x, line.height()), LEFT, said.text)
        return x + metrics.horizontalAdvance(said.text)
