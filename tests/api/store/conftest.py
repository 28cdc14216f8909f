"""Stores to test, each empty and each in both kinds of database: a file, and a real PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
def postgresql() -> Iterator[str]:
    """URL of a PostgreSQL server for this session, shared by all of its processes."""
    with databases.postgresql(os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)) as url:
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
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(where: str, clock: Hands) -> Iterator[Store]:
    with open_store(where, clock=clock, queue=5) as opened:
        yield opened
