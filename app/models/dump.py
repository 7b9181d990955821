"""Copies of a ledger on a server, made by PostgreSQL's own ``pg_dump`` and looked into before they are named."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.models import backup, copies, home, server
from app.models.refusal import Refusal

_PLACES = (("/usr/lib/postgresql", "*/bin"), (r"C:\Program Files\PostgreSQL", r"*\bin"))
_SUFFIX = ".dump"
_HELD = "TABLE DATA public row_change"  # a line of the contents of every whole copy
_QUIET = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # no black window beside ours


@dataclass(frozen=True, slots=True)
class Dump:
    """One copy: its file, when and why it was made, how many bytes it has."""

    path: Path
    made: datetime
    reason: str
    size: int

    @property
    def weight(self) -> int:
        """By what a copy that holds far more than the newest is told."""
        return self.size


def folder(location: str) -> Path:
    """Where the copies of a ledger on a server are kept on this computer."""
    return home.corner(location) / "备份"


def dumps(location: str) -> list[Dump]:
    """The copies of a ledger on a server that are kept on this computer, newest first."""
    found = [
        Dump(path, *named, path.stat().st_size)
        for path in folder(location).glob(f"*{_SUFFIX}")
        if (named := copies.named(path))
    ]
    # Their names tell the second; of two made in one the file itself tells which came later.
    return sorted(found, key=lambda one: (one.made, one.path.stat().st_mtime_ns), reverse=True)


def program(name: str) -> str | None:
    """One of PostgreSQL's programs: on the path, else the newest that is installed."""
    found = [path for root, inside in _PLACES for path in Path(root).glob(f"{inside}/{name}*") if path.stem == name]
    return shutil.which(name) or max(map(str, found), default=None, key=lambda path: (len(path), path))


def back_up(location: str, reason: str, into: Path | None = None) -> Path:
    """A copy of a ledger on a server; its path. Raises ``Refusal`` where it cannot be made or read."""
    if program("pg_dump") is None or program("pg_restore") is None:
        raise Refusal(
            "这台电脑上没有 PostgreSQL 的备份程序 pg_dump", "请安装 PostgreSQL 客户端，或由管理员在服务器上备份"
        )
    kept_here, into = into is None, into or folder(location)
    name = str(server.address(location).database)
    target = backup.free(into / f"{name}-{datetime.now():%Y%m%d-%H%M%S}-{reason}{_SUFFIX}")
    try:
        with backup.named_when_whole(target) as part:
            _run("pg_dump", ["--format=custom", f"--file={part}", f"--dbname={_bare(location)}"], location)
            if _HELD not in _run("pg_restore", ["--list", str(part)], location):
                raise Refusal("备份没有通过检验", "请检查磁盘空间后再试，或由管理员在服务器上备份")
    except OSError as error:
        raise Refusal(f"没能备份到“{into}”", "请检查磁盘空间和文件夹权限后再试") from error
    if kept_here:
        copies.remove(copies.superfluous(dumps(location)))
    return target


def _bare(location: str) -> str:
    """The address as PostgreSQL's programs take it, without the password: whoever lists the processes would read it."""
    url = server.address(location)
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(name: str, words: list[str], location: str) -> str:
    password = server.address(location).password
    known = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run(
        [str(program(name)), *words], env=known, capture_output=True, text=True, errors="replace", check=False,
        creationflags=_QUIET,
    )  # fmt: skip
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [name])[-1]
        raise Refusal(f"服务器台账没有备份成（{said}）", "请核对地址和权限，或由管理员在服务器上备份")
    return done.stdout
