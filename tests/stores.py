"""A ledger on each store: a SQLite file and a real PostgreSQL database, both copied from one made once."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from app.models.store import Store
from tests.postgresql import Server

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def new_ledger_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger file, made by the program once."""
    path = tmp_path_factory.mktemp("ledger") / "台账.db"
    Store.create(str(path)).close()
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: Server) -> str:
    """The name of a database that holds an empty ledger, made by the program once."""
    url = postgresql_server.new_database()
    Store.create(url).close()
    return url.rpartition("/")[2]


@pytest.fixture
def ledger_file(new_ledger_file: Path, tmp_path: Path) -> Path:
    """An empty ledger file of this test's own."""
    return Path(shutil.copy(new_ledger_file, tmp_path / "台账.db"))


def server_ledger(server: Server, template: str) -> str:
    """The URL of an empty ledger of its own on the server."""
    name = f"ledger_{next(_NUMBERS)}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return server.url(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest) -> str:
    """Where an empty ledger is, once on each kind of store."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("ledger_file"))
    template = request.getfixturevalue("postgresql_template")
    return server_ledger(request.getfixturevalue("postgresql_server"), template)


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
