"""The form beside the grid: one record's fields in groups, its stage strip, what the next stage lacks, its story."""

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import cached_property, partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.models.ledger import dated_quantities, fields_of
from app.services.dossier import Dossier, Happening, Move, dossier
from app.ui import theme
from app.ui.desk import Desk
from app.ui.grid.editors import editor_for
from app.ui.grid.model import GridModel
from app.ui.grid.papers import Papers
from app.ui.grid.strip import StageStrip
from app.ui.grid.ties import Ties
from app.ui.jobs import Failed
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button, framed, label
from app.ui.painting import shortened

WIDTH = 372
_HEAD = 3  # lines that are given to a record's name
_PAUSE = 80  # milliseconds the current row must stay before its story is read
_MONTHS = (Heading("日期"), Heading("数量", right=True), Heading("累计", right=True), Heading("", stretches=True))


class Editors(dict[str, QWidget]):
    """A form's editors by field; the first that is asked for of a group has the whole group made."""

    def __init__(self, make: Callable[[str], None]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> QWidget:
        self._make(name)
        return self[name]


class RecordForm(QFrame):
    """One ledger's form. ``edited`` asks for a field of a record to be changed, as the grid does."""

    edited = Signal(int, str, str)

    def __init__(self, desk: Desk, kind: str, unit: str, model: GridModel, failed: Failed, beside: QWidget) -> None:
        super().__init__(beside)
        self.setObjectName("form")
        self.setFixedWidth(WIDTH)
        self._desk, self._kind, self._unit, self._model, self._failed = desk, kind, unit, model, failed
        self._fields = fields_of(kind)
        self.record: int | None = None
        self._row = -1
        self.editors = Editors(lambda name: self._make_group(self._fields[name].group))
        self._groups: dict[str, QScrollArea] = {}
        self._growing: dict[str, Iterator[None]] = {}
        self._wrong: dict[str, QLabel] = {}
        self._wait = QTimer(self, singleShot=True, interval=_PAUSE)
        self._wait.timeout.connect(self._read)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self.head, self.where = label("", "panel"), label("", "hint")
        self.head.setWordWrap(True)
        self.strip = StageStrip()
        self.lacks = QVBoxLayout()
        self.lacks.setSpacing(4)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, 0)
        column.setSpacing(theme.GAP)
        for widget in (self.head, self.where, self.strip):
            column.addWidget(widget)
        column.addLayout(self.lacks)
        column.addWidget(self.tabs, 1)
        self._add_tabs()

    def _add_tabs(self) -> None:
        for group in dict.fromkeys(field.group for field in self._fields.values()):
            area = self._groups[group] = _scrolled()
            self.tabs.addTab(area, group)
        self.tabs.currentChanged.connect(self._on_tab)
        self.months = Listing("进度", _MONTHS)
        self.months.setSelectionMode(Listing.SelectionMode.NoSelection)
        self.story = QLabel()
        self.story.setWordWrap(True)
        self.story.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.story.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.tabs.addTab(self.months, "进度")
        past = _scrolled()
        past.setWidget(self.story)
        self.tabs.addTab(past, "历史")

    @cached_property
    def papers(self) -> Papers:
        """The tab of what belongs to the record; like the next one made once the form stands, or when it is read."""
        made = Papers(self._desk, self._kind, self._failed)
        made.counted.connect(lambda count: self._count(made, "附件", count))
        self.tabs.insertTab(1, made, "附件")  # in sight however many groups of fields there are
        return made

    @cached_property
    def ties(self) -> Ties:
        """The tab of the records it is tied to."""
        made = Ties(self._desk, self._kind, self._failed)
        made.counted.connect(lambda count: self._count(made, "关联", count))
        self.tabs.insertTab(self.tabs.indexOf(self.papers) + 1, made, "关联")
        return made

    def _count(self, tab: QWidget, name: str, count: int) -> None:
        self.tabs.setTabText(self.tabs.indexOf(tab), f"{name} {count}" if count else name)

    def showEvent(self, event: QShowEvent) -> None:
        """What the tabs hold comes once the form stands, so that nothing keeps the window waiting for long."""
        super().showEvent(event)
        self._desk.jobs.run_here("表单", self._come, lambda _: None)

    def _come(self) -> Generator[object, None, None]:
        yield self.papers
        yield self.ties
        yield from self._grow_in_front()

    def _on_tab(self) -> None:
        """The editors of a group are made when it is first looked at."""
        if self.isVisible():
            self._desk.jobs.run_here("表单", self._grow_in_front, lambda _: None)

    def _grow_in_front(self) -> Generator[None, None, None]:
        group = next((name for name, area in self._groups.items() if area is self.tabs.currentWidget()), None)
        for _ in self._grown(group) if group is not None and self.isVisible() else ():
            yield

    def _make_group(self, group: str) -> None:
        """Have all editors of a group at once, as far as they are not there yet."""
        for _ in self._grown(group):
            pass

    def _grown(self, group: str) -> Iterator[None]:
        """A group's editors, made one by one as this is gone through, whoever began."""
        return self._growing.setdefault(group, self._grow(group))

    def _grow(self, group: str) -> Iterator[None]:
        area, made = self._groups[group], dict[str, QWidget]()
        inner = QWidget(area.viewport())  # what is put elsewhere is dressed anew with all that it holds
        rows = QFormLayout(inner)
        rows.setContentsMargins(0, theme.GAP, theme.GAP, theme.GAP)
        rows.setVerticalSpacing(theme.GAP)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in self._fields.items():
            if field.group != group:
                continue
            editor = made[name] = editor_for(self._kind, self._unit, field, inner)
            editor.setProperty("cell", "false")
            editor.setObjectName(name)
            if isinstance(editor, QComboBox):  # its longest line is no reason to be wider than the form
                editor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            editor.setEnabled(self._model.may_set(name))
            self._wrong[name] = label("", "bad")
            self._wrong[name].setWordWrap(True)
            self._wrong[name].hide()
            self._listen(name, editor)
            caption = label(field.heading, "label")
            caption.setFixedWidth(104)
            caption.setWordWrap(True)
            box = QVBoxLayout()
            box.setSpacing(2)
            box.addWidget(editor)
            box.addWidget(self._wrong[name])
            rows.addRow(caption, box)
            yield
        self.editors.update(made)
        area.setWidget(inner)
        self._fill(self._row)

    def _listen(self, name: str, editor: QWidget) -> None:
        if isinstance(editor, QComboBox):
            editor.activated.connect(partial(self._on_typed, name))
            line = editor.lineEdit()
            if line is not None:
                line.editingFinished.connect(partial(self._on_typed, name))
        elif isinstance(editor, QLineEdit):
            editor.editingFinished.connect(partial(self._on_typed, name))

    def show_row(self, row: int) -> None:
        """Show the record of a row of the grid; its story is read once the row stays for a moment."""
        held = self._model.held(row) if 0 <= row < self._model.rowCount() else None
        self.record, self._row = (held.id, row) if held else (None, -1)
        self.setEnabled(held is not None)
        self._fill(self._row)
        named = self._typed("name") or self._typed("party_name") or "未命名"
        said = named if held else "在左边选一行，这里是它的全部内容"
        self.head.setText(shortened(said, self.head.fontMetrics(), WIDTH - 2 * theme.PADDING, _HEAD))
        self.head.setToolTip(said)
        self.where.setText("　".join(filter(None, map(self._typed, ("code", "town_code", "village")))))
        self._wait.start()

    def _typed(self, name: str) -> str:
        """What the shown row says in a field; empty for a field that this ledger has not."""
        return self._model.typed(self._row, name)[0] if name in self._fields and self._row >= 0 else ""

    def _fill(self, row: int) -> None:
        """Put what a row says into the editors there are; -1 for nothing."""
        for name, editor in self.editors.items():
            text, wrong = self._model.typed(row, name) if row >= 0 else ("", "")
            _put(editor, text)
            self._wrong[name].setText(wrong)
            self._wrong[name].setVisible(bool(wrong))

    def _on_typed(self, name: str, *_: object) -> None:
        """What was typed is written where it differs from what the grid shows."""
        if self.record is None:
            return
        row = self._model.row_of(self.record)
        text = _text(self.editors[name])
        _settle(self.editors[name])
        if row >= 0 and text != self._model.typed(row, name)[0]:
            self.edited.emit(self.record, name, text)

    def _read(self) -> None:
        record, store, kind = self.record, self._desk.store, self._kind
        if self.isVisible():
            self.papers.read(record)
            self.ties.read(record)
        if record is None or not self.isVisible():
            return

        def done(found: Dossier | None) -> None:
            if found is not None and found.record == self.record:
                self._tell(found)

        self._desk.read("读取记录", lambda: dossier(store, kind, record), done, self._failed)

    def _tell(self, found: Dossier) -> None:
        self.strip.show_steps(found.strip)
        self._show_moves(found.moves)
        lines = [
            Line((one.dated, one.amount, one.total, self._fields[name].heading))
            for name in dated_quantities(self._kind)
            for one in reversed(found.progress[name])
        ]
        self.months.show_lines(lines)
        self.story.setText("\n\n".join(map(_told, found.story)))

    def _show_moves(self, moves: Sequence[Move]) -> None:
        while self.lacks.count():
            self.lacks.takeAt(0).widget().deleteLater()
        for move in moves:
            if not move.leaves:
                self.lacks.addWidget(self._move(move))

    def _move(self, move: Move) -> QWidget:
        """One way on: what it still lacks, each a jump to its field, and the move itself."""
        box = framed("plain")
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        go = button(f"转到{move.stage}", "" if move.lacks else "primary")
        go.clicked.connect(partial(self.go_on, move))
        words = "、".join(self._fields[name].label for name in move.lacks[:3])
        more = f"等 {len(move.lacks)} 项" if len(move.lacks) > 3 else ""
        said = label(f"还缺 {words}{more}" if move.lacks else "所需内容已齐", "hint")
        said.setWordWrap(True)
        row.addWidget(said, 1)
        row.addWidget(go)
        return box

    def go_on(self, move: Move) -> None:
        """Move the record to a stage; where something is lacking, go to the first thing that is."""
        if self.record is None:
            return
        if move.lacks:
            self.go_to(move.lacks[0])
        else:
            self.edited.emit(self.record, "stage", move.stage)

    def go_to(self, name: str) -> None:
        """Bring a field into sight and put the cursor into it."""
        editor = self.editors[name]
        for number in range(self.tabs.count()):
            if self.tabs.widget(number).isAncestorOf(editor):
                self.tabs.setCurrentIndex(number)
        editor.setFocus()


def _scrolled() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _text(editor: QWidget | None) -> str:
    if isinstance(editor, QComboBox):
        return editor.currentText()
    return editor.text() if isinstance(editor, QLineEdit) else ""


def _settle(editor: QWidget) -> None:
    """What was typed is given: nobody is typing there any more."""
    line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
    if isinstance(line, QLineEdit):
        line.setModified(False)


def _put(editor: QWidget, text: str) -> None:
    if isinstance(editor, QComboBox):
        editor.setCurrentText(text)
    elif isinstance(editor, QLineEdit) and editor.text() != text:
        editor.setText(text)


def _told(one: Happening) -> str:
    source = f"\n来自 {one.source}" if one.source else ""
    return f"{one.when[:16].replace('T', ' ')}　{one.who}　{one.label}\n{'；'.join(one.what)}{source}"
