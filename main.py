"""资规台账：不带命令时打开窗口，带命令时在命令行办事。"""

import sys


def main(argv: list[str]) -> int:
    """Hand ``argv`` to the face that answers it and return its exit status; each face is imported only when asked."""
    if not argv or (len(argv) == 2 and argv[0] == "--ledger"):
        from app.ui.window import main as face
    elif "--shots" in argv:
        from app.ui.shots import main as face
    elif "--self-test" in argv:
        from app.ui.self_test import main as face
    else:
        from app.ui.console import main as face
    return face(argv)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        # The packed program is also what runs its own child processes.
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main(sys.argv[1:]))
