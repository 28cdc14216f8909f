"""Runners: jobs in processes of their own, which are stopped, lost, replaced, and never run one job twice."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from api.jobs import Runner
from api.store import Job, Store, open_store
from api.store.records import SweepSpec
from inputs import patch_scenario, read_scenario
from tests.api.jobs.behaviour import behave
from tests.api.store import made

THREE = read_scenario("three-claims")
LONG = 90.0
"""Seconds after which something that ought to happen does not."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("store") / "store.sqlite") as opened:
        opened.scenarios.add(THREE, "Li")
        yield opened


@pytest.fixture(scope="module")
def runner(store: Store) -> Iterator[Runner]:
    """One worker, so that what happens to one job meets the next one too."""
    runner = Runner(store, workers=1, seconds={"plan": 20, "sweep": 20}, start=behave).start()
    yield runner
    runner.drain(grace=0)
    assert not runner.alive


def asked(store: Store, title: str) -> Job:
    facts = patch_scenario(THREE, {"title": title})
    store.scenarios.add(facts, "Li")
    return store.plans.submit(facts.digest, "Li").job


def until(happens: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.02)


def process_of(file: Path) -> int:
    """The process that left its number, once it has."""
    until(file.exists)
    return int(file.read_text())


def is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def workers() -> list[int]:
    """The processes that this one started to run jobs."""
    lists = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    children = [int(child) for item in lists for child in item.read_text().split()]
    return [child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_a_plan_is_made_and_waited_for(store: Store, runner: Runner) -> None:
    job = asked(store, "plan")
    ended = runner.wait(job.id, LONG)
    assert (ended.state, ended.outcome, ended.attempts) == ("succeeded", "allocated", 1)
    assert runner.alive
    assert asyncio.run(_awaited(runner, job)) == ended


async def _awaited(runner: Runner, job: Job) -> Job:
    return await asyncio.wait_for(asyncio.wrap_future(runner.finished(job.id)), LONG)


def test_a_sweep_is_run(store: Store, runner: Runner) -> None:
    submission = store.sweeps.submit(THREE.digest, SweepSpec(vary=("policy.rules.quota.limit=90:120:10",)), "Li")
    assert runner.wait(submission.job.id, LONG).state == "succeeded"
    assert len(store.sweeps.outcome(submission.id).results) == 4


def test_cancelling_ends_the_process(store: Store, runner: Runner, tmp_path: Path) -> None:
    job = asked(store, f"sleeps {tmp_path / 'process'}")
    process = process_of(tmp_path / "process")
    assert runner.busy == 1
    assert runner.wait(job.id, 0.01).state == "running"
    store.jobs.cancel(job.id, "Wang")
    assert runner.wait(job.id, LONG).state == "cancelled"
    assert is_gone(process)


def test_a_job_that_waits_is_cancelled_without_a_process(store: Store, runner: Runner, tmp_path: Path) -> None:
    first, second = asked(store, f"sleeps {tmp_path / 'process'}"), asked(store, "waits")
    process_of(tmp_path / "process")
    store.jobs.cancel(second.id, "Wang")
    assert runner.wait(second.id, LONG).state == "cancelled"
    store.jobs.cancel(first.id, "Wang")
    assert runner.wait(first.id, LONG).state == "cancelled"


def test_a_job_whose_process_dies_is_run_again(store: Store, runner: Runner, tmp_path: Path) -> None:
    job = asked(store, f"dies {tmp_path / 'process'}")
    ended = runner.wait(job.id, LONG)
    assert (ended.state, ended.attempts) == ("succeeded", 2)
    assert is_gone(process_of(tmp_path / "process"))
    assert store.log.entries(subject=job.id, action="plan.lost").items


def test_a_process_that_dies_without_a_job_takes_none_with_it(store: Store, runner: Runner) -> None:
    runner.wait(asked(store, "before").id, LONG)
    idle = workers()
    assert idle
    for process in idle:
        os.kill(process, signal.SIGKILL)
    ended = runner.wait(asked(store, "after").id, LONG)
    assert (ended.state, ended.attempts) == ("succeeded", 1)


def test_a_job_that_its_process_never_takes_is_given_to_another(
    store: Store, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner.wait(asked(store, "before that").id, LONG)
    idle = workers()
    for process in idle:
        os.kill(process, signal.SIGSTOP)
    monkeypatch.setattr("api.jobs.slots.BEGINS", 0.2)
    job = asked(store, "after that")
    runner.wake()
    until(lambda: all(map(is_gone, idle)))
    monkeypatch.undo()
    ended = runner.wait(job.id, LONG)
    assert (ended.state, ended.attempts) == ("succeeded", 1)


def test_what_nobody_thought_of_is_told(store: Store, runner: Runner) -> None:
    ended = runner.wait(asked(store, "raises").id, LONG)
    assert ended.state == "failed"
    assert ended.problem == ("The program failed, which is its own fault: ValueError: something that nobody thought of")


def test_whoever_runs_a_job_all_hear_of_its_end(store: Store, runner: Runner) -> None:
    with open_store(store.url) as same:
        other = Runner(same, workers=0).start()
        heard = other.finished(asked(store, "heard").id)
        runner.wake()
        assert heard.result(LONG).state == "succeeded"
        other.drain()


def test_what_takes_too_long_is_stopped(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.sqlite") as store:
        runner = Runner(store, workers=1, seconds={"plan": 3, "sweep": 3}, start=behave).start()
        ended = runner.wait(asked(store, f"sleeps {tmp_path / 'process'}").id, LONG)
        assert ended.problem == "It took longer than the 3 seconds that a plan may take, and was stopped."
        assert is_gone(process_of(tmp_path / "process"))
        runner.drain()


def test_draining_waits_for_what_runs_and_leaves_what_waits(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.sqlite") as store:
        runner = Runner(store, workers=1, start=behave).start()
        running, waiting = asked(store, f"sleeps {tmp_path / 'process'}"), asked(store, "waits")
        process = process_of(tmp_path / "process")
        runner.drain(grace=0.1)
        assert is_gone(process)
        assert [store.jobs.get(job.id).state for job in (running, waiting)] == ["queued", "queued"]
        assert store.jobs.get(running.id).attempts == 0
        assert store.audit().ok


def test_two_runners_share_the_work_and_run_nothing_twice(tmp_path: Path) -> None:
    where = tmp_path / "store.sqlite"
    with open_store(where) as store, open_store(where) as same:
        jobs = [asked(store, str(number)) for number in range(20)]
        runners = [Runner(one, workers=1).start() for one in (store, same)]
        ended = [runners[0].finished(job.id).result(LONG) for job in jobs]
        for runner in runners:
            runner.drain()
        assert {(job.state, job.attempts) for job in ended} == {("succeeded", 1)}
        assert len(store.log.entries(action="plan.run").items) == 20
        assert store.audit().ok


def test_a_runner_removes_the_steps_of_old_jobs(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.sqlite") as store:
        made.plan(store)
        runner = Runner(store, workers=0, keep_steps=timedelta(0)).start()
        until(lambda: bool(store.log.entries(action="store.prune").items))
        runner.drain()
