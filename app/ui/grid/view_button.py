"""The button that names the view one looks through, with the menu of the ledger's saved views."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from app.models.work import Change
from app.services import views as service
from app.services.views import LONGEST, Sight, View
from app.ui import theme
from app.ui.desk import Desk
from app.ui.jobs import Failed
from app.ui.pages.page import button, label

EVERYTHING = "全部"


class NamePopup(QFrame):
    """A small window that asks for a view's name; ``named`` gives it."""

    named = Signal(str)

    def __init__(self, title: str, name: str, verb: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(300)
        self.line = QLineEdit(name)
        self.line.setMaxLength(LONGEST)
        self.line.setPlaceholderText("例如：未拆除")
        self.line.setAccessibleName(title)
        self.line.selectAll()
        self.take = button(verb, "primary")
        self.line.textChanged.connect(lambda text: self.take.setEnabled(bool(text.strip())))
        self.take.setEnabled(bool(name))
        self.line.returnPressed.connect(self.take.click)
        self.take.clicked.connect(self._take)
        box, row = QVBoxLayout(self), QHBoxLayout()
        box.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        box.addWidget(label(title, "panel"))
        row.addWidget(self.line, 1)
        row.addWidget(self.take)
        box.addLayout(row)

    def _take(self) -> None:
        self.named.emit(self.line.text())
        self.close()


class ViewButton(QPushButton):
    """``sight`` says what the sheet shows now, ``show`` puts a view (None: everything) in force."""

    def __init__(
        self,
        desk: Desk,
        kind: str,
        usual: Sequence[str],
        sight: Callable[[], Sight],
        show: Callable[[View | None], None],
        failed: Failed,
    ) -> None:
        super().__init__()
        self._desk, self._kind, self._usual = desk, kind, tuple(usual)
        self._sight, self._put, self._failed = sight, show, failed
        self._begun = False
        self.known: list[View] = []
        self.current: View | None = None
        self.setProperty("kind", "field")
        self.setToolTip("按视图查看：筛选、排序和列一起换 Alt+V")
        self.setAutoDefault(False)
        self.clicked.connect(self.open)
        self.tell()

    def read(self) -> None:
        """Read the views again; the first time, the one that is to be looked at first is put in force."""
        store, kind, usual = self._desk.store, self._kind, self._usual
        self._desk.read("读取视图", lambda: service.views(store, kind, usual), self._on_read, self._failed)

    def _on_read(self, found: list[View]) -> None:
        self.known = found
        if self.current is not None:
            self.current = next((one for one in found if one.key == self.current.key), None)
        if not self._begun:
            self._begun = True
            first = next((one for one in found if one.first), None)
            if first is not None:
                self.choose(first)
        self.tell()

    def on_change(self, change: Change) -> None:
        """Read the views again where a step changed one."""
        if "saved_view" in change.tables:
            self.read()

    def tell(self) -> None:
        """Name the view, and say where what is shown is no longer it."""
        changed = "（有改动）" if self.changed else ""
        self.setText(f"视图：{self.current.name if self.current else EVERYTHING}{changed}　▾")

    @property
    def changed(self) -> bool:
        """Whether the sheet was filtered, sorted or arranged otherwise since the view was chosen."""
        return self.current is not None and self._sight() != self.current.sight

    def choose(self, view: View | None) -> None:
        """Look through a view; None: everything again."""
        self._begun = True
        self.current = view
        self._put(view)
        self.tell()

    def leave(self) -> None:
        """What is shown now belongs to no view: another page pointed at it."""
        self._begun = True
        self.current = None
        self.tell()

    def open(self) -> None:
        """Show the menu below the button."""
        self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height())))

    def menu_now(self) -> QMenu:
        """The views, and what can be done with the one that is shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add_choice(menu, None, EVERYTHING)
        for view in self.known:
            self._add_choice(menu, view, f"{view.name}（打开时先看）" if view.first else view.name)
        menu.addSeparator()
        menu.addAction("把现在的样子存为视图…", self._ask_name)
        if self.current is not None:
            self._add_verbs(menu, self.current)
        return menu

    def _add_choice(self, menu: QMenu, view: View | None, words: str) -> QAction:
        line = menu.addAction(words, lambda: self.choose(view))
        line.setCheckable(True)
        line.setChecked((view.key if view else None) == (self.current.key if self.current else None))
        return line

    def _add_verbs(self, menu: QMenu, view: View) -> None:
        store, kind, name = self._desk.store, self._kind, view.name
        if self.changed:
            menu.addAction(f"把改动存进“{name}”", lambda: self.save(name))
        menu.addAction("改名…", lambda: self._ask_other_name(name))
        first = None if view.first else name
        words = "打开台账时不先看它" if view.first else "打开台账时先看它"
        menu.addAction(words, lambda: self._write(words, lambda: service.put_first(store, kind, first)))
        menu.addAction("删除视图", lambda: self._write("删除视图", lambda: service.remove(store, kind, name)))

    def _ask_name(self) -> None:
        self._ask("把现在的筛选、排序和列存为视图", "", "保存", self.save)

    def _ask_other_name(self, old: str) -> None:
        store, kind = self._desk.store, self._kind
        self._ask(
            f"“{old}”改名为",
            old,
            "改名",
            lambda new: self._write("视图改名", lambda: service.rename(store, kind, old, new)),
        )

    def _ask(self, title: str, name: str, verb: str, named: Callable[[str], None]) -> None:
        popup = NamePopup(title, name, verb, self)
        popup.named.connect(named)
        popup.adjustSize()
        popup.move(self.mapToGlobal(QPoint(0, self.height())))
        popup.show()
        popup.line.setFocus()

    def save(self, name: str) -> None:
        """Keep what the sheet shows under a name, and look through it from now on."""
        store, kind, sight, usual = self._desk.store, self._kind, self._sight(), self._usual
        note = "；别处点来的筛选不能存进视图" if sight.passing else ""

        def work() -> tuple[Change, list[View]]:
            return service.save(store, kind, name, sight), service.views(store, kind, usual)

        def done(result: tuple[Change, list[View]]) -> None:
            self.known = result[1]
            self.current = next((one for one in self.known if one.name == " ".join(name.split())), None)
            self.tell()
            self._desk.said.emit(f"已保存视图“{name}”{note}")

        self._desk.write(f"保存视图“{name}”", work, lambda result: [result[0]], done, self._failed)

    def _write(self, words: str, work: Callable[[], Change]) -> None:
        def done(_: Change) -> None:
            self._desk.said.emit(f"已{words}")

        self._desk.write(words, work, lambda change: [change], done, self._failed)
