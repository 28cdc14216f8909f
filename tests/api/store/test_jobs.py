"""Jobs in a store: claimed once, renewed, lost, found again, ended; and what comes too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

import optimizer
from api.store import BusyError, ConflictError, MissingError, Store
from api.store.jobs import ATTEMPTS
from api.store.records import Job, SweepSpec
from tests.api.store import made
from tests.api.store.conftest import Hands
from tests.api.store.made import THREE


def submitted(store: Store, title: str = "") -> Job:
    facts = made.scenario(title) if title else THREE
    store.scenarios.add(facts, "Li")
    return store.plans.submit(facts.digest, "Li").job


def test_a_job_is_claimed_once_and_the_oldest_first(store: Store) -> None:
    first, second = submitted(store, "a"), submitted(store, "b")
    assert [made.claim(store).job.id for _ in range(2)] == [first.id, second.id]
    assert store.jobs.claim() is None
    assert store.jobs.counts() == {"running": 2}


def test_plans_go_before_sweeps(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    sweep = store.sweeps.submit(THREE.digest, SweepSpec(vary=("policy.rules.quota.limit=1,2",)), "Li").job
    plan = submitted(store)
    assert store.jobs.claim(("sweep", "plan")) is not None
    assert made.claim(store).job.id == plan.id
    assert store.jobs.get(sweep.id).state == "running"


def test_a_full_queue_takes_nothing_and_says_when_to_come_again(store: Store) -> None:
    for number in range(5):
        submitted(store, str(number))
    before = store.log.head()
    with pytest.raises(BusyError, match="5 jobs are waiting; try again in 5 seconds") as caught:
        submitted(store, "one too many")
    assert caught.value.retry_after == 5
    assert submitted(store, "4").state == "queued"  # what waits already can be asked for again
    assert before is not None
    made.run(store)
    assert submitted(store, "one too many").state == "queued"


def test_a_claim_that_is_renewed_holds(store: Store, clock: Hands) -> None:
    submitted(store)
    claim = made.claim(store)
    for _ in range(5):
        clock.go(10)
        assert store.jobs.renew([claim.token]) == {claim.token}
        assert store.jobs.claim() is None


def test_a_job_whose_runner_is_silent_is_run_by_another(store: Store, clock: Hands) -> None:
    job = submitted(store)
    lost = made.claim(store)
    clock.go(16)
    found = made.claim(store)
    assert (found.job.id, found.job.attempts) == (job.id, 2)
    assert store.jobs.renew([lost.token, found.token]) == {found.token}
    assert store.log.entries(action="plan.lost").items[0].detail == {"attempt": 1}


def test_what_a_lost_runner_says_is_not_heard(store: Store, clock: Hands) -> None:
    job = submitted(store)
    lost = made.claim(store)
    clock.go(16)
    found = made.claim(store)
    plan = optimizer.plan(THREE)
    assert not store.plans.keep(lost, plan)
    store.jobs.fail(lost.token, "nothing")
    store.jobs.lose(lost.token)
    store.jobs.release(lost.token)
    store.jobs.stopped(lost.token)
    store.jobs.tell(lost.token, "dividing", 1, 2)
    assert store.jobs.get(job.id) == found.job
    assert store.plans.search().items == ()
    assert store.plans.keep(found, plan)
    assert not store.plans.keep(found, plan)
    assert store.jobs.get(job.id).state == "succeeded"
    assert store.audit().ok


def test_a_job_that_kills_its_process_each_time_fails(store: Store) -> None:
    job = submitted(store)
    for _ in range(ATTEMPTS):
        store.jobs.lose(made.claim(store).token)
    ended = store.jobs.get(job.id)
    assert (ended.state, ended.attempts) == ("failed", ATTEMPTS)
    assert ended.problem is not None
    assert "died 3 times" in ended.problem
    assert submitted(store).id != job.id  # and can be asked for again


def test_a_job_that_is_given_back_was_not_started(store: Store) -> None:
    job = submitted(store)
    store.jobs.release(made.claim(store).token)
    again = store.jobs.get(job.id)
    assert (again.state, again.attempts) == ("queued", 0)


def test_a_job_that_waits_is_cancelled_at_once(store: Store) -> None:
    job = submitted(store)
    assert store.jobs.cancel(job.id, "Wang").state == "cancelled"
    assert store.jobs.claim() is None
    entry = store.log.entries().items[0]
    assert (entry.actor, entry.action) == ("Wang", "plan.cancel")
    with pytest.raises(ConflictError, match="it has ended already: cancelled"):
        store.jobs.cancel(job.id, "Wang")


def test_a_job_that_runs_is_cancelled_by_its_runner(store: Store) -> None:
    job = submitted(store)
    claim = made.claim(store)
    assert store.jobs.cancelling([claim.token]) == set()
    assert store.jobs.cancel(job.id, "Wang").cancelling
    assert store.jobs.cancelling([claim.token]) == {claim.token}
    store.jobs.stopped(claim.token)
    assert store.jobs.get(job.id).state == "cancelled"
    assert store.log.entries().items[0].actor == "Wang"


def test_a_job_to_be_cancelled_whose_runner_is_lost_is_not_run_again(store: Store, clock: Hands) -> None:
    job = submitted(store)
    made.claim(store)
    store.jobs.cancel(job.id, "Wang")
    clock.go(16)
    assert [item.state for item in store.jobs.recover()] == ["cancelled"]
    assert store.jobs.claim() is None


def test_a_result_that_was_faster_than_the_cancelling_stands(store: Store) -> None:
    job = submitted(store)
    claim = made.claim(store)
    store.jobs.cancel(job.id, "Wang")
    assert store.plans.keep(claim, optimizer.plan(THREE))
    assert (store.jobs.get(job.id).state, store.jobs.get(job.id).cancelling) == ("succeeded", False)


def test_every_step_of_a_job_can_be_heard_later(store: Store) -> None:
    job = submitted(store)
    claim = made.claim(store)
    store.jobs.tell(claim.token, "dividing", 3, 10)
    store.jobs.fail(claim.token, "No plan.")
    events = store.jobs.events(job.id)
    assert [(event.number, event.state, event.stage) for event in events] == [
        (1, "queued", ""),
        (2, "running", ""),
        (3, "running", "dividing"),
        (4, "failed", "dividing"),
    ]
    assert store.jobs.events(job.id, after=2) == events[2:]
    assert store.jobs.get(job.id).problem == "No plan."


def test_jobs_are_listed_by_state_and_kind(store: Store) -> None:
    first = submitted(store, "a")
    made.run(store)
    second = submitted(store, "b")
    assert [job.id for job in store.jobs.search().items] == [second.id, first.id]
    assert [job.id for job in store.jobs.search(state="queued", kind="plan").items] == [second.id]
    assert store.jobs.search(kind="sweep").items == ()
    assert [job.id for job in store.jobs.search(limit=1, cursor=store.jobs.search(limit=1).next).items] == [first.id]
    assert [job.id for job in store.jobs.ended([first.id, second.id])] == [first.id]
    assert store.jobs.latest(second.subject) == second
    assert store.jobs.latest("nothing") is None


def test_what_is_not_there_is_missing(store: Store) -> None:
    for ask in (store.jobs.get, store.jobs.events, lambda name: store.jobs.cancel(name, "Li")):
        with pytest.raises(MissingError, match="there is no job"):
            ask("0")


def test_steps_of_jobs_that_ended_long_ago_are_removed_and_nothing_else(store: Store, clock: Hands) -> None:
    old = submitted(store, "old")
    made.run(store)
    clock.go(3 * 24 * 3600)
    waiting, new = submitted(store, "waiting"), submitted(store, "new")
    store.jobs.cancel(new.id, "Li")
    plan = store.plans.document(old.subject)
    assert store.prune(timedelta(days=4), "Wang") == 0
    assert store.prune(timedelta(days=2), "Wang") == 2
    assert store.prune(timedelta(days=2), "Wang") == 0
    states = {job.id: [event.state for event in store.jobs.events(job.id)] for job in (old, waiting, new)}
    assert states == {old.id: ["succeeded"], waiting.id: ["queued"], new.id: ["queued", "cancelled"]}
    (entry,) = store.log.entries(action="store").items
    assert (entry.actor, entry.detail) == ("Wang", {"steps": 2, "before": "2026-08-04T09:00:00.000000Z"})
    assert store.plans.document(old.subject) == plan
    assert store.audit().ok
