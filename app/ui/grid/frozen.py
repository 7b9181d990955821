"""The first columns of a grid, held in sight while the rest is scrolled sideways."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from app.ui.grid.header import Header
from app.ui.grid.model import GridModel


class FrozenColumns(QTableView):
    """Lies over the left edge of another view of the same model, with its selection and its vertical position."""

    def __init__(self, under: QTableView, model: GridModel, columns: int) -> None:
        super().__init__(under)
        self.setObjectName("frozen")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(under)
        self._under = under
        self._columns = columns
        self.header = Header(model.columns, self)
        self.setHorizontalHeader(self.header)
        self.setModel(model)
        self.setSelectionModel(under.selectionModel())
        self.setItemDelegate(under.itemDelegate())
        self.setEditTriggers(under.editTriggers())
        self._set_up()
        self._follow()

    def _set_up(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self._under.verticalHeader().defaultSectionSize())
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for column in range(self._columns, self.model().columnCount()):
            self.setColumnHidden(column, True)

    def _follow(self) -> None:
        self._under.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(self._under.verticalScrollBar().setValue)
        self._under.horizontalHeader().sectionResized.connect(self._on_resized)
        self.header.sectionResized.connect(self._pass_on)
        self._under.installEventFilter(self)

    def _on_resized(self, section: int, _: int, size: int) -> None:
        if section < self._columns:
            self.setColumnWidth(section, size)
            self.place()

    def _pass_on(self, section: int, _: int, size: int) -> None:
        if section < self._columns and self._under.columnWidth(section) != size:
            self._under.setColumnWidth(section, size)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self.place()
        return super().eventFilter(watched, event)

    @property
    def columns_width(self) -> int:
        """How wide the columns are together."""
        return sum(self._under.columnWidth(column) for column in range(self._columns))

    def place(self) -> None:
        """Lie exactly over the columns of the view below."""
        under = self._under
        height = under.horizontalHeader().height() + under.viewport().height()
        edge = under.frameWidth()
        self.setGeometry(edge + under.verticalHeader().width(), edge, self.columns_width, height)
