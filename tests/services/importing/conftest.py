"""A fresh ledger for each test of the import."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.store import Store
from tests.stores import new_ledger


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A county's new ledger."""
    with new_ledger(str(tmp_path / "本县.ledger"), "330421", 2022) as opened:
        yield opened
