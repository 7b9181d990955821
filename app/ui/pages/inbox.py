"""收件: a workbook comes in, what it would do is shown row by row, and one button does it."""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.models.field import Field
from app.models.ledger import LEDGERS, fields_of
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.work import Change
from app.services.importing.figure_plan import FigurePlan, FigureRow
from app.services.importing.flow import import_files
from app.services.importing.issue import Code, Severity
from app.services.importing.plan import Action, Options, RowPlan, TablePlan
from app.services.importing.report import FileReport, ImportReport, about_figures, about_return
from app.ui import theme
from app.ui.desk import Desk
from app.ui.grid.columns import shown
from app.ui.jobs import Progress
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.ledger import WORKBOOKS
from app.ui.pages.page import Page, button, framed, label
from app.ui.words import KINDS

_WORDS = {
    Action.CREATE: "新增",
    Action.UPDATE: "有变化",
    Action.SAME: "无变化",
    Action.CONFLICT: "冲突",
    Action.REJECT: "错误",
}
_TONES = {Action.CONFLICT: "warn", Action.REJECT: "bad", Action.SAME: "ink3"}
_FIGURES = {"targets": "任务分解表", "indicators": "指标完成情况表"}
_APPLIED = (Action.CREATE, Action.UPDATE)
Shown = tuple[TablePlan, RowPlan] | tuple[FigurePlan, FigureRow]
_HEADINGS = (
    Heading("行", right=True),
    Heading("做法"),
    Heading("编号"),
    Heading("名称"),
    Heading("变化与问题", stretches=True),
)


