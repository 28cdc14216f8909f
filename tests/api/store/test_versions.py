"""Versions: every migration goes up and down, tables are those that the program names, and newer stores are refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from api.store import open_store
from api.store.engine import Database, open_engine, store_url
from api.store.tables import METADATA
from api.store.versions import MIGRATIONS, bring_up_to_date, newest, version_of
from optimizer.errors import InputError
from tests.api.store import made

VERSIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]


def test_every_migration_goes_up_and_down(where: str) -> None:
    database = Database(open_engine(store_url(where), create=True))
    for version in VERSIONS:
        bring_up_to_date(database, to=version)
        with database.reading() as connection:
            assert version_of(connection) == version
            before = set(inspect(connection).get_table_names())
    bring_up_to_date(database)
    for version in VERSIONS[-2::-1]:
        bring_up_to_date(database, to=version)
        with database.reading() as connection:
            assert version_of(connection) == version
    bring_up_to_date(database, to="base")
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    bring_up_to_date(database)
    with database.reading() as connection:
        assert set(inspect(connection).get_table_names()) == before
    database.engine.dispose()


def test_migrations_make_the_tables_that_the_program_names(made_where: str) -> None:
    with open_store(made_where) as store, store.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_what_a_store_holds_outlives_a_migration(where: str) -> None:
    database = Database(open_engine(store_url(where), create=True))
    bring_up_to_date(database, to="0002")
    with database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO keys (id, hash, owner, roles, made, actor) VALUES ('1', '', 'Li', '[]', '2026-01-01', '')"
            )
        )
    database.engine.dispose()
    with open_store(where) as store:
        made.plan(store)
        with store.database.reading() as connection:
            assert connection.scalar(text("SELECT owner FROM keys")) == "Li"


def test_a_store_of_a_newer_program_is_refused(made_where: str) -> None:
    with open_store(made_where) as store, store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InputError, match=r'written by a newer version of the program .*"9999".*; install that version'):
        open_store(made_where)


def test_a_database_of_something_else_is_refused(where: str) -> None:
    engine = open_engine(store_url(where), create=True)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (number INTEGER)"))
    engine.dispose()
    with pytest.raises(InputError, match="the database holds tables of something else"):
        open_store(where)


def test_many_may_open_a_new_store_at_once(where: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        stores = list(threads.map(open_store, [where] * 4))
    for store in stores:
        with store.database.reading() as connection:
            assert version_of(connection) == newest()
        store.close()
