"""资规台账：不带命令时打开窗口，带命令时在命令行办事。"""

import gc
import io
import os
import sys
from pathlib import Path


def main(argv: list[str]) -> int:
    """Hand ``argv`` to the face that answers it and return its exit status; each face is imported only when asked."""
    prepare_streams()
    if (len(argv) == 2 and argv[0] == "--ledger") or all(Path(one).is_file() for one in argv):
        from app.ui.program import main as face
    elif "--shots" in argv:
        from app.ui.shots import main as face
    elif "--self-test" in argv:
        from app.ui.self_test import main as face
    else:
        from app.ui.headless.console import main as face
    return face(argv)


def prepare_streams() -> None:
    """Let Chinese come out whole whatever the code page; a Windows program without a console prints nowhere."""
    if sys.stdout is None or sys.stderr is None:
        sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open as long as we run
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def prepare_memory() -> None:
    """Let the collector of circular garbage look less often: loading makes very much, and none of that is garbage."""
    gc.set_threshold(50_000, 10, 10)


if __name__ == "__main__":
    prepare_memory()
    if getattr(sys, "frozen", False):
        # The packed program is also what runs its own child processes.
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main(sys.argv[1:]))
