"""The first start: choose one's own unit, the year and the place, or open what there is already."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.models import home
from app.models.server import shown
from app.models.store import Store
from app.services import recent, starting
from app.services.demo.fill import fill
from app.services.recent import Recent
from app.services.starting import Unit
from app.ui import theme
from app.ui.jobs import Jobs
from app.ui.listing import Heading, Line, Listing
from app.ui.messages import Bar, tell
from app.ui.pages.page import button, framed, label

_FOUND = (Heading("单位"), Heading("所在", stretches=True), Heading("代码"))
_TOWNS = (Heading("代码"), Heading("镇(街道)", stretches=True))
_LEDGERS = "台账文件 (*.db)"
_OPENED = "台账、交接包、U盘上的备份 (*.db *.zip)"
_SIDE = 300
_USUAL_DAY = 25
_GIGABYTE = 10**9
_NO_WORDS = "在上面打几个字，这里列出单位，选自己的那一个"
_NO_UNIT = "没有找到这样的单位，换几个字试试"


class StartPage(QWidget):
    """Ends with ``ready`` (an open ledger, its unit's name, its year), ``chosen`` (one to be opened) or ``left``."""

    ready = Signal(object)
    chosen = Signal(str)
    left = Signal()
    help_asked = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._asked = 0
        self.doors: list[QPushButton] = []
        self._make_fields()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side())
        row.addLayout(self._main(), 1)
        self.search_box.textChanged.connect(self._search)
        self._show_units([])

    def begin(self, *, may_return: bool) -> None:
        """Put the cursor where the work begins, and have the names of all units ready before the first is typed."""
        self.bar.hide()
        self._back.setVisible(may_return)
        self._jobs.run("查看最近的台账", recent.recent, self._show_recent)
        self.search_box.setFocus()
        self._jobs.run("准备单位名录", starting.units, lambda _: None)

    def _show_recent(self, found: Sequence[Recent]) -> None:
        """A door for each ledger opened before; one that is no longer there is told and cannot be opened."""
        while self._recent.count():
            self._recent.takeAt(0).widget().deleteLater()
        self.doors = [_door(one) for one in found]
        for one, door in zip(found, self.doors, strict=True):
            door.clicked.connect(partial(self._open, one))
        for widget in [label("最近打开的台账", "hint"), *self.doors] if found else []:
            self._recent.addWidget(widget)

    def _open(self, one: Recent) -> None:
        self.bar.say(f"正在打开 {one.title}　{one.name} ……")
        self.chosen.emit(one.location)

    def _make_fields(self) -> None:
        self.search_box = QLineEdit()
        self.found = Listing("找到的单位", _FOUND, self._on_unit)
        self.towns = Listing("所辖镇(街道)", _TOWNS)
        self.search_box.setPlaceholderText("名称、六位代码或拼音首字母")
        self.search_box.setAccessibleName("查找本单位")
        self.search_box.addAction(theme.icon("search", size=16), QLineEdit.ActionPosition.LeadingPosition)
        self.towns.empty = "选定单位后，这里列出它的镇(街道)"
        self.towns.setSelectionMode(Listing.SelectionMode.NoSelection)
        self.towns.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.about_towns = label("", "panel")
        self.year, self.day, self.place = QComboBox(), QComboBox(), QLineEdit(str(home.default_ledger()))
        this = date.today().year
        for year in range(this + 1, this - 6, -1):
            self.year.addItem(f"{year} 年", year)
        self.year.setCurrentIndex(1)
        for day in range(1, 32):
            self.day.addItem(f"每月 {day} 日", day)
        self.day.setCurrentIndex(_USUAL_DAY - 1)
        for field, name in ((self.year, "年度"), (self.day, "月报截止日"), (self.place, "台账文件")):
            field.setAccessibleName(name)
        self.room = label("", "hint")
        self.bar = Bar()
        self.make = button("建立台账", "primary")
        self.make.setEnabled(False)
        self.make.clicked.connect(self.begin_ledger)

    def _side(self) -> QFrame:
        side = framed("side")
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(32, 40, 32, 24)
        column.addWidget(label(home.NAME, "headline"))
        column.addWidget(label("土地复垦 · 拆违 · 绿化，一本账", "label"))
        column.addSpacing(32)
        for words in ("1　选本单位，镇(街道)一并带出", "2　建好后把旧台账拖进窗口", "3　核对无误点“导入”，随时可撤销"):
            column.addWidget(label(words, "label"))
            column.addSpacing(8)
        column.addSpacing(16)
        self._recent = QVBoxLayout()
        column.addLayout(self._recent)
        column.addStretch(1)
        self._back = button("返回现在的台账", "door")
        self._back.clicked.connect(self.left)
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(label("已有资料？", "hint"))
        for words, act in (
            ("打开已有的台账", self._choose_ledger),
            ("先看演示数据", self._choose_demo),
            ("使用手册 F1", self.help_asked.emit),
        ):
            door = button(words, "door")
            door.clicked.connect(act)
            column.addWidget(door, 0, Qt.AlignmentFlag.AlignLeft)
        return side

    def _main(self) -> QLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        inner = QVBoxLayout()
        inner.setContentsMargins(48, 32, 48, 16)
        inner.setSpacing(theme.PADDING)
        inner.addWidget(label("你在哪个单位？", "headline"))
        inner.addWidget(label("镇(街道)会一并带出。开发区与县共用镇的，按市里的填报分工归并。", "label"))
        inner.addLayout(self._choice(), 1)
        inner.addLayout(self._terms())
        column.addLayout(inner, 1)
        column.addWidget(self._decision())
        return column

    def _choice(self) -> QLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(40)
        grid.setVerticalSpacing(theme.GAP)
        grid.addWidget(self.search_box, 0, 0)
        grid.addWidget(self.about_towns, 0, 1)
        grid.addWidget(self.found, 1, 0)
        grid.addWidget(self.towns, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _terms(self) -> QLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.PADDING)
        grid.setVerticalSpacing(theme.GAP)
        change = button("更改")
        change.clicked.connect(self._choose_place)
        grid.addWidget(label("年度"), 0, 0)
        grid.addWidget(self.year, 0, 1)
        grid.addWidget(label("月报截止日"), 0, 2)
        grid.addWidget(self.day, 0, 3)
        grid.addWidget(label("台账放在"), 1, 0)
        grid.addWidget(self.place, 1, 1, 1, 4)
        grid.addWidget(change, 1, 5)
        grid.addWidget(self.room, 2, 1, 1, 5)
        grid.setColumnStretch(4, 1)
        self._show_room()
        self.place.textChanged.connect(self._show_room)
        return grid

    def _decision(self) -> QFrame:
        frame = framed("decision")
        frame.setFixedHeight(56)
        row = QHBoxLayout(frame)
        row.setContentsMargins(48, 0, 48, 0)
        row.addWidget(label("全程不联网，数据只在这台电脑上。", "label"))
        row.addStretch(1)
        row.addWidget(self.make)
        return frame

    def _show_room(self) -> None:
        free = starting.room(Path(self.place.text()).absolute().parent) // _GIGABYTE
        self.room.setText(f"这个磁盘还剩 {free} GB。不要放在 U 盘、网盘同步文件夹或局域网共享里，容易损坏。")

    def _search(self, typed: str) -> None:
        self._asked += 1
        asked = self._asked

        def done(units: Sequence[Unit]) -> None:
            if asked == self._asked:
                self._show_units(units)

        self._jobs.run("查找单位", lambda: starting.find_units(typed), done)

    def _show_units(self, units: Sequence[Unit]) -> None:
        self.found.empty = _NO_UNIT if self.search_box.text().strip() else _NO_WORDS
        self.found.show_lines([Line((unit.name, unit.above, unit.code), of=unit) for unit in units])
        self.found.selectRow(0)
        self._on_unit()

    @property
    def unit(self) -> Unit | None:
        """The unit that is chosen."""
        line = self.found.chosen
        return line.of if line else None

    def _on_unit(self) -> None:
        unit = self.unit
        self.make.setEnabled(unit is not None)
        towns = starting.towns_of(unit.code) if unit else []
        self.towns.show_lines([Line(town) for town in towns])
        self.about_towns.setText(f"{unit.name}的镇(街道)　{len(towns)} 个" if unit else "所辖镇(街道)")

    def begin_ledger(self) -> None:
        """Make the ledger that was described."""
        unit = self.unit
        if unit is not None:
            place, year, day = Path(self.place.text()), self.year.currentData(), self.day.currentData()
            self._make("正在建立台账……", lambda: starting.create(place, unit.code, year, day))

    def begin_demo(self, place: Path) -> None:
        """Make a ledger at ``place`` with a year of invented records, for the chosen unit or the first there is."""
        chosen, year = self.unit, self.year.currentData()

        def work() -> Store:
            store = starting.create(place, (chosen or starting.example()).code, year, _USUAL_DAY)
            fill(store)
            return store

        self._make("正在生成演示数据……", work)

    def _make(self, words: str, work: Callable[[], Store]) -> None:
        self.bar.say(words)
        self.setEnabled(False)
        self._jobs.run(words, lambda: _opened(work), self._on_made, self._on_failed)

    def _on_made(self, opened: tuple[Store, str, int]) -> None:
        self.setEnabled(True)
        self.bar.hide()
        self.ready.emit(opened)

    def _on_failed(self, error: Exception) -> None:
        self.setEnabled(True)
        self.bar.hide()
        tell(error, self.bar)

    def _choose_ledger(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "打开台账", str(home.folder()), _OPENED)
        if path:
            self.chosen.emit(path)

    def _choose_place(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "台账放在哪里", self.place.text(), _LEDGERS)
        if path:
            self.place.setText(path)

    def _choose_demo(self) -> None:
        self.begin_demo(home.folder() / "演示台账.db")


def _door(one: Recent) -> QPushButton:
    words = f"{one.title}　{one.name}" if one.there else f"{one.title}（找不到文件）"
    door = button("", "door", tip=shown(one.location))
    door.setText(door.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, _SIDE - 64))
    door.setAccessibleName(f"{words} {shown(one.location)}")
    door.setEnabled(one.there)
    return door


def _opened(work: Callable[[], Store]) -> tuple[Store, str, int]:
    """A store that was just made, with what it is about; closed again where even that cannot be read."""
    store = work()
    try:
        return store, *starting.about(store)
    except BaseException:
        store.close()
        raise
