"""Eight hours of a clerk in minutes: thousands of random acts in the real window, and what is left behind of them.

Edits, pastes, new rows, undo and redo, pages, searches, the form, exports and imports, each waited for. Memory, open
files, threads, widgets and Python's objects are counted now and then, always on the same page with nothing open; what
grows with the number of acts leaks. ``python -m tests.bench --only soak [--acts 10000]``.
"""

import gc
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.services import ledger
from app.services.demo.fill import fill
from app.services.reporting.export import export
from app.ui.application import application
from app.ui.grid.sheet import Sheet
from app.ui.pages import ENTRIES
from app.ui.pages.inbox import InboxPage
from app.ui.pages.ledger import LedgerPage
from app.ui.window import Window
from tests.bench.ledgers import UNIT, YEAR
from tests.bench.side_by_side import Verdict, folder

ACTS = 10_000
_PROJECTS, _SAMPLES, _WARM = 300, 20, 4
_MOST_MEMORY, _MOST_OBJECTS = 8.0, 3.0  # per cent between the first warm half and the second
_TEXTS = (
    "已完成",
    "",
    "三百左右",
    "12.5",
    "2022-06-01",
    "3/5",
    "南湖区 东栅街道",
    "0",
    "999999.99",
    "是",
    "√",
    "😀 备注\n两行",
)
_REPORTS = ("R1", "R4", "R5", "R6", "R8")


@dataclass(frozen=True, slots=True)
class Sample:
    """What there is after so many acts: MiB resident, open files, threads, widgets, Python's objects."""

    acts: int
    seconds: float
    memory: float
    files: int
    threads: int
    widgets: int
    objects: int


class Clerk:
    """One clerk at one window."""

    def __init__(self, window: Window, place: Path, seed: int) -> None:
        self.window, self.place, self.chance = window, place, random.Random(seed)
        self.done: Counter[str] = Counter()
        self.acts: dict[Callable[[], None], int] = {
            self.edit: 600,
            self.paste: 60,
            self.add: 15,
            self.remove: 12,
            self.undo: 60,
            self.redo: 30,
            self.turn: 120,
            self.search: 40,
            self.sort: 20,
            self.form: 20,
            self.send: 6,
            self.take_in: 3,
        }

    def act(self) -> None:
        """Do one thing or another, and wait for it."""
        chosen = self.chance.choices(list(self.acts), list(self.acts.values()))[0]
        self.done[chosen.__name__] += 1
        chosen()
        self.rest()

    def rest(self) -> None:
        """Until nothing runs any more; the bar of a refusal is read and closed."""
        while self.window.jobs.busy:
            QApplication.processEvents()
            time.sleep(0.0005)
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    @property
    def sheet(self) -> Sheet:
        """A ledger's sheet, in front."""
        self.show("ledger")
        page = self.window.pages["ledger"]
        assert isinstance(page, LedgerPage)
        return page.sheet

    def show(self, name: str) -> None:
        """A page to the front."""
        self.window.show_page(next(number for number, entry in enumerate(ENTRIES) if entry.name == name))
        self.rest()

    def edit(self) -> None:
        """Type into any cell."""
        model = self.sheet.model
        index = model.index(self.chance.randrange(model.records), self.chance.randrange(model.columnCount()))
        model.setData(index, self.chance.choice(_TEXTS))

    def paste(self) -> None:
        """A block into a column."""
        sheet = self.sheet
        rows = self.chance.sample(range(sheet.model.records), min(12, sheet.model.records))
        name = self.chance.choice(["remark", "officer", "phone", "village"])
        block = [(record, name, f"粘贴 {row}") for row in rows if (record := sheet.model.record(row)) is not None]
        sheet.view.hands.entered.emit(f"粘贴 {len(block)}×1", block, [])

    def add(self) -> None:
        """A new row."""
        self.sheet.add_row()

    def remove(self) -> None:
        """Some rows go."""
        sheet = self.sheet
        if sheet.model.records > _PROJECTS // 4:
            sheet.view.selectRow(self.chance.randrange(sheet.model.records))
            sheet.remove_rows()

    def undo(self) -> None:
        """Ctrl+Z."""
        assert self.window.desk is not None
        self.window.desk.undo()

    def redo(self) -> None:
        """Ctrl+Y."""
        assert self.window.desk is not None
        self.window.desk.redo()

    def turn(self) -> None:
        """Another page, and its faces."""
        entry = self.chance.choice(ENTRIES)
        self.show(entry.name)
        page = self.window.pages[entry.name]
        for name, _ in page.views():
            page.show_view(name)
            self.rest()

    def search(self) -> None:
        """Some words, then none."""
        sheet = self.sheet
        for words in (self.chance.choice(["东", "wt", "李", "CW-"]), ""):
            sheet.search(words)
            self.rest()

    def sort(self) -> None:
        """By any column."""
        sheet = self.sheet
        sheet.sort_by(self.chance.randrange(sheet.model.columnCount()))

    def form(self) -> None:
        """The form beside the grid, open or closed."""
        sheet = self.sheet
        sheet.view.selectRow(self.chance.randrange(sheet.model.records))
        sheet.toggle_form()

    def send(self) -> None:
        """A report into a file."""
        desk, name = self.window.desk, self.chance.choice(_REPORTS)
        assert desk is not None
        target = self.place / f"{name}.xlsx"
        desk.read("导出", lambda: export(desk.store, name, "2022-06", target), lambda _: None)

    def take_in(self) -> None:
        """A whole ledger out, some edits, and the file in again: what differs is taken over."""
        desk, kind = self.window.desk, self.chance.choice(["reclamation", "demolition", "greening"])
        assert desk is not None
        target = self.place / f"{kind}.xlsx"
        desk.read("导出", lambda: export(desk.store, kind, None, target, unmasked=True), lambda _: None)
        self.rest()
        for _ in range(3):
            self.edit()
            self.rest()
        self.window.import_files([str(target)])
        self.rest()
        page = self.window.pages["inbox"]
        assert isinstance(page, InboxPage)
        if page.apply.isEnabled():
            page.import_all()
            self.rest()
        page.cancel.click()


