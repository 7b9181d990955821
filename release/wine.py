"""Windows programs run on Linux: the wine prefix, its paths, and a Windows program's way with its output."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from release.build import ROOT, Failure

WORK = ROOT / "build" / "windows"
PREFIX = WORK / "prefix"
DRIVE = PREFIX / "drive_c"
_WINE = {"WINEPREFIX": str(PREFIX), "WINEARCH": "win64", "WINEDEBUG": "-all"}


def run(command: Sequence[str | Path], what: str, folder: Path = ROOT, /, **environment: str) -> None:
    """Run ``command``; raise ``Failure`` with the end of its output if it fails."""
    done = _done(command, folder, environment)
    if done.returncode:
        tail = (done.stdout + done.stderr).decode("utf-8", "replace").splitlines()[-15:]
        raise Failure("\n".join([f"{what}没有成功：", *tail]))


def wine(arguments: Sequence[str | Path], what: str, folder: Path = ROOT) -> None:
    """Run a Windows program."""
    run(["wine", *arguments], what, folder, **_WINE)


def refused(arguments: Sequence[str | Path]) -> bool:
    """Run a Windows program that may refuse; whether it did."""
    return _done(["wine", *arguments], ROOT, _WINE).returncode != 0


def offscreen(program: str, *arguments: str) -> list[str]:
    """How a program in the current folder is started without a screen.

    An environment variable set outside does not reach a Windows program's own environment here; cmd sets it inside.
    """
    return ["cmd", "/c", f"set QT_QPA_PLATFORM=offscreen&& {' '.join([program, *arguments])}"]


@contextmanager
def running(program: str, folder: Path) -> Iterator[None]:
    """A program with a window is open, without a screen; then it is ended.

    Wine's server and its services are there before: whichever program starts them hands them its pipes, and who reads
    those waits for the services to end, which they do only after the program.
    """
    environment, none, piped = {**os.environ, **_WINE}, subprocess.DEVNULL, subprocess.PIPE
    subprocess.run(["wineserver", "-p60"], env=environment, check=True)
    subprocess.run(["wine", "cmd", "/c", "exit"], env=environment, stdin=none, stdout=none, stderr=none, check=True)
    command = ["wine", *offscreen(program)]
    with subprocess.Popen(command, cwd=folder, env=environment, stdin=none, stdout=piped, stderr=none):
        try:
            yield
        finally:
            wine(["taskkill", "/F", "/IM", program], f"结束 {program}")


def windows_path(path: Path) -> str:
    """How wine calls a path of this machine."""
    return "Z:" + str(path).replace("/", "\\")


def start() -> None:
    """Make the wine prefix: Windows 10, whose user's folders are its own and not this machine's."""
    run(["xvfb-run", "-a", "wine", "wineboot", "-i"], "准备 wine", **_WINE)
    wine(["winecfg", "-v", "win10"], "设为 Windows 10")
    for folder in (DRIVE / "users").glob("*/*"):
        if folder.is_symlink():
            folder.unlink()
            folder.mkdir()


def _done(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """A program that has ended; a Windows Python dies of a stream that is a file or a terminal, so it gets pipes."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
