"""What the ledger remembers of workbooks: forms, and rules for what comes back; put right here."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.models.ledger import fields_of
from app.models.work import Change
from app.services import remembered
from app.services.importing.deciding import kept_rules
from app.services.importing.deciding.kept_rules import Kept
from app.services.remembered import Remembered
from app.ui import theme
from app.ui.desk import Desk
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button, label
from app.ui.words import KINDS

_FORMS = (
    Heading("表样", stretches=True),
    Heading("版", right=True),
    Heading("用于"),
    Heading("列数", right=True),
    Heading("记于"),
)
_COLUMNS = (Heading("表头", stretches=True), Heading("台账的栏目"))
_RULES = (Heading("台账"), Heading("栏目", stretches=True), Heading("返回的值"))
Fail = Callable[[Exception], None]


class RememberedPanel(QWidget):
    """Two lists, each with the verbs that change it; every change is one step that can be taken back."""

    def __init__(self, desk: Desk, fail: Fail) -> None:
        super().__init__()
        self._desk, self._fail = desk, fail
        self.forms = Listing("记住的表样", _FORMS, self._offer)
        self.columns = Listing("表样的各列", _COLUMNS)
        self.rules = Listing("核对规则", _RULES, self._offer)
        self.forms.empty = "还没有。在“收件”页改过列、点了“导入”的表，以及用命令行学会的上级表样，都记在这里。"
        self.columns.empty = "选中上面的一种表样，这里列出各列。"
        self.rules.empty = "还没有。在“收件”页核对时勾了“以后都这样”的，记在这里。"
        self.name = QLineEdit()
        self.name.setPlaceholderText("新的名称")
        self.name.setAccessibleName("新的名称")
        self.rename, self.forget_form = button("改名"), button("不再记住")
        self.forget_rule = button("取消选中的规则")
        for verb, act in (
            (self.rename, self._rename),
            (self.forget_form, self._forget_form),
            (self.forget_rule, self._forget_rule),
        ):
            verb.clicked.connect(act)
        self._lay_out()

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        whole.setSpacing(theme.MARGIN)
        left = _column("表样：以后同样的表照此导入", self.forms, (self.name, self.rename, self.forget_form))
        rules = _column("规则：退回的表怎样取舍", self.rules, (self.forget_rule,))
        left.addWidget(label("选中的表样各列认作", "label"))
        left.addWidget(self.columns, 1)
        whole.addLayout(left, 1)
        whole.addLayout(rules, 1)

    def refresh(self) -> None:
        """Read everything again."""
        store = self._desk.store
        self._desk.read(
            "读取记住的", lambda: (remembered.everything(store), kept_rules.kept(store)), self._show, self._fail
        )

    def _show(self, found: tuple[Remembered, Kept]) -> None:
        known, rules = found
        self.forms.show_lines(
            [
                Line(
                    (
                        one.name,
                        str(one.version),
                        KINDS[one.kind].title if one.kind else one.report or "",
                        str(len(remembered.columns_of(one))),
                        one.learned_at[:10],
                    ),
                    of=one,
                )
                for one in known.forms
            ]
        )
        self.rules.show_lines(
            [
                Line((KINDS[kind].title, fields_of(kind)[name].label, "采纳" if taken else "保留台账"), of=(kind, name))
                for (kind, name), taken in rules.items()
            ]
        )
        self._offer()

    def _offer(self) -> None:
        for verb in (self.rename, self.forget_form):
            verb.setEnabled(self.forms.chosen is not None)
        told = remembered.columns_told(self.forms.chosen.of) if self.forms.chosen else {}
        self.columns.show_lines([Line(pair) for pair in told.items()])
        self.forget_rule.setEnabled(self.rules.chosen is not None)

    def _rename(self) -> None:
        if line := self.forms.chosen:
            form, name, store = line.of.id, self.name.text(), self._desk.store
            self._write("表样改名", lambda: remembered.rename(store, form, name))

    def _forget_form(self) -> None:
        if line := self.forms.chosen:
            form, store = line.of.id, self._desk.store
            self._write("不再记住表样", lambda: remembered.forget_form(store, form))

    def _forget_rule(self) -> None:
        if line := self.rules.chosen:
            (kind, name), store = line.of, self._desk.store
            called = fields_of(kind)[name].label
            self._write("取消核对规则", lambda: kept_rules.keep(store, kind, name, called, returned=None))

    def _write(self, words: str, work: Callable[[], Change]) -> None:
        def done(_: Change) -> None:
            self.refresh()

        self._desk.write(words, work, lambda change: [change], done, self._fail)


def _column(title: str, lines: Listing, row: tuple[QWidget, ...]) -> QVBoxLayout:
    column, below = QVBoxLayout(), QHBoxLayout()
    column.setSpacing(theme.GAP)
    below.setSpacing(theme.GAP)
    column.addWidget(label(title, "panel"))
    column.addWidget(lines, 1)
    for widget in row:
        below.addWidget(widget, int(isinstance(widget, QLineEdit)))
    if not any(isinstance(widget, QLineEdit) for widget in row):
        below.addStretch(1)
    column.addLayout(below)
    return column
