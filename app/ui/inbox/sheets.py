"""The panel of the file's own sheets: which one, what is in doubt, and saying how it is to be read."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.services.importing.deciding.picture import Picture
from app.services.importing.mapping.correction import Correction
from app.services.importing.tables.table import HeaderAt
from app.services.workbook.book import letter
from app.ui import theme
from app.ui.inbox.column import ColumnDialog
from app.ui.inbox.picture import SheetView
from app.ui.pages.page import button, label


class Sheets(QWidget):
    """The sheets of the files; what is said of a column or of a header is handed on."""

    corrected = Signal(object)
    """A ``Correction``."""
    header_said = Signal(object)
    """A ``HeaderAt``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures: Sequence[Picture] = ()
        self.dialog: ColumnDialog | None = None
        self.sheets = QComboBox()
        self.sheets.setAccessibleName("工作表")
        self.sheets.setMinimumWidth(160)
        self.sheets.currentIndexChanged.connect(self._show)
        self.view = SheetView()
        self.view.column_asked.connect(self.ask)
        self.view.header_said.connect(self._on_header)
        self.view.data_said.connect(self._on_data)
        self.view.end_said.connect(self._on_end)
        self.doubts = button("", "chip")
        self.doubts.clicked.connect(self.next_doubt)
        header, data = button("设为表头行"), button("设为数据起始行")
        header.clicked.connect(self.view.say_header)
        data.clicked.connect(self.view.say_data)
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.GAP)
        row.setSpacing(theme.GAP)
        row.addWidget(self.sheets)
        row.addWidget(self.doubts)
        row.addWidget(label("点列头更改这一列；拖行号上的蓝线移动表头和数据末行，或选中行再点右边", "hint"))
        row.addStretch(1)
        row.addWidget(header)
        row.addWidget(data)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(row)
        whole.addWidget(self.view, 1)

    def show_pictures(self, pictures: Sequence[Picture]) -> None:
        """Show other files; the sheet that was in front stays there."""
        before = self.sheets.currentText()
        self._pictures = pictures
        self.sheets.blockSignals(True)
        self.sheets.clear()
        self.sheets.addItems([one.sheet.name for one in pictures])
        self.sheets.setCurrentIndex(max(0, self.sheets.findText(before)))
        self.sheets.blockSignals(False)
        self._show()

    @property
    def picture(self) -> Picture | None:
        """The sheet in front."""
        place = self.sheets.currentIndex()
        return self._pictures[place] if 0 <= place < len(self._pictures) else None

    def _show(self) -> None:
        picture = self.picture
        self.view.show_picture(picture)
        open_ones = len(picture.doubtful) if picture else 0
        self.doubts.setText(f"{open_ones} 列请指定")
        self.doubts.setVisible(bool(open_ones))

    def next_doubt(self) -> None:
        """Ask about the next column that is in doubt."""
        if self.picture and self.picture.doubtful:
            column = self.picture.doubtful[0]
            self.view.go(self.picture.tables[0].bottom, column)
            self.ask(column)

    def go(self, sheet: str, row: int, column: int) -> None:
        """Show a cell of a sheet."""
        if (place := self.sheets.findText(sheet)) >= 0:
            self.sheets.setCurrentIndex(place)
            self.view.go(row, column)

    def ask(self, column: int) -> None:
        """Ask what a column is."""
        picture = self.picture
        if picture is None or column not in picture.headings:
            return
        self.dialog = ColumnDialog(letter(column), picture.headings[column], picture.kind, self)
        self.dialog.said.connect(lambda field, unit: self._on_column(column, field, unit))
        self.dialog.open()

    def _on_column(self, column: int, field: str, unit: str) -> None:
        if picture := self.picture:
            self.corrected.emit(Correction(letter(column), field, unit, picture.sheet.name))

    def _on_header(self, top: int, bottom: int) -> None:
        if picture := self.picture:
            self.header_said.emit(HeaderAt(picture.sheet.name, top, bottom, bottom + 1))

    def _on_data(self, first: int) -> None:
        """The header ends above the data: it stays where it was recognised, else it is the row above."""
        picture = self.picture
        if picture is None or first < 2:
            return
        known = next((one for one in picture.tables if one.top < first), None)
        top, bottom = (known.top, min(known.bottom, first - 1)) if known else (first - 1, first - 1)
        self.header_said.emit(HeaderAt(picture.sheet.name, top, bottom, first))

    def _on_end(self, last: int) -> None:
        """The data of the header next above end there; that header stays where it is."""
        picture = self.picture
        above = [one for one in picture.tables if one.bottom < last] if picture else []
        if picture and above:
            known = max(above, key=lambda one: one.bottom)
            self.header_said.emit(HeaderAt(picture.sheet.name, known.top, known.bottom, known.bottom + 1, last))
