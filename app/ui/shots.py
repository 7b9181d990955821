"""A picture of every page, for the manual and the eye: ``main.py --shots DIR``, personal numbers masked."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.models import home
from app.models.refusal import Refusal
from app.ui import theme
from app.ui.application import application
from app.ui.pages import ENTRIES
from app.ui.window import Window

_LOOK_AGAIN = 20  # milliseconds
_ROUNDS = 3  # of events until a layout has settled: what is added, its style, what lies around it
DONE, REFUSED = 0, 1


def main(argv: Sequence[str]) -> int:
    """Write a PNG of each page of a ledger, named by page, into a folder; the exit status."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(prog="main.py")
    parser.add_argument("--ledger", default=str(home.default_ledger()))
    parser.add_argument("--shots", type=Path, required=True)
    parser.add_argument("--size", type=_size, default=(1366, 768))
    parser.add_argument("--look", choices=theme.THEMES, default=theme.THEMES[0])
    parser.add_argument("--unmasked", action="store_true")
    arguments = parser.parse_args(argv)
    program = application(sys.argv)
    theme.use(arguments.look)
    theme.apply(program)
    window = Window(arguments.ledger)
    window.resize(*arguments.size)
    try:
        for path in take(window, arguments.shots, unmasked=arguments.unmasked):
            sys.stdout.write(f"{path}\n")
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    finally:
        window.close()
        window.deleteLater()
    return DONE


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def take(window: Window, folder: Path, *, unmasked: bool = False) -> Iterator[Path]:
    """Photograph each page once its data is there; the paths, as they are written. Raises what the ledger refuses.

    Personal numbers are masked unless it is to be ``unmasked``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    window.show()
    wait_until(lambda: not window.jobs.busy and bool(window.desk or window.start or window.recovery))
    if window.desk is None:
        said = window.recovery.faults.text() if window.recovery else window.bar.text
        raise Refusal((said or "没有可以打开的台账").rstrip("。"), "请用 --ledger 指定台账文件")
    for number, entry in enumerate(ENTRIES):
        window.show_page(number)
        page = window.pages[entry.name]
        for view in [name for name, _ in page.views()] or [""]:
            if view:
                page.show_view(view)
            if not unmasked:
                page.cover()
            wait_until(lambda: not window.jobs.busy)
            path = folder / f"{'-'.join(filter(None, (entry.name, view)))}.png"
            window.grab().save(str(path))
            yield path


def wait_until(holds: Callable[[], bool]) -> None:
    """Let the window go on living until something is so."""
    loop, look = QEventLoop(), QTimer()
    look.setInterval(_LOOK_AGAIN)
    look.timeout.connect(lambda: loop.quit() if holds() else None)
    look.start()
    loop.exec()
    for _ in range(_ROUNDS):
        QApplication.processEvents()
