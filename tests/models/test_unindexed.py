"""Indexes are put aside while more rows come than there were, and never missed afterwards."""

from typing import Any

import pytest
from sqlalchemy import inspect

from app.models.base import Base
from app.models.ledger import LEDGERS, ProgressEntry
from app.models.soundness import last
from app.models.store import Store
from app.models.work import Work
from tests.models.records import put

ROWS = [{"code": f"CW-{number}"} for number in range(6)]


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.models.work._MANY", 5)


def indexes(work: Work) -> dict[str, list[Any]]:
    """The indexes of every table."""
    seen = inspect(work.connection)
    return {
        name: sorted(seen.get_indexes(name), key=lambda one: str(one["name"])) for name in sorted(Base.metadata.tables)
    }


def indexed(work: Work) -> set[str]:
    """The tables that have an index which only makes questions quicker."""
    return {name for name, several in indexes(work).items() if any(not one["unique"] for one in several)}


def fill(work: Work, rows: list[dict[str, str]]) -> set[str]:
    """Add records as an import does; which tables were without an index meanwhile."""
    before = indexed(work)
    with work.filling((LEDGERS["demolition"], ProgressEntry), len(rows)):
        without = before - indexed(work)
        work.insert(LEDGERS["demolition"], rows)
    return without


def test_many_rows_come_to_bare_tables_which_have_their_indexes_afterwards(store: Store) -> None:
    with store.write("登记") as work:
        before = indexes(work)
        expected = {"demolition", "progress_entry", "row_change"} if store.path else set()
        assert fill(work, ROWS) == expected
        assert indexes(work) == before
    with store.write("再登记") as work:
        assert indexes(work) == before
    assert last(store.faults(thorough=True)) == []


def test_few_rows_and_what_comes_to_more_leave_the_indexes_alone(file_store: Store) -> None:
    with file_store.write("登记") as work:
        assert fill(work, ROWS[:4]) == set()
    put(file_store, "reclamation", *({"code": f"FK-{number}"} for number in range(3)))
    with file_store.write("登记") as work:
        assert fill(work, ROWS) == {"progress_entry"}, "records and their history are more already"


def test_a_step_that_is_given_up_never_put_them_aside(file_store: Store) -> None:
    with file_store.write("看") as work:
        before = indexes(work)
    with pytest.raises(KeyError), file_store.write("登记") as work, work.filling((LEDGERS["demolition"],), 6):
        raise KeyError
    with file_store.write("看") as work:
        assert indexes(work) == before
