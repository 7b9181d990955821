"""Whatever a clerk's hands do in the grid, in whatever order: the ledger holds what a plain list of rows would hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.models.queries import records as queries
from app.models.queries.grid import By, OneOf
from app.services import ledger, records
from app.services.records import Addition
from app.ui.desk import Desk
from app.ui.grid.sheet import Sheet
from app.ui.jobs import Jobs
from app.ui.shots import wait_until

KIND = "demolition"
NAMES = ("party_name", "village", "lead_unit", "remark")
TEXTS = st.sampled_from(["甲", "乙", "丙丁", "阿", "2"])
ROWS = st.integers(0, 7)
COLUMNS = st.integers(0, len(NAMES) - 1)
BLOCKS = st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=3)

Model = dict[int, dict[str, str]]
"""The rows by record, each with its texts that are not blank."""


class GridMachine(RuleBasedStateMachine):
    """Six records; the model is a dictionary, its past and its future are lists."""

    @initialize()
    def open(self) -> None:
        """A ledger of its own, with a sheet over it."""
        self.folder = TemporaryDirectory()
        self.store = ledger.create(str(Path(self.folder.name) / "台账.db"), "330421", 2022)
        with self.store.write("六条") as work:
            records.add(work, KIND, [Addition({"party_name": text, "remark": text}) for text in "丙甲乙甲丁丙"])
        self.failures: list[Exception] = []
        self.jobs = Jobs(self.failures.append)
        self.desk = Desk(self.store, self.jobs)
        self.home = QWidget()
        self.sheet = Sheet(self.desk, KIND, "330421", 2022, self.failures.append, self.home)
        self.desk.changed.connect(self.sheet.on_change)
        self.sheet.view.arrange(self.sheet.view.arrangement)
        shown = [*NAMES, *(name for name in self.sheet.model.every if name not in NAMES)]
        self.sheet.model.arrange(shown)
        self.sheet.refresh()
        self.settle()
        self.model = self.stored()
        self.past: list[Model] = []
        self.future: list[Model] = []

    def settle(self) -> None:
        wait_until(lambda: not self.jobs.busy)

    def stored(self) -> Model:
        with self.store.read() as session:
            held = list(queries.every(session, KIND))
        return {one.id: {name: str(one.values[name]) for name in NAMES if one.values[name]} for one in held}

    @contextmanager
    def step(self) -> Iterator[Model]:
        """One change of the model, done by the hands at the same time."""
        after = {record: dict(texts) for record, texts in self.model.items()}
        yield after
        self.settle()
        if after != self.model:
            self.past.append(self.model)
            self.future.clear()
            self.model = after

    def row(self, number: int) -> int:
        return number % max(self.sheet.model.records, 1)

    def select(self, top: int, left: int, bottom: int, right: int) -> None:
        model = self.sheet.model
        chosen = QItemSelection(model.index(top, left), model.index(bottom, right))
        self.sheet.view.stand(model.index(top, left))
        self.sheet.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def put(self, after: Model, row: int, column: int, text: str) -> None:
        """The model's own way to change a cell: by the record that is seen in the row."""
        record = self.sheet.model.record(row)
        after[record].pop(NAMES[column], None)
        if text:
            after[record][NAMES[column]] = text

    @precondition(lambda self: self.sheet.model.records)
    @rule(row=ROWS, column=COLUMNS, text=TEXTS)
    def edit(self, row: int, column: int, text: str) -> None:
        """Type into a cell."""
        with self.step() as after:
            self.put(after, self.row(row), column, text)
            self.sheet.model.setData(self.sheet.model.index(self.row(row), column), text)

    @precondition(lambda self: self.sheet.model.records)
    @rule(row=ROWS, column=st.integers(0, len(NAMES) - 2), block=BLOCKS)
    def paste(self, row: int, column: int, block: list[list[str]]) -> None:
        """Paste a block; what reaches below the last row is added."""
        known = set(self.model)
        with self.step() as after:
            top, last = self.row(row), self.sheet.model.records
            for down, texts in enumerate(block[: last - top]):
                for across, text in enumerate(texts):
                    self.put(after, top + down, column + across, text)
            QGuiApplication.clipboard().setText("\n".join("\t".join(texts) for texts in block))
            self.select(top, column, top, column)
            self.sheet.view.hands.paste()
            self.settle()
            new = sorted(set(self.stored()) - known)
            for record, texts in zip(new, block[last - top :], strict=True):
                after[record] = dict(zip(NAMES[column : column + 2], texts, strict=True))

    @rule(column=COLUMNS, text=TEXTS)
    def begin(self, column: int, text: str) -> None:
        """Type into the empty row."""
        known = set(self.model)
        with self.step() as after:
            self.sheet.model.setData(self.sheet.model.index(self.sheet.model.records, column), text)
            self.settle()
            (record,) = set(self.stored()) - known
            after[record] = {NAMES[column]: text}

    @precondition(lambda self: self.sheet.model.records)
    @rule(row=ROWS, more=st.integers(0, 3), column=COLUMNS)
    def fill_down(self, row: int, more: int, column: int) -> None:
        """Fill a column's first cell into those below it."""
        top, last = self.row(row), self.sheet.model.records - 1
        bottom = min(top + more, last)
        source = top if bottom > top else top - 1
        if source < 0:
            return
        text = self.sheet.model.index(source, column).data()
        with self.step() as after:
            for target in range(source + 1, bottom + 1):
                self.put(after, target, column, text)
            self.select(top, column, bottom, column)
            self.sheet.view.hands.fill_down()

    @precondition(lambda self: self.sheet.model.records)
    @rule(row=ROWS, column=COLUMNS)
    def clear(self, row: int, column: int) -> None:
        """Clear a cell, which leaves its row."""
        with self.step() as after:
            self.put(after, self.row(row), column, "")
            self.select(self.row(row), column, self.row(row), column)
            self.sheet.view.hands.clear()

    @precondition(lambda self: self.sheet.model.records)
    @rule(row=ROWS)
    def remove(self, row: int) -> None:
        """Delete a row."""
        with self.step() as after:
            del after[self.sheet.model.record(self.row(row))]
            self.select(self.row(row), 0, self.row(row), 0)
            self.sheet.remove_rows()

    @rule(column=COLUMNS, descending=st.booleans())
    def sort(self, column: int, descending: bool) -> None:
        """Sort, which changes nothing."""
        self.sheet.order_by([By(NAMES[column], descending)])
        self.settle()

    @rule(text=st.none() | TEXTS)
    def filter(self, text: str | None) -> None:
        """Show some rows only, which changes nothing."""
        self.sheet.filter_by("remark", OneOf("remark", frozenset({text})) if text else None)
        self.settle()

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        """Take the last step back."""
        self.desk.undo()
        self.settle()
        self.future.append(self.model)
        self.model = self.past.pop()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        """Bring the step taken back last again."""
        self.desk.redo()
        self.settle()
        self.past.append(self.model)
        self.model = self.future.pop()

    @invariant()
    def the_ledger_holds_what_the_model_holds(self) -> None:
        """No text lost, none in another row, and the grid shows each record its own."""
        if not hasattr(self, "model"):
            return
        assert not self.failures
        assert self.stored() == self.model
        for row in range(self.sheet.model.records):
            texts = {name: self.sheet.model.index(row, column).data() for column, name in enumerate(NAMES)}
            expected = self.model[self.sheet.model.record(row)]
            assert {name: text for name, text in texts.items() if text} == expected

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "sheet"):
            self.jobs.stop()
            self.home.deleteLater()
            self.store.close()
            QApplication.sendPostedEvents(None, 0)
            self.folder.cleanup()


def test_hands_in_any_order_do_what_a_plain_list_would(qapp: object) -> None:
    """A few runs here; ``--hypothesis-profile`` asks for more."""
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(GridMachine, settings=settings(max_examples=4, stateful_step_count=12))
