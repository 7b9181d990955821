"""Freeze the program into ``dist/`` for the system this runs on, and prove that what came out works.

``dev.py build`` prepares the environment and calls ``python -m release.build``.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.models.home import NAME

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "dist" / NAME
PROOF = ROOT / "out" / "self-test"
_CALLS = PROOF / "network.strace"
# Nothing by this name is needed by a program that opens no connection.
_NETWORK = re.compile(r"Qt6?Network|_ssl\.|libssl|libcrypto-|plugins[/\\]tls")
_INTERNET = re.compile(r"AF_INET6?\b")


class Failure(Exception):
    """The bundle is not fit to be given away; the sentence says why."""


def say(sentence: str) -> None:
    """Print one line at once, so that it stands before what a child process prints."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def run(command: Sequence[str | Path], what: str, **environment: str) -> None:
    """Run ``command`` in the project's folder; raise ``Failure`` saying ``what`` did not work."""
    if subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode:
        raise Failure(f"{what}没有成功，原因见上。")


def freeze() -> Path:
    """Make the bundle; return the program in it."""
    run([sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN", "build.spec"], "打包")
    return BUNDLE / (f"{NAME}.exe" if os.name == "nt" else NAME)


def network_files(bundle: Path) -> list[str]:
    """The files of a bundle that only a program with a network would carry."""
    inside = sorted(path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file())
    return [path for path in inside if _NETWORK.search(path)]


def internet_calls(trace: str) -> list[str]:
    """The lines of an ``strace`` log that reach for the internet; local sockets, such as a display's, are not."""
    return [line for line in trace.splitlines() if _INTERNET.search(line)]


def cut_off(command: list[str]) -> list[str]:
    """The command inside a network of its own with no way out and its socket calls noted, where the system can."""
    if shutil.which("strace"):
        watched = "trace=socket,connect,bind,sendto"
        command = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", watched, "-o", str(_CALLS), *command]
    alone = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        say("这台机器不能断网试运行，只检查文件。（no unshare here: the program is tried with the network in place）")
        return command
    return [*alone, *command]


def prove(program: Path) -> None:
    """Let the frozen program prove itself without a network; raise ``Failure`` if it does not."""
    if carried := network_files(BUNDLE):
        raise Failure(f"打包结果带有联网用的文件：{'、'.join(carried)}。请在 build.spec 里去掉。")
    shutil.rmtree(PROOF, ignore_errors=True)
    PROOF.mkdir(parents=True)
    command = [str(program), "--self-test", str(PROOF)]
    run(cut_off(command) if sys.platform == "linux" else command, "打好的程序自检", QT_QPA_PLATFORM="offscreen")
    if _CALLS.exists() and (calls := internet_calls(_CALLS.read_text("utf-8", "replace"))):
        raise Failure(f"打好的程序有联网的调用：{calls[0]}")
    result = json.loads((PROOF / "result.json").read_text("utf-8"))
    say(f"自检 {len(result['checks'])} 项通过，SQLite {result['sqlite']}，没有联网的调用。")


def megabytes(folder: Path) -> float:
    """What the files under ``folder`` take, in MB (10⁶ bytes)."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def main() -> int:
    """Freeze, prove, say how large it is; the exit status says whether it may be given away."""
    try:
        program = freeze()
        prove(program)
    except Failure as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    say(f"打包完成：{program.relative_to(ROOT)}，共 {megabytes(BUNDLE):.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
