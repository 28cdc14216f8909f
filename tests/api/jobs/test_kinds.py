"""Kinds of jobs, run in this process: results are kept, failures are told, progress is told seldom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import optimizer
from api.jobs import kinds, telling
from api.jobs.here import Here
from api.jobs.kinds import run
from api.jobs.telling import Telling
from api.store import Store, open_store
from api.store.jobs import KINDS
from optimizer.errors import CheckError
from optimizer.plans import Plan
from optimizer.scenario import Scenario
from tests.api.store import made
from tests.api.store.made import THREE


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.sqlite") as opened:
        opened.scenarios.add(THREE, "Li")
        opened.plans.submit(THREE.digest, "Li")
        yield opened
        kinds.opened(opened.url).close()
        kinds.opened.cache_clear()


def test_every_kind_that_is_claimed_can_be_run() -> None:
    assert set(KINDS) == set(kinds.KINDS)


def test_a_result_is_kept(store: Store) -> None:
    claim = made.claim(store)
    run(store.url, claim)
    assert store.jobs.get(claim.job.id).state == "succeeded"
    assert store.plans.get(claim.job.subject) == optimizer.plan(THREE)


def test_a_refusal_is_told_in_its_own_words(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer, "plan", raising(CheckError("No plan passed its checks.")))
    claim = made.claim(store)
    run(store.url, claim)
    ended = store.jobs.get(claim.job.id)
    assert (ended.state, ended.problem) == ("failed", "No plan passed its checks.")
    assert store.log.entries().items[0].detail == {"problem": "No plan passed its checks."}


def test_what_nobody_thought_of_is_told_and_raised(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer, "plan", raising(ZeroDivisionError("division by zero")))
    claim = made.claim(store)
    with pytest.raises(ZeroDivisionError):
        run(store.url, claim)
    problem = store.jobs.get(claim.job.id).problem
    assert problem == "The program failed, which is its own fault: ZeroDivisionError: division by zero"


def raising(error: Exception) -> Any:
    def plan(_: Scenario, **_options: Any) -> Plan:
        raise error

    return plan


def test_how_far_a_run_is_is_told_seldom(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter((0.0, 0.5, 1.5, 1.5, 2.0, 9.0, 9.0))
    monkeypatch.setattr(telling, "time", SimpleNamespace(monotonic=lambda: next(times)))
    claim = made.claim(store)
    tell = Telling(store, claim.token)
    for done in range(4):
        tell("dividing", done, 10)
    told = [(event.stage, event.done, event.total) for event in store.jobs.events(claim.job.id, after=2)]
    assert told == [("dividing", 1, 10), ("dividing", 3, 10)]


def test_what_is_run_here_is_run_at_once() -> None:
    here = Here()
    here.renew()
    assert here.lanes == 1
    assert here.executor.submit(int, "7").result() == 7
    assert isinstance(here.executor.submit(int, "seven").exception(), ValueError)
