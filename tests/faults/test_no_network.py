"""The program reaches no network: nothing of it could, and where there is none it does its whole work."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CANNOT = re.compile(
    r"(socket|socketserver|ssl|http|urllib\.request|urllib3|requests|httpx|aiohttp|ftplib|smtplib|poplib|imaplib|telnetlib"
    r"|xmlrpc|asyncio|webbrowser|PySide6\.Qt(Network\w*|WebEngine\w*|WebSockets|HttpServer))(\.|$)"
)
LISTENING = re.compile(r"\b(socket|connect|bind|sendto)\(.*AF_INET6?")


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_module_imports_what_could_reach_a_network() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in [ROOT / "main.py", *sorted((ROOT / "app").rglob("*.py"))]
        for name in imported(path)
        if CANNOT.match(name)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["import socket", "from urllib import request", "from PySide6 import QtNetwork"])
def test_what_could_is_seen(tmp_path: Path, line: str) -> None:
    (tmp_path / "one.py").write_text(line)
    assert [name for name in imported(tmp_path / "one.py") if CANNOT.match(name)]


def run(*before: str, out: Path) -> subprocess.CompletedProcess[str]:
    """The self-test (make, fill, export, read back, prove, draw every page) behind some other command."""
    command = [*before, sys.executable, "main.py", "--self-test", str(out)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def without_network(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """The program's whole work where there is no network at all, every network call of it written down."""
    unshare, strace = shutil.which("unshare"), shutil.which("strace")
    if not unshare or subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("需要 unshare 并允许建立网络命名空间：apt-get install util-linux")
    folder = tmp_path_factory.mktemp("alone")
    calls = folder / "calls.txt"
    traced = [strace, "-f", "-qq", "-e", "trace=%network", "-o", str(calls)] if strace else []
    return run(unshare, "-rn", *traced, out=folder / "自检"), calls


def test_the_whole_work_is_done_without_a_network(
    without_network: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _ = without_network
    assert done.returncode == 0, done.stderr
    assert "自检通过" in done.stdout


def test_no_process_of_it_opens_a_socket_to_anywhere(
    without_network: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    _, calls = without_network
    if not calls.exists():
        pytest.skip("需要 strace：apt-get install strace")
    assert [line for line in calls.read_text("utf-8", "replace").splitlines() if LISTENING.search(line)] == []
