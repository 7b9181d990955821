"""What is written down when the program itself is at fault: nothing of the ledger's content, all of the code's path."""

import faulthandler
import platform
import sys
import traceback
from datetime import datetime
from pathlib import Path

from app import __version__
from app.models import home

_KEPT = 20
_STRUCK = "崩溃.txt"


def report(error: BaseException) -> Path | None:
    """Write a crash report and return its path; None where even that fails. The oldest reports are dropped."""
    return _write(text(error))


def note(line: str) -> Path | None:
    """Write down one line that is no exception's: what Qt says of itself."""
    return _write(f"{_head()}\n{line}\n")


def watch() -> None:
    """Have the interpreter write the path through the code where the process itself is struck down.

    What the last time left becomes a report like any other.
    """
    path = home.log_folder() / _STRUCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size:
            path.replace(path.with_name(f"故障-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"))
        faulthandler.enable(path.open("wb"))  # open for as long as the program runs
    except OSError:  # what cannot be written down is not
        return


def _write(said: str) -> Path | None:
    folder = home.log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"故障-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
        path.write_text(said, encoding="utf-8")
        for old in sorted(folder.glob("故障-*.txt"))[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def text(error: BaseException) -> str:
    """The path through the code that led to the fault, without values: those may be personal."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([_head(), type(error).__name__, *lines, ""])


def _head() -> str:
    system = f"Python {platform.python_version()} {sys.platform}"
    return f"{home.NAME} {__version__} {system} {datetime.now():%Y-%m-%d %H:%M:%S}"
