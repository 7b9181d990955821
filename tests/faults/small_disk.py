"""A disk of a few megabytes, mounted for a test: really full when it is full, and really gone when it is pulled."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

MEGABYTE = 1 << 20


class Disk:
    """A small disk; ``folder`` is where it is mounted."""

    def __init__(self, folder: Path, size: int, kind: str = "tmpfs") -> None:
        self.folder = folder
        self._filler = folder / "占位"
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", kind, "-o", f"size={size}", kind, folder], check=True)

    def fill(self, left: int = 0) -> None:
        """Fill the disk but for so many bytes."""
        free = shutil.disk_usage(self.folder).free - left
        with self._filler.open("ab") as file:
            os.posix_fallocate(file.fileno(), file.tell(), max(1, free))

    def free(self) -> None:
        """Clear the filler away."""
        self._filler.unlink(missing_ok=True)

    def protect(self) -> None:
        """Set the switch that keeps the disk from being written."""
        subprocess.run(["mount", "-o", "remount,ro", self.folder], check=True)

    def pull(self) -> None:
        """Take the disk out, whoever is using it."""
        if os.path.ismount(self.folder):
            subprocess.run(["umount", "--lazy", self.folder], check=True)


def can_mount() -> bool:
    """Whether a disk can be mounted here."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    return subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=False).returncode == 0
