"""Engine: a path or URL into a database with one way to read and one way to write.

Only one connection writes at a time, in SQLite by `BEGIN IMMEDIATE` and in PostgreSQL by a lock that ends with the
transaction; what a transaction reads before it writes is therefore still so when it writes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from optimizer.errors import InputError, Problem, quoted

Clock = Callable[[], datetime]

WAIT = 60
"""Seconds that a writer waits for its turn before it gives up."""
WRITER = 7_126_002_026
"""Number of the lock that writers hold in PostgreSQL."""
POOL: Mapping[str, int] = MappingProxyType({"pool_size": 8, "max_overflow": 40})
"""Connections: a few that are kept, and as many as the threads that answer requests."""
PLACE = "--store"
WRITES = "quotaplan_writes"


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Database:
    """An opened database, and the clock by which it tells when things happened."""

    engine: Engine
    clock: Clock = now

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the whole store."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that alone may write; everything is kept at its end, or nothing."""
        with self.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER})
            yield connection


def store_url(where: str | Path) -> URL:
    """The URL of a store: of PostgreSQL as it is given, of a path as SQLite.

    Raises:
        InputError: if the URL is none, or names a database that is not supported.
    """
    given = str(where)
    if "://" not in given:
        return URL.create("sqlite", database=str(Path(given).expanduser().absolute()))
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise InputError([Problem((), "is no URL", "write postgresql://user@host/name, or a path", PLACE)]) from error
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database:
        return url
    if kind not in {"postgresql", "postgres"}:
        advice = "give a path, or a URL that begins with postgresql://"
        raise InputError([Problem((), f"{quoted(kind)} is no kind of store", advice, PLACE)])
    if find_spec("psycopg") is None:
        raise InputError([Problem((), "PostgreSQL needs a package", "install quotaplan[postgresql]", PLACE)])
    return url.set(drivername="postgresql+psycopg")


def open_engine(url: URL, *, create: bool) -> Engine:
    """An engine for a store.

    Args:
        create: whether a file that is not there is made.

    Raises:
        InputError: if it cannot be reached.
    """
    if url.get_backend_name() == "sqlite":
        _prepare_file(Path(str(url.database)), create=create)
        engine = create_engine(url, connect_args={"timeout": WAIT}, **POOL)
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=True, **POOL)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except DBAPIError as error:
        engine.dispose()
        reason = str(error.orig).strip().splitlines()[0]
        raise InputError([Problem((), f"the store cannot be opened: {reason}", "mend that", PLACE)]) from error
    return engine


def _prepare_file(path: Path, *, create: bool) -> None:
    """Make the file of a new store, for its owner's eyes only."""
    if path.exists():
        return
    if not create:
        raise InputError([Problem((), f"there is no store at {quoted(str(path))}", "name one that there is", PLACE)])
    if not path.parent.is_dir():
        seen = f"there is no folder {quoted(str(path.parent))}"
        raise InputError([Problem((), seen, "make it, or name another path", PLACE)])
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        seen = f"{quoted(str(path))} cannot be made: {(error.strerror or str(error)).lower()}"
        raise InputError([Problem((), seen, "name a path that you may write", PLACE)]) from error


def _configure_sqlite(raw: Any, _record: object) -> None:
    """Leave transactions to us, keep a log of writes beside the file, and every commit on the disk."""
    raw.isolation_level = None
    cursor = raw.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={WAIT * 1000}"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin as what the transaction is: a writer takes its turn first, and not at its first write."""
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
