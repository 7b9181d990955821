"""The table of what was done to the program and what came of it, printed after the tests from what they counted."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

PROPERTY = "fault"
FULL = pytest.param(1, marks=pytest.mark.slow, id="full")
TENTH = pytest.param(10, id="tenth")
"""By how much the number of times is divided: a tenth in every run of the tests, all of them with ``--full``."""
Record = Callable[[str, object], None]


@dataclass
class Counted:
    """One fault: its number in the table, its name, how often it was done, how often badly, and what was seen."""

    number: int
    fault: str
    times: int = 0
    bad: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    def note(self, *seen: str, bad: bool = False) -> None:
        """One more time."""
        self.times += 1
        self.bad += bad
        self.seen.update(seen)

    def keep(self, record: Record) -> None:
        """Have it printed at the end; nothing may have gone badly."""
        record(PROPERTY, json.dumps(vars(self), ensure_ascii=False))
        assert self.bad == 0, self


def lines(reports: Iterator[pytest.TestReport]) -> Iterator[str]:
    """The rows of the table, in the order of the faults' numbers."""
    rows = [json.loads(str(value)) for one in reports for name, value in one.user_properties if name == PROPERTY]
    for row in sorted(rows, key=lambda row: (row["number"], row["fault"])):
        seen = "，".join(f"{what} {count}" for what, count in row["seen"].items())
        yield f"{row['number']:>3}  {row['fault']}：{row['times']} 次，不合格 {row['bad']}" + (
            f"；{seen}" if seen else ""
        )


def print_table(terminal: pytest.TerminalReporter) -> None:
    """Print the table where any fault was done."""
    done = [one for status in ("passed", "failed") for one in terminal.getreports(status)]
    table = list(lines(one for one in done if isinstance(one, pytest.TestReport) and one.when == "call"))
    if table:
        terminal.section("故障注入 faults")
        for line in table:
            terminal.write_line(line)
