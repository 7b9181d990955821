"""What is handed straight to a store's driver arrives as it was, however many rows go together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, MetaData, Table, Text, select
from sqlalchemy.exc import DataError, IntegrityError

from app.models import spelled
from app.models.keys import given as numbers
from app.models.keys import listed
from app.models.store import Store

FEW, MANY = 3, 120
TABLE = Table(
    "filled",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("row", Text),  # a word of SQL's own
    Column("large", BigInteger),
    Column("flag", Boolean),
    Column("packed", LargeBinary),
    Column("version", Integer),
    prefixes=["TEMPORARY"],
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.sampled_from(
    ["", "\\N", "\\.", "a\tb", "一\n二", "\r", "\\", "{1,2}", "'"]
)
ROW = st.tuples(
    TEXTS | st.none(),
    st.integers(-(2**63), 2**63 - 1) | st.none(),
    st.booleans() | st.none(),
    st.binary(max_size=20) | st.none(),
)


@settings(max_examples=40)
@given(rows=st.lists(ROW, min_size=1, max_size=5), count=st.sampled_from([1, FEW, MANY]))
def test_rows_come_back_as_they_were(store: Store, rows: list[tuple[object, ...]], count: int) -> None:
    whole = [(number, *rows[number % len(rows)]) for number in range(count)]
    columns = dict(zip(("id", "row", "large", "flag", "packed"), zip(*whole, strict=True), strict=True))
    with store.rehearse("试") as work:
        TABLE.create(work.connection)
        spelled.fill(work.connection, TABLE, columns, ("version",))
        found = work.connection.execute(select(TABLE).order_by(TABLE.c.id)).all()
    assert list(map(tuple, found)) == [(*row, 1) for row in whole]


@pytest.mark.parametrize("count", [FEW, MANY])
def test_what_a_store_refuses_is_told_as_its_own_refusal(store: Store, count: int) -> None:
    with store.rehearse("试") as work:
        TABLE.create(work.connection)
        with pytest.raises(IntegrityError):
            spelled.fill(work.connection, TABLE, {"id": [1] * count})


@pytest.mark.parametrize("count", [1, FEW, MANY])
def test_a_text_that_a_server_cannot_hold_is_refused(postgresql_template: str, count: int) -> None:
    with Store.open(postgresql_template, writing=True) as store, store.rehearse("试") as work:
        TABLE.create(work.connection)
        with pytest.raises(DataError):
            spelled.fill(work.connection, TABLE, {"id": range(count), "row": ["a\0b"] * count})


@given(wanted=st.lists(st.integers(-(2**63), 2**63 - 1), max_size=12))
def test_numbers_given_as_a_list_are_asked_for_one_by_one(store: Store, wanted: list[int]) -> None:
    with store.read() as session:
        connection = session.connection()
        asked = select(numbers(connection.dialect.name))
        assert [row[0] for row in spelled.rows(connection, asked, given=listed(wanted))] == wanted
