"""The program reaches no network: nothing of it could, and where there is none it does its whole work."""

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.ui import self_test

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


@dataclass(frozen=True, slots=True)
class Tried:
    """The program's whole work (make, fill, export, read back, prove, draw every page): what it said and left."""

    done: subprocess.CompletedProcess[str]
    folder: Path
    calls: Path


def alone() -> list[str]:
    """What puts a program where there is no network at all, where this system can."""
    command = ["unshare", "-rn"]
    can = (
        shutil.which("unshare") and not subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    )
    return command if can else []


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """The self-test without a network and with every network call written down, as far as this system can do that."""
    folder = tmp_path_factory.mktemp("alone")
    calls, out = folder / "calls.txt", folder / "自检"
    traced = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=%network", "-o", str(calls)]
    before = [*alone(), *(traced if shutil.which("strace") else [])]
    command = [*before, sys.executable, "main.py", "--self-test", str(out)]
    return Tried(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False), out, calls)


def test_the_program_tries_itself(tried: Tried) -> None:
    result = json.loads((tried.folder / "result.json").read_text("utf-8"))
    assert (tried.done.returncode, tried.done.stderr) == (0, "")
    assert tried.done.stdout == f"自检通过：{tried.folder / 'result.json'}\n"
    assert result["ok"]
    assert [check["check"] for check in result["checks"]] == [name for name, _ in self_test.CHECKS]
    assert {"overview.png", "ledger-demolition.png"} <= {path.name for path in (tried.folder / "页面").iterdir()}
    assert list(tried.folder.glob("*拆违月报*.xlsx"))


@pytest.mark.skipif(not alone(), reason="需要 unshare 并允许建立网络命名空间：apt-get install util-linux")
def test_the_whole_work_is_done_without_a_network(tried: Tried) -> None:
    assert tried.done.args[:2] == alone()
    assert tried.done.returncode == 0, tried.done.stderr


@pytest.mark.skipif(shutil.which("strace") is None, reason="需要 strace：apt-get install strace")
def test_no_process_of_it_opens_a_socket_to_anywhere(tried: Tried) -> None:
    assert [line for line in tried.calls.read_text("utf-8", "replace").splitlines() if LISTENING.search(line)] == []
