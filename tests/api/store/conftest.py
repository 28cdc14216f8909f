"""Stores to test, each empty and each in both kinds of database: a file, and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.store import Store, open_store
from tests.api.store import databases


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a PostgreSQL server for this session, shared by all of its processes."""
    with databases.postgresql(tmp_path_factory.getbasetemp().parent / "postgresql") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an empty store may be made."""
    if request.param == "sqlite":
        yield str(tmp_path / "store.sqlite")
        return
    with databases.database(request.getfixturevalue("postgresql")) as url:
        yield url


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with open_store(where) as opened:
        yield opened
