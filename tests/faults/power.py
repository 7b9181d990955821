"""A disk that loses its power: what a program wrote is recorded by strace and laid down again up to any instant.

``python -m tests.faults.power JOB LEDGER BASE`` does one job on a ledger and writes an ``s`` for every kept step. Of
what was written and not yet flushed, a disk without power may have kept anything: some pieces and not others, a
piece by halves at a sector's edge, a new name or the old one. What was flushed it has, unless it lies about that.
"""

import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.victims import Job

ROOT = Path(__file__).parents[2]
SECTOR = 512
_CALLS = "openat,pwrite64,write,lseek,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat"
_LINE = re.compile(r"(?P<call>\w+)\((?P<said>.*)\)\s+= (?P<gave>-?\d+)(?:<(?P<opened>[^>]*)>)?")
_FILE = re.compile(r"\d+<(?P<path>[^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to a file, or a step that was told to be kept (``said``)."""

    what: str
    path: str = ""
    data: bytes = b""
    offset: int = 0
    target: str = ""


@dataclass(slots=True)
class _File:
    """A file's bytes that are safe, and what was done to it since."""

    safe: bytes = b""
    pending: list[Event] = field(default_factory=list)

    def flush(self) -> None:
        for event in self.pending:
            self.safe = _done(self.safe, event)
        self.pending = []

    def after_a_cut(self, chance: random.Random) -> bytes:
        """The bytes with what the disk happened to keep of the rest."""
        kept, share = self.safe, chance.random()
        for event in self.pending:
            if chance.random() < share:
                kept = _done(kept, _torn(event, chance))
        return kept


def _done(held: bytes, event: Event) -> bytes:
    if event.what == "truncate":
        return held[: event.offset].ljust(event.offset, b"\0")
    filled = held.ljust(event.offset, b"\0")
    return filled[: event.offset] + event.data + filled[event.offset + len(event.data) :]


def _torn(event: Event, chance: random.Random) -> Event:
    """One write in four ends at a sector's edge before its end."""
    sectors = len(event.data) // SECTOR
    if event.what != "write" or sectors < 1 or chance.random() < 0.75:
        return event
    return Event("write", event.path, event.data[: chance.randrange(sectors + 1) * SECTOR], event.offset)


class Disk:
    """The files under one folder: ``names`` as a running system sees them, ``kept`` as they would be without power."""

    def __init__(self, folder: Path) -> None:
        found = {str(path): _File(path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()}
        self.names: dict[str, _File] = dict(found)
        self.kept: dict[str, _File] = dict(found)
        self._renamed: list[tuple[str, _File | None]] = []

    def do(self, event: Event, *, honest: bool = True) -> None:
        """One event; a disk that is not honest says of a flush that it is done."""
        match event.what:
            case "create" if event.path not in self.names:
                self._name(event.path, _File())
            case "write" | "truncate":
                self.names[event.path].pending.append(event)
            case "rename":
                file = self.names[event.path]
                self._name(event.target, file)
                self._name(event.path, None)
            case "remove":
                self._name(event.path, None)
            case "flush" if honest:
                self._flush(event.path)

    def _name(self, path: str, file: _File | None) -> None:
        _set(self.names, path, file)
        self._renamed.append((path, file))

    def _flush(self, path: str) -> None:
        file = self.names.get(path)
        if file is None:  # a folder: all names are safe
            self._settle(len(self._renamed))
            return
        file.flush()
        made = [place for place, (_, one) in enumerate(self._renamed) if one is file]
        if made:  # a flushed file is found under its name
            self._settle(made[-1] + 1)

    def _settle(self, count: int) -> None:
        for path, file in self._renamed[:count]:
            _set(self.kept, path, file)
        del self._renamed[:count]

    def lay_down(self, folder: Path, into: Path, chance: random.Random) -> None:
        """Write what a power cut at this instant leaves of ``folder`` to another."""
        left = dict(self.kept)
        for path, file in self._renamed[: chance.randint(0, len(self._renamed))]:
            _set(left, path, file)
        _write(folder, into, {path: file.after_a_cut(chance) for path, file in left.items()})

    def lay_down_all(self, folder: Path, into: Path) -> None:
        """Write what a system that was not cut off has."""
        for file in self.names.values():
            file.flush()
        _write(folder, into, {path: file.safe for path, file in self.names.items()})


def _set(names: dict[str, _File], path: str, file: _File | None) -> None:
    if file is None:
        names.pop(path, None)
    else:
        names[path] = file


def _write(folder: Path, into: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = into / Path(name).relative_to(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def recorded(job: str, ledger: Path, base: Path, log: Path) -> list[Event]:
    """What one job does to the files beside a ledger, in order, and when it tells that a step is kept."""
    traced = ["strace", "-y", "-xx", "-s", str(1 << 24), "-e", f"trace={_CALLS}", "-o", str(log)]
    own = [sys.executable, "-m", "tests.faults.power", job, str(ledger), str(base)]
    subprocess.run([*traced, *own], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    with log.open(encoding="ascii") as lines:
        return list(_events(lines, str(ledger.parent)))


def _events(lines: Iterator[str], folder: str) -> Iterator[Event]:
    places: dict[str, int] = {}
    for line in lines:
        found = _LINE.match(line)
        if found is None or found["gave"].startswith("-"):
            continue
        for event in _read(found["call"], found["said"], found["gave"], found["opened"] or "", places):
            if event.what == "said" or event.path.startswith(folder):
                yield event


def _read(call: str, said: str, gave: str, opened: str, places: dict[str, int]) -> Iterator[Event]:
    """The events of one call; ``places`` says where each open file is written next."""
    texts = [bytes.fromhex(one.replace("\\x", "")) for one in _TEXT.findall(said)]
    names = [one.decode() for one in texts] if "rename" in call or "unlink" in call else []
    at = _FILE.match(said)
    path = _plain(at["path"]) if at else ""
    numbers = said.rsplit(", ", 1)
    match call:
        case "openat":
            yield from _opened(_plain(opened), said, places)
        case "write" if said.startswith("1<"):
            yield Event("said")
        case "write":
            yield Event("write", path, texts[0], places.get(path, 0))
            places[path] = places.get(path, 0) + int(gave)
        case "pwrite64":
            yield Event("write", path, texts[0], int(numbers[-1]))
        case "lseek":
            places[path] = int(gave)
        case "ftruncate":
            yield Event("truncate", path, offset=int(numbers[-1]))
        case "fsync" | "fdatasync":
            yield Event("flush", path)
        case "rename" | "renameat" | "renameat2":
            yield Event("rename", names[0], target=names[1])
        case "unlink" | "unlinkat":
            yield Event("remove", names[0])


def _opened(path: str, said: str, places: dict[str, int]) -> Iterator[Event]:
    if "O_CREAT" in said or "O_TRUNC" in said:
        places[path] = 0
        yield Event("create", path)
    if "O_TRUNC" in said:
        yield Event("truncate", path)


def _plain(path: str) -> str:
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path


def played(events: Sequence[Event], disk: Disk, *, honest: bool = True) -> int:
    """Do so many events on a disk; how many steps had been told to be kept."""
    for event in events:
        disk.do(event, honest=honest)
    return sum(event.what == "said" for event in events)


def main() -> None:
    """Do one job, telling of each step."""
    job, ledger, base = sys.argv[1:]
    work = Job(Path(base))

    def said() -> None:
        sys.stdout.write("s")
        sys.stdout.flush()

    getattr(work, job)(Path(ledger), said)


if __name__ == "__main__":
    main()
