"""Asking what a column of a sheet is: a field found by typing, its unit, or nothing to be imported."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.models import quantity
from app.models.ledger import LEDGERS, fields_of
from app.services import pinyin
from app.services.importing.deciding.picture import Heading
from app.ui import theme
from app.ui.listing import Heading as ListHeading
from app.ui.listing import Line, Listing
from app.ui.pages.page import button, label
from app.ui.words import KINDS

_HEADINGS = (ListHeading("栏目", stretches=True), ListHeading("单位"), ListHeading("台账"))
_AS_WRITTEN = "按表头"
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ColumnDialog(QDialog):
    """What is this column? ``said`` brings a field and a unit; an empty field leaves the column out."""

    said = Signal(str, str)

    def __init__(self, column: str, heading: Heading | None, kind: str | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{column} 列是哪一栏")
        self.resize(460, 480)
        self._fields = list(_fields(kind))
        self.search, self.unit = QLineEdit(), QComboBox()
        self.search.setPlaceholderText("输入栏目名或拼音首字母，如 ysmj")
        self.search.setAccessibleName("找栏目")
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.lines = Listing("栏目", _HEADINGS, self._offer_units)
        self.lines.doubleClicked.connect(self.accept_field)
        self.unit.setAccessibleName("单位")
        self.use, self.leave = button("就是这一栏", "primary"), button("这一列不导入")
        self.use.setDefault(True)
        self.use.clicked.connect(self.accept_field)
        self.leave.clicked.connect(self.leave_out)
        self._lay_out(column, heading)
        self._narrow()
        if heading and heading.field:
            self._pick(heading.field, heading.unit)

    def _lay_out(self, column: str, heading: Heading | None) -> None:
        whole = QVBoxLayout(self)
        whole.setSpacing(theme.GAP)
        said = f"{column} 列，表头写的是“{heading.text}”" if heading else f"{column} 列，没有认出表头"
        whole.addWidget(label(said, "panel"))
        if heading and heading.why:
            whole.addWidget(label(heading.why, "warn"))
        whole.addWidget(self.search)
        whole.addWidget(self.lines, 1)
        row = QHBoxLayout()
        row.addWidget(label("单位", "label"))
        row.addWidget(self.unit)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.use)
        whole.addLayout(row)

    def _narrow(self) -> None:
        wanted = self.search.text().strip().lower()
        found = [line for line in self._fields if wanted in line.texts[0].lower() or wanted in _initials(line)]
        found.sort(key=lambda line: (line.texts[0].lower() != wanted, not line.texts[0].lower().startswith(wanted)))
        self.lines.show_lines(found)
        if found:
            self.lines.selectRow(0)

    def _pick(self, name: str, unit: str) -> None:
        for place, line in enumerate(self.lines.rows.lines):
            if line.of == name:
                self.lines.selectRow(place)
                self.lines.scrollTo(self.lines.rows.index(place, 0))
                break
        if (place := self.unit.findText(unit)) > 0:
            self.unit.setCurrentIndex(place)

    def _offer_units(self) -> None:
        line = self.lines.chosen
        self.unit.clear()
        self.unit.addItems([_AS_WRITTEN, *(_like(line.texts[1]) if line else ())])
        self.unit.setEnabled(self.unit.count() > 1)
        self.use.setEnabled(line is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows choose a line while the cursor stays in the search."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.key() in _ARROWS:
            if event.type() == QEvent.Type.KeyPress:
                self.lines.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def accept_field(self) -> None:
        """The chosen field it is."""
        if line := self.lines.chosen:
            unit = self.unit.currentText() if self.unit.currentIndex() > 0 else ""
            self.said.emit(str(line.of), unit)
            self.accept()

    def leave_out(self) -> None:
        """The column is not imported."""
        self.said.emit("", "")
        self.accept()


def _fields(kind: str | None) -> Iterator[Line]:
    """The fields of a ledger, or of all of them where it is not known which it is."""
    seen = set()
    for one in [kind] if kind else LEDGERS:
        for name, field in fields_of(one).items():
            if name not in seen:
                seen.add(name)
                yield Line((field.label, field.unit if field.numeric else "", KINDS[one].title), of=name)


def _initials(line: Line) -> str:
    return pinyin.initials(line.texts[0])


def _like(unit: str) -> list[str]:
    """The units that measure the same as one."""
    ours = quantity.unit_named(unit)
    like = [name for name, one in quantity.units().items() if ours and one.dimension == ours.dimension]
    return [unit, *(name for name in like if name != unit)] if ours else []
