"""报送: what is due, a report as it will print with what its checks say, writing it, the register."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.models import period as periods
from app.models.queries import settings as choices
from app.models.queries.submissions import Sent
from app.models.refusal import Refusal
from app.models.work import Change
from app.services.indicators import default_day
from app.services.needs import Sending
from app.services.reporting.calendar import Due, due
from app.services.reporting.checking.finding import CheckResult
from app.services.reporting.export import Exported, Extent, FormInfo, available, explain, export
from app.services.reporting.forms.form import Level
from app.services.reporting.preview import Preview, preview, rows_behind
from app.services.reporting.sent import difference, submit
from app.services.reporting.sent import file as sent_file
from app.services.tracing import Rows
from app.services.wording import has_words
from app.ui import outbox, theme
from app.ui.desk import Desk
from app.ui.headless.submitting import difference_lines
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import Page, button, framed, label
from app.ui.report.due import DueList
from app.ui.report.findings import Findings
from app.ui.report.preview import PreviewPanel
from app.ui.report.register import Register
from app.ui.report.texts import TextsDialog

_LIST, _SIDE, _LEAST = 296, 308, 420
_OFFERED = ("月", "季", "半年", "年")


class ReportPage(Page):
    """Reports and whole ledgers out. What the checks find is shown before and after; a 强制 one makes a draft."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "报送", parent)
        with desk.store.read() as session:
            chosen = choices.settings(session)
        self._year, self._day = chosen.year, chosen.cutoff_day
        self._open_month = periods.month_of(default_day(chosen), chosen.cutoff_day).text
        self._month = self._open_month
        self._asked = 0
        self._sent: Sequence[Sent] = ()
        self.period, self.folder = QComboBox(), QLineEdit(str(outbox.documents()))
        self.pictured = QCheckBox("附照片")
        self._make_top()
        self._lay_out()
        self.forms.show_lines([Line((form.name, form.table_code), of=form) for form in available()])
        self.forms.selectRow(0)
        self._offer_periods()
        self.hands_on = self.forms
        self._listen()

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
        self.texts: TextsDialog | None = None
        self.words = button("填写文字", tip="Ctrl+T：亮点、问题、建议、备注一类的文字栏")
        self.words.clicked.connect(self.write_words)
        QShortcut(QKeySequence("Ctrl+T"), self, self.write_words)
        self.verbs.addWidget(self.words)
        self.verbs.addWidget(self.all)
        self.verbs.addWidget(self.one)

    def _lay_out(self) -> None:
        """Each part is made inside what holds it: what is put elsewhere is dressed anew with all that it holds."""
        whole = QSplitter(Qt.Orientation.Horizontal)
        self.body.addWidget(whole, 1)
        side, middle = framed("side"), QWidget()
        for widget in (side, middle):
            whole.addWidget(widget)
        self.findings = Findings(whole)
        self.found, self.state = self.findings.lines, self.findings.state
        whole.setStretchFactor(1, 1)
        whole.setSizes([_LIST, 700, _SIDE])
        whole.setChildrenCollapsible(False)
        middle.setMinimumWidth(_LEAST)
        left, column = QVBoxLayout(side), QVBoxLayout(middle)
        left.setContentsMargins(0, 0, 1, 0)
        left.setSpacing(0)
        column.setContentsMargins(theme.MARGIN, theme.PADDING, theme.MARGIN, theme.PADDING)
        column.setSpacing(theme.GAP)
        lists, parts = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Vertical)
        left.addWidget(lists)
        column.addWidget(parts, 1)
        column.addLayout(self._place())
        self.due, self.sheet, self.register = DueList(lists), PreviewPanel(parts), Register(parts)
        headings = (Heading("报表与台账", stretches=True), Heading("表号"))
        self.forms = Listing("报表与台账", headings, parent=lists)
        for splitter in (lists, parts):
            splitter.setChildrenCollapsible(False)
        parts.setSizes([400, 200])

    def _listen(self) -> None:
        self.period.currentTextChanged.connect(self._check)
        self.forms.selectionModel().selectionChanged.connect(self._on_form)
        self.due.month_asked.connect(self._turn_month)
        self.due.chosen.connect(lambda one: self.go_to(Sending(one.report, one.period.text)))
        self.findings.cell_asked.connect(self.sheet.go_to)
        self.findings.rows_asked.connect(self._show_rows)
        self.findings.waived.connect(self.waive)
        self.register.submitted.connect(self.submit)
        self.register.cancelled.connect(self.cancel_submission)
        self.register.compared.connect(self.compare)
        self.register.wanted.connect(self.give_out)

    def _place(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.pictured.setToolTip("照片列上放入记录附件里的拆前、拆后（造林前、造林后）照片；改好后可以原样导回")
        change, show = button("更改"), button("打开文件夹")
        self.folder.setAccessibleName("导出到")
        change.clicked.connect(self._choose_folder)
        show.clicked.connect(lambda: outbox.show(Path(self.folder.text())))
        row.addWidget(label("导出到", "label"))
        row.addWidget(self.folder, 1)
        row.addWidget(change)
        row.addWidget(show)
        row.addWidget(self.pictured)
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
        self._read_due()
        self._check()

    def _turn_month(self, step: int) -> None:
        number = int(self._month[5:7]) + step
        if 1 <= number <= len(periods.months(self._year, self._day)):
            self._month = f"{self._year}-{number:02}"
            self._read_due()

    def _read_due(self) -> None:
        """Read what is due for the month in front, and the register."""
        store, month = self.desk.store, self._month

        def done(found: tuple[list[Due], list[Sent]]) -> None:
            if month == self._month:
                self.due.show_due(periods.parse(month, self._day), found[0])
                self._sent = found[1]
                self.register.show_submissions(found[1], {form.id: form.name for form in available()})
                self._offer_submit()

        self.desk.read("查看应报", lambda: (due(store, month), submit.submissions(store)), done, self.fail)

    def _standing(self) -> Sent | None:
        place = (self.form.id, self.asked)
        return next((one for one in self._sent if one.stands and (one.report, one.period) == place), None)

    def _offer_submit(self) -> None:
        standing = self._standing()
        self.register.submit.setText(f"登记更正（更正第 {standing.id} 次）" if standing else "登记最近一次导出")
        self.register.submit.setEnabled(not self.form.ledger)

    def _on_form(self) -> None:
        if self.forms.chosen is not None:
            self._offer_periods()
            self._check()

    def _offer_periods(self) -> None:
        """Let what the chosen report can be made for be chosen."""
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
        self.words.setVisible(has_words(form.id))
        self.pictured.setEnabled(form.pictured)
        self._offer_submit()

    def write_words(self) -> None:
        """Let the report's own words of the period be written."""
        if has_words(self.form.id):
            self.texts = TextsDialog(self.desk, self.form.id, self.asked, self)
            self.texts.open()

    def _check(self) -> None:
        """Have the chosen report of the period made and checked; a whole ledger has no checks."""
        self._asked += 1
        self.bar.hide()
        form, asked, number, store = self.form, self.asked, self._asked, self.desk.store
        self.span.setText("" if form.ledger else _span(asked, self._day))
        self._offer_submit()
        if form.ledger:
            self._show(Preview((), ()))
            self.state.setText("整本导出，全精度，改好后可以原样导回；证件号码和电话会遮盖。")
            return
        self.state.setText("正在审核……")

        def done(found: Preview) -> None:
            if number == self._asked:
                self._show(found)

        def failed(error: Exception) -> None:
            if number == self._asked:
                self._show(Preview((), ()))
                self.state.setText("")
                self.fail(error)

        self.desk.read("审核", lambda: preview(store, form.id, asked), done, failed)

    def _show(self, made: Preview) -> None:
        self.sheet.show_sheets(made.sheets, made.found)
        self.findings.show_findings(made.found)
        must = sum(one.level is Level.MUST for one in made.found)
        open_hints = sum(one.level is Level.HINT and not one.reason for one in made.found)
        if must:
            told = f"有 {must} 项强制审核没有通过，导出的是草稿；改好后再导出即为正式表。"
        elif open_hints:
            told = f"强制审核全部通过，有 {open_hints} 条提示，请看一遍，能保留的写明理由。"
        else:
            told = "审核全部通过，可以导出。"
        self.state.setText("\n".join(filter(None, [made.fault, told])))

    def _show_rows(self, found: CheckResult) -> None:
        store = self.desk.store

        def done(rows: Rows | None) -> None:
            if rows is not None:
                self.desk.page_asked.emit("ledger", rows)

        self.desk.read("查找记录", lambda: rows_behind(store, found), done, self.fail)

    def waive(self, check: str, reason: str) -> None:
        """Keep the reason for which a 提示 of the report may stand."""
        store, form, asked = self.desk.store, self.form.id, self.asked

        def work() -> list[Change]:
            explain(store, form, asked, check, reason)
            return [store.last_change]

        self.desk.write(f"说明提示“{check}”", work, lambda changes: changes, lambda _: None, self.fail)

    def submit(self) -> None:
        """Register the newest export of the report and period as sent; in place of the one that stands, if any."""
        store, form, asked, standing = self.desk.store, self.form.id, self.asked, self._standing()

        def work() -> tuple[submit.Submitted, Change]:
            done = submit.submit(store, form, asked, replaces=str(standing.id) if standing else None)
            return done, store.last_change

        def done(made: tuple[submit.Submitted, Change]) -> None:
            sent, notes = made[0].sent, "".join(made[0].notes)
            words = f"已登记第 {sent.id} 次报送，编号 {sent.number}，校验码 {sent.sha256[:12]}"
            self.bar.say(f"{words}。{notes}" if notes else words, "warn" if notes else "good")

        self.desk.write("登记报送", work, lambda made: [made[1]], done, self.fail)

    def cancel_submission(self, which: int, reason: str) -> None:
        """Cancel a submission; it stays in the register with the reason."""
        store = self.desk.store

        def work() -> list[Change]:
            submit.cancel(store, str(which), reason)
            return [store.last_change]

        def done(_: object) -> None:
            self.bar.say(f"第 {which} 次报送已作废", "good")

        self.desk.write("作废报送", work, lambda changes: changes, done, self.fail)

    def give_out(self, which: int) -> None:
        """Write the file of a submission into the folder of exports, else what it said."""
        store, folder = self.desk.store, Path(self.folder.text())

        def work() -> sent_file.GivenOut:
            return sent_file.give_out(store, submit.named(submit.submissions(store), str(which)), folder)

        def done(made: sent_file.GivenOut) -> None:
            what = "与报出时逐字节相同" if made.exact else "原件已不在，按登记的数字重新写出"
            kind = "good" if made.exact else "warn"
            self.bar.say(f"已取出 {made.path.name}（{what}）", kind, "打开文件夹", lambda: outbox.show(folder))

        self.desk.read("取出报出的文件", work, done, self.fail)

    def compare(self, first: str, second: str) -> None:
        """Say what two submissions differ in, figure by figure."""
        store = self.desk.store

        def work() -> list[str]:
            lines = difference_lines(difference.difference(store, first, second))
            return [line.replace(f"（{difference.LOCKED}）", "") for line in lines]

        self.desk.read("比较报送", work, self.register.tell, self.fail)

    def export(self, what: str) -> None:
        """Write the chosen report (or all of the period's) into the folder."""
        store, asked, folder = self.desk.store, None if self.form.ledger else self.asked, Path(self.folder.text())
        photos = self.pictured.isEnabled() and self.pictured.isChecked()
        self.one.setEnabled(False)

        def done(written: list[Exported]) -> None:
            self.one.setEnabled(True)
            self._say_written(written, folder)
            self._read_due()

        def failed(error: Exception) -> None:
            self.one.setEnabled(True)
            self.fail(error)

        def work() -> list[Exported]:
            from app.ui.redrawing import redrawing  # photos seldom go along

            with redrawing() as redraw:
                return export(store, what, asked, folder, extent=Extent(photos=photos, redraw=redraw))

        self.desk.read("导出", work, done, failed)

    def _say_written(self, written: Sequence[Exported], folder: Path) -> None:
        drafts = sum(one.draft for one in written)
        names = "、".join(one.path.name for one in written) if len(written) == 1 else f"{len(written)} 个文件"
        note = f"，其中 {drafts} 份是草稿" if drafts else ""
        unregistered = next((one.unregistered for one in written if one.unregistered), "")
        photos = "。".join(one.photos for one in written if one.photos)
        words = "。".join(filter(None, (f"已导出 {names}{note}", photos, unregistered)))
        self.bar.say(words, "warn" if drafts or unregistered else "good", "打开文件夹", lambda: outbox.show(folder))

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "导出到哪个文件夹", self.folder.text())
        if path:
            self.folder.setText(path)


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
    try:
        found = periods.parse(asked, day)
    except Refusal:
        return ""
    return f"{found.start:%m-%d} 至 {found.end:%m-%d}"
