"""A warm program that has others killed: ``python -m tests.faults.kennel JOB BASE`` reads one request a line.

Everything is loaded once and the job is done once for practice. Each request then forks a child that does the job on
the ledger it names and is killed by SIGKILL: at a random instant of the time the job took (``share``), or just before
one of the moments at which it opens, renames, removes or copies a file (``point``). The answer says how often the
child had told that a step was kept, and whether it had come to its end.
"""

import json
import os
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from tests.faults.victims import Job

TOUCHES = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "shutil.copyfile", "sqlite3.connect"})
KILLED, ENDED, FAILED = "killed", "ended", "failed"


class Kennel:
    """One job, how long it takes, and how often it touches the file system."""

    def __init__(self, job: str, base: Path) -> None:
        self._work = getattr(Job(base), job)
        self._base = base
        self._seconds = 0.0
        self._touches = 0

    def practise(self, ledger: Path) -> None:
        """Do the job unharmed: here, so that all is loaded, and in a child, to measure it."""
        self._fresh(ledger)
        self._work(ledger, lambda: None)
        self._fresh(ledger)
        began = time.monotonic()
        outcome, told = self.run(ledger, None, None)
        assert outcome == ENDED, told
        self._seconds = time.monotonic() - began
        self._touches = told.count(b"t")
        self._clear(ledger)

    def _fresh(self, ledger: Path) -> None:
        self._clear(ledger)
        shutil.copytree(self._base.parent, ledger.parent)

    def _clear(self, ledger: Path) -> None:
        shutil.rmtree(ledger.parent, ignore_errors=True)

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Have one child do the job and be killed."""
        os.environ.update(request["environment"])
        ledger, share = Path(request["ledger"]), request["share"]
        if request["by_point"]:
            outcome, told = self.run(ledger, None, int(share * self._touches))
        else:
            outcome, told = self.run(ledger, share * self._seconds * 1.2, None)  # the machine may be busier now
        return {"outcome": outcome, "said": told.count(b"s"), "seconds": self._seconds, "touches": self._touches}

    def run(self, ledger: Path, after: float | None, point: int | None) -> tuple[str, bytes]:
        """What came of one child, and what it told: ``s`` for a kept step, ``t`` for a touch of the file system."""
        ear, mouth = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ear)
            self._do(ledger, mouth, point)
        os.close(mouth)
        if after is not None:
            time.sleep(after)
            os.kill(child, signal.SIGKILL)
        told = b""
        while piece := os.read(ear, 65536):
            told += piece
        os.close(ear)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return KILLED, told
        return (ENDED if os.WEXITSTATUS(status) == 0 else FAILED), told

    def _do(self, ledger: Path, mouth: int, point: int | None) -> None:
        """In the child: never comes back."""
        count = 0

        def touched(event: str, _: object) -> None:
            nonlocal count
            if event in TOUCHES:
                if count == point:
                    os.kill(os.getpid(), signal.SIGKILL)
                count += 1
                os.write(mouth, b"t")

        status = 1
        try:
            sys.addaudithook(touched)
            self._work(ledger, lambda: os.write(mouth, b"s"))
            status = 0
        except BaseException:  # noqa: BLE001 - told, and never let back into the kennel
            traceback.print_exc()
        finally:
            os._exit(status)


def main() -> None:
    """Answer requests until there are no more."""
    name, base, scratch = sys.argv[1:]
    kennel = Kennel(name, Path(base))
    kennel.practise(Path(scratch) / "练习" / Path(base).name)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(kennel.answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
