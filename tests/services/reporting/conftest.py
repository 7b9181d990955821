"""The county's ledger that these tests fill."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.store import Store
from tests.services.reporting import county


@pytest.fixture(scope="session")
def county_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger of the county, made by the program once."""
    folder = tmp_path_factory.mktemp("county")
    county.new(str(folder / "台账.db")).close()
    return folder / "台账.db"


@pytest.fixture
def store(county_file: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty ledger of the county, open for writing."""
    with Store.open(str(shutil.copy(county_file, tmp_path / "台账.db")), writing=True) as opened:
        yield opened
