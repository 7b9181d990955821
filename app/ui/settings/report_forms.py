"""The report forms: which are shipped, which are the county's own, and what is wrong with a file of its own."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.reporting.forms import own as own_forms
from app.services.reporting.forms.own import FormFile
from app.ui import theme
from app.ui.desk import Desk
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button, label

_HEADINGS = (
    Heading("报表"),
    Heading("代号"),
    Heading("表号"),
    Heading("版", right=True),
    Heading("报告期"),
    Heading("格式出自"),
    Heading("情况", stretches=True),
)
_ABOUT = "把自带的格式复制一份来改：改标题、栏目、口径、审核关系、说明，存盘后点“重新检查”。写错的不用，照旧用自带的。"


class ReportFormsPanel(QWidget):
    """The list of forms and what can be done with one; the files are changed with any text editor."""

    def __init__(self, desk: Desk, fail: Callable[[Exception], None]) -> None:
        super().__init__()
        self._desk, self._fail = desk, fail
        self.lines = Listing("报表格式", _HEADINGS, self._offer)
        self.fault = label("", "bad")
        self.fault.setWordWrap(True)
        self.copy, self.retire = button("复制一份来改"), button("停用本单位的，改回自带的")
        self.open, self.again = button("打开文件夹"), button("重新检查")
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        for verb, act in (
            (self.copy, self._copy),
            (self.retire, self._retire),
            (self.open, self._open),
            (self.again, self.refresh),
        ):
            verb.clicked.connect(act)
            row.addWidget(verb)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.GAP)
        column.addWidget(label("报表格式", "panel"))
        column.addWidget(label(_ABOUT, "hint"))
        column.addWidget(self.lines, 1)
        column.addWidget(self.fault)
        column.addLayout(row)

    def refresh(self) -> None:
        """Read the forms again, the county's own as they stand now."""
        self._desk.read("检查报表格式", own_forms.listed, self._show, self._fail)

    def _show(self, found: list[FormFile]) -> None:
        self.lines.show_lines([_line(one) for one in found])
        broken = [one.fault for one in found if one.fault]
        self.fault.setText("\n".join(broken))
        self.fault.setVisible(bool(broken))
        self._offer()

    def _offer(self) -> None:
        form = self._chosen()
        self.copy.setEnabled(form is not None and form.own is None)
        self.retire.setEnabled(form is not None and form.own is not None)

    def _chosen(self) -> FormFile | None:
        return self.lines.chosen.of if self.lines.chosen else None

    def _copy(self) -> None:
        if form := self._chosen():
            self._desk.read("复制报表格式", lambda: own_forms.copy(form.id), self._copied, self._fail)

    def _copied(self, made: Path) -> None:
        self._desk.said.emit(f"已复制为 {made}；用记事本改好后点“重新检查”")
        self.refresh()

    def _retire(self) -> None:
        form = self._chosen()
        if form and form.own:
            own = form.own
            self._desk.read("停用报表格式", lambda: own_forms.retire(own), self._retired, self._fail)

    def _retired(self, kept: Path) -> None:
        self._desk.said.emit(f"已停用，文件留作 {kept.name}")
        self.refresh()

    def _open(self) -> None:
        def show(place: Path) -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))

        self._desk.read("打开文件夹", own_forms.folder, show, self._fail)


def _line(one: FormFile) -> Line:
    if one.fault:
        return Line((one.name, "", "", "", "", "本单位", f"不能用：{one.fault}"), "bad", one)
    source = "本单位" if one.own else "自带"
    code = one.id if one.table_code else ""  # a ledger's is a word of the command line
    state = f"用“报表格式”文件夹里的 {one.own.name}" if one.own else "可用"
    texts = (one.name, code, one.table_code, one.version, "、".join(one.periods), source, state)
    return Line(texts, of=one)
