"""Many seats at once, each a process: what they did together, and whether anything was lost."""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.queries import journal
from app.models.queries import records as held
from app.models.soundness import last
from app.models.store import Store
from tests.seats.worker import COUNTED, KIND, counted

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Crowd:
    """What came of it: edits made, how often a seat was overtaken, what the ledger counts, what is wrong with it,
    and the seconds from the word "go".
    """

    made: int
    overtaken: int
    counted: int
    versions: int
    steps: int
    faults: list[str]
    seconds: float


def crowd(address: str, seats: int, turns: int, records: Sequence[int], *, prove: bool = True) -> Crowd:
    """Let ``seats`` processes take ``turns`` each at counting up a few records, all beginning together.

    Every row of the ledger is proved afterwards unless that would take too long.
    """
    wanted = [str(record) for record in records]
    command = [sys.executable, "-m", "tests.seats.worker", address]
    running = [
        subprocess.Popen(
            [*command, f"席位{number:02}", str(turns), *wanted],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(seats)
    ]  # fmt: skip
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate()[0] for one in running]
    seconds = time.perf_counter() - began
    assert all(one.returncode == 0 for one in running)
    told = [tuple(map(int, line.split())) for line in said]
    with Store.open(address, writing=True) as store:
        faults = last(store.faults(thorough=True)) if prove else []
        with store.read() as session:
            found = held.many(session, KIND, records).values()
            steps = sum(step.label == "加一" for step in journal.steps(session))
    return Crowd(
        sum(made for made, _ in told),
        sum(lost for _, lost in told),
        sum(counted(one.values[COUNTED]) for one in found),
        sum(one.version - 1 for one in found),
        steps,
        faults,
        seconds,
    )
