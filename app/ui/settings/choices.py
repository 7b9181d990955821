"""What is set in the ledger, each choice with what it means; a change takes effect at once and can be taken back."""

from collections.abc import Callable, Generator, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QScrollArea, QWidget

from app.models.work import Change
from app.services import setting, starting
from app.services.setting import Shown
from app.ui import theme
from app.ui.desk import Desk
from app.ui.pages.page import label

_UNIT = "unit"


class Choices(QScrollArea):
    """One row a setting: its name, its value, and below that what it means; ``fields`` by the setting's key.

    Who walks by Tab comes to them after ``after``.
    """

    def __init__(
        self, desk: Desk, fail: Callable[[Exception], None], on_done: Callable[[], None], after: QWidget
    ) -> None:
        super().__init__()
        self._desk, self._fail, self._on_done = desk, fail, on_done
        self.fields: dict[str, QComboBox | QLineEdit] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields are the stops, and scroll into sight
        self._last = after
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, theme.GAP, 0)
        self._grid.setHorizontalSpacing(theme.PADDING)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self.setWidget(inner)

    def refresh(self) -> None:
        """Read every setting again."""
        store = self._desk.store

        def done(found: tuple[list[Shown], str]) -> None:
            self._desk.jobs.run_here("读取设置", lambda: self._show(*found), lambda _: None)

        self._desk.read("读取设置", lambda: (setting.listed(store), starting.about(store)[0]), done, self._fail)

    def _show(self, shown: Sequence[Shown], unit: str) -> Generator[None, None, None]:
        """One after the other, since each has a field of its own that takes its time to be made."""
        for one in shown:
            if one.key not in self.fields:
                self._add(one)
            field = self.fields[one.key]
            if isinstance(field, QComboBox):
                field.setCurrentText(one.value)
            else:
                field.setText(f"{one.value}　{unit}" if one.key == _UNIT else one.value)
            yield

    def _add(self, one: Shown) -> None:
        field = self._choice(one) if one.choices else self._number(one)
        field.setAccessibleName(one.label)
        self.fields[one.key] = field
        hint = label(one.description, "hint")
        hint.setWordWrap(True)
        hint.setContentsMargins(0, 0, 0, theme.PADDING)
        hint.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        row = 2 * len(self.fields)
        self._grid.addWidget(label(one.label, "label"), row, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, row, 1)
        QWidget.setTabOrder(self._last, field)
        self._last = field
        self._grid.addWidget(hint, row + 1, 1)

    def _choice(self, one: Shown) -> QComboBox:
        box = QComboBox()
        box.addItems(list(one.choices))
        box.activated.connect(partial(self._on_chosen, one.key))
        return box

    def _number(self, one: Shown) -> QLineEdit:
        field = QLineEdit()
        field.setReadOnly(one.fixed)
        if not one.fixed:
            field.editingFinished.connect(partial(self._on_chosen, one.key))
        return field

    def _on_chosen(self, key: str, *_: object) -> None:
        field, store = self.fields[key], self._desk.store
        value = field.currentText() if isinstance(field, QComboBox) else field.text().strip()

        def work() -> list[Change]:
            now = setting.listed(store, key)[0].value
            if value == now:
                return []
            setting.change(store, key, value)
            return [store.last_change]

        def failed(error: Exception) -> None:
            self._fail(error)
            self.refresh()

        def done(changes: list[Change]) -> None:
            if changes:
                self._on_done()
                self._desk.said.emit("已改，各页的数字随之更新")

        self._desk.write("改设置", work, lambda changes: changes, done, failed)
