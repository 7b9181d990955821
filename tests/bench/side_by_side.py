"""Two ways of doing one thing, measured in one run: what every budget of speed is made of.

The ways take turns (ours, theirs, ours, theirs …) after one unmeasured run of each, so that whatever else the machine
does falls on both; medians of CPU time, children included, are compared. A ratio is the same on a slow machine as on a
fast one, seconds are for information.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Step = Callable[[], object]
PAIRS = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """A budget and what was found: CPU seconds of both ways, or whatever unit ``found`` and ``allowed`` are in."""

    budget: str
    what: str
    found: float
    allowed: float
    ours: float = 0.0
    theirs: float = 0.0
    unit: str = "×"

    @property
    def held(self) -> bool:
        """Whether what was found is within the budget."""
        return self.found <= self.allowed

    def __str__(self) -> str:
        cost = f"（{self.ours * 1000:,.1f} / {self.theirs * 1000:,.1f} ms CPU）" if self.theirs else ""
        said = f"{self.found:.2f}{self.unit}，预算 {self.allowed:g}{self.unit}"
        return f"{'✓' if self.held else '✗'} {self.budget} {self.what}：{said}{cost}"


def compared(
    budget: str, what: str, ways: tuple[Step, Step], allowed: float, pairs: int = PAIRS, before: Step = lambda: None
) -> Verdict:
    """The ratio of our way's CPU time to the other's, the first of ``ways`` being ours; ``before`` is not measured."""
    found = []
    for _ in range(1 + pairs):
        before()
        found.append((cpu(ways[0]), cpu(ways[1])))
    del found[0]
    ours, theirs = (statistics.median(side) for side in zip(*found, strict=True))
    return Verdict(budget, what, ours / max(theirs, 1e-9), allowed, ours, theirs)


def cpu(step: Step) -> float:
    """Seconds of CPU that a step takes, the processes it waited for included."""
    began = _used()
    step()
    return _used() - began


def clock(step: Step, times: int = PAIRS) -> float:
    """The median of a step's milliseconds on the clock."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        step()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def python(arguments: Sequence[str | Path], **variables: str) -> None:
    """Run a Python of this environment to its end, with some ``variables`` of the environment set.

    Its bytecode is compiled even where a variable forbids that.
    """
    allowed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept = {"PYTHONPYCACHEPREFIX": str(folder("bytecode")), "QT_QPA_PLATFORM": "offscreen"}
    environment = {**allowed, **kept, **variables}
    subprocess.run([sys.executable, *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)


def folder(name: str) -> Path:
    """A folder of the measurements' own, in which what is dear to make is kept from run to run."""
    path = Path(tempfile.gettempdir()) / "资规台账-测速" / name
    path.mkdir(parents=True, exist_ok=True)
    return path
