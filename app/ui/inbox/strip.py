"""Deciding many cells at once: by who changed them, by field, by a rule that is kept for next time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from app.models.ledger import fields_of
from app.services.importing.deciding.kept_rules import Kept
from app.services.importing.deciding.piles import Piles
from app.ui import theme
from app.ui.pages.page import button, framed, label

_MOST_RULES = 3


class Strip(QWidget):
    """Rules first, then by field; ``field`` is the (ledger, field) that is picked."""

    accept_changed = Signal()
    field_decided = Signal(bool)
    rule_dropped = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        frame = framed("strip")
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        frame.setFixedHeight(44)
        self.accept = QCheckBox()
        self.accept.toggled.connect(self.accept_changed)
        self.fields = QComboBox()
        self.fields.setAccessibleName("按列")
        self.fields.setMinimumWidth(180)
        self.take, self.leave = button("采纳此列"), button("此列保留台账")
        self.keep = QCheckBox("以后都这样")
        self.keep.setToolTip("记为规则：以后核对同一台账的这一栏都照办，可随时取消")
        self.take.clicked.connect(lambda: self.field_decided.emit(True))
        self.leave.clicked.connect(lambda: self.field_decided.emit(False))
        self.rules = QHBoxLayout()
        self._shown: list[QWidget] = []
        self.rules.setSpacing(4)
        row = QHBoxLayout(frame)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(theme.GAP)
        for widget in (self.accept, label("按列", "label"), self.fields, self.take, self.leave, self.keep):
            row.addWidget(widget)
        row.addLayout(self.rules)
        row.addStretch(1)

    @property
    def field(self) -> tuple[str, str] | None:
        """The field that is picked, with its ledger."""
        data = self.fields.currentData()
        return (data[0], data[1]) if data else None

    def refuse_all(self) -> None:
        """A new workbook: whether what came is taken is decided anew."""
        self.accept.blockSignals(True)
        self.accept.setChecked(False)
        self.accept.blockSignals(False)

    def show_piles(self, found: Piles, *, returned: bool) -> None:
        """Offer what there is to decide."""
        before = self.field
        self.fields.clear()
        for (kind, name), cells in sorted(found.fields.items(), key=lambda pair: -len(pair[1])):
            self.fields.addItem(f"{fields_of(kind)[name].label}  {len(cells):,} 格", [kind, name])
        again = next((at for at in range(self.fields.count()) if self.fields.itemData(at) == list(before or ())), 0)
        self.fields.setCurrentIndex(again if found.fields else -1)
        self.accept.setVisible(returned)
        self.accept.setText("市局改过的和新增的都采纳，有冲突的除外")
        for widget in (self.fields, self.take, self.leave, self.keep):
            widget.setEnabled(bool(found.fields))

    def show_rules(self, rules: Kept) -> None:
        """Show the rules that are kept, each to be dropped by a click."""
        for old in self._shown:
            old.deleteLater()
        self._shown.clear()
        for (kind, name), taken in list(rules.items())[:_MOST_RULES]:
            chip = button(f"{fields_of(kind)[name].label} = {'返回' if taken else '台账'}  ×", "chip")
            chip.setToolTip("记住的规则；点一下不再使用")
            chip.clicked.connect(lambda _=False, kind=kind, name=name: self.rule_dropped.emit(kind, name))
            self._shown.append(chip)
        if len(rules) > _MOST_RULES:
            self._shown.append(label(f"等 {len(rules)} 条规则", "hint"))
        for widget in self._shown:
            self.rules.addWidget(widget)
