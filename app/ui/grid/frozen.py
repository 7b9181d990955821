"""The first columns of a grid, held in sight while the rest is scrolled sideways."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.grid.model import Index
from app.ui.grid.typing import TypingView

_LEFT_OVER = 160  # pixels that are left for the columns that are scrolled


class FrozenColumns(TypingView):
    """Lies over the left edge of another view of the same model, with its selection and its vertical position.

    ``count`` columns are held; however many they are, some of what is scrolled beside them stays in sight. The other
    view scrolls sideways by the pixel and downwards by the row. The ``header`` is for headings that are not mere words.
    """

    def __init__(self, under: QTableView, delegate: QAbstractItemDelegate, header: QHeaderView | None = None) -> None:
        super().__init__(under)
        self.setObjectName("frozen")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(under)
        self._under = under
        self.count = 0
        if header is not None:
            self.setHorizontalHeader(header)
        self.setModel(under.model())
        self.setSelectionModel(under.selectionModel())
        self.setItemDelegate(delegate)  # its own: one that two views share tells both of every editor
        self.setEditTriggers(under.editTriggers())
        self._set_up()
        self._follow()

    def _set_up(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self._under.verticalHeader().defaultSectionSize())
        self.setWordWrap(False)
        self.setShowGrid(self._under.showGrid())
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def hold(self, count: int) -> None:
        """Hold the first ``count`` columns in sight."""
        self.count = count
        for column in range(self.model().columnCount()):
            self.setColumnHidden(column, column >= count)
            if column < count:
                self.setColumnWidth(column, self._under.columnWidth(column))
        self.setVisible(count > 0)
        self.place()

    def _follow(self) -> None:
        self._under.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(self._under.verticalScrollBar().setValue)
        self._under.horizontalHeader().sectionResized.connect(self._on_resized)
        self.horizontalHeader().sectionResized.connect(self._pass_on)
        self._under.installEventFilter(self)

    def _on_resized(self, section: int, _: int, size: int) -> None:
        if section < self.count:
            self.setColumnWidth(section, size)
            self.place()

    def _pass_on(self, section: int, _: int, size: int) -> None:
        if section < self.count and self._under.columnWidth(section) != size:
            self._under.setColumnWidth(section, size)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self.place()
        return super().eventFilter(watched, event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """The keyboard goes back to the view below, which has the current cell."""
        super().closeEditor(editor, hint)
        self._under.setFocus()

    def uncover(self, index: Index) -> None:
        """Scroll the view below until a cell of it does not lie under these columns."""
        hidden = self.columns_width - self._under.visualRect(index).left()
        if index.column() >= self.count and hidden > 0:
            bar = self._under.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)

    @property
    def columns_width(self) -> int:
        """How wide the columns are together, as far as they are shown."""
        wide = sum(self._under.columnWidth(column) for column in range(self.count))
        return min(wide, max(self._under.viewport().width() - _LEFT_OVER, 0))

    def place(self) -> None:
        """Lie exactly over the columns of the view below."""
        under = self._under
        height = under.horizontalHeader().height() + under.viewport().height()
        self.setGeometry(under.viewport().x(), under.frameWidth(), self.columns_width, height)
