"""A sweep runs every point once, keeps it, goes on without those that fail, and is resumed where it stopped."""

import os
import signal
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any

import pytest

import optimizer
from api.sweeps import Memory, Point, PointsFile, Result, answers, run_sweep, sweep_of
from api.sweeps.pools import Machine, machine
from inputs import read_scenario
from inputs.patching import put_values
from optimizer.errors import CheckError
from tests.api.sweeps.pools import Here

SCENARIO = read_scenario("three-claims")
LIMIT = "policy.rules.quota.limit"


def points(said: str = "100:300:50", *more: str) -> list[Point]:
    return sweep_of(SCENARIO, [f"{LIMIT}={said}", *more]).points()


def statuses(results: Any) -> list[str]:
    return [results[number].status for number in sorted(results)]


def test_each_result_is_that_of_the_plan_of_its_scenario() -> None:
    told: list[tuple[int, int | None]] = []
    results = run_sweep(
        SCENARIO, points(), Here(), Memory(), progress=lambda _, done, total: told.append((done, total))
    )
    assert [results[number].awarded for number in range(5)] == [100, 150, 200, 250, 300]
    facts = put_values(SCENARIO, [(LIMIT, 250)])
    plan = optimizer.plan(facts)
    assert results[3].digest == facts.digest
    assert results[3].firms == {award.firm: award.units for award in plan.awards.values()}
    assert results[3].limits == ["quota"]
    assert told[0] == (0, 5)
    assert told[-1] == (5, 5)


def test_a_point_that_fails_is_told_and_the_rest_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = optimizer.plan

    def plan(scenario: optimizer.Scenario, *, drop_outs: bool) -> optimizer.Plan:
        limit = getattr(scenario.policy.rules["quota"], "limit", None)
        if limit == 150:
            raise CheckError("It does not hold.")
        if limit == 200:
            raise ZeroDivisionError("division by zero")
        return whole(scenario, drop_outs=drop_outs)

    monkeypatch.setattr(optimizer, "plan", plan)
    varied = [f"{LIMIT}=-5,100,150,200,10000", "policy.rounds.general.guarantee=true"]
    results = run_sweep(SCENARIO, sweep_of(SCENARIO, varied).points(), Here(), Memory())
    assert statuses(results) == ["refused", "infeasible", "unproved", "failed", "allocated"]
    assert "-5 is too small" in results[0].sentence
    assert "guarantee" in results[1].sentence or "general" in results[1].sentence
    assert [results[number].sentence for number in (2, 3)] == [
        "It does not hold.",
        "ZeroDivisionError: division by zero",
    ]
    assert [results[number].is_settled for number in range(5)] == [True, True, False, False, True]


def test_a_sweep_that_was_stopped_goes_on_and_loses_no_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Point] = []
    honest = answers.answer

    def answer(scenario: optimizer.Scenario, point: Point) -> Result:
        ran.append(point)
        return honest(scenario, point)

    monkeypatch.setattr(answers, "answer", answer)
    monkeypatch.setattr("api.sweeps.running.LARGEST_CHUNK", 2)
    store = PointsFile(tmp_path / "points.jsonl")
    every = points("100:300:10")
    first = run_sweep(SCENARIO, every, Here(), store, stop=lambda: len(ran) >= 5)
    assert 5 <= len(first) < len(every)
    assert {result.key for result in first.values()} == set(store.known())
    with (tmp_path / "points.jsonl").open("a") as file:
        file.write('{"key": "half a li')
    second = run_sweep(SCENARIO, every, Here(), PointsFile(tmp_path / "points.jsonl"))
    assert sorted(second) == list(range(len(every)))
    assert sorted(point.number for point in ran) == list(range(len(every)))
    assert second == run_sweep(SCENARIO, every, Here(), Memory())


def test_what_failed_is_run_again_and_what_is_settled_is_not(tmp_path: Path) -> None:
    every, store = points("100,200"), PointsFile(tmp_path / "points.jsonl")
    keys = [point.key(SCENARIO.digest) for point in every]
    lost = Result.without(every[0], keys[0], "failed", OSError("lost"))
    kept = Result(key=keys[1], settings={LIMIT: 200}, status="allocated", awarded=77)
    store.add([lost, kept])
    results = run_sweep(SCENARIO, every, Here(), store)
    assert [results[0].status, results[0].awarded, results[1].awarded] == ["allocated", 100, 77]
    assert store.known()[keys[0]] == results[0]


def test_another_base_another_setting_and_another_seed_have_other_keys() -> None:
    one, other = points("100,200")
    changed = put_values(SCENARIO, [("applications.A1.units", 5)])
    assert len({one.key(SCENARIO.digest), other.key(SCENARIO.digest), one.key(changed.digest)}) == 3


class Fragile(Here):
    """A pool that breaks whenever a certain point is run."""

    def __init__(self, breaks: int) -> None:
        super().__init__()
        self._breaks, whole = breaks, self.executor

        class Executor:
            def submit(self, function: Any, scenario: Any, chunk: Sequence[Point]) -> Future[Any]:
                if any(point.number == breaks for point in chunk):
                    future: Future[Any] = Future()
                    future.set_exception(BrokenExecutor("a process was lost"))
                    return future
                return whole.submit(function, scenario, chunk)

        self.executor = Executor()  # type: ignore[assignment]  # all that is asked of one


def test_a_point_that_ends_its_process_is_told_and_those_beside_it_are_run() -> None:
    results = run_sweep(SCENARIO, points(), Fragile(2), Memory())
    assert statuses(results) == ["allocated", "allocated", "failed", "allocated", "allocated"]
    assert results[2].sentence == "BrokenExecutor: a process was lost"


def test_processes_give_what_a_thread_gives() -> None:
    every = points()
    with machine(2) as pool:
        assert pool.lanes == 2
        assert run_sweep(SCENARIO, every, pool, Memory()) == run_sweep(SCENARIO, every, Here(), Memory())


def test_a_pool_whose_process_is_lost_is_renewed() -> None:
    pool = Machine(1)
    try:
        with pytest.raises(BrokenExecutor):
            pool.executor.submit(os.kill, pool.executor.submit(os.getpid).result(), signal.SIGKILL).result()
        results = run_sweep(SCENARIO, points("100,200"), pool, Memory())
        assert statuses(results) == ["allocated", "allocated"]
    finally:
        pool.close()
