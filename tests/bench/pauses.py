"""How long the window keeps a clerk waiting: the longest time between two beats of its thread, job by job.

A timer of the window's own beats every few milliseconds; between two beats nothing else is painted and no key is
heard. Two things are told of each turn between them. Its ``work`` is what the window's thread itself computed
(processor time, which a busy machine leaves as it is): the budget is that no turn has more of it than nobody feels.
``waited`` is the time on the clock, less that for which our threads were ready and another program had the processor
(Linux tells it by thread): it holds as well what the worker keeps from the window. Where a beat fails to come, a thread
looks at what the window and the others are doing, so that a pause is told with its place.
``python -m tests.bench.pauses LEDGER`` goes over every page of any ledger and prints the longest turn of each step.
"""

import os
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import xlsxwriter
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.models.store import Store
from app.services import reading
from app.ui.application import application
from app.ui.grid.sheet import Sheet
from app.ui.pages import ENTRIES
from app.ui.pages.inbox import InboxPage
from app.ui.pages.ledger import LedgerPage
from app.ui.tidying import Tidying
from app.ui.window import Window
from tests.bench.clerk import Clerk
from tests.bench.ledgers import ledger_of
from tests.bench.side_by_side import Verdict

MOST = 50.0
"""Milliseconds after which a pause is felt."""
_NOTED = 16.0  # milliseconds: shorter turns are not told of
_BEAT, _LOOK = 2, 0.004
_DEEP = 6  # frames of a place that are told
_ROOT = str(Path(__file__).resolve().parents[2])


@dataclass(frozen=True)
class Turn:
    """What lay between two beats: the milliseconds waited, those of the window's own work, and where it was seen."""

    waited: float = 0.0
    work: float = 0.0
    places: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        seen = "".join(f"\n      {many}× {place}" for place, many in self.places.most_common(3))
        return f"{self.work:.0f} ms，等了 {self.waited:.0f} ms{seen}"


class Pulse:
    """Hears the beats while it is held open; ``turns`` are those in which anything much was done or waited for."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self._thread = threading.get_ident()
        self._timer = QTimer(interval=_BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = self._worked = 0.0
        self._delays: dict[str, int] = {}
        self._places: Counter[str] = Counter()
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Pulse":
        self._last, self._worked, self._delays = time.perf_counter(), time.thread_time(), _delays()
        self._timer.start()
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._beat()
        self._timer.stop()
        self._over.set()
        self._watching.join()

    @property
    def hardest(self) -> Turn:
        """The turn with the most work of the window's own; an empty one where there was hardly any."""
        return max(self.turns, key=lambda one: one.work, default=Turn())

    @property
    def longest(self) -> Turn:
        """The turn that took the longest, whoever kept it."""
        return max(self.turns, key=lambda one: one.waited, default=Turn())

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        waited, work = (now - self._last) * 1000, (worked - self._worked) * 1000
        delays = _delays()
        if waited > _NOTED:
            delayed = sum(passed - self._delays.get(task, 0) for task, passed in delays.items()) / 1e6
            self.turns.append(Turn(max(work, waited - delayed), work, self._places))
        self._places, self._delays = Counter(), delays
        self._last, self._worked = time.perf_counter(), time.thread_time()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK):
            if time.perf_counter() - self._last > _NOTED / 1000:
                for place in _places(self._thread):
                    self._places[place] += 1


def _delays() -> dict[str, int]:
    """Nanoseconds for which each thread of ours was ready while other programs had the processor.

    By thread: the sum of all would fall, and look like a pause, whenever one of them ends.
    """
    return {path.parent.name: _waited(path) for path in Path("/proc/self/task").glob("*/schedstat")}


