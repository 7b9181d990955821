"""Imports every file of some folders through the real command line and says what became of each.

python tests/bench/hostile.py FOLDER… [--slowest 10]

A file may end as values or as a sentence with the next step. What it may not: end the program, take more than a
minute or 1.5 GB, change the ledger although nothing was to be written, or leave the clerk without a word. Exit status
1 where any file did. Peak memory is that of the largest process of the import, and is known on Linux only.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 60.0
MOST_MEMORY = 1_536 * 2**20
BUG = 3
UNIT = "330421"
GIVEN_UP = 2 * MOST_SECONDS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. ``memory`` in bytes, 0 where the system does not say."""

    path: Path
    status: int
    seconds: float
    memory: int
    is_ledger_same: bool
    result: str
    sentence: str

    @property
    def breaches(self) -> Iterator[str]:
        """What it did that no file may."""
        if self.status not in (0, 1):
            yield f"退出码 {self.status}"
        if self.seconds > MOST_SECONDS:
            yield f"超过 {MOST_SECONDS:.0f} 秒"
        if self.memory > MOST_MEMORY:
            yield "超过 1.5 GB"
        if not self.is_ledger_same:
            yield "台账变了"
        if not (self.sentence.endswith("。") or (self.status == 0 and self.sentence)):
            yield "没有一句完整的话"

    def __str__(self) -> str:
        breaches = "、".join(self.breaches)
        return (
            f"{'✗' if breaches else '✓'} {self.path.name}: {self.result}, {self.seconds:.1f} s, "
            f"{self.memory / 2**20:.0f} MB, 退出码 {self.status}, 台账{'未变' if self.is_ledger_same else '变了'}\n"
            f"    {self.sentence or '（没有话）'}" + (f"\n    违反: {breaches}" if breaches else "")
        )


def imported(path: Path, ledger: Path) -> Outcome:
    """Import one file without writing, in processes of its own."""
    before = hashlib.sha256(ledger.read_bytes()).digest()
    command = [sys.executable, ROOT / "main.py", "--ledger", ledger, "import", "--dry-run", "--json", path]
    began = time.monotonic()
    status, memory, output, errors = run(command)
    seconds = time.monotonic() - began
    same = hashlib.sha256(ledger.read_bytes()).digest() == before
    return Outcome(path, status, seconds, memory, same, *told(output, errors))


def run(command: Sequence[str | Path]) -> tuple[int, int, bytes, bytes]:
    """The exit status, the peak memory and both outputs of a command; it is killed when nobody would wait longer."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=output, stderr=errors)
        clock = threading.Timer(GIVEN_UP, process.kill)
        clock.start()
        memory = 0
        if hasattr(os, "wait4"):
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode, memory = os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024
        clock.cancel()
        status = process.wait()
        output.seek(0)
        errors.seek(0)
        return status, memory, output.read(), errors.read()


def told(output: bytes, errors: bytes) -> tuple[str, str]:
    """What a file ended as, and the sentence the clerk reads of it."""
    spoken = errors.decode("utf-8", "replace").strip()
    try:
        (file,) = json.loads(output)["files"]
    except ValueError:
        return "没有结果", spoken
    if file["as"] == "refused":
        return "一句话", spoken or file["reason"] or ""
    rows = sum(len(table["rows"]) for table in file["tables"])
    return f"{len(file['tables'])} 张表 {rows} 行", spoken or "已读取。"


def new_ledger(folder: Path) -> Path:
    """An empty ledger of one county."""
    ledger = folder / "台账.db"
    subprocess.run([sys.executable, ROOT / "main.py", "--ledger", ledger, "new", "--unit", UNIT], check=True)
    return ledger


def files_of(folders: Sequence[Path]) -> list[Path]:
    """The files to import; a folder's notes and expected results are none."""
    found = (path for folder in folders for path in ([folder] if folder.is_file() else sorted(folder.iterdir())))
    return [path for path in found if path.is_file() and path.suffix not in (".md", ".json")]


def main(arguments: Sequence[str]) -> int:
    """Import every file; the exit status."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    words.add_argument("--slowest", type=int, default=5, help="how many of the slowest to name at the end")
    said = words.parse_args(arguments)
    outcomes = []
    with tempfile.TemporaryDirectory() as scratch:
        ledger = new_ledger(Path(scratch))
        for path in files_of(said.folders):
            outcomes.append(imported(path, ledger))
            print(outcomes[-1], flush=True)
    return summed_up(outcomes, said.slowest)


def summed_up(outcomes: Sequence[Outcome], slowest: int) -> int:
    """Print the summary; 1 where a file did what none may."""
    wrong = [one for one in outcomes if any(one.breaches)]
    refused = sum(one.result == "一句话" for one in outcomes)
    print(f"\n{len(outcomes)} 个文件: {len(outcomes) - refused} 个读出内容, {refused} 个一句话, {len(wrong)} 个违反")
    for one in sorted(outcomes, key=lambda one: one.seconds, reverse=True)[:slowest]:
        print(f"  {one.seconds:6.1f} s {one.memory / 2**20:6.0f} MB  {one.path.name}")
    for one in wrong:
        print(one)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
