"""A ledger on each store: a SQLite file and a real PostgreSQL database, both copied from one made once."""

import atexit
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.models.store import Store
from app.services import ledger
from tests.postgresql import Server

_made = TemporaryDirectory(prefix="taizhang-")
atexit.register(_made.cleanup)


def new_ledger(location: str, unit: str, year: int) -> Store:
    """What ``ledger.create`` makes of a file, copied from one made once: that takes a fourteenth of the time."""
    shutil.copy(_new(unit, year), location)
    return Store.open(location, writing=True)


@cache
def _new(unit: str, year: int) -> Path:
    path = Path(_made.name) / f"{unit}-{year}.db"
    ledger.create(str(path), unit, year).close()
    return path


@pytest.fixture(scope="session")
def new_ledger_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger file, made by the program once."""
    path = tmp_path_factory.mktemp("ledger") / "台账.db"
    Store.create(str(path)).close()
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: Server) -> str:
    """The URL of a database that holds an empty ledger, made by the program once."""
    url = postgresql_server.new_database()
    Store.create(url).close()
    return url


@pytest.fixture
def ledger_file(new_ledger_file: Path, tmp_path: Path) -> Path:
    """An empty ledger file of this test's own."""
    return Path(shutil.copy(new_ledger_file, tmp_path / "台账.db"))


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where an empty ledger is, once on each kind of store."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("ledger_file"))
        return
    template = request.getfixturevalue("postgresql_template")
    server: Server = request.getfixturevalue("postgresql_server")
    url = server.new_database(template)
    yield url
    server.drop(url)


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    """An empty ledger open for writing, once on each kind of store."""
    with Store.open(location, writing=True) as opened:
        yield opened


@pytest.fixture
def file_store(ledger_file: Path) -> Iterator[Store]:
    """An empty ledger file open for writing."""
    with Store.open(str(ledger_file), writing=True) as opened:
        yield opened