def _waited(path: Path) -> int:
    """Nanoseconds that a thread waited for a processor; nothing of one that ended while it was looked for."""
    try:
        return int(path.read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _places(window: int) -> Iterator[str]:
    """Where the window's thread stands, and the others that are at work of ours: their innermost functions."""
    for thread, frame in sys._current_frames().items():
        found = [one for one in traceback.extract_stack(frame) if one.filename.startswith(_ROOT + "/app")]
        place = " < ".join(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in reversed(found[-_DEEP:]))
        if thread == window:
            yield place or "Qt"
        elif place and "jobs.py" not in place.partition(" < ")[0]:
            yield f"另一线程 {place}"


CHANGED = 10_000
_CONTROL = Qt.KeyboardModifier.ControlModifier
Act = Callable[[Clerk], object]


def changed_workbook(ledger: Path, folder: Path, many: int = CHANGED) -> Path:
    """A workbook of so many of the ledger's points, two cells of each changed."""
    with Store.open(str(ledger)) as store:
        known = reading.rows(store, "demolition")[:many]
    path = folder / "改过的.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("拆违")
        sheet.write_row(0, 0, ["点位编号", "名称", "镇街", "违建面积(㎡)", "责任人", "发现时间"])
        for place, row in enumerate(known, 1):
            area = float(str(row["illegal_area"] or 100)) + 1
            sheet.write_row(place, 0, [row["code"], row["name"], row["town_code"], area, "换人", row["found_date"]])
    return path


def _pages() -> Iterator[tuple[str, Act]]:
    for number, entry in enumerate(ENTRIES):
        yield f"第一次看{entry.title}", lambda clerk, key=number: clerk.press(Qt.Key(Qt.Key.Key_1 + key), _CONTROL)
    for number, entry in enumerate(ENTRIES):
        yield f"再看{entry.title}", lambda clerk, key=number: clerk.press(Qt.Key(Qt.Key.Key_1 + key), _CONTROL)


def _in_ledger() -> Iterator[tuple[str, Act]]:
    key = Qt.Key
    yield "台账", lambda clerk: clerk.press(key.Key_2, _CONTROL)
    yield "台账：下一本", lambda clerk: clerk.press(key.Key_PageDown, _CONTROL)
    yield "台账：到末行", lambda clerk: clerk.press(key.Key_Down, _CONTROL)
    yield "台账：到首行", lambda clerk: clerk.press(key.Key_Up, _CONTROL)
    yield "台账：翻页", lambda clerk: clerk.press(key.Key_PageDown)
    yield "台账：全选", lambda clerk: clerk.press(key.Key_A, _CONTROL)
    yield "台账：复制全部", lambda clerk: clerk.press(key.Key_C, _CONTROL)
    yield "台账：回到一格", lambda clerk: clerk.press(key.Key_Right)
    yield "台账：表单", lambda clerk: clerk.press(key.Key_F4)
    yield "台账：表单跟着走", lambda clerk: clerk.press(key.Key_Down)
    yield "台账：收起表单", lambda clerk: clerk.press(key.Key_F4)
    yield "台账：复制一格", lambda clerk: clerk.press(key.Key_C, _CONTROL)
    yield "台账：粘贴", lambda clerk: clerk.press(key.Key_V, _CONTROL)
    yield "台账：撤销", lambda clerk: clerk.press(key.Key_Z, _CONTROL)
    yield "台账：查找", _search
    yield "台账：不再查找", lambda clerk: clerk.press(key.Key_Escape)
    yield "台账：排序", _sort
    yield "台账：筛选框", _open_filter
    yield "台账：转环节", _open_stage
    yield "全部台账里找", _find


def _sheet(clerk: Clerk) -> Sheet:
    page = clerk.window.pages["ledger"]
    assert isinstance(page, LedgerPage)
    return page.sheet


def _sort(clerk: Clerk) -> None:
    _sheet(clerk).sort_by(3)
    clerk.rest()


def _search(clerk: Clerk) -> None:
    clerk.press(Qt.Key.Key_F, _CONTROL)
    clerk.write("d")
    QTest.qWait(200)
    clerk.rest()


def _find(clerk: Clerk) -> None:
    clerk.press(Qt.Key.Key_K, _CONTROL)
    clerk.write("dx")
    QTest.qWait(200)
    clerk.rest()
    clerk.press(Qt.Key.Key_Escape)


def _open_filter(clerk: Clerk) -> None:
    view = _sheet(clerk).view
    _sheet(clerk).open_filter(1, view.header.below(1))
    clerk.rest()
    QTest.qWait(50)
    clerk.press(Qt.Key.Key_Escape)


def _open_stage(clerk: Clerk) -> None:
    clerk.press(Qt.Key.Key_A, _CONTROL)
    clerk.press(Qt.Key.Key_M, _CONTROL)
    QTest.qWait(50)
    clerk.rest()
    clerk.press(Qt.Key.Key_Escape)


def _in_inbox(book: Path) -> Iterator[tuple[str, Act]]:
    key = Qt.Key
    yield f"收件：{CHANGED:,} 行有变化", lambda clerk: clerk.drop([book])
    yield "收件：下一行", lambda clerk: clerk.press(key.Key_Down)
    yield "收件：采纳一格", lambda clerk: clerk.press(key.Key_Space)
    yield "收件：下一处未定", lambda clerk: clerk.press(key.Key_F8)
    yield "收件：末行", lambda clerk: clerk.press(key.Key_End, _CONTROL)
    for name in ("新增", "无变化", "冲突", "错误", "台账有而文件无", "有变化"):
        yield f"收件：{name}", lambda clerk, name=name: clerk.tab("核对结果", name)
    yield "收件：采纳此列", lambda clerk: clerk.button("采纳此列")
    yield "收件：看原表", lambda clerk: clerk.button("看原表")
    yield "收件：回到清单", lambda clerk: clerk.button("回到清单")
    yield "收件：试算", lambda clerk: clerk.button("试算")
    yield "收件：提交", lambda clerk: clerk.button(_apply(clerk))
    yield "收件：撤销", lambda clerk: clerk.press(key.Key_Z, _CONTROL)


def _apply(clerk: Clerk) -> str:
    page = clerk.window.pages["inbox"]
    assert isinstance(page, InboxPage)
    return page.apply.text()


def walked(ledger: Path, only: str = "") -> Iterator[tuple[str, Pulse]]:
    """Everything a clerk does at the window, and how it beat meanwhile; the ledger is worked on as a copy."""
    with tempfile.TemporaryDirectory() as folder:
        mine = Path(shutil.copy(ledger, Path(folder) / "台账.db"))
        book = changed_workbook(mine, Path(folder))
        application(sys.argv[:1])
        window = Window(str(mine))
        Tidying(window.jobs, window)
        with Pulse() as pulse:
            window.resize(1366, 768)
            window.show()
            clerk = Clerk(window)
            QTest.qWait(1000)
            clerk.rest()
        yield "打开", pulse
        try:
            for name, act in (*_pages(), *_in_ledger(), *_in_inbox(book)):
                if only and not name.startswith(only):
                    continue
                with Pulse() as pulse:
                    act(clerk)
                    QTest.qWait(100)
                    clerk.rest()
                yield name, pulse
        finally:
            QGuiApplication.clipboard().clear()  # off screen it would outlive Python, and end the process badly
            window.close()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def measure(sizes: tuple[int, ...]) -> Iterator[Verdict]:
    """The hardest and the longest turn of everything a clerk does, over ledgers of these sizes."""
    for many in sizes:
        found = [pulse for _, pulse in walked(ledger_of(many))]
        what = f"{many:,} 条，收件 {min(many, CHANGED):,} 行"
        hardest = max(pulse.hardest.work for pulse in found)
        longest = max(pulse.longest.waited for pulse in found)
        yield Verdict("pauses", f"窗口一轮里最多算多久（处理器时间），{what}", hardest, MOST, unit=" ms")
        yield Verdict("pauses", f"窗口最长的停顿（连同等后台的），{what}", longest, MOST, unit=" ms")


if __name__ == "__main__":
    for name, pulse in walked(Path(sys.argv[1]), *sys.argv[2:]):
        print(f"{name}：{pulse.hardest}", flush=True)
        for one in sorted(pulse.turns, key=lambda one: -one.waited)[:3]:
            if one is not pulse.hardest and one.waited > MOST / 2:
                print(f"    {one}")
