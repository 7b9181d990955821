"""报送: choose a report and a period, see what its checks say, and write it where the clerk wants it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
)

from app.models import home
from app.models import period as periods
from app.models.queries import settings as choices
from app.services.attention import Sending
from app.services.indicators import default_day
from app.services.reporting.check import CheckResult
from app.services.reporting.export import Exported, FormInfo, available, check, export
from app.services.reporting.form import Level
from app.ui import theme
from app.ui.desk import Desk
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import Page, button, framed, label

_LIST = 296
_OFFERED = ("月", "季", "半年", "年")
_TONES = {Level.MUST: "bad", Level.HINT: "warn"}


class ReportPage(Page):
    """Reports and whole ledgers out. What the checks find is shown before and after; a 强制 one makes a draft."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "报送")
        with desk.store.read() as session:
            chosen = choices.settings(session)
        self._year, self._day = chosen.year, chosen.cutoff_day
        self._open_month = periods.month_of(default_day(chosen), chosen.cutoff_day).text
        self._asked = 0
        self.forms = Listing("报表与台账", (Heading("报表与台账", stretches=True), Heading("表号")), self._on_form)
        self.period, self.folder = QComboBox(), QLineEdit(_documents())
        self.found = Listing("审核结果", (Heading("级别"), Heading("审核关系", stretches=True)))
        self._make_top()
        self._lay_out()
        self.forms.show_lines([Line((form.name, form.table_code), of=form) for form in available()])
        self.forms.selectRow(0)
        self.period.currentTextChanged.connect(self._check)

    def _make_top(self) -> None:
        self.period.setEditable(True)
        self.period.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.period.setMinimumWidth(160)
        self.period.setAccessibleName("报告期")
        self.scope.addWidget(label("报告期", "label"))
        self.scope.addWidget(self.period)
        self.span = label("", "label")
        self.scope.addWidget(self.span)
        self.all, self.one = button("导出本期全部报表"), button("导出", "primary")
        self.all.clicked.connect(lambda: self.export("ALL"))
        self.one.clicked.connect(lambda: self.export(self.form.id))
        self.verbs.addWidget(self.all)
        self.verbs.addWidget(self.one)

    def _lay_out(self) -> None:
        side = framed("side")
        side.setFixedWidth(_LIST)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 1, 0)
        left.addWidget(self.forms)
        right = QVBoxLayout()
        right.setContentsMargins(theme.MARGIN, theme.PADDING, theme.MARGIN, theme.PADDING)
        right.setSpacing(theme.GAP)
        self.name, self.state = label("", "title"), QLabel()
        for widget in (self.name, self.state, self.found):
            right.addWidget(widget, int(widget is self.found))
        right.addLayout(self._place())
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(side)
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)

    def _place(self) -> QHBoxLayout:
        row = QHBoxLayout()
        change, show = button("更改"), button("打开文件夹")
        self.folder.setAccessibleName("导出到")
        change.clicked.connect(self._choose_folder)
        show.clicked.connect(lambda: self._open(Path(self.folder.text())))
        row.addWidget(label("导出到", "label"))
        row.addWidget(self.folder, 1)
        row.addWidget(change)
        row.addWidget(show)
        return row

    @property
    def form(self) -> FormInfo:
        """The report or ledger that is chosen."""
        line = self.forms.chosen
        assert line is not None, "a form is always chosen"
        form: FormInfo = line.of
        return form

    @property
    def asked(self) -> str:
        """The period as the services write it; what is typed stands for itself."""
        known = self.period.currentData()
        same = self.period.currentText() == self.period.itemText(self.period.currentIndex())
        return str(known) if known and same else self.period.currentText().strip()

    def go_to(self, wanted: object) -> None:
        """Choose a report and a period (``Sending``)."""
        if isinstance(wanted, Sending):
            names = [line.of.id for line in self.forms.rows.lines]
            self.forms.selectRow(names.index(wanted.report) if wanted.report in names else 0)
            if (place := self.period.findData(wanted.period)) >= 0:
                self.period.setCurrentIndex(place)

    def refresh(self) -> None:
        self._check()

    def _on_form(self) -> None:
        if self.forms.chosen is None:
            return
        form, before = self.form, self.asked
        self.period.blockSignals(True)
        self.period.clear()
        for text in _periods(form, self._year, self._day):
            self.period.addItem(periods.parse(text, self._day).label, text)
        place = self.period.findData(before)
        self.period.setCurrentIndex(place if place >= 0 else max(0, self.period.findData(self._open_month)))
        self.period.blockSignals(False)
        self.period.setEnabled(not form.ledger)
        self.all.setEnabled(not form.ledger)
        self.name.setText(form.name)
        self._check()

    def _check(self) -> None:
        """Have the checks of the chosen report and period run; a whole ledger has none."""
        self._asked += 1
        self.bar.hide()
        self.found.show_lines(())
        form, asked, number, store = self.form, self.asked, self._asked, self.desk.store
        self.span.setText("" if form.ledger else _span(asked, self._day))
        if form.ledger:
            self.state.setText("整本导出，全精度，改好后可以原样导回；证件号码和电话会遮盖。")
            return
        self.state.setText("正在审核……")

        def done(results: Sequence[CheckResult]) -> None:
            if number == self._asked:
                self._show(results)

        def failed(error: Exception) -> None:
            if number == self._asked:
                self.state.setText("")
                self.fail(error)

        self.desk.read("审核", lambda: check(store, form.id, asked), done, failed)

    def _show(self, results: Sequence[CheckResult]) -> None:
        self.found.show_lines([Line((one.level.value, one.told), _TONES[one.level], one) for one in results])
        must = sum(one.level is Level.MUST for one in results)
        if must:
            self.state.setText(f"有 {must} 项强制审核没有通过，导出的是草稿；改好后再导出即为正式表。")
        elif results:
            self.state.setText(f"强制审核全部通过，有 {len(results)} 条提示，请看一遍。")
        else:
            self.state.setText("审核全部通过，可以导出。")

    def export(self, what: str) -> None:
        """Write the chosen report (or all of the period's) into the folder."""
        store, asked, folder = self.desk.store, None if self.form.ledger else self.asked, Path(self.folder.text())
        self.one.setEnabled(False)

        def done(written: list[Exported]) -> None:
            self.one.setEnabled(True)
            self._say_written(written, folder)

        def failed(error: Exception) -> None:
            self.one.setEnabled(True)
            self.fail(error)

        self.desk.read("导出", lambda: export(store, what, asked, folder), done, failed)

    def _say_written(self, written: Sequence[Exported], folder: Path) -> None:
        drafts = sum(one.draft for one in written)
        names = "、".join(one.path.name for one in written) if len(written) == 1 else f"{len(written)} 个文件"
        note = f"，其中 {drafts} 份是草稿" if drafts else ""
        unregistered = next((one.unregistered for one in written if one.unregistered), "")
        words = f"已导出 {names}{note}" + (f"。{unregistered}" if unregistered else "")
        self.bar.say(words, "warn" if drafts or unregistered else "good", "打开文件夹", lambda: self._open(folder))

    def _open(self, folder: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "导出到哪个文件夹", self.folder.text())
        if path:
            self.folder.setText(path)


def _documents() -> str:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return str(Path(place) / home.NAME)


def _periods(form: FormInfo, year: int, day: int) -> list[str]:
    """The periods of the year that are offered for a form, months first; others can be typed."""
    texts = {
        "月": [one.text for one in periods.months(year, day)],
        "季": [f"{year}-Q{number}" for number in range(1, 5)],
        "半年": [f"{year}-H1", f"{year}-H2"],
        "年": [str(year)],
    }
    return [text for kind in _OFFERED if kind in form.periods for text in texts[kind]]


def _span(asked: str, day: int) -> str:
    """The days of a period, where it is one."""
    from app.models.refusal import Refusal

    try:
        found = periods.parse(asked, day)
    except Refusal:
        return ""
    return f"{found.start:%m-%d} 至 {found.end:%m-%d}"
