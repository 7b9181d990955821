"""What workbooks may say and the ledger understands: headings at the left, words for a choice at the right.

What the program knows by itself is shown beside what people taught it; that can be added to and taken away.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.models.ledger import LEDGERS, fields_of
from app.models.work import Change
from app.services import remembered
from app.services.remembered import Remembered
from app.ui import theme
from app.ui.desk import Desk
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button, label
from app.ui.words import KINDS

Fail = Callable[[Exception], None]
Write = Callable[[str, Callable[[], Change]], None]
_SHOWN_AT_ONCE = 20


class Teaching:
    """One list of what was taught, what is known anyway, and the row by which something is taught or forgotten."""

    def __init__(self, title: str, headings: Sequence[Heading], raw: str, write: Write) -> None:
        self._write = write
        self.lines = Listing(title, headings, self._offer)
        self.lines.empty = "还没有教过。在下面选定是哪一个，写上表里的写法，点“记住”；以后导入时照此认。"
        self.raw = QLineEdit()
        self.raw.setPlaceholderText(raw)
        self.raw.setAccessibleName(raw)
        self.known = label("", "hint")
        self.known.setWordWrap(True)
        self.known.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.teach, self.forget = button("记住"), button("删去选中的")
        self.teach.clicked.connect(self._teach)
        self.raw.returnPressed.connect(self._teach)
        self.forget.clicked.connect(self._forget)
        self.pickers = QHBoxLayout()
        self._title = label(title, "panel")

    def offer(self, pickers: Sequence[QComboBox]) -> None:
        """What is to be chosen before something is taught."""
        self.pickers.setSpacing(theme.GAP)
        for picker in pickers:
            picker.setMaxVisibleItems(_SHOWN_AT_ONCE)
            self.pickers.addWidget(picker, 1)

    def lay_out(self, grid: QGridLayout, column: int) -> None:
        """Fill a column of a grid, so that several such lists have their rows at the same height."""
        verbs = QHBoxLayout()
        verbs.setSpacing(theme.GAP)
        verbs.addWidget(self.raw, 1)
        verbs.addWidget(self.teach)
        verbs.addWidget(self.forget)
        grid.addWidget(self._title, 0, column)
        grid.addWidget(self.lines, 1, column)
        grid.addLayout(self.pickers, 2, column)
        grid.addWidget(self.known, 3, column)
        grid.addLayout(verbs, 4, column)
        grid.setColumnStretch(column, 1)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show what was taught."""
        self.lines.show_lines(lines)
        self._offer()

    def _offer(self) -> None:
        self.forget.setEnabled(self.lines.chosen is not None)

    def _teach(self) -> None:
        """Keep what is written for what is chosen."""
        raise NotImplementedError

    def _forget(self) -> None:
        if line := self.lines.chosen:
            self._write("不再记住说法", lambda: self.forgotten(line.of.id))

    def forgotten(self, word: int) -> Change:
        """Forget a word; the step it is."""
        raise NotImplementedError


class Headings(Teaching):
    """Which column of a workbook is which field."""

    def __init__(self, desk: Desk, write: Write) -> None:
        columns = (Heading("台账"), Heading("表头写的", stretches=True), Heading("就是这一栏"))
        super().__init__("表头：表里的一列在台账里是哪一栏", columns, "表头的另一种写法", write)
        self._desk = desk
        self.kind, self.field = QComboBox(), QComboBox()
        self.kind.setAccessibleName("台账")
        self.field.setAccessibleName("台账的栏目")
        for kind in LEDGERS:
            self.kind.addItem(KINDS[kind].title, kind)
        self.kind.currentIndexChanged.connect(self._offer_fields)
        self.field.currentIndexChanged.connect(self._tell)
        self.offer((self.kind, self.field))
        self._offer_fields()

    def _offer_fields(self) -> None:
        self.field.clear()
        for name, field in fields_of(self.kind.currentData()).items():
            self.field.addItem(field.label, name)

    def _tell(self) -> None:
        if name := self.field.currentData():
            self.known.setText("不用教也认得：" + "、".join(remembered.known_headings(self.kind.currentData(), name)))

    def show_taught(self, known: Remembered) -> None:
        """Show the headings that were taught."""
        lines = []
        for one in known.headings:
            field = fields_of(one.field).get(one.value)
            lines.append(Line((KINDS[one.field].title, one.raw, field.label if field else one.value), of=one))
        self.show_lines(lines)

    def _teach(self) -> None:
        store, kind, raw, field = self._desk.store, self.kind.currentData(), self.raw.text(), self.field.currentData()
        self._write("记住表头", lambda: remembered.teach_heading(store, kind, raw, field))

    def forgotten(self, word: int) -> Change:
        return remembered.forget_word(self._desk.store, word)


class Choices(Teaching):
    """Which text of a workbook is which choice of a code list."""

    def __init__(self, desk: Desk, write: Write) -> None:
        columns = (Heading("栏目"), Heading("表里写的", stretches=True), Heading("台账记为"))
        super().__init__("选项：表里的文字在选项里指哪一个", columns, "选项的另一种写法", write)
        self._desk = desk
        self.field, self.value = QComboBox(), QComboBox()
        self.field.setAccessibleName("有选项的栏目")
        self.value.setAccessibleName("台账记为")
        for name, field in remembered.choice_fields().items():
            self.field.addItem(field.label, name)
        self.field.currentIndexChanged.connect(self._offer_values)
        self.value.currentIndexChanged.connect(self._tell)
        self.offer((self.field, self.value))
        self._offer_values()

    def _offer_values(self) -> None:
        self.value.clear()
        self.value.addItems(remembered.choices_of(str(self.field.currentData())))

    def _tell(self) -> None:
        field, value = str(self.field.currentData()), self.value.currentText()
        if value:
            spellings = [value, *remembered.known_choices(field).get(value, ())]
            self.known.setText("不用教也认得：" + "、".join(spellings))

    def show_taught(self, known: Remembered) -> None:
        """Show the words that were taught."""
        labels = {name: field.label for name, field in remembered.choice_fields().items()}
        self.show_lines([Line((labels.get(one.field, one.field), one.raw, one.value), of=one) for one in known.words])

    def _teach(self) -> None:
        store, field, raw, value = self._desk.store, self.field.currentData(), self.raw.text(), self.value.currentText()
        self._write("记住说法", lambda: remembered.teach(store, field, raw, value))

    def forgotten(self, word: int) -> Change:
        return remembered.forget_word(self._desk.store, word)


class WordsPanel(QWidget):
    """Both lists; every change is one step that can be taken back."""

    def __init__(self, desk: Desk, fail: Fail) -> None:
        super().__init__()
        self._desk, self._fail = desk, fail
        self.headings, self.choices = Headings(desk, self._write), Choices(desk, self._write)
        whole = QGridLayout(self)
        whole.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        whole.setHorizontalSpacing(theme.MARGIN)
        whole.setVerticalSpacing(theme.GAP)
        for column, part in enumerate((self.headings, self.choices)):
            part.lay_out(whole, column)
        whole.setRowStretch(1, 1)

    def refresh(self) -> None:
        """Read what was taught again."""
        store = self._desk.store
        self._desk.read("读取说法", lambda: remembered.everything(store), self._show, self._fail)

    def _show(self, known: Remembered) -> None:
        for part in (self.headings, self.choices):
            part.show_taught(known)

    def _write(self, words: str, work: Callable[[], Change]) -> None:
        def done(_: Change) -> None:
            self.headings.raw.clear()
            self.choices.raw.clear()
            self.refresh()

        self._desk.write(words, work, lambda change: [change], done, self._fail)