def sampled(clerk: Clerk, acts: int, began: float) -> Sample:
    """Count what there is, on the first page, with nothing open and the garbage gone."""
    clerk.show(ENTRIES[0].name)
    clerk.window.bar.hide()
    gc.collect()
    clerk.rest()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return Sample(
        acts,
        time.monotonic() - began,
        pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
        sum(1 for _ in Path("/proc/self/fd").iterdir()),
        threading.active_count(),
        len(QApplication.allWidgets()),
        len(gc.get_objects()),
    )


def soaked(acts: int = ACTS, seed: int = 1) -> list[Sample]:
    """Work for so many acts; what there was now and then, each line printed as it is known."""
    place = folder("浸泡")
    for old in place.glob("台账*"):
        if old.is_file():
            old.unlink()
    with ledger.create(str(place / "台账.db"), UNIT, YEAR) as store:
        fill(store, _PROJECTS)
    application([sys.argv[0]])
    window = Window(str(place / "台账.db"))
    window.resize(1366, 768)
    window.show()
    clerk, began = Clerk(window, place, seed), time.monotonic()
    while window.desk is None:
        QApplication.processEvents()
    clerk.rest()
    _say(f"{'动作':>7}{'秒':>8}{'内存 MiB':>10}{'文件':>6}{'线程':>6}{'控件':>8}{'对象':>10}")
    samples: list[Sample] = []
    for number in range(1, acts + 1):
        clerk.act()
        if number % max(1, acts // _SAMPLES) == 0:
            one = sampled(clerk, number, began)
            samples.append(one)
            _say(
                f"{one.acts:>7,}{one.seconds:>8.0f}{one.memory:>10.1f}{one.files:>6}{one.threads:>6}"
                f"{one.widgets:>8,}{one.objects:>10,}"
            )
    _say("，".join(f"{name} {count:,}" for name, count in clerk.done.most_common()))
    window.close()
    return samples


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def measure(acts: int = ACTS) -> Iterator[Verdict]:
    """Whether anything grew once all was warm."""
    samples = soaked(acts)[_WARM:]
    half = len(samples) // 2
    first, second = samples[:half], samples[-half:]

    def grown(count: Callable[[Sample], float]) -> float:
        before, after = (sum(map(count, part)) / len(part) for part in (first, second))
        return 100 * (after - before) / before

    memory, objects = grown(lambda one: one.memory), grown(lambda one: one.objects)
    yield Verdict("soak", f"{acts:,} 步：常驻内存的增长", memory, _MOST_MEMORY, unit="%")
    yield Verdict("soak", f"{acts:,} 步：Python 对象的增长", objects, _MOST_OBJECTS, unit="%")
    last = samples[-1]
    for what, count in (
        ("打开的文件", lambda one: one.files),
        ("线程", lambda one: one.threads),
        ("控件", lambda one: one.widgets),
    ):
        yield Verdict("soak", f"{acts:,} 步：{what}比热身后多出", count(last) - max(map(count, first)), 0, unit="")
