"""What the faults are done with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.small_disk import MEGABYTE, Disk, can_mount


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of six megabytes."""
    if not can_mount():
        pytest.skip("需要 root 才能挂载小磁盘：sudo python dev.py test")
    disk = Disk(tmp_path / "小盘", 6 * MEGABYTE)
    yield disk
    disk.pull()
