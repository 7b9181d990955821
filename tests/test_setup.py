"""The set-up and its checks: what ``dev.py`` promises on a fresh machine, and that its own checks can fail."""

import ast
import hashlib
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev
import main
from tests.leaks import leaks_since, running

ROOT = Path(__file__).resolve().parent.parent


def locked() -> list[Requirement]:
    """The lock's requirements, without their hashes."""
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    return [Requirement(line.removesuffix("\\")) for line in lines if re.match(r"[A-Za-z]", line)]


# ---------------------------------------------------------------- the lock


def test_the_lock_names_no_address() -> None:
    """A lock holds versions and hashes, so that any mirror serves."""
    assert dev.addresses_in((ROOT / "requirements.lock").read_text("utf-8")) == []


@pytest.mark.parametrize(
    "line",
    ["six @ https://example.org/six.whl", "--index-url mirror", "--find-links wheels", "x @ file:///six.whl"],
)
def test_an_address_in_a_lock_is_found(line: str) -> None:
    assert dev.addresses_in(f"six==1.17.0 \\\n    --hash=sha256:{'0' * 64}\n{line}\n") == [line]


def test_every_locked_package_is_exact_and_hashed() -> None:
    entries = re.split(r"\n(?=[A-Za-z])", (ROOT / "requirements.lock").read_text("utf-8").strip())
    assert [
        entry for entry in entries if not re.match(r"\S+==\S+ (; .* )?\\\n +--hash=sha256:[0-9a-f]{64}", entry)
    ] == []


def test_what_the_program_asks_for_is_locked() -> None:
    """``requirements.in`` says what is wanted and why, the lock what that means; they may not drift apart."""
    lines = (ROOT / "requirements.in").read_text("utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and not line.startswith("#")]
    versions = {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in locked()}
    missing = [str(each) for each in wanted if versions.get(canonicalize_name(each.name)) not in each.specifier]
    assert missing == []


def test_the_environment_is_the_locked_one() -> None:
    here = [each for each in locked() if each.marker is None or each.marker.evaluate()]
    differing = [str(each) for each in here if importlib.metadata.version(each.name) not in each.specifier]
    assert differing == []


def test_every_package_the_program_asks_for_is_explained() -> None:
    """A dependency earns its place in ``docs/dependencies.md``."""
    lines = (ROOT / "requirements.in").read_text("utf-8").splitlines()
    asked = [Requirement(line).name for line in lines if line and not line.startswith("#")]
    explained = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    assert [name for name in asked if f"| {name} |" not in explained] == []


# ---------------------------------------------------------------- setup


def test_dev_needs_the_standard_library_only() -> None:
    """It runs before anything is installed."""
    nodes = list(ast.walk(ast.parse((ROOT / "dev.py").read_text("utf-8"))))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[0] for module in modules} <= sys.stdlib_module_names


def test_another_python_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 13, 0))
    assert dev.main(["setup"]) == 1
    assert "3.11" in capsys.readouterr().err


def test_a_stamped_environment_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed = []
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(dev, "install_system_packages", lambda _: None)
    monkeypatch.setattr(dev, "install_locked_packages", lambda: installed.append(1))
    dev.setup()
    assert installed == [1]
    dev.STAMP.write_text(hashlib.sha256(dev.LOCK.read_bytes()).hexdigest(), "ascii")
    dev.setup()
    assert installed == [1]


def test_bytecode_is_compiled_even_where_imports_may_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "module.py").write_text("x = 1\n")
    dev.compile_bytecode(tmp_path)
    assert [path.suffix for path in (tmp_path / "__pycache__").iterdir()] == [".pyc"]


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="只有 Debian 有 dpkg-query")
def test_missing_system_packages_are_told_apart() -> None:
    assert dev.missing_system_packages(["dpkg", "no-such-package"]) == ["no-such-package"]


@pytest.mark.skipif(not shutil.which("bash"), reason="需要 bash")
def test_the_ci_script_is_sound() -> None:
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100


# ---------------------------------------------------------------- commands


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 会没有显示器")
def test_a_display_is_recognised(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], shown: bool) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert dev.has_display() is shown


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["run"], []),
        (["run", "--", "figures", "--json"], ["figures", "--json"]),
        (["run", "--", "--", "x"], ["--", "x"]),
    ],
)
def test_arguments_after_the_dashes_go_to_the_program(
    monkeypatch: pytest.MonkeyPatch, argv: list[str], expected: list[str]
) -> None:
    passed: list[list[str]] = []
    monkeypatch.setattr(dev, "command_run", lambda arguments: passed.append(arguments) or 0)
    assert dev.main(argv) == 0
    assert passed == [expected]


