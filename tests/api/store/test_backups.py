"""Backups: copied while the store is in use, checked, and only whole ones become stores."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.store import Checkpoint, Store, open_store
from api.store.auditing import checkpoint_of
from api.store.backups import backup, restore
from api.store.bundles import bundle
from optimizer.errors import CheckError, InputError
from tests.api.store import databases, made
from tests.api.store.databases import program
from tests.api.store.made import THREE


def checkpoint_of_head(store: Store) -> Checkpoint:
    head = store.log.head()
    assert head is not None
    return checkpoint_of(head)


DUMP, RESTORE = program("pg_dump"), program("pg_restore")


@pytest.fixture
def busy(tmp_path: Path) -> Store:
    """A store with a published plan, in a file."""
    store = open_store(tmp_path / "store.sqlite")
    made.published(store)
    return store


def test_what_is_backed_up_while_in_use_comes_back(busy: Store, tmp_path: Path) -> None:
    where, file, again = (str(tmp_path / name) for name in ("store.sqlite", "backup", "again.sqlite"))
    with busy.database.writing() as connection:
        busy.log.append(connection, "Li", "key.create", {})  # under way, and not in the copy
        backup(where, Path(file))
    busy.scenarios.add(made.scenario("after the backup"), "Li")
    found = restore(Path(file), again)
    assert (found.ok, found.entries) == (True, 6)
    with open_store(again, create=False) as store:
        (decision,) = store.decisions.search().items
        expected = bundle(THREE.canonical_json(), busy.plans.document(decision.plan))
        assert store.decisions.bundle(decision.id) == expected
        assert store.scenarios.search("after").items == ()
    busy.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.sqlite", "backup", "store.sqlite"]


def test_nothing_that_is_there_is_overwritten(busy: Store, tmp_path: Path) -> None:
    where = tmp_path / "store.sqlite"
    busy.close()
    before = where.read_bytes()
    with pytest.raises(InputError, match="is there already"):
        backup(str(where), where)
    backup(str(where), tmp_path / "backup")
    with pytest.raises(InputError, match=r"--store: .* is there already"):
        restore(tmp_path / "backup", str(where))
    assert where.read_bytes() == before


def test_a_copy_whose_log_is_not_whole_becomes_no_store(busy: Store, tmp_path: Path) -> None:
    made.unguarded(busy, "UPDATE log SET actor = 'Nobody' WHERE number = 2")
    busy.close()
    backup(str(tmp_path / "store.sqlite"), tmp_path / "backup")
    with pytest.raises(CheckError, match=r"Entry 2 was changed after it was written\."):
        restore(tmp_path / "backup", str(tmp_path / "again.sqlite"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "store.sqlite"]


def test_a_copy_that_is_damaged_becomes_no_store(busy: Store, tmp_path: Path) -> None:
    busy.close()
    backup(str(tmp_path / "store.sqlite"), tmp_path / "backup")
    data = bytearray((tmp_path / "backup").read_bytes())
    data[8192:12288] = bytes(4096)
    (tmp_path / "backup").write_bytes(data)
    with pytest.raises((CheckError, InputError)):
        restore(tmp_path / "backup", str(tmp_path / "again.sqlite"))
    assert not (tmp_path / "again.sqlite").exists()


def test_what_cannot_be_copied_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no store"):
        backup(str(tmp_path / "none.sqlite"), tmp_path / "backup")
    with pytest.raises(InputError, match="there is no file"):
        restore(tmp_path / "none", str(tmp_path / "again.sqlite"))
    with pytest.raises(InputError, match="the store is in PostgreSQL; use pg_dump"):
        backup("postgresql://u@h/n", tmp_path / "backup")
    (tmp_path / "letter.txt").write_text("Dear Minister, " * 100)
    with pytest.raises(InputError, match="is no store: file is not a database"):
        restore(tmp_path / "letter.txt", str(tmp_path / "again.sqlite"))
    with closing(sqlite3.connect(tmp_path / "small.sqlite")) as connection:
        connection.execute("CREATE TABLE invoices (number INTEGER)")
    with pytest.raises(InputError, match="there is no folder"):
        backup(str(tmp_path / "small.sqlite"), tmp_path / "nowhere" / "backup")
    with pytest.raises(InputError, match="tables of something else"):
        restore(tmp_path / "small.sqlite", str(tmp_path / "again.sqlite"))
    assert not (tmp_path / "again.sqlite").exists()


@pytest.mark.skipif(DUMP is None or RESTORE is None, reason="There is no pg_dump here, or no pg_restore.")
def test_what_postgresql_dumps_while_in_use_comes_back_whole_and_guarded(
    postgresql: databases.Server, tmp_path: Path
) -> None:
    dump = tmp_path / "quotaplan.dump"
    with postgresql.database(made=True) as where, postgresql.database() as again:
        with open_store(where) as store:
            decision = made.published(store)
            checkpoint = checkpoint_of_head(store)
            with store.database.writing() as connection:
                store.log.append(connection, "Li", "key.create", {})  # under way, and not in the dump
                subprocess.run([str(DUMP), "--format=custom", f"--file={dump}", where], check=True)
            kept = store.decisions.bundle(decision.id)
        subprocess.run([str(RESTORE), f"--dbname={again}", "--no-owner", str(dump)], check=True)
        with open_store(again, create=False) as restored:
            found = restored.audit([checkpoint])
            assert (found.failures, found.entries, found.checkpoints) == ((), 6, 1)
            assert restored.decisions.bundle(decision.id) == kept
            for statement in ("UPDATE log SET actor = 'Nobody'", "DELETE FROM plans", "TRUNCATE steps"):
                with pytest.raises(DBAPIError, match="is append-only"), restored.database.writing() as connection:
                    connection.execute(text(statement))
            made.plan(restored, made.scenario("after the restoration"))
            assert restored.audit([checkpoint]).ok
