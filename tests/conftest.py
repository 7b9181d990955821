"""每个测试共有的环境：没有显示器、没有网络、没有用户自己的文件夹；测完不许留下窗口、线程和未归还的数据库连接。"""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.faults.table import print_table
from tests.leaks import leaks_since, running, stays_until_the_end
from tests.postgresql import Server, server_programs, start_server

FAULTS = Path(__file__).parent / "faults"
DONE_HERE = ("test_rebuild.py", "test_places.py", "test_other_accidents.py")
"""The faults that are done to this process and go ways that nothing else goes."""

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A slow machine is no counterexample, and the fixtures below are the same for every example of a property.
settings.register_profile(
    "taizhang",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("taizhang")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out of the measured coverage what goes the same ways many times over: measuring takes as long as running.

    Those are the faults done to other processes, the properties, and on PostgreSQL what was done on SQLite before.
    """
    for item in items:
        if _repeats(item):
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """What was loaded to find the tests stays until they end."""
    stays_until_the_end()


def _repeats(item: pytest.Item) -> bool:
    is_fault = FAULTS in item.path.parents and item.path.name not in DONE_HERE
    is_property = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    case = getattr(item, "callspec", None)
    return is_fault or is_property or (case is not None and "postgresql" in case.params.values())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After the tests, say how often each fault was done to the program and what came of it."""
    print_table(terminalreporter)


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fail a test that leaves a window, a thread or a database connection behind."""
    before = running()
    yield
    left = leaks_since(before)
    assert not left, "测试结束后还在：" + "、".join(left)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own, on both systems' terms, so that no user's ledger is ever near."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    folders = {
        "XDG_DATA_HOME": ".local/share",
        "XDG_CONFIG_HOME": ".config",
        "XDG_CACHE_HOME": ".cache",
        "XDG_STATE_HOME": ".local/state",
        "LOCALAPPDATA": "AppData/Local",
        "APPDATA": "AppData/Roaming",
    }
    for name, folder in folders.items():
        monkeypatch.setenv(name, str(home / folder))
    return home


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python's sockets reach this machine only; the program works with no network at all."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != getattr(socket, "AF_UNIX", None) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"测试不许联网：{address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """Run one PostgreSQL server of our own for the session; skip where the package is not installed."""
    programs = server_programs()
    if programs is None:
        pytest.skip("需要 PostgreSQL：apt-get install postgresql")
    with start_server(programs) as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: Server) -> Iterator[str]:
    """Give the ``postgresql://`` URL of a new empty database."""
    url = postgresql_server.new_database()
    yield url
    postgresql_server.drop(url)
