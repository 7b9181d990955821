"""One ledger on a real server, and the seats at it."""

from collections.abc import Callable, Iterator

import pytest

from app.models.store import Store
from app.services import ledger
from tests.postgresql import Server
from tests.services.reporting.county import UNIT, YEAR

OpenSeat = Callable[[], Store]


@pytest.fixture(scope="session")
def county_template(postgresql_server: Server) -> str:
    """The URL of a database that holds the county's ledger, empty, made once."""
    url = postgresql_server.new_database()
    ledger.create(url, UNIT, YEAR).close()
    return url


@pytest.fixture
def shared(postgresql_server: Server, county_template: str) -> Iterator[str]:
    """The address of a county's ledger of this test's own."""
    address = postgresql_server.new_database(county_template)
    yield address
    postgresql_server.drop(address)


@pytest.fixture
def sit(shared: str) -> Iterator[OpenSeat]:
    """Open seats at the ledger; all leave at the end."""
    seats: list[Store] = []

    def open_seat() -> Store:
        seats.append(Store.open(shared, writing=True))
        seats[-1].operator = f"{'甲乙丙丁'[len(seats) - 1]}"
        return seats[-1]

    yield open_seat
    for one in seats:
        one.close()
