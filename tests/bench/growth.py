"""S13: what every step costs in ten times as large a ledger, against n log n.

A step is timed in a ledger of each size and in the next larger one, the two taking turns, and the median ratio of the
processor's time is divided by what n log n would make of it: 1 is n log n, a step that grows in proportion has 0.75 to
0.8, one that does not grow 0.08. Figures and single edits are asked of ledgers with twelve dated entries to a project,
1.2 million in the largest; what such a ledger takes on the disk is compared in the same way.
"""

import shutil
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import cycle, pairwise
from math import log
from pathlib import Path

from app.models.queries import grid
from app.models.queries.grid import By
from app.models.store import Store
from app.services import records
from app.services.browsing import Browser, Wanted
from app.services.indicators import figures
from app.services.records import Edit
from app.services.reporting.export import export
from tests.bench import importing
from tests.bench.figures import days
from tests.bench.ledgers import KIND, YEAR, entries_of, ledger_of
from tests.bench.side_by_side import Verdict, cpu, folder

SIZES = (1_000, 10_000, 100_000)
_PAGE, _WORD = 100, "东"

Timed = Callable[[], float]
"""A step that says what it took: processor seconds, or bytes."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is done to a ledger of so many records, and how often in each of two sizes."""

    what: str
    ready: Callable[[int, ExitStack], Timed]
    times: int = 15


def _opened(path: Path, until: ExitStack, *, writing: bool = False) -> Store:
    return until.enter_context(Store.open(str(path), writing=writing))


def _taking_in(many: int, until: ExitStack) -> Timed:
    kept = folder("导入")
    importing.empty_ledger(kept / importing.LEDGER)
    path, before = importing.workbook(kept / f"{many}.xlsx", many), importing.another(kept / "先前.xlsx")
    return lambda: importing.in_a_process("ours", path, many, before).seconds


def _writing_out(what: str, period: str | None, many: int, until: ExitStack) -> Timed:
    store = _opened(ledger_of(many), until, writing=True)
    return lambda: cpu(lambda: export(store, what, period, folder("导出") / f"{what}.xlsx", unmasked=period is None))


def _counting(by: str | None, many: int, until: ExitStack) -> Timed:
    store, own = _opened(entries_of(many), until), cycle(days())
    return lambda: cpu(partial(figures, store, next(own), by))


def _editing(many: int, until: ExitStack) -> Timed:
    ledger = shutil.copy(entries_of(many), folder("写入") / f"{many}-改.db")
    store = _opened(Path(ledger), until, writing=True)
    with store.read() as session:
        those = cycle(grid.ids(session, KIND)[:100:3])
    numbers = iter(range(1, 10**6))

    def edited() -> None:
        with store.write("改一个进度数") as work:
            change = Edit(next(those), {"demolished_area": next(numbers)}, date(YEAR, 6, 1).isoformat())
            records.change(work, KIND, [change])

    return lambda: cpu(edited)


def _asking(wanted: Wanted, many: int, until: ExitStack) -> Timed:
    browser = Browser(_opened(ledger_of(many), until), KIND)

    def asked() -> None:
        if wanted.order:
            browser.forget()
        browser.find(wanted)

    return lambda: cpu(asked)


def _paging(many: int, until: ExitStack) -> Timed:
    store = _opened(ledger_of(many), until)
    session = until.enter_context(store.read())
    page = grid.ids(session, KIND)[many // 2 :][:_PAGE].tolist()
    return lambda: cpu(lambda: grid.rows(session, KIND, page))


def _lying(many: int, until: ExitStack) -> Timed:
    size = entries_of(many).stat().st_size
    return lambda: float(size)


STEPS = (
    Step("导入", _taking_in, 3),
    Step("导出整本台账", partial(_writing_out, KIND, None), 3),
    Step("导出 R4", partial(_writing_out, "R4", "2022-06"), 3),
    Step("指标，本单位", partial(_counting, None)),
    Step("指标，分镇", partial(_counting, "town")),
    Step("改一个进度数", _editing),
    Step("查找", partial(_asking, Wanted(text=_WORD)), 5),
    Step("按数排序", partial(_asking, Wanted(order=(By("illegal_area"),))), 5),
    Step("按日期排序", partial(_asking, Wanted(order=(By("found_date"),))), 5),
    Step("按文字的读音排序", partial(_asking, Wanted(order=(By("location"),))), 5),
    Step("翻到中间一页", _paging),
    Step("台账文件的大小", _lying, 1),
)


def grown(step: Step, small: int, large: int) -> Verdict:
    """How a step grows from one size to the other, as a part of how n log n does; its seconds in both."""
    with ExitStack() as until:
        ways = step.ready(large, until), step.ready(small, until)
        for way in ways:
            way()
        found = [(ways[0](), ways[1]()) for _ in range(step.times)]
    ratio = statistics.median(much / little for much, little in found)
    much, little = (statistics.median(side) for side in zip(*found, strict=True))
    costs = (0.0, 0.0) if step.ready is _lying else (much, little)
    return Verdict("S13", f"{step.what}，{small:,} → {large:,} 条", ratio / _n_log_n(small, large), 1.0, *costs)


def _n_log_n(small: int, large: int) -> float:
    return large * log(large) / (small * log(small))


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[Verdict]:
    """Every step from each size to the next."""
    for step in STEPS:
        for small, large in pairwise(sorted(sizes)):
            yield grown(step, small, large)
