"""Backups: a store in SQLite into a file, while it is in use, and such a file into a store."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from api.store.auditing import LogVerification
from api.store.engine import store_url
from api.store.store import open_store
from optimizer.errors import CheckError, InputError, Problem, quoted

DUMP = "use pg_dump and pg_restore, as docs/operations.md says"


def backup(where: str, file: Path) -> None:
    """Copy a store into a file that is not there yet; the copy is whole, whatever is written meanwhile.

    Raises:
        InputError: if there is no store, it is in PostgreSQL, or the file is there.
        CheckError: if the copy is not whole.
    """
    source = _file_of(where)
    if not source.is_file():
        raise InputError([Problem((), f"there is no store at {quoted(where)}", "name one that there is", "--store")])
    _copy(source, file, place="FILE")


def restore(file: Path, where: str) -> LogVerification:
    """Make a store from a copy, and say what its log holds.

    Raises:
        InputError: if there is no such copy, the store would be in PostgreSQL, or there is one already.
        CheckError: if the copy, or its log, is not whole; no store is made then.
    """
    target = _file_of(where)
    if not file.is_file():
        raise InputError([Problem((), f"there is no file {quoted(str(file))}", "name a backup", "FILE")])
    _copy(file, target, place="--store")
    try:
        return _audited(where)
    except BaseException:
        target.unlink()
        raise


def _audited(where: str) -> LogVerification:
    """What the log of a store holds.

    Raises:
        CheckError: if it is not whole.
    """
    with open_store(where, create=False) as store:
        found = store.audit()
    if not found.ok:
        raise CheckError(" ".join(found.failures))
    return found


def _file_of(where: str) -> Path:
    """The file of a store.

    Raises:
        InputError: if it is in PostgreSQL.
    """
    url = store_url(where)
    if url.get_backend_name() != "sqlite":
        raise InputError([Problem((), "the store is in PostgreSQL", DUMP, "--store")])
    return Path(str(url.database))


def _copy(source: Path, target: Path, *, place: str) -> None:
    """Copy a database by SQLite's own means, by way of a file beside the target, and check the copy."""
    if target.exists():
        raise InputError([Problem((), f"{quoted(str(target))} is there already", "name a new file", place)])
    if not target.absolute().parent.is_dir():
        raise InputError([Problem((), f"there is no folder for {quoted(str(target))}", "make it first", place)])
    beside = target.with_name(target.name + ".part")
    beside.unlink(missing_ok=True)
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(beside)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
            found = new.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise CheckError(f"The copy is not whole: {found}")
        beside.rename(target)
    except sqlite3.DatabaseError as error:
        raise InputError([Problem((), f"{quoted(str(source))} is no store: {error}", "name one", place)]) from error
    finally:
        beside.unlink(missing_ok=True)
