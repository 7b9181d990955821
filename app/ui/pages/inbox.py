"""收件: a file comes in, what it would do is shown cell by cell, tried out, decided on, and written in one step."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from app.models.ledger import fields_of
from app.models.refusal import Refusal
from app.models.work import Change
from app.services.importing.deciding.kept_rules import Kept, keep, kept
from app.services.importing.deciding.piles import CellLine, Pile, RowLine, field_of
from app.services.importing.deciding.prepared import Effect, carry_out, rehearse
from app.services.importing.deciding.tally import Tally, stands_of, tally
from app.services.importing.file_report import FileReport, ImportReport
from app.services.importing.mapping.correction import Correction
from app.services.importing.planning.file_plan import DocumentPlan
from app.services.importing.planning.plan import Options
from app.services.importing.tables.table import HeaderAt
from app.ui import outbox
from app.ui.desk import Desk
from app.ui.inbox.board import Board
from app.ui.inbox.decision import Decision
from app.ui.inbox.document import DocumentPanel
from app.ui.inbox.invitation import invitation
from app.ui.inbox.looking import Looked, change_of, look, marked, told
from app.ui.inbox.said import Said, value_of
from app.ui.inbox.words import recognised, remarks
from app.ui.pages.ledger import WORKBOOKS
from app.ui.pages.page import Page, button, label

_NOTHING = Tally(0, 0, 0, 0, 0, 0)
_INVITATION, _PLAN = range(2)
_AT_ONCE = 5000  # lines that are counted again at every decision; with more of them it waits for a moment's rest
_REST = 120  # milliseconds


class InboxPage(Page):
    """Nothing is written before the primary button is pressed; what is shown is what is applied."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "收件", parent)
        self._paths: list[Path] = []
        self._waiting: list[Path] = []
        self._looked: Looked | None = None
        self._said = Said()
        self._options = Options()
        self._tally = _NOTHING
        self._keeping = False
        self._counted = 0
        self._planned = 0
        self.about = label("", "label")
        self.scope.addWidget(self.about)
        pick = button("选择文件")
        pick.clicked.connect(self._choose)
        self.verbs.addWidget(pick)
        self._fronts = QStackedWidget(self)
        self._lay_out()
        self.tabs, self.lines, self.cells = self.board.tabs, self.board.lines, self.board.cells
        self.detail, self.remarks, self.accept = self.board.detail, self.board.remarks, self.board.strip.accept
        self.as_of, self.decided, self.cancel = self.decision.as_of, self.decision.decided, self.decision.cancel
        self.errors, self.try_out, self.apply = self.decision.errors, self.decision.try_out, self.decision.apply
        self._counting = QTimer(self, singleShot=True, interval=_REST)
        self._listen()

    def _lay_out(self) -> None:
        """Each part is made inside what holds it: what is put elsewhere is dressed anew with all that it holds."""
        self.body.addWidget(self._fronts, 1)
        plan = QWidget(self._fronts)
        for front in (invitation(self._choose), plan):
            self._fronts.addWidget(front)
        self.board = Board(lambda cell: stands_of(cell, self._options), self._written, plan)
        self.decision = Decision(plan)
        column = QVBoxLayout(plan)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.board, 1)
        column.addWidget(self.decision)

    @cached_property
    def document(self) -> DocumentPanel:
        """The face of a year's document, made when the first comes in."""
        made = DocumentPanel(self.desk, self._failed)
        self._fronts.addWidget(made)
        made.left.connect(self._next)
        made.stored.connect(self._aims_stored)
        made.model.refused.connect(self.bar.refuse)
        return made

    def _listen(self) -> None:
        self.as_of.editingFinished.connect(self._plan)
        self.cancel.clicked.connect(self._next)
        self.apply.clicked.connect(self.import_all)
        self.errors.clicked.connect(self._choose_errors_place)
        self.try_out.clicked.connect(self.rehearse)
        self._counting.timeout.connect(self._count)
        strip, sheets = self.board.strip, self.board.sheets
        self.cells.decided.connect(self.decide)
        self.cells.cells.typed.connect(self.write)
        self.board.left_out.connect(self._leave_out)
        self.board.recognised.connect(self._on_record)
        strip.accept_changed.connect(self._decisions_changed)
        strip.field_decided.connect(self.decide_field)
        strip.rule_dropped.connect(lambda kind, name: self._keep(kind, name, None))
        sheets.corrected.connect(self._on_correction)
        sheets.header_said.connect(self._on_header)

    def refresh(self) -> None:
        """Make the plan again: the ledger may have changed under it."""
        if self._paths:
            self._plan()

    def on_change(self, change: Change) -> None:
        """Plan again where what was changed, here or at another seat, concerns what is shown."""
        if not self._keeping and (self._looked is None or self._looked.prepared.is_concerned(change.tables)):
            self.refresh()

    def take(self, paths: Sequence[Path]) -> None:
        """Show what importing these files would do."""
        self._waiting = []
        self._begin(list(paths))

    def _begin(self, paths: list[Path]) -> None:
        self._paths = paths
        self._said = Said()
        self._looked = None
        self.as_of.clear()
        self.board.strip.refuse_all()
        self.board.to_sheet.setChecked(False)
        self.bar.hide()
        self._plan()

    def drop(self) -> None:
        """Forget the files; nothing was written."""
        self._paths, self._waiting = [], []
        self._planned += 1  # what is still being read is asked for no more
        self._looked = None
        self.about.setText("")
        self._fronts.setCurrentIndex(_INVITATION)

    def _next(self) -> None:
        """Leave what is in front, and go on with the documents that wait."""
        waiting = self._waiting
        self.drop()
        if waiting:
            self._waiting = waiting[1:]
            self._begin(waiting[:1])

    def _choose(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, "选择要导入的表格", "", WORKBOOKS)
        if paths:
            self.take([Path(path) for path in paths])

    def _asked(self, rules: Kept | None = None) -> Options:
        """The options as the page stands. Raises ``Refusal`` for a day that is none."""
        known = rules if rules is not None else self._looked.kept if self._looked else {}
        return self._said.options(self.decision.day, known, confirmed=self.accept.isChecked())

    def _plan(self) -> None:
        try:
            options = self._asked()
        except Refusal as refusal:
            self.bar.refuse(refusal)
            return
        self._planned += 1
        number, store, paths = self._planned, self.desk.store, self._paths

        def done(looked: Looked) -> None:
            if number == self._planned:
                self._show(looked)

        self.desk.read("核对文件", lambda: look(store, paths, options), done, self._failed)

    def _failed(self, error: Exception) -> None:
        self.apply.setEnabled(bool(self._paths))
        self.fail(error)

    def _show(self, looked: Looked) -> None:
        plans = looked.prepared.plans
        documents = [path for path, plan in zip(self._paths, plans, strict=True) if isinstance(plan, DocumentPlan)]
        if documents and len(self._paths) > 1:
            self._one_by_one(documents)
            return
        self._looked = looked
        files = looked.prepared.report.files
        self.about.setText("　".join(map(recognised, files)))
        if refused := [file.reason or "" for file in files if file.refused]:
            self.bar.say("　".join(refused), "bad")
        if documents:
            self.document.show_document(looked.prepared)
            self._fronts.setCurrentWidget(self.document)
            return
        taken = any(not file.refused for file in files)
        self._fronts.setCurrentIndex(_PLAN if taken or looked.pictures else _INVITATION)
        self.board.say(list(remarks(looked.prepared.report)))
        undated = any(one.undated for file in files for one in file.tables)
        undated = undated or any(one.undated for file in files for one in file.figures)
        self.as_of.setVisible(bool(self.as_of.text()) or undated)
        self._options = self._asked()
        self.board.show_piles(looked.piles, looked.kept, looked.pictures, returned=self._returned)
        if not taken:
            self.board.to_sheet.setChecked(True)
        self.errors.setEnabled(bool(looked.piles.counts[Pile.WRONG] + looked.piles.counts[Pile.CONFLICT]))
        self._count()

    def _one_by_one(self, documents: list[Path]) -> None:
        """Workbooks are decided on together, documents one after another behind them."""
        books = [path for path in self._paths if path not in documents]
        self._waiting = [*(documents if books else documents[1:]), *self._waiting]
        self._begin(books or documents[:1])

    def _aims_stored(self, number: int) -> None:
        self._next()
        self.bar.say(f"已录入 {number} 项年度指标；分到各镇街的目标在“目标任务”页填", "good", "撤销", self.desk.undo)

    @property
    def _files(self) -> Sequence[FileReport]:
        return self._looked.prepared.report.files if self._looked else ()

    @property
    def _returned(self) -> bool:
        return any(file.returned for file in self._files)

    def decide(self, cells: Sequence[CellLine], taken: bool) -> None:
        """Take what came for cells, or leave the ledger as it is."""
        for cell in cells:
            self._said.take(cell, taken)
        self._decisions_changed()

    def write(self, cell: CellLine, text: str) -> None:
        """Put another value in place of what came for a cell and of what the ledger says."""
        if (kind := field_of(cell)) is None:
            return
        try:
            value = value_of(self.desk.store, kind[0], cell.name, text)
        except Refusal as refusal:
            self.bar.refuse(refusal)
            return
        self.bar.hide()
        self._said.put_other(cell, value)
        self._decisions_changed()

    def _written(self, cell: CellLine) -> str:
        return self._said.other(cell)  # of the files in front, whichever these are by then

    def decide_field(self, taken: bool) -> None:
        """Decide every cell of the field that is picked; as a rule for next time where that is ticked."""
        place = self.board.strip.field
        if place is None or self._looked is None:
            return
        self.decide(self._looked.piles.fields.get(place, ()), taken)
        if self.board.strip.keep.isChecked():
            self._keep(*place, taken)

    def _leave_out(self, head: RowLine, taken: bool) -> None:
        self._said.take_row(head, taken)
        self._decisions_changed()

    def _decisions_changed(self) -> None:
        self._options = self._asked(self._looked.kept if self._looked else None)
        self.board.effects.stale()
        self.cells.viewport().update()
        if self._looked is not None and self._looked.piles.size > _AT_ONCE:
            self._counting.start()  # counted once the decisions come to rest
        else:
            self._count()

    def _keep(self, kind: str, name: str, taken: bool | None) -> None:
        store, called = self.desk.store, fields_of(kind)[name].label
        self._keeping = True  # a rule changes what stands for cells, not how the files are read

        def work() -> tuple[Change, Kept, str]:
            return keep(store, kind, name, called, returned=taken), kept(store), store.head()

        def done(made: tuple[Change, Kept, str]) -> None:
            self._keeping = False
            self._on_rules(made[1], made[2])
            self.desk.said.emit(f"不再用“{called}”的规则" if taken is None else f"已记住“{called}”的规则")

        def failed(error: Exception) -> None:
            self._keeping = False
            self.fail(error)

        self.desk.write(f"核对规则：{called}", work, lambda made: [made[0]], done, failed)

    def _on_rules(self, rules: Kept, head: str) -> None:
        if self._looked is not None:
            prepared = replace(self._looked.prepared, head=head)
            self._looked = replace(self._looked, kept=rules, prepared=prepared)
            self.board.strip.show_rules(rules)
            self._decisions_changed()

    def _on_record(self, head: RowLine, record: int) -> None:
        """Which record a row is that could be several; the plan is made again with it."""
        self._said.take_as(head, record)
        self._plan()

    def _on_correction(self, said: Correction) -> None:
        self._said.corrections[said.sheet, said.column] = said
        self._plan()

    def _on_header(self, said: HeaderAt) -> None:
        self._said.put_header(said)
        self._plan()

    def _count(self) -> None:
        """Count what is decided; a long list is counted by the worker, so that the window stays at hand."""
        looked = self._looked
        if looked is None:
            return
        if looked.piles.size <= _AT_ONCE:
            self._show_count(tally(looked.piles, self._options))
            return
        self._counted += 1
        number, options = self._counted, self._options

        def done(found: Tally) -> None:
            if number == self._counted and self._looked is looked:
                self._show_count(found)

        self.desk.read("清点", lambda: tally(looked.piles, options), done, self.fail)

    def _show_count(self, now: Tally) -> None:
        """Say what is decided, and what the primary button would do."""
        self._tally = now
        self.board.undecided = now.undecided
        self.decision.show_count(now, [file for file in self._files if file.returned])

    def rehearse(self) -> None:
        """Carry everything out, see what the figures become, and take it back."""
        if self._looked is None:
            return
        store, prepared, options = self.desk.store, self._looked.prepared, self._options
        self.board.effects.told.setText("正在试算……")
        self.desk.read("试算", lambda: rehearse(store, prepared, options), self._show_effects, self.fail)

    def _show_effects(self, effects: list[Effect]) -> None:
        self.board.effects.show_effects(effects)

    def _choose_errors_place(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "错误标红的表放在哪里")
        if folder:
            self.export_errors(Path(folder))

    def export_errors(self, folder: Path) -> None:
        """Write the clerk's own workbooks with their wrong cells marked."""
        pairs = list(zip(self._paths, self._files, strict=True))

        def done(made: list[Path]) -> None:
            names = "、".join(path.name for path in made)
            if made:
                self.bar.say(
                    f"已标红另存：{names}；改好后直接再导入", "good", "打开文件夹", lambda: outbox.show(folder)
                )
            else:
                self.bar.say("这些文件里没有可以标红的错误", "warn")

        self.desk.read("导出错误行", lambda: marked(pairs, folder), done, self.fail)

    def import_all(self) -> None:
        """Write what is shown, one undoable step a file."""
        if self._looked is None:
            return
        store, prepared, options = self.desk.store, self._looked.prepared, self._options
        self.apply.setEnabled(False)
        self.desk.write(
            f"导入 {'、'.join(path.name for path in self._paths)}",
            lambda: told(carry_out(store, prepared, options)),
            lambda report: [change_of(file) for file in report.files],
            self._imported,
            self._not_imported,
        )

    def _not_imported(self, error: Exception) -> None:
        self._failed(error)
        if isinstance(error, Refusal):
            self._plan()

    def _imported(self, report: ImportReport) -> None:
        now = self._tally
        written = any(file.batch is not None for file in report.files)
        words = f"已导入：新增 {now.created} 行，更新 {now.updated} 行"
        if any(file.returned for file in report.files):
            values = f"，采用返回的数 {now.taken} 处" if now.taken else ""
            words = f"已记下市级意见 {sum(file.remarked for file in report.files)} 条{values}"
        self._next()
        if written:
            self.bar.say(words, "good", "撤销", self.desk.undo)
        else:
            self.bar.say("台账没有改动：这些内容已经导入过", "warn")
