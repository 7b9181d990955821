"""Several seats, each a process of its own, editing the same few records at the same time."""

from app.models.store import Store
from tests.seats.crowd import crowd
from tests.services.reporting.county import WEITANG, add, point

SEATS, TURNS = 4, 6


def test_no_edit_is_lost_however_many_edit_at_once(shared: str) -> None:
    with Store.open(shared, writing=True) as store:
        records = add(store, *(point(number, WEITANG) for number in (1, 2)))
    found = crowd(shared, SEATS, TURNS, records)
    assert found.counted == found.versions == found.steps == found.made == SEATS * TURNS
    assert found.faults == []