@pytest.mark.parametrize(
    "argv", [[], ["fly"], ["setup", "now"], ["build", "--", "x"], ["run", "figures"], ["run", "--full"]]
)
def test_wrong_usage_exits_with_2(argv: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        dev.main(argv)
    assert exit_.value.code == 2


def test_one_failing_check_fails_them_all(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every check runs, the summary names the failing one, and the exit status says so."""
    monkeypatch.setattr(dev, "setup", lambda: None)
    monkeypatch.setattr(dev, "checks", lambda *_, **__: [("甲", lambda: False), ("乙", lambda: True)])
    assert dev.main(["test"]) == 1
    said = capsys.readouterr().out
    assert re.search(r"FAILED\s+甲", said)
    assert re.search(r"ok\s+乙", said)


def coverage_report(covered: int, statements: int) -> str:
    summary = {"covered_lines": covered, "num_statements": statements, "covered_branches": 0, "num_branches": 0}
    return json.dumps({"files": {f"{folder}/a.py": {"summary": summary} for folder in dev.coverage_floors()}})


@pytest.mark.parametrize(("covered", "holds"), [(100, True), (1, False)])
def test_coverage_below_a_floor_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, covered: int, holds: bool
) -> None:
    monkeypatch.setattr(dev, "COVERAGE", tmp_path / "coverage.json")
    assert not dev.coverage_holds()
    dev.COVERAGE.write_text(coverage_report(covered, 100), "utf-8")
    assert dev.coverage_holds() is holds


def test_coverage_counts_statements_and_branches() -> None:
    summary = {"covered_lines": 8, "num_statements": 10, "covered_branches": 1, "num_branches": 2}
    files = {"app/ui/a.py": {"summary": summary}, "app\\ui\\b.py": {"summary": summary}, "app/models/c.py": {}}
    assert dev.covered_percent({"files": files}, "app/ui") == 75


# ---------------------------------------------------------------- the program from outside


def test_help_is_there() -> None:
    done = subprocess.run([sys.executable, "main.py", "--help"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"--ledger" in done.stdout


@pytest.mark.parametrize(
    ("argv", "face"),
    [
        ([], "program"),
        (["--ledger", "a.db"], "program"),
        (["--shots", "out"], "shots"),
        (["--ledger", "a.db", "--shots", "out"], "shots"),
        (["--ledger", "a.db", "figures"], "headless.console"),
        (["--help"], "headless.console"),
    ],
)
def test_each_command_has_its_face(monkeypatch: pytest.MonkeyPatch, argv: list[str], face: str) -> None:
    seen: list[tuple[str, list[str]]] = []
    for name in ("program", "shots", "headless.console"):
        monkeypatch.setattr(f"app.ui.{name}.main", lambda given, name=name: seen.append((name, given)) or 0)
    assert main.main(argv) == 0
    assert seen == [(face, argv)]


def test_a_month_is_done_without_a_display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The README's first command on a machine without a display: every workbook and picture is there at the end."""
    monkeypatch.setattr(dev, "DEMO", tmp_path / "demo")
    assert dev.demonstrate() == 0
    made = [path.name for path in (tmp_path / "demo").rglob("*") if path.is_file()]
    assert len(list((tmp_path / "demo").glob("*.xlsx"))) == 17
    assert sum(name.endswith(".png") for name in made) >= 4
    assert "demo.db" in made


# ---------------------------------------------------------------- the tests' own guards


def test_a_running_thread_is_a_leak() -> None:
    before, stop = running(), threading.Event()
    thread = threading.Thread(target=stop.wait, name="忘了停")
    thread.start()
    try:
        assert leaks_since(before) == ["线程 忘了停"]
    finally:
        stop.set()
    assert leaks_since(before) == []


def test_an_open_window_is_a_leak(qapp: object) -> None:
    from PySide6.QtWidgets import QWidget

    before = running()
    window = QWidget()
    assert leaks_since(before) == ["窗口 QWidget"]
    window.deleteLater()
    assert leaks_since(before) == []


def test_a_connection_in_use_is_a_leak(tmp_path: Path) -> None:
    from sqlalchemy import create_engine

    before, engine = running(), create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect():
        assert leaks_since(before) == ["数据库连接 sqlite3"]
    assert leaks_since(before) == []
    engine.dispose()


def test_postgresql_is_real_and_sorts_as_an_office_would(postgresql_url: str) -> None:
    import psycopg

    values = "SELECT * FROM (VALUES ('b'), ('甲'), ('B'), ('_'), ('一')) AS t (x)"
    with psycopg.connect(postgresql_url) as connection:
        by_default = [row[0] for row in connection.execute(f"{values} ORDER BY x")]
        by_code_point = [row[0] for row in connection.execute(f'{values} ORDER BY x COLLATE "C"')]
    assert by_code_point == ["B", "_", "b", "一", "甲"]
    assert by_default == ["_", "甲", "一", "b", "B"]


def test_no_test_reaches_the_network() -> None:
    import socket

    with socket.socket() as probe, pytest.raises(AssertionError, match="不许联网"):
        probe.connect(("192.0.2.1", 80))
