"""Every budget of speed, measured side by side in one run: ``python -m tests.bench [--only S5 S10] [--write]``.

Ends with ``budgets held 12/13`` and exits 1 on a miss. ``--quick`` leaves out the largest sizes; ``--write`` renews
``docs/performance.md`` with what was found.
"""

import argparse
import compileall
import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from tests.bench import exporting, figures, hands, importing, storage, summary, window
from tests.bench.side_by_side import Verdict

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
QUICK, WHOLE = (1_000, 10_000), (1_000, 10_000, 100_000)
MEASURES: dict[str, Callable[[tuple[int, ...]], Iterator[Verdict]]] = {
    "S1 S4": importing.measure,
    "S2 S3": exporting.measure,
    "S5 S8 S9 S10": window.measure,
    "S6 S7": figures.measure,
    "S11": storage.measure,
    "S12": summary.measure,
    "hands": hands.measure,
}
_HEAD = """# 速度

每一项都是与参照做法的比值：同一次运行里交替测量，取处理器时间的中位数，所以快机器慢机器上都一样；毫秒只供参考。
参照做法与预算见 `tests/bench/` 各文件的开头，重新测量：`python dev.py bench -- --write`。

"""


def measured(only: set[str], sizes: tuple[int, ...]) -> Iterator[Verdict]:
    """Every verdict of the budgets asked for (none: all), each printed as it is known."""
    for names, measure in MEASURES.items():
        if only and not only & set(names.split()):
            continue
        for verdict in measure(sizes):
            if not only or verdict.budget in only:
                print(verdict, flush=True)
                yield verdict


def machine() -> str:
    """What the figures were measured on, without its name."""
    cores, load = os.cpu_count(), os.getloadavg()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{platform.system()}，{cores} 核，{memory:.0f} GiB，Python {platform.python_version()}，测前负载 {load:.1f}"


def written(found: list[Verdict], where: str) -> str:
    """The page of ``docs/`` that tells what was found."""
    lines = ["| 预算 | 做什么 | 测得 | 预算值 | 合格 | 本程序（ms） | 参照（ms） |", "|---|---|--:|--:|---|--:|--:|"]
    for one in found:
        costs = [f"{value * 1000:,.1f}" if one.theirs else "" for value in (one.ours, one.theirs)]
        values = f"{one.found:.2f}{one.unit} | {one.allowed:g}{one.unit} | {'是' if one.held else '**否**'}"
        lines.append(f"| {one.budget} | {one.what} | {values} | {costs[0]} | {costs[1]} |")
    return f"{_HEAD}{date.today():%Y-%m-%d}，{where}。合格 {_held(found)}。\n\n" + "\n".join(lines) + "\n"


def _held(found: list[Verdict]) -> str:
    return f"{sum(one.held for one in found)}/{len(found)}"


def main() -> int:
    """Measure what is asked; exit status 1 where a budget is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", nargs="+", default=[], metavar="S1")
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--write", action="store_true")
    chosen = asked.parse_args()
    compileall.compile_dir(ROOT / "app", quiet=2)
    where = machine()
    print(where, flush=True)
    found = list(measured(set(chosen.only), QUICK if chosen.quick else WHOLE))
    if chosen.write:
        PAGE.write_text(written(found, where), encoding="utf-8")
    print(f"budgets held {_held(found)}")
    return 0 if all(one.held for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
