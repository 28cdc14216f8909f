"""Engine: nothing that one process writes is lost to another, and what cannot be opened is refused in a sentence."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text

from api.store import MissingError, Store, open_store, tables
from api.store.engine import store_url
from optimizer.errors import InputError

WRITER = """
import sys
from api.store import open_store
with open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(25):
        store.keys.create(f"{sys.argv[2]} {number}", ["auditor"], "admin")
"""


def test_several_processes_write_and_nothing_is_lost(made_where: str) -> None:
    command = [sys.executable, "-c", WRITER, made_where]
    writers = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for name in ("Li", "Wang", "Zhao")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("go\n", timeout=120)
        assert writer.returncode == 0
    with open_store(made_where) as store:
        with store.database.reading() as connection:
            owners = set(connection.scalars(select(tables.keys.c.owner)))
        assert len(owners) == 75
        found = store.audit()
        assert (found.ok, found.entries) == (True, 75)


def test_what_fails_half_way_leaves_nothing(made_where: str) -> None:
    with open_store(made_where) as store:
        with pytest.raises(MissingError):
            _half(store)
        assert store.log.head() is None
        assert store.ready()


def _half(store: Store) -> None:
    with store.database.writing() as connection:
        store.log.append(connection, "Li", "key.create", {})
        raise MissingError("key", "0")


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.sqlite") as store:
        store.keys.create("Li", ["admin"], "admin")
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with store.database.reading() as connection:
            settings = ("journal_mode", "synchronous", "foreign_keys")
            assert [connection.scalar(text(f"PRAGMA {name}")) for name in settings] == ["wal", 2, 1]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("mysql://host/name", '"mysql" is no kind of store; give a path, or a URL that begins with postgresql://'),
        ("://", "is no URL"),
        ("postgresql://nobody@127.0.0.1:1/nothing", "the store cannot be opened: "),
        ("no-such-folder/store.sqlite", "there is no folder"),
    ],
)
def test_what_cannot_be_opened_is_refused(where: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        open_store(where)
    assert said in str(caught.value)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Minister, " * 100)
    with pytest.raises(InputError, match="the store cannot be opened: file is not a database"):
        open_store(tmp_path / "letter.txt")
    with pytest.raises(InputError, match="there is no store at"):
        open_store(tmp_path / "none.sqlite", create=False)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be made: permission denied"):
        open_store(tmp_path / "store.sqlite")


def test_urls_name_their_driver() -> None:
    for given in ("postgresql://u@h/n", "postgres://u@h/n"):
        assert store_url(given).drivername == "postgresql+psycopg"
    assert store_url("sqlite:////a/b.db").database == "/a/b.db"
    assert store_url("b.db").database == str(Path("b.db").absolute())


def test_other_programs_can_read_the_file_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with open_store(path) as store, store.database.writing() as connection:
        store.log.append(connection, "Li", "key.create", {})
        other = sqlite3.connect(path)
        assert other.execute("SELECT count(*) FROM log").fetchone() == (0,)
        other.close()
