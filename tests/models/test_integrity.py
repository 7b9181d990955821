"""What was written is what is there: every row counted into its table's sum, every batch linked to the one before."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from app.models import integrity
from app.models.base import Base, journaled
from app.models.integrity import Altered
from app.models.ledger import Demolition
from app.models.session import Session
from app.models.store import Store
from app.models.submission import ExportedReport
from app.models.view import SavedView
from app.models.work import Source
from app.services import history
from tests.models.records import COUNTY, enter_progress, put, settle


def found(store: Store) -> list[Altered]:
    with store.read() as session:
        return [one for one in integrity.altered(session.connection()) if one]


def sent(name: str) -> dict[str, str | int | bytes]:
    """An export as the register notes it."""
    texts = ("report", "form_version", "period", "unit", "made_at", "made_by", "file", "sha256", "checksum")
    return {"export_id": name, "draft": False, "journal_head": 0, "frozen": b"", **dict.fromkeys(texts, "")}


def head(store: Store) -> str:
    with store.read() as session:
        return integrity.head(session.connection())


def tamper(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement).rowcount == 1


def test_a_new_ledger_is_as_it_was_written(store: Store) -> None:
    assert found(store) == []
    assert head(store) == ""


def test_every_way_of_writing_keeps_the_sums_and_the_chain(store: Store) -> None:
    settle(store)
    first, second = put(store, "demolition", {"code": "CW-1", "is_precise": True}, {"code": "CW-2", "lon": 120})
    enter_progress(store, first, "demolished_area", ("2022-03-01", 4500))
    with store.write("改") as work:
        work.update(Demolition, [(first, {"code": "CW-9", "is_precise": None}), (second, {"code": "CW-2"})])
    with store.write("视图") as work:
        work.insert(SavedView, [{"kind": "demolition", "name": "未拆", "state": "{}"}])
        work.register(ExportedReport, [sent("E-1")])
    with store.register() as work:
        work.register(ExportedReport, [sent("E-2")])
    with store.write("删") as work:
        work.delete(Demolition, [second])
    assert store.last_change.batch
    history.undo(store, store.last_change.batch)
    assert found(store) == []
    assert len(head(store)) == 64


def test_many_rows_are_kept_and_proved_as_few_are(file_store: Store, ledger_file: Path) -> None:
    rows = [{"code": f"CW-{at}", "lon": at % 7 or None, "remark": "有话" if at == 1100 else None} for at in range(2100)]
    sources = [Source("台账", at) for at in range(2100)]
    with file_store.write("许多") as work:
        keys = work.insert(Demolition, rows, sources)
    assert keys == list(range(keys[0], keys[0] + 2100))
    assert found(file_store) == []
    with closing(sqlite3.connect(ledger_file)) as connection:
        held = connection.execute("SELECT code, lon, remark, typeof(lon) FROM demolition ORDER BY id").fetchall()
        told = connection.execute("SELECT row_key, after, sheet, row FROM row_change ORDER BY id").fetchall()
    assert [dict(zip(("code", "lon", "remark"), row, strict=False)) for row in held] == rows
    assert {kind for *_, kind in held} == {"integer", "null"}
    assert [(int(key), json.loads(after), Source(*place)) for key, after, *place in told] == [
        (key, {name: value for name, value in row.items() if value is not None}, place)
        for key, row, place in zip(keys, rows, sources, strict=True)
    ]


def test_a_step_that_fails_leaves_the_proofs_as_they_were(store: Store) -> None:
    put(store, "demolition", {"code": "CW-1"})
    before = head(store)
    with pytest.raises(KeyError), store.write("坏") as work:
        work.insert(Demolition, [{"county_code": COUNTY, "code": "CW-2"}]) and work.update(Demolition, [(99, {})])
    assert (found(store), head(store)) == ([], before)


def test_each_batch_moves_the_head(store: Store) -> None:
    heads = []
    for number in range(3):
        put(store, "greening", {"code": f"LH-{number}"})
        heads.append(head(store))
    assert len(set(heads)) == 3


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE demolition SET illegal_area = illegal_area + 1 WHERE code = 'CW-1'", "demolition"),
        ("UPDATE demolition SET version = 7 WHERE code = 'CW-1'", "demolition"),
        ("UPDATE demolition SET village = '' WHERE code = 'CW-1'", "demolition"),
        ("DELETE FROM progress_entry", "progress_entry"),
        ("UPDATE counter SET last = last + 1 WHERE name = 'record'", "counter"),
        ("UPDATE batch SET undone = 1 WHERE id = 1", "batch"),
        ("INSERT INTO setting (id, value) VALUES ('x', '1')", "setting"),
    ],
)
def test_what_another_hand_changed_is_named(ledger_file: Path, statement: str, table: str) -> None:
    with Store.open(str(ledger_file), writing=True) as store:
        (record,) = put(store, "demolition", {"code": "CW-1", "illegal_area": 12345})
        enter_progress(store, record, "demolished_area", ("2022-03-01", 4500))
    tamper(ledger_file, statement)
    with Store.open(str(ledger_file)) as store:
        assert found(store) == [Altered(table=table)]


@pytest.mark.parametrize(
    ("statement", "batch"),
    [
        ("UPDATE row_change SET after = replace(after, '12345', '12346') WHERE batch_id = 1", 1),
        ("DELETE FROM row_change WHERE id = (SELECT max(id) FROM row_change)", 2),
        ("UPDATE row_change SET batch_id = 9 WHERE id = (SELECT max(id) FROM row_change)", 2),
    ],
)
def test_a_changed_journal_is_named_from_its_batch(ledger_file: Path, statement: str, batch: int) -> None:
    with Store.open(str(ledger_file), writing=True) as store:
        (record,) = put(store, "demolition", {"code": "CW-1", "illegal_area": 12345})
        enter_progress(store, record, "demolished_area", ("2022-03-01", 4500))
    with closing(sqlite3.connect(ledger_file)) as connection, connection:
        connection.execute(statement)
    with Store.open(str(ledger_file)) as store:
        assert found(store) == [Altered(batch=batch)]


def test_a_change_of_no_batch_is_found(ledger_file: Path) -> None:
    with Store.open(str(ledger_file), writing=True) as store:
        put(store, "demolition", {"code": "CW-1"})
    tamper(ledger_file, "INSERT INTO row_change (id, batch_id, table_name, row_key) VALUES (99, 9, 'demolition', '1')")
    with Store.open(str(ledger_file)) as store:
        assert found(store) == [Altered(batch=2)]


def test_a_ledger_without_proofs_gets_them_when_it_is_opened_to_be_written(ledger_file: Path) -> None:
    with Store.open(str(ledger_file), writing=True) as store:
        put(store, "demolition", {"code": "CW-1"})
        kept = head(store)
    with closing(sqlite3.connect(ledger_file)) as connection, connection:
        connection.execute("DELETE FROM content_sum")
        connection.execute("UPDATE batch SET chain = NULL")
    with Store.open(str(ledger_file), writing=True) as store:
        assert (found(store), head(store)) == ([], kept)


def test_every_table_is_proved() -> None:
    names = {table.name for table in integrity.summed()}
    assert set(journaled()) < names
    derived = {"standing_measure", "standing_sum"}  # counted again to be proved
    assert names | {"content_sum", "row_change"} | derived == set(Base.metadata.tables)


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.text(max_size=3) | st.none(), st.integers() | st.none()), min_size=1, max_size=8
    )
)
def test_a_sum_depends_on_the_rows_and_not_on_their_order(rows: list[tuple[int, str | None, int | None]]) -> None:
    forward, backward = integrity.Tally(), integrity.Tally()
    forward.add("t", rows)
    for row in reversed(rows):
        backward.add("t", [row])
    assert vars(forward) == vars(backward)
    for row in rows:
        forward.remove("t", [row])
    assert not any(forward._sums.values())


def test_undone_writes_past_the_store_show(store: Store) -> None:
    put(store, "demolition", {"code": "CW-1"})
    assert store._writer is not None
    with Session(store._writer) as session, session.begin():
        session.execute(update(Demolition).values(code="CW-2"))
    assert found(store) == [Altered(table="demolition")]


def test_a_write_begins_where_the_last_kept_one_ended(store: Store) -> None:
    """Nothing of a write that was given up, or only tried out, is taken for what the ledger holds."""
    put(store, "demolition", {"code": "CW-1"})
    with pytest.raises(KeyError), store.write("没有办成") as work:
        work.insert(Demolition, [{"code": "CW-2"}]) and work.update(Demolition, [(99, {})])
    with store.rehearse("试算") as work:
        work.insert(Demolition, [{"code": "CW-3"}])
    (last,) = put(store, "demolition", {"code": "CW-4"})
    assert last == 2
    assert found(store) == []


def test_what_somebody_else_wrote_meanwhile_is_read_again(file_store: Store, ledger_file: Path) -> None:
    put(file_store, "demolition", {"code": "CW-1"})
    with closing(sqlite3.connect(ledger_file)) as other, other:
        other.execute("UPDATE counter SET last = 50 WHERE name = 'record'")
    (key,) = put(file_store, "demolition", {"code": "CW-2"})
    assert key == 51
