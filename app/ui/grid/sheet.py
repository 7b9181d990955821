"""One ledger's sheet: the strip of filters over the grid, and what is shown when there is nothing to show."""

from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models.field import Field, Stored
from app.models.queries.grid import By, Filter, GridRow, Those, Waiting
from app.models.work import Change
from app.services import blocks, cells
from app.services.arrangement import arranged
from app.services.blocks import Cell, Entered, NewRow
from app.services.browsing import Browser, Listed, Wanted, turned
from app.services.cells import Typed
from app.services.habits import keep, recall
from app.services.views import Sight, View, asked_of, kept
from app.ui import theme
from app.ui.desk import Desk
from app.ui.grid.choosing import Choosing
from app.ui.grid.emptiness import invitation, nothing_found
from app.ui.grid.filters import FilterPopup, described
from app.ui.grid.heading_menu import HeadingMenu
from app.ui.grid.model import GridModel
from app.ui.grid.replacing import ReplaceStrip
from app.ui.grid.view import GridView
from app.ui.grid.view_button import ViewButton
from app.ui.jobs import Failed
from app.ui.pages.page import button, framed, label

if TYPE_CHECKING:
    from app.ui.grid.form import RecordForm

_UNSAVED = "没有保存"
_UNBOUND = 16_777_215  # Qt's own largest height
_HANGING_ON = frozenset({"progress_entry", "stage_change", "town_share", "pending_value", "attachment", "record_link"})


