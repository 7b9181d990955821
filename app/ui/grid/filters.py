"""The filter of one column, made from its field: a check-list of what there is, a text it contains, or a range."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.models.field import Field, FieldType, Stored
from app.models.queries.grid import Between, Contains, Filter, OneOf
from app.ui import theme
from app.ui.grid.checklist import CheckList
from app.ui.grid.columns import Column
from app.ui.pages.page import button, label

Cleaner = Callable[[Field, str], Stored | None]
Choices = list[tuple[Stored | None, int]]

BLANK = "(空白)"


class FilterPopup(QFrame):
    """A filter's window below its heading; ``chosen`` gives the filter, or None to take it away."""

    chosen = Signal(str, object)

    def __init__(
        self, column: Column, current: Filter | None, choices: Choices, clean: Cleaner, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(280)
        self._column = column
        self._clean = clean
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        self._box.addWidget(label(f"筛选：{column.title}", "panel"))
        self._fault = label("", "bad")
        self._fault.hide()
        self.low, self.high, self.text = QLineEdit(), QLineEdit(), QLineEdit()
        ticked = current.values if isinstance(current, OneOf) else None
        lines = [(f"{column.text(value) or BLANK}  {count}", value) for value, count in choices]
        self.values = CheckList(lines, ticked)
        self.values.setAccessibleName(f"{column.title}的内容")
        self.values.activated.connect(self.apply)
        self._ranged = column.field.numeric or column.field.type is FieldType.DATE
        if self._ranged:
            self._add_range(current)
        else:
            self._add_text(current)
            self._add_ticks()
        self._box.addWidget(self._fault)
        self._add_buttons()

    def open_at(self, corner: QPoint) -> None:
        """Show the window with its upper left corner at a point, inside the screen."""
        self.adjustSize()
        right = self.screen().availableGeometry().right()
        self.move(min(corner.x(), right - self.width()), corner.y())
        self.show()
        first = self.low if self._ranged else self.values if self.text.isHidden() else self.text
        first.setFocus()

    def _add_range(self, current: Filter | None) -> None:
        row = QHBoxLayout()
        unit = f"（{self._column.unit}）" if self._column.unit else ""
        for line, name in ((self.low, "从"), (self.high, "到")):
            line.setAccessibleName(f"{self._column.title}{name}{unit}")
            line.returnPressed.connect(self.apply)
            row.addWidget(QLabel(name))
            row.addWidget(line, 1)
        self._box.addLayout(row)
        self._box.addWidget(label(f"两头都含{unit}；一头空着就不限", "hint"))
        if isinstance(current, Between):
            self.low.setText(_said(self._column.field, current.low))
            self.high.setText(_said(self._column.field, current.high))

    def _add_text(self, current: Filter | None) -> None:
        self.text.setPlaceholderText("包含的文字")
        self.text.setAccessibleName(f"{self._column.title}包含")
        self.text.returnPressed.connect(self.apply)
        self._box.addWidget(self.text)
        self.text.setVisible(self._column.field.type in (FieldType.TEXT, FieldType.LONGTEXT, FieldType.MULTICHOICE))
        if isinstance(current, Contains):
            self.text.setText(current.text)

    def _add_ticks(self) -> None:
        row = QHBoxLayout()
        for words, ticked in (("全选", True), ("全不选", False)):
            link = button(words, "text")
            link.clicked.connect(lambda _=False, ticked=ticked: self.values.tick_all(ticked=ticked))
            row.addWidget(link)
        row.addStretch()
        self._box.addLayout(row)
        self._box.addWidget(self.values)

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        clear, blanks, apply = button("不筛选", "text"), button("只看空白", "text"), button("筛选", "primary")
        clear.clicked.connect(lambda: self._choose(None))
        blanks.clicked.connect(lambda: self._choose(OneOf(self._column.name, frozenset({None}))))
        apply.clicked.connect(self.apply)
        row.addWidget(clear)
        row.addWidget(blanks)
        row.addStretch()
        row.addWidget(apply)
        self._box.addLayout(row)

    def apply(self) -> None:
        """Take what was entered as the filter; a text that is no value stays, red, with its reason."""
        try:
            self._choose(self._range() if self._ranged else self._words())
        except ValueError as reason:
            self._fault.setText(str(reason))
            self._fault.show()

    def _range(self) -> Filter | None:
        low, high = (self._bound(line) for line in (self.low, self.high))
        return None if low is None and high is None else Between(self._column.name, low, high)

    def _bound(self, line: QLineEdit) -> Stored | None:
        text = line.text().strip()
        return self._clean(self._column.field, text) if text else None

    def _words(self) -> Filter | None:
        text = self.text.text().strip()
        if text:
            return Contains(self._column.name, text)
        return None if self.values.all_ticked else OneOf(self._column.name, self.values.ticked)

    def _choose(self, chosen: Filter | None) -> None:
        self.chosen.emit(self._column.name, chosen)
        self.close()


def _said(field: Field, value: Stored | None) -> str:
    return "" if value is None else field.show(value)


def described(column: Column, one: Filter) -> str:
    """A filter as its chip says it."""
    field = column.field
    match one:
        case Contains(text=text):
            return f"{column.title}：含“{text}”"
        case Between(low=None, high=high):
            return f"{column.title}：到 {_said(field, high)}"
        case Between(low=low, high=None):
            return f"{column.title}：从 {_said(field, low)}"
        case Between(low=low, high=high):
            return f"{column.title}：{_said(field, low)} 至 {_said(field, high)}"
        case OneOf(values=values):
            shown = sorted(column.text(value) or BLANK for value in values)
            return f"{column.title}：{'、'.join(shown) if len(shown) <= 2 else f'{len(shown)} 项'}"
    return one.words
