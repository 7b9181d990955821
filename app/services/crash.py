"""What is written down when the program itself is at fault: nothing of the ledger's content, all of the code's path."""

import platform
import sys
import traceback
from datetime import datetime
from pathlib import Path

from app import __version__
from app.models import home

_KEPT = 20


def report(error: BaseException) -> Path | None:
    """Write a crash report and return its path; None where even that fails. The oldest reports are dropped."""
    folder = home.log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"故障-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
        path.write_text(text(error), encoding="utf-8")
        for old in sorted(folder.glob("故障-*.txt"))[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def text(error: BaseException) -> str:
    """The path through the code that led to the fault, without values: those may be personal."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    system = f"Python {platform.python_version()} {sys.platform}"
    head = f"{home.NAME} {__version__} {system} {datetime.now():%Y-%m-%d %H:%M:%S}"
    return "\n".join([head, type(error).__name__, *lines, ""])
