"""Whether a ledger may live in a folder: not on a network share, not where a program copies files away, not on FAT.

Locks and flushes cannot be relied on over a network, a program that keeps folders alike swaps the file under the
ledger's feet, and FAT has no journal of its own: each has cost others their data. What gives such a place away is
listed in ``resources/places.csv``: the kind of file system, the name of a folder on the way, a file that the program
leaves in its folder, a variable that names its folder.
"""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.models import resources
from app.models.refusal import Refusal


class Kind(StrEnum):
    """Why a place is unfit."""

    NETWORK = "network"
    SYNC = "sync"
    FAT = "fat"


@dataclass(frozen=True, slots=True)
class Unfit:
    """What a place is, and what it is called."""

    kind: Kind
    name: str


class Misplaced(Refusal):
    """A ledger in a place where it must not be worked on; ``place`` says which kind."""

    def __init__(self, place: Unfit) -> None:
        sentence, next_step = _SAID[place.kind]
        super().__init__(sentence.format(place.name), next_step)
        self.place = place


_SAID = {
    Kind.NETWORK: ("台账放在{}里，几个人同时用或断网时会损坏", "请移到本机硬盘再打开"),
    Kind.SYNC: ("台账放在“{}”的同步文件夹里，同步时会损坏", "请移到本机硬盘里不同步的文件夹再打开"),
    Kind.FAT: ("台账放在{}上，拔盘或断电时会损坏", "请在本机的副本上工作，关闭时交回；或移到本机硬盘"),
}


@dataclass(frozen=True, slots=True)
class _Evidence:
    kind: Kind
    by: str
    text: str
    name: str


@cache
def _evidence() -> tuple[_Evidence, ...]:
    return tuple(
        _Evidence(Kind(row["kind"]), row["evidence"], row["text"], row["name"]) for row in resources.rows("places.csv")
    )


def require_fit(ledger: Path) -> None:
    """Raise ``Misplaced`` where a ledger must not be worked on."""
    found = unfit(ledger)
    if found is not None:
        raise Misplaced(found)


def unfit(ledger: Path) -> Unfit | None:
    """Why a ledger must not live where it is, or None. The file need not be there yet."""
    folder = ledger.absolute().parent
    system = file_system(folder).lower()
    return next((Unfit(one.kind, one.name) for one in _evidence() if _speaks(one, folder, system)), None)


def _speaks(one: _Evidence, folder: Path, system: str) -> bool:
    match one.by:
        case "filesystem":
            return system == one.text
        case "environment":
            named = os.environ.get(one.text)
            return bool(named) and folder.is_relative_to(Path(str(named)))
        case "folder":  # OneDrive calls the folder of an office “OneDrive - 单位”
            return any(part == one.text or part.startswith(one.text + " - ") for part in folder.parts)
        case _:
            return any((above / one.text).exists() for above in (folder, *folder.parents))


if sys.platform == "win32":
    import ctypes

    _KINDS = {2: "removable drive", 4: "network drive"}

    def file_system(folder: Path) -> str:
        """What a folder's disk is: a removable or a network drive, else the name of its file system."""
        root = folder.anchor
        kind = _KINDS.get(ctypes.windll.kernel32.GetDriveTypeW(root))
        if root.startswith("\\\\") or kind == _KINDS[4]:
            return _KINDS[4]
        name = ctypes.create_unicode_buffer(64)
        ctypes.windll.kernel32.GetVolumeInformationW(root, None, 0, None, None, None, name, 64)
        return kind or name.value
else:

    def file_system(folder: Path) -> str:
        """What a folder's disk is: the kind of file system that is mounted there, empty where nobody knows."""
        there = next((place for place in (folder, *folder.parents) if place.exists()), folder).resolve()
        found = [(len(where.parts), kind) for where, kind in _mounts() if there.is_relative_to(where)]
        return max(found, default=(0, ""), key=lambda one: one[0])[1]

    def _mounts() -> Iterator[tuple[Path, str]]:
        """Where each file system is mounted, and its kind; the later of two in one place lies on top."""
        try:
            lines = Path("/proc/self/mounts").read_bytes().splitlines()
        except OSError:
            return
        for line in reversed(lines):
            _, where, kind, *_ = line.split()
            yield Path(os.fsdecode(re.sub(rb"\\([0-7]{3})", _character, where))), kind.decode()

    def _character(octal: re.Match[bytes]) -> bytes:
        return bytes([int(octal[1], 8)])
