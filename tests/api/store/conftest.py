"""Stores to test, each empty and each in both kinds of database: a file, and a real PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile

import pytest

from api.store import Store, open_store
from tests.api.store import databases


class Hands:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 8, 3, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def go(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[databases.Server]:
    """A PostgreSQL server for this session, shared by all of its processes."""
    with databases.postgresql(os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store may be made."""
    if request.param == "sqlite":
        yield str(tmp_path / "store.sqlite")
        return
    with request.getfixturevalue("postgresql").database() as url:
        yield url


@pytest.fixture(scope="session")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new store in a file, to be copied."""
    path = tmp_path_factory.mktemp("new") / "store.sqlite"
    open_store(path).close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def made_where(request: pytest.FixtureRequest, tmp_path: Path, new: Path) -> Iterator[str]:
    """Where a new store is."""
    if request.param == "sqlite":
        yield str(copyfile(new, tmp_path / "store.sqlite"))
        return
    with request.getfixturevalue("postgresql").database(made=True) as url:
        yield url


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(made_where: str, clock: Hands) -> Iterator[Store]:
    with open_store(made_where, clock=clock, queue=5) as opened:
        yield opened
