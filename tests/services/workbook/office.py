"""LibreOffice as a second opinion on what was written."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdfinfo")),
    reason="需要 LibreOffice 和 poppler：apt-get install libreoffice-calc poppler-utils",
)


def convert(path: Path, form: str, folder: Path) -> Path:
    """Let LibreOffice save ``path`` in another form (``pdf``, ``xlsx``) into ``folder``."""
    return convert_all([path], form, folder)[0]


def convert_all(paths: Sequence[Path], form: str, folder: Path) -> list[Path]:
    """``convert`` for several files in one start of the program."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return [folder / f"{path.stem}.{form}" for path in paths]