class InboxPage(Page):
    """Nothing is written before 导入 is pressed; what was read last is what is shown and what is applied."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "收件")
        self._paths: list[Path] = []
        self._report = ImportReport()
        self.about = label("", "label")
        self.scope.addWidget(self.about)
        pick = button("选择文件")
        pick.clicked.connect(self._choose)
        self.verbs.addWidget(pick)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("行的做法")
        self.tabs.currentChanged.connect(self._show_rows)
        self.lines = Listing("导入明细", _HEADINGS, self._show_detail)
        self.detail = label("", "label")
        self.detail.setWordWrap(True)
        self.detail.setContentsMargins(theme.MARGIN, 8, theme.MARGIN, 8)
        self.detail.hide()
        self.remarks = label("", "label")
        self.remarks.setWordWrap(True)
        self.remarks.setContentsMargins(theme.MARGIN, 4, theme.MARGIN, 8)
        self.as_of = QLineEdit()
        self.accept = QCheckBox("采用返回的数和新增的行，有冲突的除外")
        self.decided = label("")
        self.cancel, self.apply = button("放弃", "text"), button("导入", "primary")
        self._fronts = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        plan = QWidget()
        column = QVBoxLayout(plan)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(theme.PADDING, 0, theme.PADDING, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        column.addLayout(row)
        for widget in (self.remarks, self.lines, self.detail, self._decision()):
            column.addWidget(widget, int(widget is self.lines))
        self._fronts.addWidget(self._invitation())
        self._fronts.addWidget(plan)
        self.body.addWidget(self._fronts, 1)

    def _invitation(self) -> QWidget:
        outer, frame = QWidget(), framed("invitation")
        frame.setFixedWidth(640)
        box = QVBoxLayout(frame)
        box.setContentsMargins(48, 40, 48, 40)
        box.setSpacing(theme.MARGIN)
        pick = button("选择 Excel 文件", "primary")
        pick.clicked.connect(self._choose)
        texts = (
            ("把收到的表格拖到窗口里", "headline"),
            ("台账、点位表、小班表都可以。先给你看每一行会怎样，点“导入”才入账。", "label"),
        )
        for words, role in texts:
            box.addWidget(label(words, role), 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(pick, 0, Qt.AlignmentFlag.AlignHCenter)
        hint = label("支持 xlsx、xls、csv；导入前自动备份，随时可撤销", "hint")
        box.addWidget(hint, 0, Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(outer)
        column.addStretch(1)
        column.addWidget(frame, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return outer

    def _decision(self) -> QWidget:
        frame = framed("decision")
        frame.setFixedHeight(56)
        row = QHBoxLayout(frame)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(theme.GAP)
        self.as_of.setPlaceholderText("累计数截至日期")
        self.as_of.setAccessibleName("累计数截至日期")
        self.as_of.setFixedWidth(160)
        self.as_of.editingFinished.connect(self._plan)
        self.accept.toggled.connect(self._plan)
        self.cancel.clicked.connect(self.drop)
        self.apply.clicked.connect(self.import_all)
        row.addWidget(self.decided, 1)
        for widget in (self.accept, self.as_of, self.cancel, self.apply):
            row.addWidget(widget)
        return frame

    def refresh(self) -> None:
        """Make the plan again: the ledger may have changed under it."""
        if self._paths:
            self._plan()

    def on_change(self, change: Change) -> None:
        if change.tables & set(LEDGERS):
            self.refresh()

    def take(self, paths: Sequence[Path]) -> None:
        """Show what importing these workbooks would do."""
        self._paths = list(paths)
        self.as_of.clear()
        self._refuse_values()
        self.bar.hide()
        self._plan()

    def drop(self) -> None:
        """Forget the workbooks; nothing was written."""
        self._paths = []
        self.about.setText("")
        self._fronts.setCurrentIndex(0)

    def _choose(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, "选择要导入的表格", "", WORKBOOKS)
        if paths:
            self.take([Path(path) for path in paths])

    def _options(self) -> Options:
        text = self.as_of.text().strip()
        try:
            as_of = date.fromisoformat(text).isoformat() if text else None
        except ValueError as error:
            raise Refusal(f"“{text}”不是日期", "截至日期请写成 年-月-日 的样子，中间用短横线") from error
        return Options(as_of=as_of, confirmed=self.accept.isChecked())

    def _refuse_values(self) -> None:
        """New workbooks: whether returned values are taken is decided anew."""
        self.accept.blockSignals(True)
        self.accept.setChecked(False)
        self.accept.blockSignals(False)

    def _plan(self) -> None:
        try:
            options = self._options()
        except Refusal as refusal:
            self.bar.refuse(refusal)
            return
        store, paths = self.desk.store, self._paths
        self.desk.read("核对文件", lambda: _steps(store, paths, options, dry_run=True), self._show, self._failed)

    def _failed(self, error: Exception) -> None:
        self.apply.setEnabled(bool(self._paths))
        self.fail(error)

    def _show(self, report: ImportReport) -> None:
        if not self._paths:  # given up, or imported, while it was being read
            return
        self._report = report
        self.about.setText("　".join(_recognised(file) for file in report.files))
        refused = [file.reason or "" for file in report.files if file.refused]
        if refused:
            self.bar.say("　".join(refused), "bad")
        taken = [file for file in report.files if not file.refused]
        self._fronts.setCurrentIndex(1 if taken else 0)
        self.remarks.setText("\n".join(_remarks(report)))
        self.remarks.setVisible(bool(self.remarks.text()))
        asked = any(table.undated for table in self._tables()) or any(plan.undated for plan in self._figures())
        self.as_of.setVisible(bool(self.as_of.text()) or asked)
        self._show_tabs()
        self._show_decision()

    def _tables(self) -> Iterator[TablePlan]:
        return (table for file in self._report.files for table in file.tables)

    def _figures(self) -> Iterator[FigurePlan]:
        return (plan for file in self._report.files for plan in file.figures)

    def _rows(self) -> Iterator[Shown]:
        yield from ((table, row) for table in self._tables() for row in table.rows)
        yield from ((plan, row) for plan in self._figures() for row in plan.rows)

    def _show_tabs(self) -> None:
        counts = Counter(row.action for _, row in self._rows())
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for words, number, action in [("全部", sum(counts.values()), None)] + [
            (word, counts[action], action) for action, word in _WORDS.items()
        ]:
            self.tabs.setTabData(self.tabs.addTab(f"{words}  {number:,}"), action)
        self.tabs.blockSignals(False)
        self._show_rows()

    def _show_rows(self) -> None:
        wanted = self.tabs.tabData(self.tabs.currentIndex())
        self.lines.show_lines([_line(one) for one in self._rows() if wanted in (None, one[1].action)])

    def _show_detail(self) -> None:
        """All that is said of the chosen row, in full; the table shows as much as fits."""
        line = self.lines.chosen
        self.detail.setVisible(bool(line and line.texts[-1]))
        if line:
            self.detail.setText(f"第 {line.texts[0]} 行　{line.texts[-1]}")

    def _show_decision(self) -> None:
        back = [file for file in self._report.files if file.returned]
        others = (row for file in self._report.files if not file.returned for row in file.rows)
        counts = Counter(row.action for row in others)
        number = sum(counts[action] for action in _APPLIED)
        left = counts[Action.CONFLICT] + counts[Action.REJECT]
        rest = f"，{left} 行有冲突或错误不导入" if left else ""
        words = f"新增 {counts[Action.CREATE]} 行，更新 {counts[Action.UPDATE]} 行{rest}" if number else ""
        told = "；".join(filter(None, (words, _about_back(back))))
        self.decided.setText(f"{told}。导入前自动备份，随时可撤销。" if told else f"没有要写入的行{rest}。")
        self.accept.setVisible(bool(back) and len(back) == len(self._report.files))
        self.apply.setText("记下市级意见" if back and not number else f"导入 {number:,} 行")
        self.apply.setEnabled(bool(number or sum(file.remarked + file.decided for file in back)))

    def import_all(self) -> None:
        """Write what is shown, one undoable step a file."""
        store, paths, options = self.desk.store, self._paths, self._options()
        self.apply.setEnabled(False)
        self.desk.write(
            f"导入 {'、'.join(path.name for path in paths)}",
            lambda: _steps(store, paths, options, dry_run=False),
            lambda report: [_change(file) for file in report.files],
            self._imported,
            self._failed,
        )

    def _imported(self, report: ImportReport) -> None:
        counts = Counter(row.action for file in report.files for row in file.rows)
        written = any(file.batch is not None for file in report.files)
        words = f"已导入：新增 {counts[Action.CREATE]} 行，更新 {counts[Action.UPDATE]} 行"
        if any(file.returned for file in report.files):
            words = f"已记下市级意见 {sum(file.remarked for file in report.files)} 条"
        self.drop()
        if written:
            self.bar.say(words, "good", "撤销", self.desk.undo)
        else:
            self.bar.say("台账没有改动：这些内容已经导入过", "warn")


def _steps(
    store: Store, paths: Sequence[Path], options: Options, *, dry_run: bool
) -> Generator[Progress, None, ImportReport]:
    """The import with its progress in the words of the status bar."""
    steps = import_files(store, paths, options, dry_run=dry_run)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            report: ImportReport = end.value
            return report
        yield Progress(f"{step.step} {step.file}", step.done, step.total)


def _change(file: FileReport) -> Change:
    rows = sum(row.action in _APPLIED for row in file.rows)
    kinds = {table.mapping.kind for table in file.tables if table.mapping.kind}
    aims = {put.table.__tablename__ for plan in file.figures for row in plan.rows for put in row.puts}
    return Change(file.batch, rows, frozenset(kinds | aims))


def _about_back(back: Sequence[FileReport]) -> str:
    """What would be done with returned files."""
    if not back:
        return ""
    taken = sum(file.decided for file in back)
    values = f"采用返回的数 {taken} 处" if taken else "台账里的数不改"
    return f"记下市级意见 {sum(file.remarked for file in back)} 条和审核结果，{values}"


def _recognised(file: FileReport) -> str:
    if file.refused:
        return f"{file.file}：认不出"
    if file.returned:
        return f"{file.file}　认出：退回的文件，市级意见 {file.remarked} 条"
    known = [table for table in file.tables if table.mapping.kind]
    ledgers = [f"{KINDS[str(table.mapping.kind)].title}台账（{table.mapping.table.sheet.name}）" for table in known]
    figures = [f"{_FIGURES[plan.kind]}（{plan.table.sheet.name}）" for plan in file.figures]
    return f"{file.file}　认出：{'；'.join([*ledgers, *figures])}"


def _remarks(report: ImportReport) -> Iterator[str]:
    """What is to be said of the whole file: bytes seen before, columns nobody knows, totals that do not agree."""
    for file in report.files:
        if file.earlier is not None:
            yield f"{file.file} 已经导入过（第 {file.earlier} 步），内容没有再变"
        yield from file.remarks
        yield from about_return(file)
        for table in file.tables:
            yield from _about_table(table)
        for plan in file.figures:
            yield from about_figures(plan)


def _about_table(table: TablePlan) -> Iterator[str]:
    sheet = table.mapping.table.sheet.name
    unknown = [f"{one.column.letter} 列“{one.column.text}”" for one in table.mapping.unmapped]
    if unknown and table.mapping.kind:
        yield f"{sheet} 有 {len(unknown)} 列不导入：{'、'.join(unknown)}"
    if table.undated:
        columns = "、".join(table.undated)
        yield f"{sheet} 的 {columns} 列是累计数，没有写截至哪一天：请在下面填截至日期，不填则先标红保存"
    for total in table.totals:
        if not total.agrees:
            yield f"{sheet} {total.column}{total.row} 合计印的是 {total.printed}，各行相加是 {total.computed}"


def _line(one: Shown) -> Line:
    return _record_line(*one) if isinstance(one[0], TablePlan) else _figure_line(*one)


def _figure_line(plan: FigurePlan, row: FigureRow) -> Line:
    heads = {one.field: one.column for one in plan.columns}
    label = next(heads[field] for field in ("region", "indicator") if field in heads)
    changed = [
        f"{heads[name].text if name in heads else name} {held or '空'} → {returned}"
        for name, (held, returned) in row.changes.items()
    ]
    told = [issue.text for issue in sorted(row.issues, key=lambda issue: _SERIOUS[issue.severity])]
    name = str(plan.table.cell(row.row, label.index)).strip()
    return Line((str(row.row), _WORDS[row.action], "", name, "；".join([*changed, *told])), _tone(row), row)


def _record_line(table: TablePlan, row: RowPlan) -> Line:
    fields = fields_of(str(table.mapping.kind))
    changed = [_changed(fields[name], old, new) for name, (old, new) in row.changes.items()]
    issues = sorted(row.issues, key=lambda issue: _SERIOUS[issue.severity])
    told = [issue.text for issue in issues if issue.code is not Code.REQUIRED]
    lacking = [fields[issue.field].label for issue in issues if issue.code is Code.REQUIRED and issue.field]
    if lacking:
        told.append(f"还缺 {'、'.join(lacking)}")
    named = (_said(fields["code"], row), _said(fields["name"], row) or _said(fields["village"], row))
    return Line((str(row.row), _WORDS[row.action], *named, "；".join([*changed, *told])), _tone(row), row)


_SERIOUS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def _said(field: Field, row: RowPlan) -> str:
    return shown(field, row.values.get(field.name))


def _changed(field: Field, old: object, new: object) -> str:
    before, after = (shown(field, value) if isinstance(value, str | int) else "空" for value in (old, new))
    return f"{field.label} {before} → {after}"


def _tone(row: RowPlan | FigureRow) -> str:
    if any(issue.severity is Severity.ERROR for issue in row.issues):
        return "bad"
    return _TONES.get(row.action, "ink")
