"""Reading as it is, in a child, and the same parsing here: what is told must be the same, and here it is measured."""

import pytest

from tests.reading import read_here


@pytest.fixture(autouse=True)
def books_are_read_here() -> None:
    """They are not, unless the test says so: the child is what is tested."""


@pytest.fixture(params=["child", "here"])
def wherever(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test runs twice: with the reading child, and with its parsing in this process."""
    if request.param == "here":
        read_here(monkeypatch)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test reads with the parsing in this process: a child for each of many small files would take too long."""
    read_here(monkeypatch)
