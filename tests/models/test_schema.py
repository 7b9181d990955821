"""The migrations' schema is the declared one, on both stores; and both stores keep what is put into them."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, Text, create_engine, inspect

from app.models import migration, tables
from app.models.base import PLAIN_TEXT, Base, journaled, table_of
from app.models.ledger import LEDGERS, fields_of
from app.models.server import server_engine
from app.models.store import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest) -> Any:
    if request.param == "sqlite":
        engine: Engine = create_engine(f"sqlite:///{request.getfixturevalue('tmp_path') / 'empty.db'}")
    else:
        engine = server_engine(request.getfixturevalue("postgresql_url"), writing=True)
    yield engine
    engine.dispose()


def differences(connection: Connection) -> list[Any]:
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def test_the_migrations_make_the_declared_schema(empty_database: Engine) -> None:
    with empty_database.begin() as connection:
        migration.run_steps(connection)
    with empty_database.begin() as connection:
        assert differences(connection) == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_constraints_are_the_same_whether_made_at_once_or_step_by_step(empty_database: Engine) -> None:
    """Autogeneration compares neither primary keys' names nor checks; the store's own description does."""
    with empty_database.begin() as connection:
        migration.run_steps(connection)
    stepped = described(empty_database)
    with empty_database.begin() as connection:
        Base.metadata.drop_all(connection)
        tables.create(connection)
    assert described(empty_database) == stepped


def described(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        eye = inspect(connection)
        return {
            name: {
                "primary": eye.get_pk_constraint(name),
                "foreign": sorted(map(str, eye.get_foreign_keys(name))),
                "unique": sorted(map(str, eye.get_unique_constraints(name))),
                "checks": sorted(map(str, eye.get_check_constraints(name))),
                "indexes": sorted(str(sorted(index.items(), key=str)) for index in eye.get_indexes(name)),
                "columns": [
                    (column["name"], str(column["type"]), column["nullable"]) for column in eye.get_columns(name)
                ],
            }
            for name in Base.metadata.tables
        }


def test_a_new_ledger_is_of_the_newest_version(store: Store) -> None:
    with store.read() as session:
        assert migration.server_version(session.connection()) == migration.newest()


def test_every_table_but_the_journal_itself_and_the_registers_is_journaled() -> None:
    journal, registers = {"batch", "row_change", "counter", "record"}, {"exported_report", "content_sum"}
    derived = {"standing_measure", "standing_sum"}
    assert set(Base.metadata.tables) - set(journaled()) == journal | registers | derived


def test_text_sorts_by_bytes_on_both_stores() -> None:
    """Dates are compared as text, so no text column may follow a server's language."""
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]
    texts = [column for column in columns if isinstance(column.type, Text)]
    assert texts
    assert [
        str(column) for column in texts if column.type is not PLAIN_TEXT and column.name not in {"before", "after"}
    ] == []


@pytest.mark.parametrize("kind", LEDGERS)
def test_a_ledger_has_a_column_for_each_field_and_three_of_its_own(kind: str) -> None:
    assert {column.name for column in table_of(LEDGERS[kind]).columns} == {
        *fields_of(kind),
        "id",
        "version",
        "stage_on",
    }
