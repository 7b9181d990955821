"""A real PostgreSQL server for the tests: its own folder, its own port, gone when they end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
# An office's server sorts as its country does, which is not how SQLite sorts: what needs an order has to say so itself.
CLUSTER = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
CLUSTER += ["--locale-provider=icu", "--icu-locale=zh-CN"]
# Flushing to disk proves nothing about a server that is thrown away.
THROWN_AWAY = "-c fsync=off -c full_page_writes=off"
_KNOWS_STRATEGIES = 150000
_IN_MEMORY, _ENOUGH = Path("/dev/shm"), 4 * 2**30
_HERE_ONLY = "-c listen_addresses=127.0.0.1 -c unix_socket_directories="


@dataclass(frozen=True, slots=True)
class Server:
    """A running server on this machine, trusted by whoever connects."""

    port: int
    order: Callable[..., None]
    """``pg_ctl`` of this server, for whoever has it alone: ``order("start")``, ``order("-m", "fast", "stop")``."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        """Return the URL of one of its databases."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def new_database(self, like: str = "") -> str:
        """Create a database, empty or with all that the one of the URL ``like`` holds, and return its URL."""
        name = f"test_{next(self.numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            # To copy the files is faster than to log each page; versions before 15 know no other way.
            files = " STRATEGY FILE_COPY" if connection.info.server_version >= _KNOWS_STRATEGIES else ""
            template = f' TEMPLATE "{like.rpartition("/")[2]}"{files}' if like else ""
            connection.execute(f'CREATE DATABASE "{name}"{template}'.encode())
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)'.encode())


def server_programs() -> Path | None:
    """Return the folder that holds ``initdb`` and ``pg_ctl`` (the newest version's), or None if there is none."""
    on_path = shutil.which("initdb")
    found = [path.parent for path in DEBIAN_FOLDER.glob("*/bin/initdb")] or ([Path(on_path).parent] if on_path else [])
    return max(found, key=lambda folder: (len(str(folder)), str(folder)), default=None)


@contextmanager
def start_server(
    programs: Path, prepare: Callable[[Path], None] = lambda _: None, settings: str = THROWN_AWAY
) -> Iterator[Server]:
    """Run a server in a temporary folder, its data folder prepared before, and stop it at the end.

    PostgreSQL refuses to run as root; Debian's package brings a user for it.
    """
    place = _quick_place() if settings == THROWN_AWAY else None  # what is to last is measured on the disk it lasts on
    with tempfile.TemporaryDirectory(prefix="taizhang-pg-", dir=place) as folder:
        user = "postgres" if os.name == "posix" and os.geteuid() == 0 else None
        if user:
            shutil.chown(folder, user, user)
        data = Path(folder) / "data"
        call([programs / "initdb", *CLUSTER, "-D", data], folder, user)
        prepare(data)
        port = free_port()
        control = [programs / "pg_ctl", "-D", data, "-w", "-l", Path(folder) / "log"]
        control += ["-o", f"{settings} {_HERE_ONLY} -p {port}"]

        def order(*words: str) -> None:
            call([*control, *words], folder, user)

        order("start")
        try:
            yield Server(port, order)
        finally:
            order("-m", "immediate", "stop")


@contextmanager
def follower(programs: Path, server: Server) -> Iterator[Server]:
    """Run a second server that follows another as it writes (a hot standby), and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="taizhang-pg-", dir=_quick_place()) as folder:
        user = "postgres" if os.name == "posix" and os.geteuid() == 0 else None
        if user:
            shutil.chown(folder, user, user)
        data, port = Path(folder) / "data", free_port()
        source = f"host=127.0.0.1 port={server.port} user=postgres"
        call([programs / "pg_basebackup", "-d", source, "-D", data, "-R", "-c", "fast"], folder, user)
        control = [programs / "pg_ctl", "-D", data, "-w", "-l", Path(folder) / "log"]
        control += ["-o", f"{THROWN_AWAY} {_HERE_ONLY} -p {port}"]
        call([*control, "start"], folder, user)
        try:
            yield Server(port, lambda *words: call([*control, *words], folder, user))
        finally:
            call([*control, "-m", "immediate", "stop"], folder, user)


def _quick_place() -> Path | None:
    """Return a folder in memory with room for the databases, or None: files on a disk take twice as long to copy."""
    has_room = _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > _ENOUGH
    return _IN_MEMORY if has_room else None


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def call(command: Sequence[str | Path], folder: str, user: str | None) -> None:
    """Run one of the server's programs as ``user`` from ``folder``; what it said becomes part of its failure."""
    # pg_ctl's child keeps the output open for good, so a pipe would never end.
    with (Path(folder) / "output").open("w+") as output:
        done = subprocess.run(command, cwd=folder, user=user, stdout=output, stderr=output, check=False)
        output.seek(0)
        assert done.returncode == 0, output.read()
