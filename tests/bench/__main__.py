"""Every budget of speed, measured side by side in one run: ``python -m tests.bench [--only S5 S10] [--write]``.

Ends with ``budgets held 12/13`` and exits 1 on a miss. ``--quick`` leaves out the largest sizes, ``--sizes`` names
them; ``--write`` renews the rows of ``docs/performance.md`` that were measured and leaves the others. ``--only soak``
runs long and looks for what is left behind.
"""

import argparse
import compileall
import csv
import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from tests.bench import exporting, figures, growth, hands, importing, pauses, seats, soak, storage, summary, window
from tests.bench.side_by_side import Verdict

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
REASONS = Path(__file__).with_name("reasons.csv")
QUICK, WHOLE = (1_000, 10_000), (1_000, 10_000, 100_000)
MEASURES: dict[str, Callable[[tuple[int, ...]], Iterator[Verdict]]] = {
    "S1 S4": importing.measure,
    "S2 S3": exporting.measure,
    "S5 S8 S9 S10": window.measure,
    "S6 S7": figures.measure,
    "S11": storage.measure,
    "S12": summary.measure,
    "S13": growth.measure,
    "seats": lambda _: seats.measure(),
    "hands": hands.measure,
    "pauses": pauses.measure,
}
LONG: dict[str, Callable[[int], Iterator[Verdict]]] = {
    "soak": soak.measure,
}
"""What takes long and is no budget of speed: measured where it is asked for by name; ``--acts`` says how much."""
_HEAD = """# 速度

每一项都是与参照做法的比值：同一次运行里交替测量，取处理器时间的中位数，所以快机器慢机器上都一样；毫秒只供参考。
S13 的参照是小十倍的同一件事，比值再除以 n log n 应有的倍数。
参照做法与预算见 `tests/bench/` 各文件的开头，重新测量：`python dev.py bench -- --write`。

"""


def measured(only: set[str], sizes: tuple[int, ...], acts: int) -> Iterator[Verdict]:
    """Every verdict of the budgets asked for (none: all), each printed as it is known."""
    for name in sorted(only & LONG.keys()):
        for verdict in LONG[name](acts):
            print(verdict, flush=True)
            yield verdict
    for names, measure in MEASURES.items():
        if only and not only & set(names.split()):
            continue
        for verdict in measure(sizes):
            if not only or verdict.budget in only:
                print(verdict, flush=True)
                yield verdict


def _machine() -> str:
    """What the figures were measured on, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{platform.system()}，{os.cpu_count()} 核，{memory:.0f} GiB，Python {platform.python_version()}"


def written(before: str, found: list[Verdict], when: str) -> str:
    """The page of ``docs/`` with what was found: new rows for what was measured now, the others as they stood."""
    kept = (line for line in before.splitlines() if line.startswith("| ") and _about(line)[0] in _BUDGETS)
    rows = {_about(line): line for line in (*kept, *(_row(one, when) for one in found))}
    ordered = sorted(rows.values(), key=lambda line: _BUDGETS.index(_about(line)[0]))
    missed = dict.fromkeys(_about(line)[0] for line in ordered if _MISSED in line)
    said = [f"{_machine()}。合格 {sum(_MISSED not in line for line in ordered)}/{len(ordered)}。", ""]
    why = [f"- **{budget}** {reason}" for budget, reason in _reasons().items() if budget in missed]
    return _HEAD + "\n".join([*said, *_TABLE, *ordered, "", _WHY, "", *why, ""])


_BUDGETS = (*(f"S{number}" for number in range(1, 14)), "hands", "pauses", "seats", *LONG)
_TABLE = (
    "| 预算 | 做什么 | 测得 | 预算值 | 合格 | 本程序（ms） | 参照（ms） | 测于 |",
    "|---|---|--:|--:|---|--:|--:|---|",
)
_WHY = "## 超出预算的：为什么，下一步"
_MISSED = "**否**"


def _row(one: Verdict, when: str) -> str:
    costs = [f"{value * 1000:,.1f}" if one.theirs else "" for value in (one.ours, one.theirs)]
    values = f"{one.found:.2f}{one.unit} | {one.allowed:g}{one.unit} | {'是' if one.held else _MISSED}"
    return f"| {one.budget} | {one.what} | {values} | {costs[0]} | {costs[1]} | {when} |"


def _about(row: str) -> tuple[str, str, str]:
    """Which budget a row of the page tells of, of doing what, in which unit."""
    cells = [cell.strip() for cell in row.split("|")]
    return cells[1], cells[2], cells[4].lstrip("0123456789.,")


def _reasons() -> dict[str, str]:
    """Why a budget is missed and what would mend it, as found by profiling."""
    with REASONS.open(encoding="utf-8", newline="") as file:
        return {row["budget"]: row["reason"] for row in csv.DictReader(file)}


def _held(found: list[Verdict]) -> str:
    return f"{sum(one.held for one in found)}/{len(found)}"


def main() -> int:
    """Measure what is asked; exit status 1 where a budget is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", nargs="+", default=[], metavar="S1")
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--sizes", nargs="+", type=int, default=[], metavar="1000")
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--acts", type=int, default=soak.ACTS, help="of the soak")
    chosen = asked.parse_args()
    compileall.compile_dir(ROOT / "app", quiet=2)
    when = f"{date.today():%Y-%m-%d}，负载 {os.getloadavg()[0]:.1f}"
    print(f"{_machine()}，{when}", flush=True)
    sizes = tuple(chosen.sizes) or (QUICK if chosen.quick else WHOLE)
    found = list(measured(set(chosen.only), sizes, chosen.acts))
    if chosen.write:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), found, when), encoding="utf-8")
    print(f"budgets held {_held(found)}")
    return 0 if all(one.held for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
