"""A reading gives rows as objects of their class, too, and sees one state of the ledger from its first word on."""

from sqlalchemy import select

from app.models.base import table_of
from app.models.ledger import LEDGERS
from app.models.project import Project
from app.models.store import Store
from app.models.target import Target
from app.models.unit import Setting

AIM = {"year": 2022, "code": "T01", "region": "330421", "effective": "2022-01-01", "doc_no": None}


def aim(store: Store, value: int | None) -> int:
    with store.write("定目标") as work:
        (key,) = work.insert(Target, [{**AIM, "value": value}])
    return int(key)


def test_a_row_read_whole_is_an_object_of_its_class(store: Store) -> None:
    key = aim(store, 120)
    with store.read() as session:
        (row,) = session.objects(Target, select(Target))
        assert (row.id, row.code, row.value, row.doc_no) == (key, "T01", 120, None)
        found = session.get(Target, key)
        assert found is not None
        assert vars(found) == vars(row)
        assert session.get(Target, key + 1) is None


def test_what_is_not_said_of_an_object_is_blank() -> None:
    assert Target(code="T02").doc_no is None
    assert vars(Target()).keys() == set(table_of(Target).columns.keys())


def test_a_class_is_its_table() -> None:
    assert Setting.value is table_of(Setting).c.value
    for table in LEDGERS.values():
        assert table.code is table_of(table).c.code
        assert [column.name for column in table_of(table).columns][-1] == "id"
    assert not hasattr(Project, "__table__")


def test_a_reading_sees_one_state_even_where_it_asks_the_driver_first(store: Store) -> None:
    aim(store, 120)
    with store.read() as session:
        held = session.connection().connection.cursor()
        held.execute("SELECT count(*) FROM target")
        aim(store, 130)
        assert held.execute("SELECT count(*) FROM target").fetchone() == (1,)
        assert len(session.objects(Target, select(Target))) == 1
    with store.read() as session:
        assert len(session.objects(Target, select(Target))) == 2