class Sheet(QWidget):
    """One ledger. Filters, order and search are worked out by the worker; the old rows stay until they are there."""

    counted = Signal(str, int)
    file_asked = Signal()
    words_dropped = Signal()

    def __init__(self, desk: Desk, kind: str, unit: str, year: int, failed: Failed, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kind, self._unit, self._year, self._failed = kind, unit, year, failed
        self._browser = Browser(desk.store, kind)
        self._asked = 0
        self._own: set[int] = set()
        self._beginning = False
        self._coming: int | None = None
        self.wanted = _asked(desk, kind)
        self.model = GridModel(kind, self._browser)
        self._choosing = Choosing(desk, self.model, self._browser, self, failed)
        self.view = GridView(self.model, unit, self)
        self.view.arrange(arranged(recall(desk.store, kind), tuple(self.model.every)))
        self.view.arranged.connect(self._on_arranged)
        for header in self.view.headers:
            header.sort_asked.connect(self._on_sorted)
            header.filter_asked.connect(self.open_filter)
            header.menu_asked.connect(self.open_menu)
        self.model.edited.connect(self._on_edited)
        self.model.begun.connect(self._begin_row)
        self.model.unread.connect(self._failed, Qt.ConnectionType.QueuedConnection)  # it is heard of amid painting
        self.view.hands.entered.connect(self._on_entered)
        self.view.hands.said.connect(desk.said)
        self._form: RecordForm | None = None
        self.view.selectionModel().currentRowChanged.connect(self._follow)
        self.model.dataChanged.connect(self._follow)
        self.model.modelReset.connect(self._follow)
        self.views = ViewButton(desk, kind, tuple(self.model.every), self.sight, self.look_through, failed)
        self.empty = QStackedWidget()
        self._lay_out()
        if recall(desk.store, f"{kind}.form").get("shown"):
            desk.jobs.run_here("表单", self._form_again, lambda _: None)

    def _form_again(self) -> Generator["RecordForm", None, None]:
        """The form that stood beside the table the last time comes once the table stands."""
        yield self.form
        self.form.show()
        self._follow()

    def _lay_out(self) -> None:
        """From the outside in: what is put elsewhere is dressed anew with all that it holds."""
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._strip = framed("strip")
        self.replacing = ReplaceStrip(self.view.hands)
        self._beside = QHBoxLayout()
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(0)
        column.addWidget(self._strip)
        column.addWidget(self.replacing)
        column.addLayout(self._beside, 1)
        front = QVBoxLayout()
        front.setSpacing(0)
        self._beside.addLayout(front, 1)
        front.addWidget(self.view, 1)
        front.addWidget(self.empty, 2)
        self._fill_strip()
        self.replacing.left.connect(self.view.setFocus)
        self.view.selected.connect(lambda _: self.replacing.count() if self.replacing.isVisible() else None)
        self.empty.addWidget(invitation(self._kind, self.file_asked.emit))
        self.empty.addWidget(nothing_found(self._kind, self.show_all))
        self._show_chips()

    def _fill_strip(self) -> None:
        self._strip.setFixedHeight(36)
        row = QHBoxLayout(self._strip)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(theme.GAP)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(theme.GAP)
        self.shown = label("", "label")
        self.wrong = button("", "text", tip="只看有标红待改内容的行")
        self.wrong.clicked.connect(lambda: self.filter_by("", Waiting()))
        row.addWidget(self.views)
        row.addLayout(self._chips)
        row.addStretch(1)
        row.addWidget(self.wrong)
        row.addWidget(self.shown)

    @property
    def form(self) -> "RecordForm":
        """The form beside the grid, made when it is first asked for: its editors take longer than all the grid."""
        if self._form is None:
            from app.ui.grid.form import RecordForm

            self._form = RecordForm(self._desk, self._kind, self._unit, self.model, self._failed, self)
            self._form.edited.connect(self._on_edited)
            self._beside.addWidget(self._form)
        return self._form

    def toggle_form(self) -> None:
        """Show the form of the current record beside the grid, or hide it; the current cell stays in sight."""
        self.form.setVisible(self.form.isHidden())
        self._column.activate()  # the grid has its new width at once
        self.view.scrollTo(self.view.currentIndex())
        keep(self._desk.store, f"{self._kind}.form", {"shown": not self.form.isHidden()})
        self._follow()

    def _follow(self, *_: object) -> None:
        if self._form is not None and self._form.isVisible():
            self._form.show_row(self.view.currentIndex().row())

    def refresh(self) -> None:
        """Read everything again."""
        self.views.read()
        self._browser.forget()
        self._ask()

    def _ask(self) -> None:
        """Ask the worker for the records that are wanted; the answer to an older question is dropped."""
        self._asked += 1
        asked, wanted = self._asked, self.wanted

        def work() -> tuple[Listed, list[GridRow]]:
            listed = self._browser.find(wanted)
            return listed, self.model.ahead(listed)

        def done(found: tuple[Listed, list[GridRow]]) -> None:
            if asked == self._asked:
                self._show(*found)

        self._desk.read("读取台账", work, done, self._failed)

    def _show(self, listed: Listed, rows: Sequence[GridRow]) -> None:
        current = self.view.currentIndex()
        record = self.model.record(current.row()) if current.isValid() else None
        begun = current.row() - self.model.records if current.isValid() else -1
        first = not self.model.records and not any(self.model.beginnings)
        self.model.show(listed, rows)
        if record is not None:
            self.view.go_to(record, self.model.columns[current.column()].name)
        elif first:
            self.view.stand(self.model.index(0, 0))
        elif begun >= 0:
            self.view.stand(self.model.index(self.model.records + begun, current.column()))
        if self._coming is not None:
            self.view.go_to(self._coming, self.model.columns[0].name)
            self._coming = None
        self._count(listed.waiting)

    def _count(self, waiting: int) -> None:
        """Say how many records are shown, and how many texts wait; show what stands for none."""
        found, asked = self.model.records, bool(self.wanted.filters or self.wanted.text)
        self.shown.setText(f"显示 {found:,} / {self.model.total:,}")
        self.wrong.setText(f"标红待改 {waiting:,} 处")
        self.wrong.setVisible(waiting > 0)
        self._show_emptiness(empty=not found, asked=asked and self.model.total > 0)
        self.counted.emit(self._kind, self.model.total)

    def _show_emptiness(self, *, empty: bool, asked: bool) -> None:
        """Without records the grid shrinks to its empty row, ready for hands, over what there is to say."""
        self.empty.setVisible(empty)
        self.empty.setCurrentIndex(int(asked))
        bar = self.view.horizontalScrollBar().sizeHint().height()
        self.view.setMaximumHeight(theme.HEADER + 2 * theme.ROW + bar if empty else _UNBOUND)

    def on_change(self, change: Change) -> None:
        """Read again what a step may have changed; a step of this sheet's own leaves every row where it is."""
        self.views.on_change(change)
        if not change.tables & {self._kind, "setting", *_HANGING_ON}:
            return
        if change.batch in self._own:
            self._browser.forget()
            self.model.reload()
            self._desk.read("读取台账", self._browser.counts, lambda counts: self._count(counts[1]), self._failed)
        else:
            self.refresh()

    def prepare_search(self) -> None:
        """Have what is looked through read before the first word of a search is typed."""
        self._desk.read("准备查找", self._browser.prepare, lambda _: None, self._failed)

    def search(self, text: str) -> None:
        """Show the records that have the words in a name, a code, a place, or in their initials."""
        self._want(text=text)

    def sort_by(self, section: int, *, further: bool = False) -> None:
        """Sort by a column; asked again, the other way round; asked a third time, not by it."""
        self.order_by(turned(self.wanted.order, self.model.columns[section].name, further=further))

    def _on_sorted(self, section: int, further: bool) -> None:
        self.sort_by(section, further=further)

    def order_by(self, order: Sequence[By]) -> None:
        """Put the records into an order, first key first."""
        self._want(order=tuple(order))
        self._remember()

    def filter_by(self, name: str, chosen: Filter | None) -> None:
        """Put a column's filter in place of the one it had; None takes it away."""
        others = [one for one in self.wanted.filters if one.field != name]
        self._want(filters=tuple([*others, chosen] if chosen else others))
        self._remember()

    def clear(self) -> None:
        """Take all filters away."""
        self._want(filters=())
        self._remember()

    def show_all(self) -> None:
        """Take away all that keeps records out of sight: the filters, and the words that were searched for."""
        self._want(filters=(), text="")
        self._remember()
        self.words_dropped.emit()
        self.view.setFocus()

    def _remember(self) -> None:
        """The user's own filters and order of this ledger stand there the next time; those of a view are the view's."""
        if self.views.current is None:
            keep(self._desk.store, f"{self._kind}.asked", kept(self.wanted.filters, self.wanted.order))

    def show_only(self, filters: Sequence[Filter]) -> None:
        """Put these filters in place of all there are, and of the words that were searched for."""
        self.views.leave()
        self._want(filters=tuple(filters), text="")

    def reach(self, record: int) -> None:
        """Go to a record; where filters keep it out of sight they are taken away."""
        self.view.setFocus()
        if self.model.row_of(record) >= 0:
            self.view.go_to(record, self.model.columns[0].name)
        else:
            self._coming = record
            self.show_only(())

    def _want(self, **changed: Any) -> None:
        self.wanted = replace(self.wanted, **changed)
        self._show_chips()
        self._ask()

    def _show_chips(self) -> None:
        while self._chips.count():
            self._chips.takeAt(0).widget().deleteLater()
        for one in self.wanted.filters:
            words = one.words if isinstance(one, Waiting | Those) else described(self.model.every[one.field], one)
            chip = button(f"{words}  ×", "chip", tip="点一下去掉这个筛选")
            chip.clicked.connect(lambda _=False, name=one.field: self.filter_by(name, None))
            self._chips.addWidget(chip)
        if self.wanted.filters:
            everything = button("清除筛选", "text")
            everything.clicked.connect(self.clear)
            self._chips.addWidget(everything)
        else:
            self._chips.addWidget(label("点表头排序，按住 Shift 再点加一级；点漏斗筛选，右键更多", "hint"))
        self._mark()

    def _mark(self) -> None:
        order = [(self.model.column_of(by.field), by.descending) for by in self.wanted.order]
        self.view.mark(order, frozenset(self.model.column_of(one.field) for one in self.wanted.filters if one.field))
        self.views.tell()

    def sight(self) -> Sight:
        """What the sheet shows: filters, order, columns."""
        return Sight(self.wanted.filters, self.wanted.order, self.view.arrangement)

    def look_through(self, view: View | None) -> None:
        """Show what a view shows; None: every record, in the user's own columns."""
        if view is None:
            self.view.arrange(arranged(recall(self._desk.store, self._kind), tuple(self.model.every)))
            self._want(filters=(), order=())
            self._remember()
        else:
            self.view.arrange(view.sight.columns)
            self._want(filters=view.sight.filters, order=view.sight.order)

    def _on_arranged(self) -> None:
        """The user's own columns of this ledger are kept for the next time; those of a view are the view's."""
        if self.views.current is None:
            keep(self._desk.store, self._kind, self.view.arrangement.as_json())
        self._mark()

    def open_menu(self, section: int, corner: QPoint) -> None:
        """Open the menu of a column."""
        name, view = self.model.columns[section].name, self.view
        menu = HeadingMenu(name, self.model.every, self.wanted.order, view.arrangement, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.dropping.setEnabled(any(one.field == name for one in self.wanted.filters))
        menu.ordered.connect(self.order_by)
        menu.arranged.connect(view.rearrange)
        menu.filter_asked.connect(lambda: self.open_filter(section, view.header.below(section)))
        menu.filter_dropped.connect(lambda: self.filter_by(name, None))
        menu.fit_asked.connect(lambda: view.fit(section))
        menu.popup(corner)

    def open_filter(self, section: int, corner: QPoint) -> None:
        """Open a column's filter, once its values are read."""
        column = self.model.columns[section]
        current = next((one for one in self.wanted.filters if one.field == column.name), None)

        def done(choices: list[tuple[Stored | None, int]]) -> None:
            popup = FilterPopup(column, current, choices, self._bound, self)
            popup.chosen.connect(self.filter_by)
            popup.open_at(corner)

        self._desk.read("读取筛选项", lambda: self._browser.choices(column.name), done, self._failed)

    def _bound(self, field: Field, text: str) -> Stored | None:
        """The end of a range as it is typed; raises ``ValueError`` with the reason where it is no value."""
        found = cells.clean(self._kind, field, text, self._unit, self._year)
        if found.problem is not None and found.value is None:
            raise ValueError(found.problem.text)
        return found.value

    def _on_edited(self, record: int, name: str, text: str) -> None:
        field = self.model.every[name].field
        store, kind = self._desk.store, self._kind

        def work() -> Typed:
            result = cells.type_in(store, kind, record, name, text)
            self._own.add(result.change.batch or 0)
            return result

        def done(result: Typed) -> None:
            self._desk.said.emit("；".join(result.notes))

        def failed(error: Exception) -> None:
            self.model.keep(record, name, text, _UNSAVED)
            if not self._choosing.offer(error, [(record, name, text)], lambda chosen: self._on_edited(*chosen[0])):
                self._failed(error)

        self._desk.write(f"改“{field.label}”", work, lambda result: [result.change], done, failed)

    def _on_entered(self, label_: str, block: list[Cell], rows: list[NewRow]) -> None:
        """Have a block written as one step; where that fails the typed texts stay in sight."""
        store, kind = self._desk.store, self._kind

        def failed(error: Exception) -> None:
            for record, name, text in block:
                self.model.keep(record, name, text, _UNSAVED)
            for row in rows[:1]:
                self.model.begin_again(_UNSAVED, row)
            if not self._choosing.offer(error, block, lambda chosen: self._on_entered(label_, chosen, rows)):
                self._failed(error)

        now = self.view.currentIndex()
        stays = partial(self._stay, QPersistentModelIndex(now), now.row())
        self._write(label_, lambda: blocks.enter(store, kind, label_, block, rows), failed, stays)

    def _begin_row(self) -> None:
        """Make a record of what was begun first; while that is done, more may be typed there and below."""
        texts = dict(self.model.beginnings[0])
        if self._beginning or not texts:
            return
        self._beginning = True
        store, kind = self._desk.store, self._kind

        def work() -> Entered:
            return self._noted(blocks.enter(store, kind, "新增 1 行", [], [texts]))

        def done(result: Entered) -> None:
            self._beginning = False
            self.model.began(result.added[0], texts)
            self._begin_row()
            self._desk.said.emit("；".join(["已新增 1 行", *result.notes]))

        def failed(error: Exception) -> None:
            self._beginning = False
            self.model.begin_again(_UNSAVED)
            self._failed(error)

        self._desk.write("新增 1 行", work, lambda result: [result.change], done, failed)

    def _noted(self, result: Entered) -> Entered:
        """A step of this sheet's own, before anyone hears of it."""
        self._own.add(result.change.batch or 0)
        return result

    def add_row(self) -> None:
        """Add a record that is to be filled in, and go to it."""
        store, kind = self._desk.store, self._kind
        self._write(
            "新增 1 行", lambda: blocks.enter(store, kind, "新增 1 行", [], [{}]), self._failed, self._go_to_new
        )

    def duplicate_rows(self) -> None:
        """Add a copy of each selected record."""
        store, kind, wanted = self._desk.store, self._kind, self.view.hands.records()
        if wanted:
            label_ = f"复制 {len(wanted)} 行"
            self._write(label_, lambda: blocks.duplicate(store, kind, wanted), self._failed, self._go_to_new)

    def _go_to_new(self, result: Entered) -> None:
        self.view.go_to(result.added[0], self.model.columns[0].name)

    def _stay(self, place: QPersistentModelIndex, row: int, _: Entered) -> None:
        """What was pasted into the empty row is where one stands; the empty row itself has moved on below it."""
        if place.row() != row and self.view.currentIndex() == place and not self.view.is_typed_into:
            self.view.stand(self.model.index(row, place.column()))

    def remove_rows(self) -> None:
        """Take the selected records out of the ledger; Ctrl+Z brings them back."""
        store, kind, wanted = self._desk.store, self._kind, self.view.hands.records()
        if not wanted:
            return
        current = self.view.currentIndex()
        place = self.model.row_of(wanted[0]), current.column()

        def done(_: Entered) -> None:
            self.model.drop(set(wanted))
            self.view.stand(self.model.index(*place))

        label_ = f"删除 {len(wanted)} 行"
        self._write(label_, lambda: blocks.remove(store, kind, wanted), self._failed, done)

    def move_stages(self) -> None:
        """Offer to move the selected records to another stage, all in one step."""
        from app.ui.stage_moving import StageMoving

        wanted = self.view.hands.records()
        if not wanted:
            self._desk.said.emit("请先选要转环节的行，可按住 Shift 或 Ctrl 多选")
            return
        day = min(max(date.today(), date(self._year, 1, 1)), date(self._year, 12, 31))
        StageMoving(self._desk, self._kind, wanted, day, self).open()

    def replace(self) -> None:
        """Show the strip that finds and replaces."""
        self.replacing.begin()

    def _write(
        self,
        label_: str,
        enter: Callable[[], Entered],
        failed: Failed,
        then: Callable[[Entered], None] = lambda _: None,
    ) -> None:
        def done(result: Entered) -> None:
            if result.added:
                self.model.append(result.added)
            then(result)
            added = [f"新增 {len(result.added)} 行"] if result.added and "行" not in label_ else []
            self._desk.said.emit("；".join([f"已{label_}", *added, *result.notes]))

        self._desk.write(label_, lambda: self._noted(enter()), lambda result: [result.change], done, failed)


def _asked(desk: Desk, kind: str) -> Wanted:
    """What the user asked of a ledger the last time: filters and order; nothing where the note cannot be read."""
    with suppress(TypeError, ValueError, AttributeError):
        filters, order = asked_of(kind, recall(desk.store, f"{kind}.asked"))
        return Wanted(filters, "", order)
    return Wanted()
